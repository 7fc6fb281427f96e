"""The triggers that keep a Published row on the page of its own meeting, in SQLite and PostgreSQL.

A row names its statement and its Pre-session; they must agree, or words said about one State would stand on the page of
another, where that State's own delegates read what was shared with missions only.
Used by a migration: ``RunPython(install, remove)``.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from presessions.kept_triggers import drop

from .triggers import ROWS

REFUSED = "the statement is of another Pre-session"
OWN = """
  SELECT 1 FROM publications_statement s
  JOIN panels_seat seat ON seat.id = s.seat_id
  JOIN panels_panel panel ON panel.id = seat.panel_id
  WHERE s.id = NEW.statement_id AND panel.pre_session_id = NEW.pre_session_id
"""
FUNCTION = "publications_own_meeting"


def install(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers."""
    for sql in statements(schema_editor.connection.vendor):
        schema_editor.execute(sql, params=None)


def remove(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers."""
    drop(schema_editor, names(), functions=[FUNCTION])


def names() -> list[tuple[str, str]]:
    """Every trigger with its table."""
    return [(f"{table}_own_meeting", table) for table in ROWS]


def statements(vendor: str) -> list[str]:
    """The SQL for ``vendor`` ("sqlite" or "postgresql")."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} BEGIN "
            f"SELECT RAISE(ABORT, '{table}: {REFUSED}') WHERE NOT EXISTS ({OWN}); END"
            for name, table in names()
        ]
    refuse = f"RAISE EXCEPTION '%: {REFUSED}', TG_TABLE_NAME USING ERRCODE = 'check_violation';"
    return [
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT EXISTS ({OWN}) THEN {refuse} END IF; RETURN NEW; END $$",
        *(
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()"
            for name, table in names()
        ),
    ]
