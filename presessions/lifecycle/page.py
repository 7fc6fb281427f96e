"""The page ``docs/lifecycles.md``, written from the tables themselves."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Model

from presessions.lifecycle.tables import Table

HEAD = """# Lifecycles

Written by `manage.py write_lifecycles` from the tables in the code; the tests fail when it is stale.
A status changes only through `presessions.lifecycle.moves.move`, which looks the move up here, refuses
what is not listed, and records who, when, from, to and why.
"""


def with_lifecycle() -> list[type[Model]]:
    """Every model that has a table, in the order of its label."""
    found = [model for model in apps.get_models() if getattr(model, "LIFECYCLE", None)]
    return sorted(found, key=lambda model: model._meta.label)


def statuses_of(model: type[Model]) -> list[tuple[Any, Any]]:
    """Values and labels of a model's ``status``."""
    field: Any = model._meta.get_field("status")
    return list(field.flatchoices)


def render() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(model) for model in with_lifecycle())])


def _section(model: type[Model]) -> str:
    table: Table = model.LIFECYCLE  # type: ignore[attr-defined]
    words = {str(value): str(label) for value, label in statuses_of(model)}
    return "\n".join(
        [
            f"## {model._meta.label}",
            "",
            f"Begins as `{table.start}`.",
            "",
            "| from | means | may become |",
            "|---|---|---|",
            *(
                f"| `{status}` | {words.get(str(status), '')} | {_targets(tos)} |"
                for status, tos in table.moves.items()
            ),
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {table.start}",
            *(f"    {status} --> {to}" for status, tos in table.moves.items() for to in tos),
            *(f"    {status} --> [*]" for status in table.ends()),
            "```",
            "",
        ]
    )


def _targets(tos: tuple[str, ...]) -> str:
    return ", ".join(f"`{to}`" for to in tos) or "nothing: this is an end"
