"""The rules that could give way, each with a label, and the same task with some of them lifted.

The labels name a clash ("P0 only on 2026-04-10"); lifting a rule shows what rests on it. `timetable.problems`
reports a broken rule under the same code and subject.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from presessions.scheduling.timetable_values import DAY_MINUTES, Day, Input, Meeting, Person, clock


class Code(StrEnum):
    """What a rule is about. Those before UNPLACED can give way; the others are what a timetable is."""

    HOURS = "hours"
    BREAK = "break"
    ROOM = "room"
    AVAILABLE = "available"
    PERSON = "person"
    MODERATOR = "moderator"
    FIXED_DATE = "fixed date"
    FIXED_START = "fixed start"
    FIXED_ROOM = "fixed room"
    ORDER = "order"
    UNPLACED = "unplaced"
    UNKNOWN = "unknown meeting"
    TWICE = "placed twice"
    DURATION = "duration"
    NO_DAY = "no such day"
    NO_ROOM = "no such room"
    GRID = "grid"


Subject = tuple[str, ...]


@dataclass(frozen=True)
class Constraint:
    """A rule that could give way: its kind, what it is about (ids, ISO dates, times), its label in words."""

    code: Code
    subject: Subject
    words: str


def constraints(given: Input) -> list[Constraint]:
    """Every rule that could give way, in a fixed order: first what staff can change most easily."""
    return [
        *_order_rules(given),
        *_fixed_rules(given),
        *_people_rules(given),
        *_room_rules(given),
    ]


def _order_rules(given: Input) -> Iterator[Constraint]:
    for wish in sorted({(w.before, w.after) for w in given.order if w.hard}):
        yield Constraint(Code.ORDER, wish, f"{wish[0]} before {wish[1]}")


def _fixed_rules(given: Input) -> Iterator[Constraint]:
    for meeting in sorted(given.meetings, key=lambda m: m.id):
        fixed = meeting.fixed
        if fixed.date is not None:
            yield Constraint(Code.FIXED_DATE, (meeting.id,), f"{meeting.id} fixed on {fixed.date}")
        if fixed.start is not None:
            yield Constraint(Code.FIXED_START, (meeting.id,), f"{meeting.id} fixed at {clock(fixed.start)}")
        if fixed.room is not None:
            yield Constraint(Code.FIXED_ROOM, (meeting.id,), f"{meeting.id} fixed in room {fixed.room}")
        if meeting.moderators:
            words = f"{meeting.id} needs a moderator: {' or '.join(sorted(meeting.moderators))}"
            yield Constraint(Code.MODERATOR, (meeting.id,), words)


def _people_rules(given: Input) -> Iterator[Constraint]:
    attends: dict[str, list[str]] = {}
    for meeting in sorted(given.meetings, key=lambda m: m.id):
        for person in {*meeting.panelists, *meeting.moderators}:
            attends.setdefault(person, []).append(meeting.id)
    for person, meetings in sorted(attends.items()):
        known = given.people.get(person)
        if known is not None and known.available is not None:
            yield Constraint(Code.AVAILABLE, (person,), _availability_words(known, given))
        if len(meetings) > 1 and person not in given.doubled:
            words = f"{person} in one meeting at a time ({', '.join(meetings)})"
            yield Constraint(Code.PERSON, (person,), words)


def _availability_words(person: Person, given: Input) -> str:
    """ "P0 only on 2026-04-10", with hours where they don't cover the whole day."""
    parts = []
    for date in sorted({window.date for window in person.available or ()}):
        day = given.day(date)
        for span in person.free(date):
            whole = day is not None and span.start <= day.open and day.close <= span.end
            parts.append(str(date) if whole else f"{date} {clock(span.start)}-{clock(span.end)}")
    return f"{person.id} only on {', '.join(parts)}" if parts else f"{person.id} is never available"


def _room_rules(given: Input) -> Iterator[Constraint]:
    for day in sorted(given.days, key=lambda d: d.date):
        date = str(day.date)
        for pause in sorted(set(day.breaks)):
            words = f"break {clock(pause.start)}-{clock(pause.end)} on {date}"
            yield Constraint(Code.BREAK, (date, clock(pause.start), clock(pause.end)), words)
        if (day.open, day.close) != (0, DAY_MINUTES):
            words = f"{date} open {clock(day.open)}-{clock(day.close)}"
            yield Constraint(Code.HOURS, (date,), words)
        for room in sorted(day.rooms):
            if (day.date, room) not in given.crowded:
                words = f"{room} holds one meeting at a time on {date} ({given.turnaround_min} min between)"
                yield Constraint(Code.ROOM, (date, room), words)


def without(given: Input, rules: Iterable[Constraint]) -> Input:
    """The same task with these rules lifted: without hours a day is open all day, and so on."""
    for rule in rules:
        given = _LIFT[rule.code](given, rule.subject)
    return given


def _lift_order(given: Input, subject: Subject) -> Input:
    kept = tuple(w for w in given.order if not w.hard or (w.before, w.after) != subject)
    return replace(given, order=kept)


def _lift_in_meeting(change: Callable[[Meeting], Meeting]) -> Callable[[Input, Subject], Input]:
    def lift(given: Input, subject: Subject) -> Input:
        return replace(given, meetings=tuple(change(m) if m.id == subject[0] else m for m in given.meetings))

    return lift


def _lift_in_day(change: Callable[[Day, Subject], Day]) -> Callable[[Input, Subject], Input]:
    def lift(given: Input, subject: Subject) -> Input:
        days = (change(day, subject) if str(day.date) == subject[0] else day for day in given.days)
        return replace(given, days=tuple(days))

    return lift


def _without_break(day: Day, subject: Subject) -> Day:
    return replace(day, breaks=tuple(b for b in day.breaks if (clock(b.start), clock(b.end)) != subject[1:]))


def _lift_availability(given: Input, subject: Subject) -> Input:
    person = replace(given.people[subject[0]], available=None)
    return replace(given, people={**given.people, person.id: person})


def _lift_person(given: Input, subject: Subject) -> Input:
    return replace(given, doubled=given.doubled | {subject[0]})


def _lift_room(given: Input, subject: Subject) -> Input:
    return replace(given, crowded=given.crowded | {(dt.date.fromisoformat(subject[0]), subject[1])})


_LIFT: dict[Code, Callable[[Input, Subject], Input]] = {
    Code.ORDER: _lift_order,
    Code.FIXED_DATE: _lift_in_meeting(lambda m: replace(m, fixed=replace(m.fixed, date=None))),
    Code.FIXED_START: _lift_in_meeting(lambda m: replace(m, fixed=replace(m.fixed, start=None))),
    Code.FIXED_ROOM: _lift_in_meeting(lambda m: replace(m, fixed=replace(m.fixed, room=None))),
    Code.MODERATOR: _lift_in_meeting(lambda m: replace(m, moderators=())),
    Code.AVAILABLE: _lift_availability,
    Code.PERSON: _lift_person,
    Code.BREAK: _lift_in_day(_without_break),
    Code.HOURS: _lift_in_day(lambda day, _subject: replace(day, open=0, close=DAY_MINUTES)),
    Code.ROOM: _lift_room,
}
