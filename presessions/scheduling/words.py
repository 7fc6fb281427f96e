"""What is wrong with a timetable, and what forbids one, in words for staff.

The rule speaks of ids; here they become States, organisations and people. Readers who may not know who sits on a
panel are told of "a panelist".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from presessions import wording

from .drafts import Given
from .rows import name_of
from .timetable import Code, Constraint, Placed, Problem, Span, clock, constraints
from .timetable_rules import Subject
from .timetable_values import DAY_MINUTES


def state(key: str, given: Given) -> str:
    """The State a meeting is on; of joint questions all of them."""
    row = given.rows.get(key)
    return name_of(row) if row else key


def when(placed: Placed) -> str:
    """ "Thursday 10:05"."""
    return f"{wording.weekday(placed.date, 'en')} {clock(placed.start)}"


def day(date: dt.date | str) -> str:
    """ "Thursday 8 October"."""
    return wording.day(dt.date.fromisoformat(date) if isinstance(date, str) else date, "en")


def person(key: str, given: Given, *, names: bool = True) -> str:
    """A moderator by name, a panelist by organisation, or as "a panelist" to who may not know."""
    if key in given.moderators:
        return str(given.moderators[key])
    if key.startswith("gone"):
        return "the moderator"
    organisation = given.people.get(key, "")
    return f"the panelist of {organisation}" if names and organisation else "a panelist"


def hours_of(key: str, given: Given) -> str:
    """ "on Tuesday, on Thursday from 10:30 and on Friday": when somebody told us they are there."""
    known = given.input.people.get(key)
    if known is None or known.available is None:
        return "on all days"
    parts = []
    for one in given.input.days:
        for span in known.free(one.date):
            parts.append(_day_part(one.date, span, Span(one.open, one.close)))
    *first, last = [part for part in parts if part] or ["on none of these days"]
    return f"{', '.join(first)} and {last}" if first else last


def _day_part(date: dt.date, span: Span, opening: Span) -> str:
    if span.end <= opening.start or span.start >= opening.end:
        return ""
    words = f"on {wording.weekday(date, 'en')}"
    if span.start > opening.start:
        words += f" from {clock(span.start)}"
    if span.end < min(opening.end, DAY_MINUTES):
        words += f" until {clock(span.end)}"
    return words


# --- What is broken ---------------------------------------------------------------------------------


def problem(found: Problem, given: Given, *, names: bool = True, at: Iterable[Placed] | None = None) -> str:
    """One broken rule as a sentence about its first meeting; ``at``: the timetable that breaks it, if another."""
    held = {one.id: one for one in (given.placed if at is None else at)}
    return _capital(_SAY[found.code](_Broken(found, given, held, names)))


@dataclass(frozen=True)
class _Broken:
    """A broken rule, and the timetable that breaks it."""

    rule: Problem
    given: Given
    held: Mapping[str, Placed]
    names: bool

    @property
    def subject(self) -> Subject:
        return self.rule.subject

    @property
    def placed(self) -> Placed | None:
        """The first of its meetings."""
        return self.held.get(self.rule.meetings[0])

    @property
    def other(self) -> str:
        """The State of the second."""
        return state(self.rule.meetings[1], self.given)

    @property
    def other_placed(self) -> Placed | None:
        return self.held.get(self.rule.meetings[1])

    def person(self) -> str:
        return person(self.subject[0], self.given, names=self.names)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _room(broken: _Broken) -> str:
    first, second = broken.placed, broken.other_placed
    gap = max(second.start - first.end, first.start - second.end) if first and second else 0
    room, need = broken.subject[1], broken.given.input.turnaround_min
    if gap < 0:
        return f"{room} holds {broken.other} at the same time."
    return f"only {gap} minutes between this and {broken.other} in {room}; {need} are needed."


def _available(broken: _Broken) -> str:
    return f"{broken.person()} is there only {hours_of(broken.subject[0], broken.given)}."


def _person(broken: _Broken) -> str:
    key, placed = broken.subject[0], broken.other_placed
    moderates = key in broken.given.moderators or key.startswith("gone")
    verb = "moderates" if moderates else "sits on the panel of"
    at = f", {clock(placed.start)}–{clock(placed.end)}" if placed else ""
    return f"{broken.person()} also {verb} {broken.other}{at}."


def _moderator(broken: _Broken) -> str:
    if broken.placed is not None and broken.placed.moderator:
        return f"{person(broken.placed.moderator, broken.given)} may not moderate this meeting."
    return "nobody moderates it yet."


def _duration(broken: _Broken) -> str:
    key, given = broken.rule.meetings[0], broken.given
    meeting, speakers = given.input.meeting(key), len(given.seats.get(key, []))
    has = broken.placed.end - broken.placed.start if broken.placed else 0
    by_speakers = not (given.same_length or given.rows[key].duration_minutes)
    why = f" with {speakers} speakers" if speakers and by_speakers else ""
    return (
        f"it has {has} minutes and needs {meeting.duration if meeting else 0}{why}. Move it, or plan again."
    )


def _hours(broken: _Broken) -> str:
    one = broken.given.input.day(dt.date.fromisoformat(broken.subject[0]))
    return f"it lies outside the hours of that day, {clock(one.open)}–{clock(one.close)}." if one else ""


def _fixed(_broken: _Broken) -> str:
    return "it is fixed at another place."


_SAY: dict[Code, Callable[[_Broken], str]] = {
    Code.HOURS: _hours,
    Code.BREAK: lambda broken: f"it runs into the break {broken.subject[1]}–{broken.subject[2]}.",
    Code.ROOM: _room,
    Code.AVAILABLE: _available,
    Code.PERSON: _person,
    Code.MODERATOR: _moderator,
    Code.FIXED_DATE: _fixed,
    Code.FIXED_START: _fixed,
    Code.FIXED_ROOM: _fixed,
    Code.ORDER: lambda broken: f"it is not over before {state(broken.subject[1], broken.given)} begins.",
    Code.UNPLACED: lambda _: "it has no place yet.",
    Code.UNKNOWN: lambda _: "it is not to be held.",
    Code.TWICE: lambda _: "it is placed twice.",
    Code.DURATION: _duration,
    Code.NO_DAY: lambda _: "that day is no day of the series any more.",
    Code.NO_ROOM: lambda _: "that room is not one of the series any more.",
    Code.GRID: lambda broken: f"it does not begin on a step of {broken.given.input.grid_min} minutes.",
}


# --- What forbids a timetable ---------------------------------------------------------------------------


def noted(conflict: Sequence[str], given: Given) -> list[dict[str, Any]]:
    """A minimal set of rules that can't be met together, as it is kept with the run: ids only, nobody's name."""
    known = {rule.words: rule for rule in constraints(given.input)}
    return [
        {"code": str(known[label].code), "subject": list(known[label].subject), "words": label}
        if label in known
        else {"code": "", "subject": [], "words": label}
        for label in conflict
    ]


def clash(conflict: Iterable[Mapping[str, Any]], given: Given, *, names: bool = True) -> list[str]:
    """The same as staff know it, with the names of today."""
    return [_capital(_rule(one, given, names)) for one in conflict]


def _rule(kept: Mapping[str, Any], given: Given, names: bool) -> str:
    if not kept["code"]:
        return str(kept["words"])
    rule = Constraint(Code(kept["code"]), tuple(kept["subject"]), kept["words"])
    if rule.code in (Code.AVAILABLE, Code.PERSON):
        return _about_person(rule, given, names)
    return _RULE[rule.code](rule, given)


def _about_person(rule: Constraint, given: Given, names: bool) -> str:
    key = rule.subject[0]
    who = person(key, given, names=names)
    known = given.input.people.get(key)
    if rule.code == Code.AVAILABLE and (known is None or known.available is None):
        return f"{who} could not be there on all days when this was tried"
    if rule.code == Code.AVAILABLE:
        return f"{who} is there only {hours_of(key, given)}"
    meetings = [one.id for one in given.input.meetings if key in (*one.panelists, *one.moderators)]
    return f"{who} can be in one meeting at a time ({_states(meetings, given)})"


def _states(keys: Iterable[str], given: Given) -> str:
    *first, last = [state(key, given) for key in keys] or ["none now"]
    return f"{', '.join(first)} and {last}" if first else last


def _opening(rule: Constraint, given: Given) -> str:
    one = given.input.day(dt.date.fromisoformat(rule.subject[0]))
    return (
        f"{day(rule.subject[0])} is open from {clock(one.open)} to {clock(one.close)}" if one else rule.words
    )


def _one_in_a_room(rule: Constraint, given: Given) -> str:
    date, room = rule.subject
    gap = given.input.turnaround_min
    return f"{room} holds one meeting at a time on {day(date)}, with {gap} minutes between two"


_RULE: dict[Code, Callable[[Constraint, Given], str]] = {
    Code.ORDER: lambda rule, given: f"{state(rule.subject[0], given)} before {state(rule.subject[1], given)}",
    Code.FIXED_DATE: lambda rule, given: f"{state(rule.subject[0], given)} is locked on its day",
    Code.FIXED_START: lambda rule, given: f"{state(rule.subject[0], given)} is locked at its hour",
    Code.FIXED_ROOM: lambda rule, given: f"{state(rule.subject[0], given)} is locked in its room",
    Code.MODERATOR: lambda rule, given: f"{state(rule.subject[0], given)} needs a moderator",
    Code.BREAK: lambda rule, _: f"the break {rule.subject[1]}–{rule.subject[2]} on {day(rule.subject[0])}",
    Code.HOURS: _opening,
    Code.ROOM: _one_in_a_room,
}
