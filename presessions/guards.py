"""What a database itself refuses, written as SQL for SQLite and PostgreSQL and made by a migration.

A module says a rule in both dialects and offers it as `Guards`; its migration has ``GUARDS.operation()`` in its list.
How it is taken away is read from the SQL that made it, so that no second list of names can differ from the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_TRIGGER = re.compile(r"CREATE TRIGGER (\w+) (?:BEFORE|AFTER) .*? ON (\w+)")
_FUNCTION = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION (\w+)\(\)")
_CONSTRAINT = re.compile(r"ALTER TABLE (\w+) ADD CONSTRAINT (\w+)")


@dataclass(frozen=True)
class Guards:
    """Triggers, with what PostgreSQL needs beside them: functions that they run, constraints, extensions."""

    sqlite: Callable[[], list[str]]
    postgresql: Callable[[], list[str]]

    def added(self, vendor: str) -> list[str]:
        """The SQL that makes them on ``vendor`` ("sqlite" or "postgresql")."""
        return self.sqlite() if vendor == "sqlite" else self.postgresql()

    def taken_away(self, vendor: str) -> list[str]:
        """The SQL that takes them away again; an extension stays, for others may use it."""
        text = "\n".join(self.added(vendor))
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {name}" for name, _table in _TRIGGER.findall(text)]
        return [
            *(f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table in _TRIGGER.findall(text)),
            *(f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in _FUNCTION.findall(text)),
            *(
                f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}"
                for table, name in _CONSTRAINT.findall(text)
            ),
        ]

    def names(self, vendor: str) -> list[str]:
        """Every trigger, as the database calls it."""
        return [name for name, _table in _TRIGGER.findall("\n".join(self.added(vendor)))]

    def operation(self) -> migrations.RunPython:
        """The migration operation that makes them, and backwards takes them away."""

        def forwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
            _run(schema_editor, self.added)

        def backwards(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
            _run(schema_editor, self.taken_away)

        return migrations.RunPython(forwards, backwards, elidable=False)


def _run(schema_editor: BaseDatabaseSchemaEditor, sql: Callable[[str], list[str]]) -> None:
    for statement in sql(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)
