"""Where one meeting could go, each place with what it would break; and which days have no room for it.

Staff choose from a short list: the first start of every gap, and every meeting to swap with. Any other start can be
given by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from . import words
from .drafts import Given, with_chair
from .rows import Ref, is_over, read_ref, ref_of
from .timetable import Code, Place, Placed, Problem, clock, places, problems

SHUT = frozenset({Code.HOURS, Code.BREAK, Code.ROOM, Code.NO_ROOM})
"""What makes a place impossible to offer: no gap of that length."""


@dataclass(frozen=True)
class Choice:
    """A place to choose: ``value`` goes into the form, ``breaks`` counts the rules it would break."""

    value: str
    head: str
    text: str
    breaks: int = 0
    is_now: bool = False


@dataclass(frozen=True)
class Full:
    """A day (and room) without a place, and why."""

    head: str
    text: str


def choices(key: str, given: Given, *, names: bool = True) -> tuple[list[Choice], list[Full]]:
    """What can be chosen for one meeting, the best first after where it is; and what can't, with the reason."""
    asked = _Asked(key, given, names)
    now = [asked.now()] if key in given.sittings else []
    gaps, full = asked.gaps()
    found = sorted(
        [*gaps, *asked.swaps()], key=lambda choice: (choice.breaks, choice.value.startswith("swap"))
    )
    return [*now, *found], full


def read_value(value: str) -> tuple[dt.date, int, int] | Ref | None:
    """A choice's value: date, start and room's key; or the ref of the meeting to swap with; None for nonsense."""
    kind, _, rest = value.partition("|")
    try:
        if kind == "swap":
            return read_ref(rest)
        date, start, room = rest.split("|")
        return (dt.date.fromisoformat(date), int(start), int(room)) if kind == "place" else None
    except ValueError:
        return None


@dataclass(frozen=True)
class _Asked:
    key: str
    given: Given
    names: bool

    def now(self) -> Choice:
        """Where it is, and how many rules it breaks there."""
        row = self.given.sittings[self.key]
        placed = self.given.place_of(self.key, row)
        broken = [one for one in problems(self.given.placed, self.given.input) if self.key in one.meetings]
        text = (
            f"Where it is. {self._said(broken, self.given.placed)}"
            if broken
            else "Where it is. Nothing is broken."
        )
        return Choice("stay", self._head(placed), text, len(broken), is_now=True)

    def gaps(self) -> tuple[list[Choice], list[Full]]:
        """The first start of each gap; the days and rooms that have none."""
        found, full = [], []
        rooms = sorted(self.given.rooms)
        tried = places(self.key, self.given.placed, self.given.input)
        for date, room in ((day.date, room) for day in self.given.input.days for room in rooms):
            here = [place for place in tried if (place.placed.date, place.placed.room) == (date, room)]
            open_here = [place for place in here if not {one.code for one in place.problems} & SHUT]
            runs = [list(run) for _, run in groupby(open_here, key=lambda place: _codes(place.problems))]
            fewest = min((len(run[0].problems) for run in runs), default=0)
            firsts = [run for run in runs if len(run[0].problems) == fewest]
            found += [self._gap(run) for run in _apart(firsts, self.given.input.grid_min)]
            if not firsts:
                full.append(self._full(date, room))
        return [choice for choice in found if not self._is_here(choice)], full

    def _gap(self, run: Sequence[Place]) -> Choice:
        first, last = run[0], run[-1]
        spot = first.placed
        broken = first.problems
        latest = last.placed.start
        free = "Free." if latest == spot.start else f"Free; any start until {clock(latest)}."
        room = self.given.rooms[spot.room].pk
        return Choice(
            f"place|{spot.date}|{spot.start}|{room}",
            self._head(spot),
            f"{free} {self._said(broken, [*self._others(), spot])}" if broken else free,
            len(broken),
        )

    def _is_here(self, choice: Choice) -> bool:
        row = self.given.sittings.get(self.key)
        if row is None:
            return False
        at = self.given.place_of(self.key, row)
        return choice.value == f"place|{at.date}|{at.start}|{row.room_id}"

    def _full(self, date: dt.date, room: str) -> Full:
        meeting = self.given.input.meeting(self.key)
        head = words.day(date) + (f", {room}" if len(self.given.rooms) > 1 else "")
        return Full(head, f"No gap of {meeting.duration if meeting else 0} minutes is left.")

    def swaps(self) -> list[Choice]:
        """Meetings to change places with: those with which no room or break gets in the way."""
        if self.key not in self.given.sittings:
            return []
        found = [choice for other in self.given.placed for choice in self._swap(other)]
        return sorted(found, key=lambda choice: choice.breaks)

    def _swap(self, other: Placed) -> Iterator[Choice]:
        row = self.given.sittings[other.id]
        over = is_over(self.given.rows[other.id])
        if other.id == self.key or row.locked or over:
            return
        mine = self.given.place_of(self.key, self.given.sittings[self.key])
        rest = [one for one in self.given.placed if one.id not in (self.key, other.id)]
        moved = list(rest)
        for one, to in ((mine, other), (other, mine)):
            spot = replace(
                one, date=to.date, start=to.start, end=to.start + self._length(one.id), room=to.room
            )
            moved.append(with_chair(spot, moved, self.given.input))
        both = {self.key, other.id}
        broken = [one for one in problems(moved, self.given.input) if both & set(one.meetings)]
        if {one.code for one in broken} & SHUT:
            return
        text = f"Swap with {words.state(other.id, self.given)}. "
        text += self._said(broken, moved) if broken else "Then nothing is broken."
        yield Choice(f"swap|{ref_of(self.given.rows[other.id])}", self._head(other), text, len(broken))

    def _length(self, key: str) -> int:
        meeting = self.given.input.meeting(key)
        return meeting.duration if meeting else 0

    def _head(self, spot: Placed) -> str:
        return words.when(spot) + (f", {spot.room}" if len(self.given.rooms) > 1 else "")

    def _others(self) -> list[Placed]:
        return [one for one in self.given.placed if one.id != self.key]

    def _said(self, broken: Sequence[Problem], at: Sequence[Placed]) -> str:
        """The first two broken rules in words, and how many more."""
        said = []
        for one in broken[:2]:
            whose = "" if one.meetings[0] == self.key else f"{words.state(one.meetings[0], self.given)}: "
            said.append(whose + words.problem(one, self.given, names=self.names, at=at))
        more = len(broken) - 2
        return " ".join([*said, f"And {more} more."] if more > 0 else said)


def _codes(found: Sequence[Problem]) -> tuple[tuple[Code, tuple[str, ...]], ...]:
    return tuple(sorted((one.code, one.subject) for one in found))


def _apart(runs: list[list[Place]], grid: int) -> list[list[Place]]:
    """Runs of equal starts, split where the clock jumps (a break or a meeting lies between)."""
    found: list[list[Place]] = []
    for run in runs:
        part = [run[0]]
        for before, after in pairwise(run):
            if after.placed.start - before.placed.start > grid:
                found.append(part)
                part = []
            part.append(after)
        found.append(part)
    return found
