"""What is forgotten when its time has come.

Each room registers its rules: ``register_retention(Rule(...))`` in its
AppConfig. The periods stand in ``settings.RETENTION`` (to be confirmed by UPR
Info). A rehearsal does everything and rolls back, so it lists exactly what a
real run would touch; rules delete files with ``transaction.on_commit``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction


@dataclass(frozen=True)
class Rule:
    """One kind of thing that has its time.

    ``forget`` takes the instant before which things are too old, forgets them
    and returns how many rows it touched. ``period`` is a key of
    ``settings.RETENTION``, or a fixed time.
    """

    name: str
    period: str | timedelta
    forget: Callable[[datetime], int]

    @property
    def time(self) -> timedelta:
        """How long such things are kept."""
        if isinstance(self.period, timedelta):
            return self.period
        kept: timedelta = settings.RETENTION[self.period]
        return kept


_rules: dict[str, Rule] = {}


def register_retention(rule: Rule) -> None:
    """Add a rule; its name must be its own."""
    if _rules.get(rule.name, rule) != rule:
        raise ValueError(f"there is already a rule called {rule.name}")
    _rules[rule.name] = rule


def rules() -> list[Rule]:
    """Every rule, by name."""
    return [_rules[name] for name in sorted(_rules)]


def apply_all(now: datetime, *, dry_run: bool = False) -> dict[str, int]:
    """Apply every rule as of ``now``; returns rows touched per rule.

    Each rule has a transaction of its own: one that fails does not keep the
    others from their work; its error is raised after them.
    """
    counts: dict[str, int] = {}
    failed: list[Exception] = []
    for rule in rules():
        try:
            with transaction.atomic():
                counts[rule.name] = rule.forget(now - rule.time)
                transaction.set_rollback(dry_run)
        except Exception as error:  # noqa: BLE001 - raised below, when the others are done
            failed.append(error)
    if failed:
        raise ExceptionGroup("retention", failed)
    return counts
