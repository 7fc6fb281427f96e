"""Lets the test runner empty tables on SQLite that triggers keep append-only.

Transactional tests end with ``DELETE FROM`` on every table there (PostgreSQL
truncates, which row triggers do not see). The guards are taken down for that
statement list only and put back by it, so each test runs with them in place.
"""

from typing import Any

from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations  # by way of base: operations alone is circular

from presessions import kept_triggers

_original = DatabaseOperations.sql_flush


def _flush_below_guards(self: DatabaseOperations, style: Any, tables: list[str], **options: Any) -> list[str]:
    guards = kept_triggers.found(self.connection)
    down = [f'DROP TRIGGER "{name}"' for name, _ in guards]
    up = [sql for _, sql in guards]
    return [*down, *_original(self, style, tables, **options), *up]


def install() -> None:
    """Put the wrapped flush in place; called once by the root conftest."""
    DatabaseOperations.sql_flush = _flush_below_guards  # type: ignore[method-assign]


def overwriting(model: Any) -> str:
    """SQL that writes every row of a table over itself: SQLite's REPLACE, PostgreSQL's ON CONFLICT."""
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields]
    listed = ", ".join(columns)
    if connection.vendor == "sqlite":
        return f"REPLACE INTO {table} ({listed}) SELECT {listed} FROM {table}"
    last = columns[-1]
    return (
        f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {table} "
        f"ON CONFLICT (id) DO UPDATE SET {last} = EXCLUDED.{last}"
    )
