"""Recommendations and questions as a page or a version gives them, and the rows they are written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from .models import Question, Recommendation

Row = TypeVar("Row", Recommendation, Question)


@dataclass(frozen=True)
class Point:
    """A recommendation (with the codes of its issues) or a question, as its page sends it.

    ``translations``: (language, text), None where its page doesn't say and what there is stays.
    """

    text: str
    issues: tuple[str, ...] = ()
    addressed_to: str = ""
    source: str = ""
    translations: tuple[tuple[str, str], ...] | None = None


def paired(points: Sequence[Point], rows: Sequence[Row]) -> list[tuple[Point, Row | None]]:
    """Each point with the row it is written to: the one with the same words, else the next one left over.

    So a recommendation that only moves keeps its consent, and one that is edited keeps its address.
    """
    left = list(rows)
    same: dict[int, Row] = {}
    for place, point in enumerate(points):
        found = next((each for each in left if each.text == point.text), None)
        if found is not None:
            same[place] = found
            left.remove(found)
    return [(point, same.get(place) or (left.pop(0) if left else None)) for place, point in enumerate(points)]
