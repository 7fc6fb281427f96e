"""Whether a timetable task makes sense before anybody looks for an answer.

A task that can't be met is a clash and the solver's affair; what is refused here can't even be asked: hours
that end before they begin, a break outside them, the name of a meeting nobody knows.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from presessions.scheduling.timetable_values import DAY_MINUTES, Day, Input, Meeting, Person, Span, clock


class BadInput(ValueError):
    """What is wrong and where, in one sentence that also says the way out."""


def check(given: Input) -> None:
    """Raise BadInput about the first thing that makes no sense."""
    _settings(given)
    _days(given)
    _once((m.id for m in given.meetings), lambda one: f"meetings: {one} is there twice; give each its own id")
    for meeting in given.meetings:
        _meeting(meeting, given)
    for person in given.people.values():
        _person(person)
    _wishes(given)
    _published(given)


def _need(condition: bool, words: str) -> None:
    if not condition:
        raise BadInput(words)


def _once(names: Iterable[str], words: Callable[[str], str]) -> None:
    seen: set[str] = set()
    for name in names:
        _need(name not in seen, words(name))
        seen.add(name)


def _settings(given: Input) -> None:
    _need(1 <= given.grid_min <= 60, f"grid_min: {given.grid_min} minutes; give 1 to 60")
    for name in ("turnaround_min", "transfer_min"):
        minutes = getattr(given, name)
        _need(0 <= minutes <= 720, f"{name}: {minutes} minutes; give 0 to 720")


def _hours(span: Span, where: str) -> None:
    words = (
        f"{where}: {clock(span.start)}-{clock(span.end)} ends before it begins; swap or mend the two times"
    )
    _need(span.start != span.end, f"{where}: begins and ends at {clock(span.start)}; give it some length")
    _need(0 <= span.start < span.end <= DAY_MINUTES, words)


def _days(given: Input) -> None:
    _need(bool(given.days) or not given.meetings, "days: none given; name at least one day with a room")
    _once((str(d.date) for d in given.days), lambda one: f"days: {one} is there twice; join the two into one")
    for day in given.days:
        _day(day)


def _day(day: Day) -> None:
    where = f"day {day.date}"
    _hours(Span(day.open, day.close), where)
    _need(bool(day.rooms), f"{where}: no room; name one or leave the day out")
    _once(day.rooms, lambda room: f"{where}: room {room} is there twice; name it once")
    for pause in day.breaks:
        name = f"{where}, break {clock(pause.start)}-{clock(pause.end)}"
        _hours(pause, name)
        inside = day.open <= pause.start and pause.end <= day.close
        _need(
            inside,
            f"{name}: outside the hours {clock(day.open)}-{clock(day.close)}; mend the break or the hours",
        )
    _need(bool(day.segments()), f"{where}: breaks leave no time to meet; shorten them or leave the day out")


def _meeting(meeting: Meeting, given: Input) -> None:
    where = f"meeting {meeting.id}"
    _need(bool(meeting.id), "meetings: an id is empty; give each meeting one")
    length = f"{where}: a duration of {meeting.duration} minutes; give 1 to {DAY_MINUTES}"
    _need(1 <= meeting.duration <= DAY_MINUTES, length)
    _once(meeting.panelists, lambda one: f"{where}: panelist {one} is there twice; name each once")
    _once(meeting.moderators, lambda one: f"{where}: moderator {one} is there twice; name each once")
    fixed = meeting.fixed
    known_date = fixed.date is None or given.day(fixed.date) is not None
    _need(known_date, f"{where}: fixed on {fixed.date}, which isn't one of the days; add the day or free it")
    known_room = fixed.room is None or any(fixed.room in day.rooms for day in given.days)
    _need(known_room, f"{where}: fixed in room {fixed.room}, which no day has; add the room or free it")
    if fixed.start is not None:
        inside = fixed.start >= 0 and fixed.start + meeting.duration <= DAY_MINUTES
        _need(inside, f"{where}: fixed at {clock(fixed.start)}, it would run past midnight; fix it earlier")


def _person(person: Person) -> None:
    where = f"person {person.id}"
    windows = sorted(person.available or ())
    for window in windows:
        _hours(Span(window.start, window.end), f"{where}, available on {window.date}")
    for first, second in pairwise(windows):
        overlap = first.date == second.date and second.start < first.end
        hours = f"{clock(first.start)}-{clock(first.end)} and {clock(second.start)}-{clock(second.end)}"
        _need(not overlap, f"{where}: available on {first.date} {hours}, which overlap; join them into one")


def _wishes(given: Input) -> None:
    known = {meeting.id for meeting in given.meetings}
    for wish in given.order:
        for one in (wish.before, wish.after):
            words = f"order {wish.before} before {wish.after}: no meeting is called {one}; mend the id"
            _need(one in known, words)
        _need(wish.before != wish.after, f"order: {wish.before} can't be before itself; name two meetings")


def _published(given: Input) -> None:
    """A published meeting that is no longer held is no mistake: its State may have withdrawn."""
    _once((p.id for p in given.published), lambda one: f"published: {one} is there twice; keep one of them")


# --- What no choice of places can mend ----------------------------------------------------------


def ways_out(given: Input) -> tuple[str, ...]:
    """A sentence, with the way out, for each thing in a task without an answer that only its author can mend.

    A meeting longer than every stretch without a break; hard order wishes that go round in a circle.
    """
    return (*_too_long(given), *_circle(given))


def too_long(given: Input) -> tuple[Meeting, ...]:
    """The meetings that fit in no stretch between breaks of any day."""
    longest = max((s.end - s.start for day in given.days for s in day.segments()), default=0)
    return tuple(meeting for meeting in given.meetings if meeting.duration > longest)


def _too_long(given: Input) -> Iterator[str]:
    stretches = [(s.end - s.start, day.date, s) for day in given.days for s in day.segments()]
    for meeting in too_long(given):
        minutes, date, span = max(stretches, key=lambda one: one[0])
        yield (
            f"meeting {meeting.id}: {meeting.duration} minutes are longer than any stretch without a break "
            f"({minutes} minutes, {date} {clock(span.start)}-{clock(span.end)}); "
            "shorten the meeting or a break, or open a day for longer"
        )


def _circle(given: Input) -> Iterator[str]:
    """The first circle of hard wishes, in order of meeting id."""
    after: dict[str, list[str]] = {}
    for wish in sorted({(w.before, w.after) for w in given.order if w.hard}):
        after.setdefault(wish[0], []).append(wish[1])
    found = next((circle for one in sorted(after) if (circle := _way(one, one, after))), None)
    if found:
        yield (
            f"order: {' before '.join(found)} goes round in a circle; "
            "leave one of these out, or make it a wish (hard: false)"
        )


def _way(first: str, last: str, after: dict[str, list[str]]) -> list[str]:
    """The shortest way from one meeting to another along the wishes; empty where there is none."""
    ways, seen = [[first]], set[str]()
    for way in ways:
        for step in after.get(way[-1], []):
            if step == last:
                return [*way, step]
            if step not in seen:
                seen.add(step)
                ways.append([*way, step])
    return []
