"""SQLite makes a table anew to change its constraints, and refuses while triggers of other tables name it.

A migration of such a table begins with `take_off` and ends with `put_back`. Whatever triggers there are come back
letter by letter; other databases need neither.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_kept: dict[str, list[str]] = {}


def take_off(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop every trigger of this SQLite database and remember it for `put_back`."""
    connection = schema_editor.connection
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid")
        found = cursor.fetchall()
        for name, _sql in found:
            cursor.execute(f'DROP TRIGGER "{name}"')
    _kept[connection.alias] = [sql for _name, sql in found]


def put_back(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers again that `take_off` dropped."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for sql in _kept.pop(connection.alias, []):
            cursor.execute(sql)
