"""The weights as they are stored: one text file, under 1 MB, with a header that says where they come from.

First line: JSON with the sessions trained on, the least number of recommendations a word or pair occurs in, the
threshold above which an issue is suggested, and for each label its scale and intercept. Each further line: a word or
pair, a tab, its weights for the five categories, a tab, its weights for the issues; signed bytes in base 64, to be
multiplied by the label's scale; empty where the word or pair is not used.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("weights.tsv")
LARGEST = 127  # of a signed byte


@dataclass(frozen=True)
class Linear:
    """One linear model: word or pair -> one signed byte per label."""

    labels: tuple[str, ...]
    scales: tuple[float, ...]
    intercepts: tuple[float, ...]
    rows: Mapping[str, Sequence[int]]

    def scores(self, known: Sequence[str]) -> list[float]:
        """The score of each label for the words and pairs of a text, all of them in ``rows``."""
        if not known:
            return list(self.intercepts)
        sums = [sum(column) for column in zip(*(self.rows[each] for each in known), strict=True)]
        length = len(known) ** 0.5
        return [
            total * scale / length + intercept
            for total, scale, intercept in zip(sums, self.scales, self.intercepts, strict=True)
        ]


@dataclass(frozen=True)
class Weights:
    """Both models and what their header says."""

    action: Linear
    issues: Linear
    threshold: float
    names: Mapping[str, str]  # code of an issue -> English name
    sessions: tuple[int, int]
    at_least: int


@cache
def shipped() -> Weights:
    """The weights that come with the application, read once per process."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> Weights:
    """The weights in the text of their file."""
    head, *lines = text.splitlines()
    about = json.loads(head)
    parted = [line.split("\t") for line in lines]
    first, last = about["sessions"]
    return Weights(
        action=_linear(about["action"], ((name, action) for name, action, _issues in parted)),
        issues=_linear(about["issues"], ((name, issues) for name, _action, issues in parted)),
        threshold=about["threshold"],
        names=dict(about["names"]),
        sessions=(first, last),
        at_least=about["at_least"],
    )


def _linear(about: Any, pairs: Iterable[tuple[str, str]]) -> Linear:
    rows = {name: _unpacked(packed) for name, packed in pairs if packed}
    return Linear(tuple(about["labels"]), tuple(about["scales"]), tuple(about["intercepts"]), rows)


def written(
    header: Mapping[str, Any], action: Mapping[str, Sequence[int]], issues: Mapping[str, Sequence[int]]
) -> str:
    """The text of the file; the words and pairs in order, so that the same training writes the same bytes."""
    lines = [
        "\t".join([name, _packed(action.get(name)), _packed(issues.get(name))])
        for name in sorted(action.keys() | issues.keys())
    ]
    return "\n".join([json.dumps(header, ensure_ascii=False), *lines, ""])


def _unpacked(packed: str) -> tuple[int, ...]:
    return tuple(memoryview(base64.b64decode(packed)).cast("b"))


def _packed(row: Sequence[int] | None) -> str:
    return base64.b64encode(bytes(each & 0xFF for each in row)).decode("ascii") if row is not None else ""
