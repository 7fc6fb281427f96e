"""Policies side by side: who each would seat, how that panel does, what it costs by the series' policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import words
from .bench import Bench
from .judging import Question, plain
from .selection import POLICIES
from .selection_policy import Criterion
from .selection_values import Choice, Kind, Proof
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
Found = Mapping[str, tuple[Choice, Mapping[Criterion, int]]]


@dataclass(frozen=True)
class Cell:
    """``said``, and in ``differs`` how it differs from the policy in force, in words; "" where it doesn't."""

    said: str
    differs: str = ""


@dataclass(frozen=True)
class Row:
    """One criterion or one application, a cell for each policy."""

    name: str
    cells: list[Cell]


def columns(found: Found, asked: Question) -> list[dict[str, Any]]:
    """The head of each column, the policy of the series first; what differs is measured by the series' policy."""
    ours, base = found[asked.policy.name]
    return [
        _column(name, choice, measured, ours, base, asked)
        for name, choice, measured in _ordered(found, asked)
    ]


def criteria_rows(found: Found, asked: Question) -> list[Row]:
    """A row for each criterion, the most important first."""
    _, base = found[asked.policy.name]
    return [
        Row(
            LABELS[each],
            [
                _counted(each, measured, base) if choice.panel is not None else Cell("")
                for _, choice, measured in _ordered(found, asked)
            ],
        )
        for each in asked.policy.order
    ]


def seat_rows(found: Found, asked: Question, bench: Bench) -> list[Row]:
    """A row for each application with a seat under one policy at least, those seated by the policy in force first."""
    ordered = _ordered(found, asked)
    ours = set(found[asked.policy.name][0].panel or ())
    everybody = {id_ for _, choice, _ in ordered for id_ in choice.panel or ()}
    named = {id_: bench.by_id[id_].organisation_name for id_ in everybody if id_ in bench.by_id}
    ids = sorted(named, key=lambda id_: (id_ not in ours, named[id_].casefold(), id_))
    return [Row(named[id_], [_seated(id_, choice, ours) for _, choice, _ in ordered]) for id_ in ids]


def _ordered(found: Found, asked: Question) -> list[tuple[str, Choice, Mapping[Criterion, int]]]:
    pairs = sorted(found.items(), key=lambda pair: pair[0] != asked.policy.name)
    return [(name, choice, measured) for name, (choice, measured) in pairs]


def _column(
    name: str,
    choice: Choice,
    measured: Mapping[Criterion, int],
    ours: Choice,
    base: Mapping[Criterion, int],
    asked: Question,
) -> dict[str, Any]:
    then, now = set(ours.panel or ()), set(choice.panel or ())
    lost = words.cost(plain(changes_between(base, measured))) if then and now else ""
    institutions = {each.id for each in asked.candidates if each.kind == Kind.NHRI}
    if asked.request().keeps_nhri_seat and now and not now & institutions:
        lost = f"the NHRI’s seat, {lost}" if lost else "the NHRI’s seat"
    return {
        "name": name,
        "summary": POLICIES[name].summary if name in POLICIES else "",
        "is_ours": name == asked.policy.name,
        "clashes": choice.panel is None,
        "proven": choice.proof == Proof.OPTIMAL,
        "same": now == then,
        "others": len(now - then),
        "cost": lost,
    }


def _counted(name: Criterion, measured: Mapping[Criterion, int], base: Mapping[Criterion, int]) -> Cell:
    """Higher is better, but for the gap."""
    by = measured[name] - base.get(name, measured[name])
    better = by < 0 if name == Criterion.GENDER_GAP else by > 0
    value = measured[name]
    said = ("yes" if value else "no") if name == Criterion.GENDER_PERSPECTIVE else str(value)
    return Cell(said, f"{words.signed(by)}, {'better' if better else 'worse'}" if by else "")


def _seated(id_: str, choice: Choice, ours: set[str]) -> Cell:
    if choice.panel is None:
        return Cell("")
    if id_ in choice.panel:
        return Cell("Seat", "" if id_ in ours else "comes on")
    return Cell("–", "goes off" if id_ in ours else "")
