"""The criteria as meters: reached, what the wishes of staff cost, what would be possible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import selection, words
from .bench import Bench
from .selection_policy import Criterion


def _count_meter(name: Criterion, label: str) -> Any:
    def meter(
        bench: Bench, now: dict[str, int], free: Mapping[str, int], possible: Mapping[str, int]
    ) -> dict[str, Any]:
        value = now[name.value]
        lost = max(0, free.get(name.value, value) - value)
        top = bench.pre_session.series.panel_size if name == Criterion.SIZE else possible.get(name.value)
        return {
            "name": label,
            "value": value,
            "filled": value,
            "missing": lost,
            "cost": f"{words.MINUS}{lost}" if lost else "",
            "note": f"of {top}{'' if name == Criterion.SIZE else ' possible'}" if top is not None else "",
        }

    return meter


def _gap_meter(
    bench: Bench, now: dict[str, int], free: Mapping[str, int], possible: Mapping[str, int]
) -> dict[str, Any]:
    assert bench.question is not None
    genders = [c.gender for c in bench.question.candidates if c.id in bench.seated_ids]
    women, men = genders.count(selection.Gender.F), genders.count(selection.Gender.M)
    silent = len(genders) - women - men
    lost = now["gender_gap"] - free.get("gender_gap", now["gender_gap"])
    return {
        "name": "Women and men",
        "value": f"{women} : {men}",
        "filled": women + men,
        "missing": 0,
        "cost": f"gap {lost} larger" if lost > 0 else "",
        "note": f"{silent} not counted" if silent else "everyone counted",
    }


def _perspective_meter(
    bench: Bench, now: dict[str, int], free: Mapping[str, int], possible: Mapping[str, int]
) -> dict[str, Any]:
    has, had = now["gender_perspective"], free.get("gender_perspective", now["gender_perspective"])
    return {
        "name": "Gender perspective",
        "value": "Yes" if has else "No",
        "filled": has,
        "missing": max(0, had - has),
        "cost": "lost" if had > has else "",
        "note": "a woman, or women’s rights",
    }


METERS = {
    Criterion.SIZE: _count_meter(Criterion.SIZE, "Seats"),
    Criterion.GENDER_PERSPECTIVE: _perspective_meter,
    Criterion.NATIONAL_OR_GRASSROOTS: _count_meter(
        Criterion.NATIONAL_OR_GRASSROOTS, "National or grassroots"
    ),
    Criterion.GENDER_GAP: _gap_meter,
    Criterion.NATIONAL_COALITIONS: _count_meter(Criterion.NATIONAL_COALITIONS, "National coalitions"),
    Criterion.SUBMITTED: _count_meter(Criterion.SUBMITTED, "UPR report"),
    Criterion.DISTINCT_THEMES: _count_meter(Criterion.DISTINCT_THEMES, "Themes"),
}
