"""What the consent page sends, as wishes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from .enums import OutsideAudience
from .showing import Tick
from .transitions import Wish

NOW, AFTER = "now", "after"


@dataclass(frozen=True)
class Choice:
    """The boxes that were ticked, as they were on the page: (audience, item) -> SHA-256; and from when."""

    ticked: dict[tuple[str, str], str]
    effective_from: datetime | None = None

    @property
    def keys(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.ticked)


def read(values: Iterable[str], *, when: str, after: datetime | None) -> Choice:
    """The choice in a form's values; what is no box of ours is left out.

    "After the meeting" needs a published hour; without one the choice counts at once only where it was asked so,
    so an unknown instant is refused by the caller (``when`` is then not offered).
    """
    ticked = {}
    for value in values:
        parts = value.split(" ")
        if len(parts) == 3 and parts[0] in OutsideAudience.values:
            ticked[(parts[0], parts[1])] = parts[2]
    return Choice(ticked, after if when == AFTER else None)


def wishes(choice: Choice, ticks: Sequence[Tick]) -> list[Wish]:
    """A yes for each ticked box, with the content it was ticked on, and a no for each other box of the page.

    A ticked box whose item is gone since is a wish too: recording it says that the content changed.
    """
    known = {(str(tick.audience), tick.line.key) for tick in ticks}
    every = sorted(known | choice.keys)
    return [
        Wish(item, OutsideAudience(audience), True, choice.ticked[(audience, item)], since(choice, audience))
        if (audience, item) in choice.keys
        else Wish(item, OutsideAudience(audience), False)
        for audience, item in every
    ]


def since(choice: Choice, audience: str) -> datetime | None:
    """From when a yes for this audience counts.

    Who prepares the meeting reads before it, so "after the meeting" is not asked of that audience.
    """
    return None if audience == OutsideAudience.INTERPRETERS else choice.effective_from
