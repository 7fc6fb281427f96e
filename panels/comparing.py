"""Policies side by side in words: who each would seat, how that panel does, what it costs by the series' policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import words
from .bench import Bench
from .judging import Question, plain
from .selection import POLICIES
from .selection_policy import Criterion
from .selection_values import Choice, Proof
from .selection_whatif import changes_between

LABELS = {
    Criterion.SIZE: "Panelists",
    Criterion.GENDER_PERSPECTIVE: "Gender perspective",
    Criterion.NATIONAL_OR_GRASSROOTS: "National or grassroots",
    Criterion.GENDER_GAP: "Gap between women and men",
    Criterion.NATIONAL_COALITIONS: "National coalitions",
    Criterion.SUBMITTED: "With a UPR report",
    Criterion.DISTINCT_THEMES: "Themes",
}


def columns(
    found: Mapping[str, tuple[Choice, Mapping[Criterion, int]]], asked: Question, bench: Bench
) -> list[dict[str, Any]]:
    """One for each policy, that of the series first; what differs is measured by the series' policy."""
    ours, base = found[asked.policy.name]
    return [
        _column(name, choice, measured, ours, base, asked, bench)
        for name, (choice, measured) in sorted(found.items(), key=lambda pair: pair[0] != asked.policy.name)
    ]


def _column(
    name: str,
    choice: Choice,
    measured: Mapping[Criterion, int],
    ours: Choice,
    base: Mapping[Criterion, int],
    asked: Question,
    bench: Bench,
) -> dict[str, Any]:
    then, now = set(ours.panel or ()), set(choice.panel or ())
    changes = plain(changes_between(base, measured)) if then and now else {}
    return {
        "name": name,
        "summary": POLICIES[name].summary if name in POLICIES else "",
        "is_ours": name == asked.policy.name,
        "clashes": choice.panel is None,
        "proven": choice.proof == Proof.OPTIMAL,
        "same": now == then,
        "comes": bench.names(sorted(now - then)),
        "goes": bench.names(sorted(then - now)),
        "cost": words.cost(changes),
        "changes": words.changes(changes) if changes else "",
        "criteria": [(LABELS[each], measured[each]) for each in asked.policy.order] if now else [],
    }
