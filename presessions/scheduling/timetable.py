"""Which Pre-session is held where and when: what breaks the rules, and how a timetable measures.

Hard rules: one meeting at a time in a room (with turnaround), for a person and for a moderator (with transfer
time between rooms); inside opening hours and outside breaks; people available; fixed places and hard order
wishes kept. The rules that could give way carry labels (`timetable_rules`). The same rules serve three ends:
`problems` judges a timetable made or changed by hand, the solver finds one without problems, and a clash
names those of which one must give. Explained in `docs/timetable.md`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from presessions.scheduling.timetable_rules import Code, Constraint, Subject, constraints, without
from presessions.scheduling.timetable_values import (
    Day,
    Fixed,
    Goals,
    Input,
    Meeting,
    OrderWish,
    Person,
    Placed,
    Plan,
    Proof,
    Span,
    Window,
    canonical,
    clock,
    duration_for,
)

__all__ = [
    "Code",
    "Constraint",
    "Day",
    "Fixed",
    "Goals",
    "Input",
    "Meeting",
    "OrderWish",
    "Person",
    "Place",
    "Placed",
    "Plan",
    "Problem",
    "Proof",
    "Span",
    "Window",
    "broken_wishes",
    "canonical",
    "clock",
    "constraints",
    "duration_for",
    "goals",
    "places",
    "problems",
    "without",
]


@dataclass(frozen=True)
class Problem:
    """A rule broken by a timetable: which rule (as in `Constraint`), by which meetings, in words."""

    code: Code
    meetings: tuple[str, ...]
    words: str
    subject: Subject = ()


@dataclass(frozen=True)
class Place:
    """Where one meeting could go, with the problems that would cause; none means free."""

    placed: Placed
    problems: tuple[Problem, ...]


# Judging --------------------------------------------------------------------------------------------------


def problems(placed: Iterable[Placed], given: Input) -> list[Problem]:
    """Everything wrong with a timetable, whoever made it, in a fixed order; empty means it can be held."""
    held = sorted(placed, key=lambda p: (p.id, p.date, p.start, p.room))
    missing = {meeting.id for meeting in given.meetings} - {one.id for one in held}
    found = [Problem(Code.UNPLACED, (one,), f"{one} has no place") for one in sorted(missing)]
    for one in held:
        found += alone(one, given)
    for first, second in combinations(held, 2):
        found += together(first, second, given)
    return found


def alone(placed: Placed, given: Input) -> list[Problem]:
    """What is wrong with one place, whatever else is held."""
    meeting, day = given.meeting(placed.id), given.day(placed.date)
    if meeting is None:
        return [Problem(Code.UNKNOWN, (placed.id,), f"{placed.id} isn't a meeting of this series")]
    found = list(_in_itself(meeting, placed, given))
    if day is None:
        found.append((Code.NO_DAY, (), f"{placed.id} is on {placed.date}, which is no day of the series"))
    else:
        found += _in_day(placed, day)
    return [Problem(code, (placed.id,), words, subject) for code, subject, words in found]


_Finding = tuple[Code, Subject, str]


def _in_itself(meeting: Meeting, placed: Placed, given: Input) -> Iterator[_Finding]:
    """Length, grid, what was fixed, moderator, people."""
    name, length, start = meeting.id, placed.end - placed.start, clock(placed.start)
    if length != meeting.duration:
        yield Code.DURATION, (), f"{name} has {length} minutes and needs {meeting.duration}"
    if placed.start % given.grid_min and placed.start != meeting.fixed.start:
        yield Code.GRID, (), f"{name} at {start} isn't on the grid of {given.grid_min} minutes"
    yield from _against_fixed(meeting, placed)
    if meeting.moderators and placed.moderator not in meeting.moderators:
        words = f"{name} needs a moderator: {' or '.join(sorted(meeting.moderators))}"
        yield Code.MODERATOR, (name,), words
    if not meeting.moderators and placed.moderator is not None:
        yield Code.MODERATOR, (name,), f"{name} has {placed.moderator} as moderator and needs none"
    for person in sorted(_people(meeting, placed)):
        if not any(s.start <= placed.start and placed.end <= s.end for s in given.free(person, placed.date)):
            when = f"{placed.date} {start}-{clock(placed.end)}"
            yield Code.AVAILABLE, (person,), f"{person} isn't available for {name} on {when}"


def _against_fixed(meeting: Meeting, placed: Placed) -> Iterator[_Finding]:
    name, fixed = meeting.id, meeting.fixed
    if fixed.date not in (None, placed.date):
        yield Code.FIXED_DATE, (name,), f"{name} is fixed on {fixed.date}, not {placed.date}"
    if fixed.start is not None and fixed.start != placed.start:
        words = f"{name} is fixed at {clock(fixed.start)}, not {clock(placed.start)}"
        yield Code.FIXED_START, (name,), words
    if fixed.room not in (None, placed.room):
        yield Code.FIXED_ROOM, (name,), f"{name} is fixed in {fixed.room}, not {placed.room}"


def _in_day(placed: Placed, day: Day) -> Iterator[_Finding]:
    """Hours, breaks, room of the day."""
    date = str(day.date)
    if placed.start < day.open or placed.end > day.close:
        words = f"{placed.id} lies outside the hours {clock(day.open)}-{clock(day.close)} of {date}"
        yield Code.HOURS, (date,), words
    for pause in sorted(set(day.breaks)):
        if placed.start < pause.end and pause.start < placed.end:
            begins, ends = clock(pause.start), clock(pause.end)
            words = f"{placed.id} runs into the break {begins}-{ends} of {date}"
            yield Code.BREAK, (date, begins, ends), words
    if placed.room not in day.rooms:
        yield Code.NO_ROOM, (), f"{placed.id} is in {placed.room}, which isn't held on {date}"


def _people(meeting: Meeting | None, placed: Placed) -> set[str]:
    """Everybody who must be in the room."""
    panelists = set(meeting.panelists) if meeting is not None else set()
    return panelists if placed.moderator is None else panelists | {placed.moderator}


def together(first: Placed, second: Placed, given: Input) -> list[Problem]:
    """What two places do to each other: the same room or person too close together, or the wrong order."""
    if first.id == second.id:
        return [Problem(Code.TWICE, (first.id,), f"{first.id} is placed twice")]
    both = (first.id, second.id)
    found = []
    hard = {(w.before, w.after) for w in given.order if w.hard}
    for wish in sorted(hard & {both, both[::-1]}):
        early, late = (first, second) if wish[0] == first.id else (second, first)
        if not _earlier(early, late):
            found.append(Problem(Code.ORDER, both, f"{early.id} must be over before {late.id} begins", wish))
    if first.date == second.date:
        found += _too_close(first, second, given)
    return found


def _too_close(first: Placed, second: Placed, given: Input) -> Iterator[Problem]:
    both, same_room = (first.id, second.id), first.room == second.room
    gap = max(second.start - first.end, first.start - second.end)
    if same_room and gap < given.turnaround_min and (first.date, first.room) not in given.crowded:
        subject = (str(first.date), first.room)
        yield Problem(Code.ROOM, both, f"{first.room} holds {first.id} and {second.id} {_near(gap)}", subject)
    if gap < (0 if same_room else given.transfer_min):
        shared = _people(given.meeting(first.id), first) & _people(given.meeting(second.id), second)
        for person in sorted(shared - given.doubled):
            words = f"{person} is in {first.id} and {second.id} {_near(gap)}"
            yield Problem(Code.PERSON, both, words, (person,))


def _near(gap: int) -> str:
    return "at the same time" if gap < 0 else f"with only {gap} minutes between"


def _earlier(before: Placed, after: Placed) -> bool:
    return before.date < after.date or (before.date == after.date and before.end <= after.start)


# Measuring ------------------------------------------------------------------------------------------------


def broken_wishes(placed: Iterable[Placed], given: Input) -> list[OrderWish]:
    """The order wishes (those not hard) that this timetable doesn't grant, between meetings with a place."""
    at = {one.id: one for one in placed}
    soft = (wish for wish in given.order if not wish.hard and wish.before in at and wish.after in at)
    return [wish for wish in soft if not _earlier(at[wish.before], at[wish.after])]


def goals(placed: Sequence[Placed], given: Input) -> Goals:
    """The figures by which timetables are compared."""
    spoken = {meeting.id: meeting.interpreted for meeting in given.meetings}
    was = {one.id: one for one in given.published}
    pairs = [(was[one.id], one) for one in placed if one.id in was]
    return Goals(
        date_changes=sum(old.date != new.date for old, new in pairs),
        moved=sum((old.date, old.start, old.room) != (new.date, new.start, new.room) for old, new in pairs),
        interpreter_mornings=len({(p.date, p.room, lang) for p in placed for lang in spoken.get(p.id, ())}),
        broken_wishes=len(broken_wishes(placed, given)),
        latest_end=max((one.end for one in placed), default=0),
    )


# Moving by hand -------------------------------------------------------------------------------------------


def places(meeting_id: str, placed: Iterable[Placed], given: Input) -> list[Place]:
    """Every date, start on the grid and room for one meeting, with the problems it would have there.

    The other meetings stay. The moderator stays too where that causes no more problems than another eligible
    one; the answer names who it would be. Raises KeyError for an unknown meeting.
    """
    meeting = given.meeting(meeting_id)
    if meeting is None:
        raise KeyError(meeting_id)
    held = list(placed)
    others = [one for one in held if one.id != meeting_id]
    now = next((one.moderator for one in held if one.id == meeting_id), None)
    chairs = _chairs(meeting, now)
    found = []
    for spot in _spots(meeting, given):
        tried = [_place(replace(spot, moderator=chair), others, given) for chair in chairs]
        found.append(min(tried, key=lambda place: len(place.problems)))
    return found


def _chairs(meeting: Meeting, now: str | None) -> list[str | None]:
    """Possible moderators, the present one first; never empty."""
    if not meeting.moderators:
        return [None]
    return sorted(meeting.moderators, key=lambda moderator: (moderator != now, moderator))


def _spots(meeting: Meeting, given: Input) -> Iterator[Placed]:
    for day in sorted(given.days, key=lambda d: d.date):
        first = -(-day.open // given.grid_min) * given.grid_min
        starts = set(range(first, day.close - meeting.duration + 1, given.grid_min))
        if meeting.fixed.start is not None:
            starts.add(meeting.fixed.start)
        for start in sorted(starts):
            for room in sorted(day.rooms):
                yield Placed(meeting.id, day.date, start, start + meeting.duration, room)


def _place(spot: Placed, others: Iterable[Placed], given: Input) -> Place:
    found = alone(spot, given)
    for other in others:
        first, second = sorted((spot, other), key=lambda one: one.id)
        found += together(first, second, given)
    return Place(spot, tuple(found))
