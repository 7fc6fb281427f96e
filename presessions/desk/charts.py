"""Bars drawn as SVG on the server: lengths only, the words stand beside them as text.

Pure: numbers in, geometry out; the template draws. Every bar says its number in words, so nothing rests on length
or colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, BAR, STEP, LABELS, NUMBERS = 640, 20, 32, 84, 96
"""In units of the drawing: its width, a bar's height, from bar to bar, room for labels and for numbers."""


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its number, and of how many (the pale bar behind it), if it is a part."""

    label: str
    value: int
    of: int | None = None

    @property
    def words(self) -> str:
        return str(self.value) if self.of is None else f"{self.value} / {self.of}"


@dataclass(frozen=True)
class Drawn:
    """A bar with its place in the drawing."""

    bar: Bar
    y: int
    width: int
    behind: int

    @property
    def text_y(self) -> int:
        return self.y + BAR - 5

    @property
    def text_x(self) -> int:
        return LABELS + max(self.width, self.behind) + 8


@dataclass(frozen=True)
class Chart:
    """A drawing of bars from zero, all to one scale."""

    bars: tuple[Drawn, ...]
    height: int
    width: int = WIDTH
    left: int = LABELS
    bar: int = BAR


def chart(bars: Sequence[Bar]) -> Chart:
    """Bars one under the other; the longest fills the room there is."""
    most = max((max(bar.value, bar.of or 0) for bar in bars), default=0) or 1
    room = WIDTH - LABELS - NUMBERS
    drawn = tuple(
        Drawn(bar, y=STEP * place, width=_long(bar.value, most, room), behind=_long(bar.of or 0, most, room))
        for place, bar in enumerate(bars)
    )
    return Chart(drawn, max(0, STEP * len(bars) - (STEP - BAR)))


def _long(value: int, most: int, room: int) -> int:
    return (2 * value * room + most) // (2 * most)
