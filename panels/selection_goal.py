"""Counts a panel must have exactly, and which candidates can still lead to them.

A goal is the counts found best so far. Each becomes a linear condition on the panel (a number added up over
the panelists and the interval it must end in), so that the search for themes can ask two things at any
moment: can the seats still free be filled at all so that the goal is met, and what does the goal cost in a
bound.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .selection_policy import MOST_PANELISTS, Criterion, Policy
from .selection_pool import Pool, Tally

Sums = tuple[int, ...]


@dataclass(frozen=True)
class Condition:
    """`low <= sum of weights over the panel <= high`; with `ends_only` the sum must be one of the two."""

    weights: Tally
    low: int
    high: int
    ends_only: bool = False

    def of(self, tally: Tally) -> int:
        """The sum for a tally."""
        return sum(weight * number for weight, number in zip(self.weights, tally, strict=True))

    def holds(self, total: int) -> bool:
        return total in (self.low, self.high) if self.ends_only else self.low <= total <= self.high


def _weights(**places: int) -> Tally:
    names = ("women", "men", "voices", "coalitions", "submitted", "on_gender", "nhris")
    a, b, c, d, e, f, g = (places.get(name, 0) for name in names)
    return (a, b, c, d, e, f, g)


def conditions_for(
    goal: Mapping[Criterion, int], policy: Policy, *, nhris: bool, needs_nhri: bool
) -> tuple[Condition, ...]:
    """The goal's counts (without size and themes) as conditions; NHRIs are conditioned where the pool has
    any.
    """
    found = []
    for name, value in goal.items():
        if name == Criterion.GENDER_GAP:
            found.append(Condition(_weights(women=1, men=-1), -value, value, ends_only=True))
        elif name == Criterion.GENDER_PERSPECTIVE:
            found.append(Condition(_weights(women=1, on_gender=1), value, 2 * MOST_PANELISTS * value))
        elif name == Criterion.NATIONAL_OR_GRASSROOTS:
            found.append(Condition(_weights(voices=1), value, value))
        elif name == Criterion.NATIONAL_COALITIONS:
            most = MOST_PANELISTS * value if policy.one_coalition_is_enough else value
            found.append(Condition(_weights(coalitions=1), value, most))
        elif name == Criterion.SUBMITTED:
            found.append(Condition(_weights(submitted=1), value, value))
    if nhris:
        found.append(Condition(_weights(nhris=1), int(needs_nhri), 1))
    return tuple(found)


class Goal:
    """The conditions on a panel of one size, and what can still meet them (availability left aside)."""

    def __init__(self, pool: Pool, goal: Mapping[Criterion, int], *, needs_nhri: bool) -> None:
        self.size = goal[Criterion.SIZE]
        self.conditions = conditions_for(goal, pool.policy, nhris=bool(pool.nhris), needs_nhri=needs_nhri)
        vectors = [tuple(condition.of(tally) for condition in self.conditions) for tally in pool.tallies]
        self.sorts: list[Sums] = sorted(set(vectors))
        position = {vector: number for number, vector in enumerate(self.sorts)}
        self.sort_of = [position[vector] for vector in vectors]
        self.start: Sums = tuple(0 for _ in self.conditions)
        columns = list(zip(*vectors, strict=True)) if vectors else [(0,)] * len(self.conditions)
        self._least = [min(column) for column in columns]
        self._most = [max(column) for column in columns]
        self._reachable: dict[tuple[Sums, int], bool] = {}
        self._usable: dict[tuple[Sums, int], frozenset[int]] = {}

    def sums(self, tally: Tally) -> Sums:
        """Where a panel with this tally stands."""
        return tuple(condition.of(tally) for condition in self.conditions)

    def step(self, sums: Sums, sort: int) -> Sums:
        """Where it stands when one more of that sort joins."""
        return tuple(map(int.__add__, sums, self.sorts[sort]))

    def reachable(self, sums: Sums, seats: int) -> bool:
        """Whether some further `seats` panelists could end in the goal."""
        known = (sums, seats)
        if known not in self._reachable:
            self._reachable[known] = self._can_reach(sums, seats)
        return self._reachable[known]

    def _can_reach(self, sums: Sums, seats: int) -> bool:
        if not seats:
            return all(c.holds(total) for c, total in zip(self.conditions, sums, strict=True))
        for condition, total, least, most in zip(self.conditions, sums, self._least, self._most, strict=True):
            if total + seats * least > condition.high or total + seats * most < condition.low:
                return False
        return any(self.reachable(self.step(sums, sort), seats - 1) for sort in range(len(self.sorts)))

    def usable(self, sums: Sums, seats: int) -> frozenset[int]:
        """The sorts of which one more can join without losing the goal."""
        known = (sums, seats)
        if known not in self._usable:
            self._usable[known] = frozenset(
                sort for sort in range(len(self.sorts)) if self.reachable(self.step(sums, sort), seats - 1)
            )
        return self._usable[known]
