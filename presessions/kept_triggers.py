"""SQLite makes a table anew to change its constraints, and refuses while triggers of other tables name it.

A migration of such a table begins with `take_off` and ends with `put_back`. Whatever triggers there are come back
letter by letter; other databases need neither. Whoever else must write below the triggers of SQLite takes them off and
puts them back by the same two steps, `dropped` and its SQL, within one transaction.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_kept: dict[str, list[str]] = {}


def found(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Every trigger of a SQLite database: its name, and the SQL that makes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid")
        return list(cursor.fetchall())


def dropped(connection: BaseDatabaseWrapper) -> list[str]:
    """Drop every trigger of a SQLite database; the SQL that makes them again."""
    triggers = found(connection)
    with connection.cursor() as cursor:
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    return [sql for _name, sql in triggers]


def take_off(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop every trigger of this SQLite database and remember it for `put_back`."""
    connection = schema_editor.connection
    if connection.vendor != "sqlite":
        return
    _kept[connection.alias] = dropped(connection)


def put_back(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers again that `take_off` dropped."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for sql in _kept.pop(connection.alias, []):
            cursor.execute(sql)
