"""What a timetable should bring down, as expressions over the CP-SAT model, and the key that settles ties.

Imports OR-Tools, like the model.
"""

from itertools import accumulate

from ortools.sat.python import cp_model

from presessions.scheduling.timetable_model import Bin, Linear, Literal, Model, sums
from presessions.scheduling.timetable_values import Meeting


def goal_expressions(model: Model) -> list[tuple[str, Linear]]:
    """What to minimise, the most important first, by name; adds to the model, so ask once."""
    changes = _changes(model) if model.given.published else []
    return [
        *changes,
        ("interpreter_mornings", interpreter_mornings(model)),
        ("broken_wishes", _wishes(model)),
        ("latest_end", _latest_end(model)),
    ]


def interpreter_mornings(model: Model) -> Linear:
    """One for each date, room and language spoken there other than English."""
    needed = []
    for d, day in enumerate(model.days):
        for room in day.rooms:
            for tongue in sorted({t for m in model.meetings for t in m.interpreted}):
                needed += _interpreter(model, d, room, tongue)
    return sum(needed)


def _interpreter(model: Model, d: int, room: str, tongue: str) -> list[Literal]:
    """Whether an interpreter of this language is in this room that date; nothing where none could be."""
    there = model.cp.new_bool_var(f"{tongue} in {d}/{room}")
    found = False
    for s in range(len(model.stretches[d])):
        at = Bin(d, s, room)
        inside = [(m, lit) for m, lit in model.in_bin(at) if tongue in m.interpreted]
        for _, literal in inside:
            model.cp.add_implication(literal, there)
        if inside and at in model.loads:
            _at_most(model, at, inside, there)
        found = found or bool(inside)
    return [there] if found else []


def _at_most(model: Model, at: Bin, inside: list[tuple[Meeting, Literal]], there: Literal) -> None:
    """How many meetings, and how long together, a bin can hold for one interpreter; follows from the rest.

    Said outright because the proof that fewer interpreters don't suffice is several times as fast.
    """
    stretch = model.stretches[at.day][at.stretch]
    weights, length = model.weights([meeting for meeting, _ in inside], stretch.end - stretch.start)
    fit = sum(total <= length for total in accumulate(sorted(weights)))
    model.cp.add(sum(literal for _, literal in inside) <= fit * there)
    load = sum(w * literal for w, (_, literal) in zip(weights, inside, strict=True))
    model.cp.add(load <= sums(weights, length)[-1] * there)


def _wishes(model: Model) -> Linear:
    broken = []
    for wish in model.given.order:
        if not wish.hard:
            literal = model.cp.new_bool_var(f"{wish.before} not before {wish.after}")
            model.cp.add(model.end(wish.before) <= model.begin[wish.after]).only_enforce_if(~literal)
            broken.append(literal)
    return sum(broken)


def _latest_end(model: Model) -> cp_model.IntVar:
    """Time of day of the latest end, with a knapsack cut for each bin that it shortens."""
    ends: set[int] = {0}
    for meeting in model.meetings:
        for day, stretches in zip(model.days, model.stretches, strict=True):
            for span in stretches:
                ends.update(t + meeting.duration for t in model.given.starts(meeting, day, span))
    latest = model.cp.new_int_var_from_domain(cp_model.Domain.from_values(sorted(ends)), "latest end")
    for meeting in model.meetings:
        date = sum(at.day * model.pitch * lit for at, lit in model.held[meeting.id].items() if at.day)
        model.cp.add(model.begin[meeting.id] - date + meeting.duration <= latest)
    for at, (load, slack) in model.loads.items():
        _shortened(model, at, load, latest + slack - model.stretches[at.day][at.stretch].start)
    return latest


def _shortened(model: Model, at: Bin, load: cp_model.IntVar, room: Linear) -> None:
    """A bin in use holds no more than lies between its start and the latest end."""
    used = model.cp.new_bool_var(f"{at} used")
    for _, literal in model.in_bin(at):
        model.cp.add_implication(literal, used)
    model.cp.add(load <= room).only_enforce_if(used)
    model.cp.add(load == 0).only_enforce_if(~used)


def _changes(model: Model) -> list[tuple[str, Linear]]:
    """Meetings that change date; meetings that change date, start or room."""
    dates, moves = [], []
    for old in model.given.published:
        if old.id not in model.held:
            continue
        d = next((i for i, day in enumerate(model.days) if day.date == old.date), -1)
        same_date = [lit for at, lit in model.held[old.id].items() if at.day == d]
        same_room = [lit for at, lit in model.held[old.id].items() if at.day == d and at.room == old.room]
        stays = model.cp.new_bool_var(f"{old.id} stays")
        model.cp.add(model.begin[old.id] == d * model.pitch + old.start).only_enforce_if(stays)
        model.cp.add_bool_or([~stays, *same_room])
        dates.append(1 - sum(same_date))
        moves.append(1 - stays)
    return [("date_changes", sum(dates)), ("moved", sum(moves))]


def key(model: Model, meeting_id: str) -> Linear:
    """A number that orders the places of one meeting: date, start, room, moderator."""
    rooms, chairs = len(model.rooms), model.chairs[meeting_id]
    room = sum(model.rooms.index(at.room) * lit for at, lit in model.held[meeting_id].items())
    chair = sum(i * lit for i, lit in enumerate(chairs.values()))
    return (model.begin[meeting_id] * rooms + room) * max(1, len(chairs)) + chair
