"""Covering as many themes as possible with a panel that meets its goal in everything counted before.

Depth-first search with the bound of `selection_prices`. Where hardly a theme may be missed it branches on the
rarest one; a candidate tried in vain takes those with it that it could always stand in for; and candidates that
fall into fewer lots of near-doubles than there are seats end a branch at once.
"""

from .selection_budget import Budget
from .selection_goal import Goal, Sums
from .selection_pool import Pool, bits
from .selection_prices import WHOLE, Prices, Pricing

_STEPS_AT_ROOT = 40
_STEPS_BELOW = 3
_FEW_TO_MISS = 1


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
        sums, covered, active, seats = start
        return self._search(pins, sums, covered, active, seats, target, self._prices)

    def ceiling(self, pins: int, barred: int, target: int) -> int:
        """No such panel covers more themes than this; the bound is only made tight enough to rule out
        `target`.
        """
        start = self._start(pins, barred)
        assert start is not None  # asked only where a panel with these counts was found
        sums, covered, active, seats = start
        if not seats:
            return covered.bit_count()
        bound = self._pricing.tighten(sums, covered, active, seats, target, self._prices, _STEPS_AT_ROOT)
        self._prices = bound.prices
        return bound.value // WHOLE

    def hopeful(self, pins: int, barred: int, target: int) -> int:
        """Everybody whom the bound allows into such a panel beside the pins."""
        start = self._start(pins, barred)
        assert start is not None  # asked only for part of a panel that was found
        sums, covered, active, seats = start
        if not seats:
            return 0
        bound = self._pricing.tighten(sums, covered, active, seats, target + 1, self._prices, _STEPS_AT_ROOT)
        return sum(1 << member for _, member in bound.within(target, seats))

    def _start(self, pins: int, barred: int) -> tuple[Sums, int, list[int], int] | None:
        """Where the search begins; None where the pins alone rule the goal out."""
        apart = self._pool.barred_by(pins)
        seats = self._goal.size - pins.bit_count()
        sums = self._goal.sums(self._pool.tally(pins))
        if pins & (barred | apart) or seats < 0 or not self._goal.reachable(sums, seats):
            return None
        active = list(bits(self._pool.everybody & ~(pins | barred | apart)))
        if seats:
            usable = self._goal.usable(sums, seats)
            active = [member for member in active if self._goal.sort_of[member] in usable]
        return sums, self._pool.covered(pins), active, seats

    def _search(
        self,
        panel: int,
        sums: Sums,
        covered: int,
        active: list[int],
        seats: int,
        target: int,
        prices: Prices,
    ) -> int | None:
        """Fill the free seats from the active candidates so that the goal is met and the target covered, or
        None.
        """
        if not seats:
            return panel if covered.bit_count() >= target else None
        sort_of, themes = self._goal.sort_of, self._pool.themes
        usable = self._goal.usable(sums, seats)
        active = [member for member in active if sort_of[member] in usable]
        if seats == 1:
            self._budget.spend()
            enough = (member for member in active if (covered | themes[member]).bit_count() >= target)
            return next((panel | 1 << member for member in enough), None)
        while len(active) >= seats:
            self._budget.spend()
            bound = self._pricing.tighten(sums, covered, active, seats, target, prices, _STEPS_BELOW)
            if bound.value < target * WHOLE:
                return None
            prices = bound.prices
            needed = target * WHOLE - bound.fixed
            left = bound.within(target, seats)
            members = [member for _, member in left]
            if self._too_alike(members, covered, seats, target):
                return None
            first = self._first(members, covered, target)
            if not first:
                return None
            while first and len(left) >= seats and sum(worth for worth, _ in left[:seats]) >= needed:
                member = next(member for _, member in left if first >> member & 1)
                apart = self._pool.apart[member]
                found = self._search(
                    panel | 1 << member,
                    self._goal.step(sums, sort_of[member]),
                    covered | themes[member],
                    [other for _, other in left if other != member and not apart >> other & 1],
                    seats - 1,
                    target,
                    prices,
                )
                if found is not None:
                    return found
                left = self._without(member, left, covered)
                first &= sum(1 << other for _, other in left)
            if first:
                return None
            active = [other for _, other in left]
        return None

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
