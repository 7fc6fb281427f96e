"""The values a timetable is made of: what is given, what is placed, what is wished.

Dates are `datetime.date`; times of day are whole minutes after midnight, Geneva time (570 is 09:30), so that
a day may close at 24:00 and arithmetic stays plain. Nothing here reads the clock or knows Django.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from presessions.series.duration import meeting_minutes

DAY_MINUTES = 24 * 60
WORKING_LANGUAGE = "en"
"""Heard without an interpreter; every other language of a meeting needs one in the room."""


class Span(NamedTuple):
    """Part of a day, from `start` up to and without `end`."""

    start: int
    end: int


class Window(NamedTuple):
    """When somebody is there: on `date`, from `start` to `end`."""

    date: dt.date
    start: int
    end: int


@dataclass(frozen=True)
class Day:
    """Opening hours of one date, the rooms held that day and the breaks nobody meets in.

    A morning, an afternoon, a whole day: whatever lies between `open` and `close`.
    """

    date: dt.date
    open: int
    close: int
    rooms: tuple[str, ...]
    breaks: tuple[Span, ...] = ()

    def segments(self) -> list[Span]:
        """The stretches between breaks in which a meeting can be held, in order."""
        found: list[Span] = []
        start = self.open
        for pause in sorted(self.breaks):
            if pause.start > start:
                found.append(Span(start, pause.start))
            start = max(start, pause.end)
        if start < self.close:
            found.append(Span(start, self.close))
        return found


@dataclass(frozen=True)
class Fixed:
    """What staff decided beforehand about a meeting; None leaves the choice open."""

    date: dt.date | None = None
    start: int | None = None
    room: str | None = None


@dataclass(frozen=True)
class Meeting:
    """A meeting to be placed: a Pre-session, or joint questions for several States.

    `panelists` are all who must be there; `moderators` are those of whom one is needed, none where empty.
    """

    id: str
    state: str
    duration: int
    languages: tuple[str, ...] = ()
    panelists: tuple[str, ...] = ()
    moderators: tuple[str, ...] = ()
    fixed: Fixed = Fixed()

    @property
    def interpreted(self) -> tuple[str, ...]:
        """The languages that need an interpreter, sorted, each once."""
        return tuple(sorted(set(self.languages) - {WORKING_LANGUAGE}))


@dataclass(frozen=True)
class Person:
    """A panelist or moderator; `available` None means always free, empty means never."""

    id: str
    organisation: str = ""
    available: tuple[Window, ...] | None = None

    def free(self, date: dt.date) -> list[Span]:
        """When this person is there on `date`; windows that touch are one."""
        if self.available is None:
            return [Span(0, DAY_MINUTES)]
        return joined(Span(w.start, w.end) for w in self.available if w.date == date)


@dataclass(frozen=True)
class OrderWish:
    """`before` is over when `after` begins, or on an earlier date. Hard: it must be; else it is a wish."""

    before: str
    after: str
    hard: bool = False


@dataclass(frozen=True)
class Placed:
    """A meeting with its date, hours, room and moderator (None where none is needed or chosen)."""

    id: str
    date: dt.date
    start: int
    end: int
    room: str
    moderator: str | None = None


@dataclass(frozen=True)
class Input:
    """Everything a timetable is judged by.

    `published` is the timetable people already hold; where it isn't empty, few changes come first. `crowded`
    rooms (date, room) and `doubled` people are those for whom "one at a time" was lifted, to try what a clash
    rests on; nobody else sets them.
    """

    days: tuple[Day, ...]
    meetings: tuple[Meeting, ...]
    people: Mapping[str, Person] = field(default_factory=dict)
    order: tuple[OrderWish, ...] = ()
    published: tuple[Placed, ...] = ()
    grid_min: int = 5
    turnaround_min: int = 5
    transfer_min: int = 10
    crowded: frozenset[tuple[dt.date, str]] = frozenset()
    doubled: frozenset[str] = frozenset()

    def day(self, date: dt.date) -> Day | None:
        """The opening hours of `date`; None where it isn't a day of the series."""
        return next((day for day in self.days if day.date == date), None)

    def meeting(self, meeting_id: str) -> Meeting | None:
        """The meeting with this id, or None."""
        return next((meeting for meeting in self.meetings if meeting.id == meeting_id), None)

    def free(self, person: str, date: dt.date) -> list[Span]:
        """When `person` is there on `date`; somebody nothing is known about is always free."""
        known = self.people.get(person)
        return [Span(0, DAY_MINUTES)] if known is None else known.free(date)

    def starts(self, meeting: Meeting, day: Day, span: Span) -> list[int]:
        """Starts the clock allows `meeting` inside `span`: on the grid from midnight, or the fixed one.

        People and rooms aren't asked. A start fixed by hand needn't lie on the grid.
        """
        last = span.end - meeting.duration
        if meeting.fixed.date not in (None, day.date):
            return []
        if meeting.fixed.start is not None:
            return [meeting.fixed.start] if span.start <= meeting.fixed.start <= last else []
        first = -(-span.start // self.grid_min) * self.grid_min
        return list(range(first, last + 1, self.grid_min))


class Proof(StrEnum):
    """How sure a plan is: every goal proven best, or stopped by the time limit."""

    OPTIMAL = "optimal"
    NOT_PROVEN = "not proven"


@dataclass(frozen=True)
class Goals:
    """What a timetable is measured by, the most important first; less is better.

    `date_changes` and `moved` are 0 without a published timetable; `latest_end` is a time of day, 0 for an
    empty timetable.
    """

    date_changes: int
    moved: int
    interpreter_mornings: int
    broken_wishes: int
    latest_end: int

    @property
    def levels(self) -> tuple[int, int, int, int, int]:
        """The figures in the order in which they are compared."""
        return (
            self.date_changes,
            self.moved,
            self.interpreter_mornings,
            self.broken_wishes,
            self.latest_end,
        )


@dataclass(frozen=True)
class Plan:
    """The solver's answer.

    Feasible: `meetings` by id with their figures; where `proof` is "not proven", `bounds` names each goal not
    proven with the value no timetable can get below. Infeasible: `conflicts`, minimal sets of reasons in
    words, of which any one would have to give; never empty.
    """

    feasible: bool
    proof: Proof
    meetings: tuple[Placed, ...] = ()
    interpreter_mornings: int = 0
    broken_wishes: int = 0
    latest_end: int = 0
    moved: int = 0
    bounds: Mapping[str, int] = field(default_factory=dict)
    conflicts: tuple[tuple[str, ...], ...] = ()


def clock(minutes: int) -> str:
    """570 -> "09:30"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same stretches in order, those that overlap or touch made one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def common(first: Iterable[Span], second: Iterable[Span]) -> list[Span]:
    """The stretches that lie in both."""
    others = list(second)
    shared = [Span(max(a.start, b.start), min(a.end, b.end)) for a in first for b in others]
    return joined(span for span in shared if span.start < span.end)


def duration_for(speakers: int, *, speaking_minutes: int, minimum: int = 30, maximum: int = 60) -> int:
    """Minutes a Pre-session lasts: 18 for opening, moderation and questions, and the speakers', rounded to 5.

    Never under `minimum` nor over `maximum` (30 to 60 minutes, by the FAQ of the Pre-sessions).
    """
    return meeting_minutes(speaking_minutes * speakers, minimum=minimum, maximum=maximum)


def canonical(placed: Iterable[Placed]) -> tuple[tuple[dt.date, int, str, str], ...]:
    """What decides between timetables equal in every goal: date, start, room, moderator by order of id."""
    return tuple((p.date, p.start, p.room, p.moderator or "") for p in sorted(placed, key=lambda p: p.id))
