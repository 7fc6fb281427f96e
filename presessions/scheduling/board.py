"""What the board shows, from rows read once: the mornings as a grid, what is broken, what has no place.

Numbers of broken rules are repeated in the blocks. A row of the grid is five minutes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from presessions import wording
from presessions.series.models import PreSession

from . import telling, words
from .drafts import Given, given_for
from .models import Timetable
from .rows import Ref, is_over, ref_of
from .timetable import Code, Day, Placed, Problem, Span, clock, goals, problems

STEP = 5
ROWS, LONGEST = 121, 36
"""How many rows a day may have, and how many a block: what the style sheet knows."""
SHORTEST_GAP = 30
LINES = 3
"""So many meetings without a place have a line each; more would push the grid off the screen."""
SHORT = 7
"""Blocks of up to so many rows set their facts side by side instead of one under the other."""


@dataclass(frozen=True)
class Numbered:
    """A broken rule with its number, its meeting in words and the sentence."""

    number: int
    head: str
    text: str
    key: str
    ref: Ref
    code: Code


@dataclass
class Block:
    """Something on the grid: a meeting, a break or a gap."""

    kind: str
    row: int
    span: int
    text: str = ""
    meeting: dict[str, Any] = field(default_factory=dict)
    place: str = ""
    """Of a gap: its first start as a choice's value, for those who drag."""

    @property
    def is_short(self) -> bool:
        return self.span <= SHORT


@dataclass
class Morning:
    """One day in one room."""

    date: dt.date
    weekday: str
    short: str
    blocks: list[Block]
    to_fix: int = 0
    is_current: bool = False


@dataclass
class Board:
    """One version of a series' timetable, as a reader may see it."""

    timetable: Timetable
    given: Given
    names: bool = True
    chosen: str | None = None
    day: str = ""

    @classmethod
    def of(
        cls,
        timetable: Timetable,
        *,
        names: bool = True,
        recused: Collection[str] = (),
        chosen: Ref | None = None,
        day: str = "",
    ) -> Board:
        """Read everything; ``chosen`` is the meeting that is about to be moved, ``day`` (ISO) the phone's.

        Without ``names`` no panelist is named, with ``recused`` none of these States.
        """
        given = given_for(timetable).silent_on(recused)
        return cls(timetable, given, names, given.id_of(chosen) if chosen else None, day)

    # --- what is broken ------------------------------------------------------------------

    @cached_property
    def problems(self) -> list[Problem]:
        return problems(self.given.placed, self.given.input)

    @cached_property
    def broken(self) -> list[Numbered]:
        """Broken rules in the order of the days, numbered; what has no place is told apart."""
        found = [one for one in self.problems if one.code != Code.UNPLACED]
        found.sort(key=lambda one: self._order(one.meetings[0]))
        return [self._numbered(number, one) for number, one in enumerate(found, start=1)]

    def _numbered(self, number: int, one: Problem) -> Numbered:
        key = one.meetings[0]
        placed = self.places.get(key)
        head = words.state(key, self.given) + (f", {words.when(placed)}" if placed else "")
        text = words.problem(one, self.given, names=self.names, at=self.given.placed)
        return Numbered(number, head, text, key, ref_of(self.given.rows[key]), one.code)

    @cached_property
    def numbers(self) -> dict[str, list[int]]:
        """Meeting -> the numbers of the rules it takes part in breaking."""
        found: dict[str, list[int]] = {}
        ordered = [one for one in self.problems if one.code != Code.UNPLACED]
        ordered.sort(key=lambda one: self._order(one.meetings[0]))
        for number, one in enumerate(ordered, start=1):
            for key in one.meetings:
                found.setdefault(key, []).append(number)
        return found

    def _order(self, key: str) -> tuple[dt.date, int, str]:
        placed = self.places.get(key)
        return (placed.date, placed.start, key) if placed else (dt.date.max, 0, key)

    @cached_property
    def places(self) -> dict[str, Placed]:
        return {one.id: one for one in self.given.placed}

    # --- what has no place --------------------------------------------------------------------

    @cached_property
    def unplaced(self) -> list[dict[str, Any]]:
        """Name and ref of each meeting without a place, and why it has none where no gap is long enough."""
        waiting = [(key, row) for key, row in self.given.rows.items() if key not in self.given.sittings]
        longest = self._longest_gap() if waiting else 0
        return [
            {"name": words.state(key, self.given), "ref": ref_of(row), "why": self._why(key, longest)}
            for key, row in waiting
        ]

    @property
    def many_unplaced(self) -> bool:
        """Whether a line for each meeting without a place would be too long a list."""
        return len(self.unplaced) > LINES

    @property
    def without_gap(self) -> list[str]:
        """Names of those for which no gap is long enough."""
        return [one["name"] for one in self.unplaced if one["why"]]

    def _why(self, key: str, longest: int) -> str:
        meeting = self.given.input.meeting(key)
        minutes = meeting.duration if meeting else 0
        return f"no gap of {minutes} minutes is left" if minutes > longest else ""

    def _longest_gap(self) -> int:
        """Minutes of the longest meeting that some room could still hold, with the turnaround to those beside it."""
        given, longest = self.given.input, 0
        for day in given.days:
            for room in set(day.rooms) & set(self.given.rooms):
                held = [one for one in self.given.placed if (one.date, one.room) == (day.date, room)]
                longest = max(longest, _longest(day, held, given.turnaround_min, given.grid_min))
        return longest

    @property
    def not_held(self) -> list[tuple[str, list[PreSession]]]:
        """Reason -> the Pre-sessions not held for it, in the order of the reviews."""
        found: dict[str, list[PreSession]] = {}
        for one in self.given.not_held:
            found.setdefault(one.not_held_reason_en, []).append(one)
        return list(found.items())

    # --- against the published version -----------------------------------------------------------

    @cached_property
    def difference(self) -> telling.Difference:
        return telling.difference(self.given)

    @cached_property
    def letters(self) -> list[telling.Letter]:
        return telling.letters(self.difference, self.given)

    @property
    def people_told(self) -> int:
        return len({letter.to for letter in self.letters})

    @property
    def without_panelist(self) -> list[str]:
        """States whose meeting has a place and nobody yet who has confirmed a seat."""
        waiting = [
            key
            for key in self.given.pre_sessions
            if key in self.given.sittings and not self.given.seats.get(key)
        ]
        return [self.given.pre_sessions[key].state_under_review.name_en for key in waiting]

    @cached_property
    def figures(self) -> dict[str, Any]:
        """Interpreter mornings and latest end, of this version and of the published one."""
        now = goals(self.given.placed, self.given.input)
        held = [self.given.place_of(key, row) for key, row in self.given.published.items()]
        was = goals(held, self.given.input) if held else None
        return {
            "mornings": now.interpreter_mornings,
            "mornings_before": was.interpreter_mornings if was else None,
            "latest_end": clock(now.latest_end) if held or self.given.sittings else "",
        }

    # --- the grid ------------------------------------------------------------------------------------

    @cached_property
    def dates(self) -> list[Day]:
        """The days of the series, and any other day on which something still stands."""
        known = {day.date: day for day in self.given.input.days}
        for placed in self.places.values():
            if placed.date not in known:
                known[placed.date] = Day(placed.date, placed.start, placed.end, ())
        return [known[date] for date in sorted(known)]

    @cached_property
    def opens(self) -> int:
        """The minute of the first row: the earliest opening or meeting, on the half hour."""
        starts = [day.open for day in self.dates] + [placed.start for placed in self.places.values()]
        return min(starts, default=9 * 60) // 30 * 30

    @property
    def closes(self) -> int:
        ends = [day.close for day in self.dates] + [placed.end for placed in self.places.values()]
        return max(ends, default=13 * 60)

    @property
    def hours(self) -> list[Block]:
        return [
            Block("hour", self._row(minute), 1, clock(minute))
            for minute in range(self.opens, self.closes + 1, 30)
        ]

    @property
    def rooms(self) -> list[dict[str, Any]]:
        """Each room with its days; a room without a name where the series has none yet."""
        names = sorted({*self.given.rooms, *(placed.room for placed in self.places.values())})
        return [{"name": name, "days": [self._morning(day, name) for day in self.dates]} for name in names]

    @cached_property
    def current(self) -> dt.date | None:
        """The day the phone shows: the one asked for, that of the chosen meeting, the first with something to fix."""
        asked = next((day.date for day in self.dates if day.date.isoformat() == self.day), None)
        if asked:
            return asked
        if self.chosen in self.places:
            return self.places[self.chosen].date
        first = next((self.places[one.key].date for one in self.broken if one.key in self.places), None)
        return first or (self.dates[0].date if self.dates else None)

    @property
    def days(self) -> list[dict[str, Any]]:
        """The tabs of the phone: each day with how much is to be fixed."""
        return [
            {
                "date": day.date,
                "short": wording.weekday(day.date, "en")[:3],
                "to_fix": self._to_fix(day.date),
                "is_current": day.date == self.current,
            }
            for day in self.dates
        ]

    def _to_fix(self, date: dt.date) -> int:
        return sum(1 for one in self.broken if one.key in self.places and self.places[one.key].date == date)

    def _morning(self, day: Day, room: str) -> Morning:
        held = [one for one in self.given.placed if (one.date, one.room) == (day.date, room)]
        blocks = [self._block(one) for one in held]
        blocks += [self._span("break", pause, "Break") for pause in day.breaks]
        blocks += [self._gap(day, gap, room) for gap in _gaps(day, held, room)]
        return Morning(
            date=day.date,
            weekday=wording.weekday(day.date, "en"),
            short=f"{day.date.day} {day.date:%b}",
            blocks=sorted(blocks, key=lambda block: block.row),
            to_fix=self._to_fix(day.date),
            is_current=day.date == self.current,
        )

    def _row(self, minute: int) -> int:
        return min(ROWS, max(0, minute - self.opens) // STEP + 1)

    def _rows(self, start: int, end: int) -> int:
        return max(1, min(LONGEST, (end - start) // STEP))

    def _span(self, kind: str, span: Span, word: str) -> Block:
        hours = f"{clock(span.start)}–{clock(span.end)}"
        text = f"{word} {hours}" if word else f"{hours} free, {span.end - span.start} min"
        return Block(kind, self._row(span.start), self._rows(span.start, span.end), text)

    def _gap(self, day: Day, gap: Span, room: str) -> Block:
        block, row = self._span("free", gap, ""), self.given.rooms.get(room)
        first = gap.start in {segment.start for segment in day.segments()}
        start = gap.start if first else gap.start + self.given.input.turnaround_min
        start = -(-start // self.given.input.grid_min) * self.given.input.grid_min
        if row is not None:
            block.place = f"place|{day.date}|{start}|{row.pk}"
        return block

    def _block(self, placed: Placed) -> Block:
        row = self.given.sittings[placed.id]
        of = self.given.rows[placed.id]
        meeting = {
            "key": placed.id,
            "ref": ref_of(of),
            "joint": placed.id in self.given.joint,
            "state": words.state(placed.id, self.given),
            "short": self._short(placed.id),
            "day": words.day(placed.date),
            "hours": f"{clock(placed.start)}–{clock(placed.end)}",
            "minutes": placed.end - placed.start,
            "room": placed.room,
            "speakers": len(self.given.seats.get(placed.id, [])),
            "languages": self.languages(placed.id),
            "moderator": row.moderator,
            "locked": row.locked,
            "chosen": placed.id == self.chosen,
            "moved": self._moved_from(placed),
            "numbers": self.numbers.get(placed.id, []),
            "held": is_over(of),
        }
        return Block("meeting", self._row(placed.start), self._rows(placed.start, placed.end), "", meeting)

    def _short(self, key: str) -> str:
        """ "Joint: AND, BGR, HRV", for names of several States fit in no block; "" for a Pre-session."""
        joint = self.given.joint.get(key)
        return f"Joint: {', '.join(joint.codes)}" if joint else ""

    @property
    def legend(self) -> list[tuple[str, str]]:
        """The codes of States that stand in a block, with their names."""
        placed = [self.given.joint[one.id] for one in self.given.placed if one.id in self.given.joint]
        found = {
            row.state_under_review_id: str(row.state_under_review) for joint in placed for row in joint.held
        }
        return sorted(found.items())

    def languages(self, key: str) -> str:
        """ "EN, FR": English, and what is interpreted."""
        meeting = self.given.input.meeting(key)
        return ", ".join(["EN", *(code.upper() for code in (meeting.interpreted if meeting else ()))])

    def _moved_from(self, placed: Placed) -> str:
        if placed.id not in self.difference.moved:
            return ""
        was = self.given.place_of(placed.id, self.given.published[placed.id])
        if (was.date, was.start) == (placed.date, placed.start):
            return was.room
        return clock(was.start) if was.date == placed.date else words.when(was)

    @property
    def meetings(self) -> list[dict[str, Any]]:
        """The same as a list: every meeting that has a place, in order."""
        return [self._block(one).meeting for one in self.given.placed]


def _gaps(day: Day, held: list[Placed], room: str) -> list[Span]:
    """Half an hour and more in which nothing is held."""
    found = []
    for segment in day.segments() if room in day.rooms else []:
        start = segment.start
        for one in [*sorted(held, key=lambda one: one.start), None]:
            until = segment.end if one is None else max(segment.start, min(one.start, segment.end))
            if until - start >= SHORTEST_GAP:
                found.append(Span(start, until))
            if one is not None:
                start = max(start, min(one.end, segment.end))
    return found


def _longest(day: Day, held: list[Placed], turnaround: int, grid: int) -> int:
    """Minutes of the longest meeting one room could still hold on a day, begun on the grid."""
    longest = 0
    taken = sorted((one.start - turnaround, one.end + turnaround) for one in held)
    for segment in day.segments():
        start = segment.start
        for begins, ends in [*taken, (segment.end, segment.end)]:
            first = -(-start // grid) * grid
            longest = max(longest, min(begins, segment.end) - first)
            start = max(start, ends)
    return longest
