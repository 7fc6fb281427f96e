"""Triggers that let rows of a record be added and nothing else, on both databases.

Used from migrations: ``operations = [append_only.guard("lifecycle_auditevent")]``.
A column named in ``erasable`` may still be emptied (set to ''), because free
text can name a person who has the right to be forgotten.
"""

from collections.abc import Sequence
from typing import Any

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "this record is append-only"


def guard(table: str, *, columns: Sequence[str] = (), erasable: Sequence[str] = ()) -> migrations.RunPython:
    """The migration operation that makes ``table`` append-only.

    With ``erasable``, ``columns`` must list all the others: an update is let
    through only where none of them changes and the erasable ones end up empty.
    """

    def forwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in statements(schema_editor.connection.vendor, table, columns, erasable):
            schema_editor.execute(statement, params=None)

    def backwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in undo_statements(schema_editor.connection.vendor, table):
            schema_editor.execute(statement, params=None)

    return migrations.RunPython(forwards, backwards, elidable=False)


def guard_replacing(table: str) -> migrations.RunPython:
    """The migration operation that refuses a row in the place of another, which SQLite's REPLACE writes without
    a word to the other guards."""

    def forwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "sqlite":
            there = f"NEW.id IN (SELECT id FROM {table})"  # noqa: S608 - a table of ours
            refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: {REFUSAL}'); END"
            sql = f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {refuse}"
            schema_editor.execute(sql, params=None)

    def backwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_replace", params=None)

    return migrations.RunPython(forwards, backwards, elidable=False)


def guard_emptying(table: str) -> migrations.RunPython:
    """The migration operation that refuses PostgreSQL's TRUNCATE, which the guards of rows never see; SQLite has
    none. Made after ``guard``, whose function it runs."""

    def forwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            sql = (
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
            )
            schema_editor.execute(sql, params=None)

    def backwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}", params=None)

    return migrations.RunPython(forwards, backwards, elidable=False)


def emptied(connection: BaseDatabaseWrapper, truncate: Sequence[str]) -> list[str]:
    """The SQL that runs ``truncate`` on PostgreSQL with the guards of ``guard_emptying`` set aside for it alone.

    For whoever throws a whole database's content away, within one transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s AND NOT tgisinternal ORDER BY 1",
            [r"%\_no\_truncate"],
        )
        guarded = [table for (table,) in cursor.fetchall()]
    aside, back = (
        [f"ALTER TABLE {table} {verb} TRIGGER {table}_no_truncate" for table in guarded]
        for verb in ("DISABLE", "ENABLE")
    )
    return [*aside, *truncate, *back]


def statements(vendor: str, table: str, columns: Sequence[str], erasable: Sequence[str]) -> list[str]:
    """The SQL that guards ``table`` on ``vendor`` ("sqlite" or "postgresql")."""
    sqlite = vendor == "sqlite"
    changed = "IS NOT" if sqlite else "IS DISTINCT FROM"
    parts = [f"OLD.{name} {changed} NEW.{name}" for name in columns]
    parts += [f"(OLD.{name} {changed} NEW.{name} AND NEW.{name} <> '')" for name in erasable]
    condition = " OR ".join(parts) if erasable else ""
    return _sqlite(table, condition) if sqlite else _postgresql(table, condition)


def undo_statements(vendor: str, table: str) -> list[str]:
    """The SQL that takes the guard away again."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete")]
    verbs = ("update", "delete", "truncate")
    drops = [f"DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}" for verb in verbs]
    return [*drops, f"DROP FUNCTION IF EXISTS {table}_append_only()"]


def _sqlite(table: str, condition: str) -> list[str]:
    when = f"WHEN {condition}" if condition else ""
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {REFUSAL}'); END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {REFUSAL}'); END",
    ]


def _postgresql(table: str, condition: str) -> list[str]:
    when = f"WHEN ({condition})" if condition else ""
    function = f"{table}_append_only()"
    return [
        f"CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table}: {REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"FOR EACH ROW {when} EXECUTE FUNCTION {function}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}",
    ]
