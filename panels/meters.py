"""The criteria as meters: reached, what a choice by hand costs or brings, what would be possible.

`static/js/panel-meters.js` draws the same meters while staff tick; what it shows must be what stands here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from presessions.templatetags.presessions import langname

from . import words
from .balance import interpretation
from .selection_policy import Criterion

LABELS = {
    Criterion.SIZE: "Seats",
    Criterion.GENDER_PERSPECTIVE: "Gender perspective",
    Criterion.NATIONAL_OR_GRASSROOTS: "National or grassroots",
    Criterion.GENDER_GAP: "Women and men",
    Criterion.NATIONAL_COALITIONS: "National coalitions",
    Criterion.SUBMITTED: "UPR report",
    Criterion.DISTINCT_THEMES: "Themes",
}


@dataclass(frozen=True)
class Reading:
    """Some seats as the meters need them: their criteria, each one's gender ("F", "M", other) and language."""

    criteria: Mapping[str, int]
    genders: Sequence[str]
    spoken: Sequence[str]


def all_meters(
    now: Reading,
    order: Sequence[Criterion],
    *,
    before: Mapping[str, int],
    possible: Mapping[str, int],
    size: int,
    offered: Sequence[str],
) -> list[dict[str, Any]]:
    """One for each criterion in the policy's order, then what must be interpreted.

    ``before`` is what the difference is measured from, ``possible`` the best each criterion could reach alone,
    ``size`` how many seats there are, ``offered`` the languages that can be interpreted.
    """
    found = [_meter(name, now, before, {**possible, Criterion.SIZE.value: size}) for name in order]
    return [*found, _interpreting(now.spoken, offered)]


def _meter(
    name: Criterion, now: Reading, before: Mapping[str, int], possible: Mapping[str, int]
) -> dict[str, Any]:
    value = now.criteria[name.value]
    change = value - before.get(name.value, value)
    shared = {"key": name.value, "name": LABELS[name], "is_gain": change > 0}
    if name == Criterion.GENDER_GAP:
        return shared | _gap(now.genders, change)
    if name == Criterion.GENDER_PERSPECTIVE:
        return shared | {
            "value": "Yes" if value else "No",
            "filled": value,
            "missing": max(0, -change),
            "cost": {1: "gained", -1: "lost"}.get(change, ""),
            "note": "a woman, or women’s rights",
        }
    top = possible.get(name.value, 0)
    return shared | {
        "top": top,
        "absent": max(0, top - value - max(0, -change)),
        "value": value,
        "filled": value,
        "missing": max(0, -change),
        "cost": words.signed(change),
        "note": _out_of(top, value, name) if name.value in possible else "",
    }


def _out_of(top: int, value: int, name: Criterion) -> str:
    """How many there could be; a panel tried out by hand may have more than any that keeps the rules."""
    if name == Criterion.SIZE:
        return f"of {top}"
    return f"of {top} possible" if value <= top else f"more than the {top} possible"


def _gap(genders: Sequence[str], change: int) -> dict[str, Any]:
    counts = Counter(genders)
    women, men = counts["F"], counts["M"]
    silent = len(genders) - women - men
    return {
        "value": f"{women} : {men}",
        "filled": women + men,
        "missing": 0,
        "cost": f"gap {abs(change)} {'larger' if change > 0 else 'smaller'}" if change else "",
        "is_gain": change < 0,
        "note": f"{silent} not counted" if silent else "everyone counted",
    }


def _interpreting(spoken: Sequence[str], offered: Sequence[str]) -> dict[str, Any]:
    found = interpretation(spoken, frozenset(offered))
    return {
        "key": "interpret",
        "name": "To interpret",
        "value": ", ".join(langname(code) for code in found.needed) or "Nothing",
        "filled": 0,
        "missing": 0,
        "cost": "",
        "is_gain": False,
        "note": f"{', '.join(langname(code) for code in found.asked)} asked for" if found.asked else "",
    }
