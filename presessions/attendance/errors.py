"""What a rule of this room says when it says no."""

from __future__ import annotations

from collections.abc import Mapping


class NotPossible(Exception):
    """A rule refuses; the text is one sentence for staff that says what to do."""


class Outpaced(NotPossible):
    """Somebody else noted something different meanwhile; ``there`` is what now stands, by field."""

    def __init__(self, there: Mapping[str, object]) -> None:
        self.there = dict(there)
        super().__init__("Somebody else noted something different meanwhile. Look at it, then save again.")
