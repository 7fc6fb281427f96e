"""Lets the test runner empty tables that triggers keep append-only.

Transactional tests end with ``DELETE FROM`` on every table on SQLite, and with
TRUNCATE on PostgreSQL. The guards are taken down for that statement list only
and put back by it, so each test runs with them in place.
"""

from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import DatabaseOperations as Postgresql
from django.db.backends.sqlite3.base import DatabaseOperations as Sqlite  # by way of base: else circular

from presessions import kept_triggers
from presessions.lifecycle import append_only

_original = Sqlite.sql_flush
_original_on_postgresql = Postgresql.sql_flush


def _flush_below_guards(self: Sqlite, style: Any, tables: list[str], **options: Any) -> list[str]:
    guards = kept_triggers.found(self.connection)
    down = [f'DROP TRIGGER "{name}"' for name, _ in guards]
    up = [sql for _, sql in guards]
    return [*down, *_original(self, style, tables, **options), *up]


def _truncate_below_guards(self: Postgresql, style: Any, tables: list[str], **options: Any) -> list[str]:
    return append_only.emptied(self.connection, _original_on_postgresql(self, style, tables, **options))


def install() -> None:
    """Put the wrapped flushes in place; called once by the root conftest."""
    Sqlite.sql_flush = _flush_below_guards  # type: ignore[method-assign]
    Postgresql.sql_flush = _truncate_below_guards  # type: ignore[method-assign]


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
