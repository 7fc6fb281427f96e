"""The triggers that keep a Published row on the page of its own meeting, in SQLite and PostgreSQL.

A row names its statement and its Pre-session; they must agree, or words said about one State would stand on the page of
another, where that State's own delegates read what was shared with missions only.
"""

from presessions.guards import Guards

from .triggers import ROWS

REFUSED = "the statement is of another Pre-session"
OWN = """
  SELECT 1 FROM publications_statement s
  JOIN panels_seat seat ON seat.id = s.seat_id
  JOIN panels_panel panel ON panel.id = seat.panel_id
  WHERE s.id = NEW.statement_id AND panel.pre_session_id = NEW.pre_session_id
"""
FUNCTION = "publications_own_meeting"


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_own_meeting BEFORE INSERT ON {table} BEGIN "
        f"SELECT RAISE(ABORT, '{table}: {REFUSED}') WHERE NOT EXISTS ({OWN}); END"
        for table in ROWS
    ]


def _postgresql() -> list[str]:
    refuse = f"RAISE EXCEPTION '%: {REFUSED}', TG_TABLE_NAME USING ERRCODE = 'check_violation';"
    return [
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT EXISTS ({OWN}) THEN {refuse} END IF; RETURN NEW; END $$",
        *(
            f"CREATE TRIGGER {table}_own_meeting BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()"
            for table in ROWS
        ),
    ]


GUARDS = Guards(_sqlite, _postgresql)
