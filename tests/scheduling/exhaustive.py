"""A second opinion on small tasks: every timetable tried, the rules written again in the plainest way.

Deliberately shares nothing with `timetable.py` but the values. Usable up to four or five meetings.
"""

from collections.abc import Iterator
from itertools import combinations

from presessions.scheduling.timetable_values import Input, Meeting, Placed

Figures = tuple[int, int, int, int, int]


def best(task: Input) -> tuple[Figures, tuple[Placed, ...]] | None:
    """The figures of the best timetable and the canonical one among the best; None where there is none."""
    meetings = sorted(task.meetings, key=lambda m: m.id)
    choices = [list(_choices(meeting, task)) for meeting in meetings]
    found = None
    for timetable in _timetables(choices, (), task):
        rank = (figures(timetable, task), [_canonical(p) for p in timetable])
        if found is None or rank < found[0]:
            found = rank, timetable
    return None if found is None else (found[0][0], found[1])


def possible(task: Input) -> bool:
    """Whether there is any timetable."""
    choices = sorted((list(_choices(meeting, task)) for meeting in task.meetings), key=len)
    return any(True for _ in _timetables(choices, (), task))


def allowed(timetable: tuple[Placed, ...], task: Input) -> bool:
    """Whether this timetable, with every meeting in it once, keeps every hard rule."""
    by_id = {m.id: m for m in task.meetings}
    return all(one in _choices(by_id[one.id], task) for one in timetable) and all(
        _together(one, two, task) for one, two in combinations(timetable, 2)
    )


def _canonical(p: Placed) -> tuple[object, ...]:
    return (p.date, p.start, p.room, p.moderator or "")


def _timetables(
    choices: list[list[Placed]], so_far: tuple[Placed, ...], task: Input
) -> Iterator[tuple[Placed, ...]]:
    if len(so_far) == len(choices):
        yield so_far
        return
    for placed in choices[len(so_far)]:
        if all(_together(other, placed, task) for other in so_far):
            yield from _timetables(choices, (*so_far, placed), task)


def _choices(meeting: Meeting, task: Input) -> Iterator[Placed]:
    for day in task.days:
        for start in range(24 * 60):
            end = start + meeting.duration
            if start != meeting.fixed.start and (start % task.grid_min or meeting.fixed.start is not None):
                continue
            if start < day.open or end > day.close or meeting.fixed.date not in (None, day.date):
                continue
            if any(start < b.end and end > b.start for b in day.breaks):
                continue
            for room in day.rooms:
                for moderator in meeting.moderators or (None,):
                    placed = Placed(meeting.id, day.date, start, end, room, moderator)
                    if meeting.fixed.room in (None, room) and _people_there(meeting, placed, task):
                        yield placed


def _who(meeting: Meeting, placed: Placed) -> set[str]:
    return {*meeting.panelists, *([placed.moderator] if placed.moderator else [])}


def _people_there(meeting: Meeting, placed: Placed, task: Input) -> bool:
    for person in _who(meeting, placed):
        known = task.people.get(person)
        if known is None or known.available is None:
            continue
        minutes = {t for w in known.available if w.date == placed.date for t in range(w.start, w.end)}
        if not minutes >= set(range(placed.start, placed.end)):
            return False
    return True


def _together(one: Placed, two: Placed, task: Input) -> bool:
    by_id = {m.id: m for m in task.meetings}
    for wish in task.order:
        if wish.hard and {wish.before, wish.after} == {one.id, two.id}:
            before, after = (one, two) if wish.before == one.id else (two, one)
            if not _over_before(before, after):
                return False
    if one.date != two.date:
        return True
    shared = _who(by_id[one.id], one) & _who(by_id[two.id], two) - task.doubled
    between = []
    if one.room == two.room and (one.date, one.room) not in task.crowded:
        between.append(task.turnaround_min)
    if shared:
        between.append(0 if one.room == two.room else task.transfer_min)
    return all(one.end + gap <= two.start or two.end + gap <= one.start for gap in between)


def _over_before(before: Placed, after: Placed) -> bool:
    return (before.date, before.end) <= (after.date, after.start)


def figures(timetable: tuple[Placed, ...], task: Input) -> Figures:
    """Changed dates, moves, interpreter mornings, broken wishes, latest end."""
    at = {p.id: p for p in timetable}
    by_id = {m.id: m for m in task.meetings}
    old = [p for p in task.published if p.id in at]
    return (
        sum(p.date != at[p.id].date for p in old),
        sum((p.date, p.start, p.room) != (at[p.id].date, at[p.id].start, at[p.id].room) for p in old),
        len({(p.date, p.room, lang) for p in timetable for lang in by_id[p.id].languages if lang != "en"}),
        sum(not w.hard and not _over_before(at[w.before], at[w.after]) for w in task.order),
        max(p.end for p in timetable),
    )
