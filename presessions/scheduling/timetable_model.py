"""The timetable as a CP-SAT model: the variables and the hard rules.

A Boolean for each meeting and bin (date, stretch between breaks, room) carries the packing, a start carries
the times; a knapsack cut for each bin says that what lies in it can't be longer than it is. With times alone
the proof that no better timetable exists doesn't close. Imports OR-Tools: only a worker's task or a process
of its own may import this module.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from ortools.sat.python import cp_model

from presessions.scheduling.timetable_values import Day, Input, Meeting, Placed, Span, common

Literal = cp_model.IntVar
Linear = cp_model.LinearExprT


class Bin(NamedTuple):
    """A stretch of one day in one room; `day` and `stretch` count from 0 in order of time."""

    day: int
    stretch: int
    room: str


class Model:
    """One timetable task in CP-SAT's terms. Times are minutes counted through all days: `pitch` to a day.

    With `packing_only` just the question which meeting lies in which bin: every timetable is also a packing, so
    no timetable is better than the best packing, and that is found in a fraction of the time.
    """

    def __init__(self, given: Input, *, packing_only: bool = False) -> None:
        self.given = given
        self.cp = cp_model.CpModel()
        self.days = sorted(given.days, key=lambda day: day.date)
        self.meetings = sorted(given.meetings, key=lambda meeting: meeting.id)
        self.rooms = sorted({room for day in self.days for room in day.rooms})
        self.stretches = [day.segments() for day in self.days]
        self.pitch = 2 * 24 * 60 + max(given.turnaround_min, given.transfer_min)
        self.one = self.cp.new_constant(1)
        self.begin: dict[str, cp_model.IntVar] = {}
        self.held: dict[str, dict[Bin, Literal]] = {}
        self.chairs: dict[str, dict[str, Literal]] = {}
        self.musts: dict[str, set[str]] = {}
        self.roomed: dict[tuple[str, str], Literal] = {}
        self.loads: dict[Bin, tuple[cp_model.IntVar, int]] = {}
        for meeting in self.meetings:
            self._place(meeting)
        self._pack_rooms()
        if not packing_only:
            for meeting in self.meetings:
                self._begin_inside(meeting)
                self._moderate(meeting)
            self._one_after_the_other()
            self._separate_people()
            self._keep_order()

    @property
    def has_rooms_side_by_side(self) -> bool:
        """Whether anything can be held at the same time as something else."""
        return any(len(day.rooms) > 1 for day in self.days)

    # Variables --------------------------------------------------------------------------------------------

    def _place(self, meeting: Meeting) -> None:
        """A start, and one bin out of those where the clock and the panelists allow one."""
        name = meeting.id
        bins: dict[Bin, Literal] = {}
        starts: set[int] = set()
        for d, day in enumerate(self.days):
            free = self._free(meeting.panelists, day)
            for s, stretch in enumerate(self.stretches[d]):
                inside = common([stretch], free)
                times = [d * self.pitch + t for span in inside for t in self.given.starts(meeting, day, span)]
                rooms = [r for r in day.rooms if meeting.fixed.room in (None, r)] if times else []
                starts.update(times if rooms else ())
                for room in rooms:
                    bins[Bin(d, s, room)] = self.cp.new_bool_var(f"{name} in {d}/{s}/{room}")
        self.held[name] = bins
        self.cp.add_exactly_one(bins.values())
        domain = cp_model.Domain.from_values(sorted(starts)) if starts else cp_model.Domain(0, 0)
        self.begin[name] = self.cp.new_int_var_from_domain(domain, f"{name} begins")

    def _begin_inside(self, meeting: Meeting) -> None:
        """The start lies in the stretch of the meeting's bin."""
        for at, literal in self.held[meeting.id].items():
            span, midnight = self.stretches[at.day][at.stretch], at.day * self.pitch
            first, last = midnight + span.start, midnight + span.end - meeting.duration
            self.cp.add_linear_constraint(self.begin[meeting.id], first, last).only_enforce_if(literal)

    def _free(self, people: Iterable[str], day: Day) -> list[Span]:
        """When all of these people are there."""
        free = [Span(day.open, day.close)]
        for person in people:
            free = common(free, self.given.free(person, day.date))
        return free

    def _moderate(self, meeting: Meeting) -> None:
        """Exactly one of the eligible moderators, who is there; a single one counts as one who must come."""
        self.musts[meeting.id] = set(meeting.panelists)
        self.chairs[meeting.id] = {}
        for moderator in sorted(meeting.moderators):
            chosen = self.cp.new_bool_var(f"{moderator} moderates {meeting.id}")
            self.chairs[meeting.id][moderator] = chosen
            known = self.given.people.get(moderator)
            if known is not None and known.available is not None:
                spans = [
                    [d * self.pitch + span.start, d * self.pitch + span.end - meeting.duration]
                    for d, day in enumerate(self.days)
                    for span in known.free(day.date)
                    if span.end - span.start >= meeting.duration
                ]
                there = cp_model.Domain.from_intervals(spans)
                self.cp.add_linear_expression_in_domain(self.begin[meeting.id], there).only_enforce_if(chosen)
        if meeting.moderators:
            self.cp.add_exactly_one(self.chairs[meeting.id].values())
        if len(meeting.moderators) == 1:
            self.musts[meeting.id].add(meeting.moderators[0])

    # Hard rules -------------------------------------------------------------------------------------------

    def _pack_rooms(self) -> None:
        for d, room in self._rooms():
            for s in range(len(self.stretches[d])):
                self._knapsack(Bin(d, s, room), self.in_bin(Bin(d, s, room)))

    def _rooms(self) -> Iterator[tuple[int, str]]:
        """Each day (by number) with each room that holds one meeting at a time."""
        for d, day in enumerate(self.days):
            yield from ((d, room) for room in day.rooms if (day.date, room) not in self.given.crowded)

    def _one_after_the_other(self) -> None:
        turnaround = self.given.turnaround_min
        for d, room in self._rooms():
            self.cp.add_no_overlap(
                self.cp.new_optional_fixed_size_interval_var(
                    self.begin[m.id], m.duration + turnaround, literal, f"{m.id} {d}/{s}/{room}"
                )
                for s in range(len(self.stretches[d]))
                for m, literal in self.in_bin(Bin(d, s, room))
            )

    def in_bin(self, at: Bin) -> list[tuple[Meeting, Literal]]:
        """The meetings that may lie in a bin, each with the literal that says so."""
        return [(m, self.held[m.id][at]) for m in self.meetings if at in self.held[m.id]]

    def _knapsack(self, at: Bin, inside: Sequence[tuple[Meeting, Literal]]) -> None:
        """What a bin holds, turnarounds included, fits between its ends; the last one may stick out.

        Only lengths that some choice of meetings adds up to are left to the load: that is what closes the
        proof of the latest end.
        """
        if inside:
            stretch = self.stretches[at.day][at.stretch]
            weights, room = self.weights([m for m, _ in inside], stretch.end - stretch.start)
            domain = cp_model.Domain.from_values(sums(weights, room))
            load = self.cp.new_int_var_from_domain(domain, f"load of {at}")
            self.cp.add(sum(w * literal for w, (_, literal) in zip(weights, inside, strict=True)) == load)
            self.loads[at] = load, room - (stretch.end - stretch.start)

    def weights(self, meetings: Sequence[Meeting], length: int) -> tuple[list[int], int]:
        """The minutes each meeting keeps from the next one, and how many there are, on the grid."""
        step = self.given.grid_min if self._all_on_grid() else 1
        keeps = [-(-(m.duration + self.given.turnaround_min) // step) * step for m in meetings]
        return keeps, length + max(k - m.duration for k, m in zip(keeps, meetings, strict=True))

    def _all_on_grid(self) -> bool:
        return all((m.fixed.start or 0) % self.given.grid_min == 0 for m in self.meetings)

    def _separate_people(self) -> None:
        """Nobody in two meetings at once, with time to walk between rooms."""
        if not self.has_rooms_side_by_side and not self.given.crowded:
            return  # the room's own rule says more
        self._one_at_a_time()
        for first, second in combinations(self.meetings, 2):
            shared = self._may_share(first, second)
            if shared:
                self._keep_apart(first, second, shared)

    def _attends(self, meeting: Meeting) -> dict[str, Literal]:
        """Everybody who may be in the room, with the literal that says so."""
        who = {**self.chairs[meeting.id], **dict.fromkeys(self.musts[meeting.id], self.one)}
        return {person: literal for person, literal in who.items() if person not in self.given.doubled}

    def _one_at_a_time(self) -> None:
        """Without transfer times; weaker than `_keep_apart` and quick to propagate."""
        intervals = defaultdict(list)
        for meeting in self.meetings:
            for person, literal in self._attends(meeting).items():
                intervals[person].append(
                    self.cp.new_optional_fixed_size_interval_var(
                        self.begin[meeting.id], meeting.duration, literal, f"{person} in {meeting.id}"
                    )
                )
        for found in intervals.values():
            if len(found) > 1:
                self.cp.add_no_overlap(found)

    def _may_share(self, first: Meeting, second: Meeting) -> list[list[Literal]]:
        """For each person who may be in both, the literals that say that they are."""
        a, b = self._attends(first), self._attends(second)
        return [[a[person], b[person]] for person in sorted(a.keys() & b.keys())]

    def _keep_apart(self, first: Meeting, second: Meeting, shared: list[list[Literal]]) -> None:
        transfer = self.given.transfer_min
        if transfer == 0:
            return
        a, b = self.begin[first.id], self.begin[second.id]
        order = self.cp.new_bool_var(f"{first.id} before {second.id}")
        apart = self.cp.new_bool_var(f"{first.id} and {second.id} need transfer")
        self.cp.add(a + first.duration + transfer <= b).only_enforce_if([order, apart])
        self.cp.add(b + second.duration + transfer <= a).only_enforce_if([~order, apart])
        for room in self.rooms:
            here, there = self._in_room(first, room), self._in_room(second, room)
            for both in shared:
                self.cp.add_bool_or([~here, there, apart, *(~literal for literal in both)])

    def _in_room(self, meeting: Meeting, room: str) -> Literal:
        """Whether a meeting is held in this room, whenever."""
        if (meeting.id, room) not in self.roomed:
            inside = [literal for at, literal in self.held[meeting.id].items() if at.room == room]
            literal = self.cp.new_bool_var(f"{meeting.id} in {room}")
            self.cp.add(sum(inside) == literal)
            self.roomed[meeting.id, room] = literal
        return self.roomed[meeting.id, room]

    def _keep_order(self) -> None:
        for wish in self.given.order:
            if wish.hard:
                self.cp.add(self.end(wish.before) <= self.begin[wish.after])

    def end(self, meeting_id: str) -> Linear:
        """When a meeting is over, counted like `begin`."""
        return self.begin[meeting_id] + next(m.duration for m in self.meetings if m.id == meeting_id)

    # Solutions --------------------------------------------------------------------------------------------

    def start_from(self, solver: cp_model.CpSolver) -> None:
        """Hint the next search with what this solver found."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        solution = solver.response_proto.solution
        for index, value in enumerate(solution):
            self.cp.add_hint(self.cp.get_int_var_from_proto_index(index), value)

    def start_from_packing(self, packing: "Model", solver: cp_model.CpSolver) -> None:
        """Hint the next search with the bins this solver found for another model of the same task."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        for name, bins in self.held.items():
            for at, literal in bins.items():
                self.cp.add_hint(literal, solver.value(packing.held[name][at]))

    def read(self, solver: cp_model.CpSolver) -> tuple[Placed, ...]:
        """The timetable the solver holds."""
        return tuple(self._read(meeting, solver) for meeting in self.meetings)

    def _read(self, meeting: Meeting, solver: cp_model.CpSolver) -> Placed:
        at = next(at for at, literal in self.held[meeting.id].items() if solver.value(literal))
        start = solver.value(self.begin[meeting.id]) - at.day * self.pitch
        chair = next((who for who, literal in self.chairs[meeting.id].items() if solver.value(literal)), None)
        return Placed(meeting.id, self.days[at.day].date, start, start + meeting.duration, at.room, chair)


def sums(weights: Sequence[int], most: int) -> list[int]:
    """Every total up to `most` that some of these weights add up to; bit i of a number stands for i."""
    reached = 1
    for weight in weights:
        reached |= reached << weight
    return [total for total in range(most + 1) if reached >> total & 1]
