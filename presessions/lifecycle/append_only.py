"""Triggers that let rows of a record be added and nothing else, on both databases.

Used from migrations: ``operations = [append_only.guard("lifecycle_auditevent")]``.
A column named in ``erasable`` may still be emptied (set to ''), because free
text can name a person who has the right to be forgotten.
"""

from collections.abc import Sequence

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper

from presessions.guards import Guards

REFUSAL = "this record is append-only"


def guard(table: str, *, columns: Sequence[str] = (), erasable: Sequence[str] = ()) -> migrations.RunPython:
    """The migration operation that makes ``table`` append-only.

    With ``erasable``, ``columns`` must list all the others: an update is let
    through only where none of them changes and the erasable ones end up empty.
    """
    return guards(table, columns=columns, erasable=erasable).operation()


def guard_replacing(table: str) -> migrations.RunPython:
    """The migration operation that refuses a row in the place of another, which SQLite's REPLACE writes without
    a word to the other guards."""
    there = f"NEW.id IN (SELECT id FROM {table})"  # noqa: S608 - a table of ours
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: {REFUSAL}'); END"
    sql = f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {refuse}"
    return Guards(lambda: [sql], list).operation()


def guard_emptying(table: str) -> migrations.RunPython:
    """The migration operation that refuses PostgreSQL's TRUNCATE, which the guards of rows never see; SQLite has
    none. Made after ``guard``, whose function it runs."""
    sql = (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )
    return Guards(list, lambda: [sql]).operation()


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


def guards(table: str, *, columns: Sequence[str] = (), erasable: Sequence[str] = ()) -> Guards:
    """What `guard` puts on ``table``."""

    def condition(changed: str) -> str:
        parts = [f"OLD.{name} {changed} NEW.{name}" for name in columns]
        parts += [f"(OLD.{name} {changed} NEW.{name} AND NEW.{name} <> '')" for name in erasable]
        return " OR ".join(parts) if erasable else ""

    return Guards(
        lambda: _sqlite(table, condition("IS NOT")),
        lambda: _postgresql(table, condition("IS DISTINCT FROM")),
    )


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
