"""The floor: who speaks when, for how many minutes, in which language; and how long the meeting is then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from .locks import NotPossible, locked_panel, touch
from .models import Panel, Seat
from .seating import check, subject_of_panel

if TYPE_CHECKING:
    from presessions.accounts.models import User
    from presessions.series.models import Series


@dataclass(frozen=True)
class Turn:
    """One seat's turn: ``place`` in the order of speaking, ``minutes`` of its own (None: as the series says)."""

    seat: int
    place: int
    minutes: int | None
    language: str


def set_floor(panel: Panel, turns: Sequence[Turn], *, by: User, version: int | None = None) -> Panel:
    """Write order, minutes and language of every active seat. The same again changes nothing.

    Raises NotPossible where the turns are not those of the seats as they are now, or two have one place.
    """
    with transaction.atomic():
        panel = locked_panel(panel.pk)
        check("propose_panel", subject_of_panel(panel), by, None)
        seats = {seat.pk: seat for seat in in_order(panel.seats.active().select_for_update(no_key=True))}
        changed = [turn for turn in turns if turn.seat in seats and _differs(seats[turn.seat], turn)]
        if set(seats) == {turn.seat for turn in turns} and not changed:
            return panel
        if version is not None:
            locked_panel(panel.pk, version)
        if set(seats) != {turn.seat for turn in turns}:
            raise NotPossible("The seats changed meanwhile. Look at the order as it is now.")
        if sorted(turn.place for turn in turns) != list(range(1, len(turns) + 1)):
            raise NotPossible("Give each speaker a place of their own.")
        for turn in changed:
            seat = seats[turn.seat]
            seat.order, seat.speaking_minutes, seat.language = turn.place, turn.minutes, turn.language
            seat.save(update_fields=["order", "speaking_minutes", "language"])
        touch(panel, what="set the speaking order, minutes or languages", by=by)
    return panel


def in_order(seats: Iterable[Seat]) -> list[Seat]:
    """As they take the floor; a seat without a place of its own by its number."""
    return sorted(seats, key=lambda seat: (seat.order or seat.number, seat.number))


def minutes_spoken(seats: Iterable[Seat], series: Series) -> int:
    """Minutes that all speakers have together; where none is set, the most the series allows."""
    return sum(seat.speaking_minutes or series.speaking_minutes_max for seat in seats)


def length(seats: Iterable[Seat], series: Series) -> int:
    """How long the meeting would be with these speakers, in minutes."""
    return series.minutes_for(minutes_spoken(seats, series))


def _differs(seat: Seat, turn: Turn) -> bool:
    return (seat.order, seat.speaking_minutes, seat.language) != (turn.place, turn.minutes, turn.language)
