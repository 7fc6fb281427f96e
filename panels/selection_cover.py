"""Covering as many themes as possible with a panel that meets its goal in everything counted before.

Depth-first search with the bound of `selection_prices`. Where hardly a theme may be missed it branches on the
rarest one; a candidate tried in vain takes those with it that it could always stand in for; and candidates that
fall into fewer lots of near-doubles than there are seats end a branch at once.
"""

from typing import NamedTuple

from .selection_budget import Budget
from .selection_goal import Goal, Sums
from .selection_pool import Pool, bits
from .selection_prices import WHOLE, Bound, Prices, Pricing

_STEPS_AT_ROOT = 40
_STEPS_BELOW = 3
_FEW_TO_MISS = 1


class Part(NamedTuple):
    """A panel being filled: who is on it, its counts, the themes it covers, how many seats are free."""

    panel: int
    sums: Sums
    covered: int
    seats: int


class CoverSearch:
    """Finds panels that meet a goal and cover at least so many themes."""

    def __init__(self, pool: Pool, goal: Goal, budget: Budget) -> None:
        self._pool = pool
        self._goal = goal
        self._budget = budget
        self._count = pool.number_of_themes
        self._pricing = Pricing(pool, goal)
        self._prices = self._pricing.first

    def find(self, pins: int, barred: int, target: int) -> int | None:
        """Some panel with `pins` and without `barred` that meets the goal and covers `target` themes, or
        None.
        """
        start = self._start(pins, barred)
        if start is None:
            return None
        part, active = start
        return self._search(part, active, target, self._prices)

    def ceiling(self, pins: int, barred: int, target: int) -> int:
        """No such panel covers more themes than this; the bound is only made tight enough to rule out
        `target`.
        """
        start = self._start(pins, barred)
        assert start is not None  # asked only where a panel with these counts was found
        part, active = start
        if not part.seats:
            return part.covered.bit_count()
        bound = self._bound(part, active, target, self._prices, _STEPS_AT_ROOT)
        self._prices = bound.prices
        return bound.value // WHOLE

    def hopeful(self, pins: int, barred: int, target: int) -> int:
        """Everybody whom the bound allows into such a panel beside the pins."""
        start = self._start(pins, barred)
        assert start is not None  # asked only for part of a panel that was found
        part, active = start
        if not part.seats:
            return 0
        bound = self._bound(part, active, target + 1, self._prices, _STEPS_AT_ROOT)
        return sum(1 << member for _, member in bound.within(target, part.seats))

    def _start(self, pins: int, barred: int) -> tuple[Part, list[int]] | None:
        """Where the search begins: the pins, and who may join them. None where the pins rule the goal out."""
        apart = self._pool.barred_by(pins)
        seats = self._goal.size - pins.bit_count()
        sums = self._goal.sums(self._pool.tally(pins))
        if pins & (barred | apart) or seats < 0 or not self._goal.reachable(sums, seats):
            return None
        active = list(bits(self._pool.everybody & ~(pins | barred | apart)))
        part = Part(pins, sums, self._pool.covered(pins), seats)
        return part, (self._usable(part, active) if seats else active)

    def _usable(self, part: Part, active: list[int]) -> list[int]:
        """Those of whom the counts still allow one."""
        usable = self._goal.usable(part.sums, part.seats)
        return [member for member in active if self._goal.sort_of[member] in usable]

    def _bound(self, part: Part, active: list[int], target: int, prices: Prices, steps: int) -> Bound:
        return self._pricing.tighten(part.sums, part.covered, active, part.seats, target, prices, steps)

    def _search(self, part: Part, active: list[int], target: int, prices: Prices) -> int | None:
        """Fill the free seats from the active candidates so that the goal is met and the target covered, or
        None.
        """
        if not part.seats:
            return part.panel if part.covered.bit_count() >= target else None
        active = self._usable(part, active)
        if part.seats == 1:
            return self._last(part, active, target)
        while len(active) >= part.seats:
            self._budget.spend()
            bound = self._bound(part, active, target, prices, _STEPS_BELOW)
            if bound.value < target * WHOLE:
                return None
            left = bound.within(target, part.seats)
            members = [member for _, member in left]
            if self._too_alike(members, part.covered, part.seats, target):
                return None
            first = self._first(members, part.covered, target)
            if not first:
                return None
            found, left, untried = self._try(part, left, first, target, bound)
            if found is not None or untried:
                return found
            prices, active = bound.prices, [other for _, other in left]
        return None

    def _try(
        self, part: Part, left: list[tuple[int, int]], first: int, target: int, bound: Bound
    ) -> tuple[int | None, list[tuple[int, int]], int]:
        """Seat those of `first` one after the other, dearest first, until a panel is found or those left bring
        too little.

        The panel or None, who is left, and who of `first` was not tried: with any of them nothing is found.
        """
        needed = target * WHOLE - bound.fixed
        while first and len(left) >= part.seats and sum(worth for worth, _ in left[: part.seats]) >= needed:
            member = next(member for _, member in left if first >> member & 1)
            apart = self._pool.apart[member]
            active = [other for _, other in left if other != member and not apart >> other & 1]
            found = self._search(self._with(part, member), active, target, bound.prices)
            if found is not None:
                return found, left, first
            left = self._without(member, left, part.covered)
            first &= sum(1 << other for _, other in left)
        return None, left, first

    def _with(self, part: Part, member: int) -> Part:
        """One more on the panel."""
        return Part(
            part.panel | 1 << member,
            self._goal.step(part.sums, self._goal.sort_of[member]),
            part.covered | self._pool.themes[member],
            part.seats - 1,
        )

    def _last(self, part: Part, active: list[int], target: int) -> int | None:
        """The panel with its last seat filled so that the target is covered, or None."""
        self._budget.spend()
        themes = self._pool.themes
        enough = (member for member in active if (part.covered | themes[member]).bit_count() >= target)
        return next((part.panel | 1 << member for member in enough), None)

    def _too_alike(self, members: list[int], covered: int, seats: int, target: int) -> bool:
        """Whether the candidates fall into fewer lots than there are seats, where no two of a lot fit together.

        Two don't fit where they are in conflict, or where their themes overlap so much that with them the target
        is out of reach. This sees what prices can't: clusters of applications on nearly the same themes.
        """
        new = [(member, self._pool.themes[member] & ~covered) for member in members]
        widest = max((themes.bit_count() for _, themes in new), default=0)
        least = target - covered.bit_count() - (seats - 2) * widest
        lots: list[list[tuple[int, int]]] = []
        for member, themes in new:
            apart = self._pool.apart[member]
            for lot in lots:
                if all(apart >> other & 1 or (themes | theirs).bit_count() < least for other, theirs in lot):
                    lot.append((member, themes))
                    break
            else:
                lots.append([(member, themes)])
                if len(lots) == seats:
                    return False
        return True

    def _first(self, members: list[int], covered: int, target: int) -> int:
        """Whom to try before the others are looked at again.

        Where hardly a theme may be missed, those who bring the rarest one: either one of them is in, or the
        theme is missed. Otherwise everybody, dearest first. Nobody, where all together bring too few.
        """
        everything = covered
        themes = self._pool.themes
        for member in members:
            everything |= themes[member]
        spare = everything.bit_count() - target
        if spare < 0:
            return 0
        if spare > _FEW_TO_MISS or everything == covered:
            return sum(1 << member for member in members)
        bringing = [0] * self._count
        for member in members:
            for theme in bits(themes[member] & ~covered):
                bringing[theme] |= 1 << member
        return min((who for who in bringing if who), key=int.bit_count)

    def _without(self, member: int, left: list[tuple[int, int]], covered: int) -> list[tuple[int, int]]:
        """The candidates left when one was tried in vain: not that one, nor those it could always stand in
        for.
        """
        pool, sort_of = self._pool, self._goal.sort_of
        sort, apart = sort_of[member], pool.apart[member]
        extra = ~(covered | pool.themes[member])
        return [
            (worth, other)
            for worth, other in left
            if other != member
            and (
                sort_of[other] != sort
                or pool.themes[other] & extra
                or apart & ~(pool.apart[other] | 1 << other)
            )
        ]
