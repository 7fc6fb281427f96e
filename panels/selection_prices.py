"""A bound on the themes a panel can cover, by putting a price on every theme.

Each theme has a price between nothing and a whole theme: a panelist brings the prices of its uncovered themes, and
what is left of each theme's value is given away for free. Each condition of the goal has a price as well, paid per
unit and given back at the interval's end. Whatever the prices, the sum over the dearest candidates that could fill
the free seats is never less than what any panel reaches. Good prices, found by subgradient steps (Lagrangian
relaxation), make the bound nearly as tight as linear programming would. All prices are whole numbers, `WHOLE` to a
theme, so the bound is exact arithmetic and the proof a proof.
"""

from collections.abc import Sequence

from .selection_goal import Goal, Sums
from .selection_pool import Pool, bits

WHOLE = 1024
_DEAREST = 6 * WHOLE
_QUAD = 4


class Prices:
    """One price per theme (and a last one, always nothing, for themes not there) and per condition."""

    def __init__(self, themes: list[int], conditions: list[int]) -> None:
        self.themes = themes
        self.conditions = conditions


class Bound:
    """What a set of prices says: no panel covers more than `value // WHOLE` themes."""

    def __init__(
        self, value: int, fixed: int, ranking: list[tuple[int, int]], top: list[int], prices: Prices
    ) -> None:
        self.value = value
        self.fixed = fixed
        """The part that does not depend on who joins."""
        self.ranking = ranking
        """(worth, candidate), dearest first."""
        self.top = top
        """The candidates whose worth makes up the bound."""
        self.prices = prices

    def within(self, target: int, seats: int) -> list[tuple[int, int]]:
        """Whoever could be in a panel that covers the target, dearest first; the others bring too little."""
        floor = target * WHOLE - self.fixed - sum(worth for worth, _ in self.ranking[: seats - 1])
        return [(worth, member) for worth, member in self.ranking if worth >= floor]


class Pricing:
    """Works out bounds for one pool and goal."""

    def __init__(self, pool: Pool, goal: Goal) -> None:
        self._pool = pool
        self._goal = goal
        self._count = pool.number_of_themes
        self._rows = [self._row(member) for member in range(len(pool.ids))]
        self._crowded = len(set(pool.groups)) < len(pool.groups)
        self.first = Prices([WHOLE] * self._count + [0], [0] * len(goal.conditions))
        """A whole theme for each, nothing for the conditions: the plain count of new themes."""

    def _row(self, member: int) -> tuple[int, int, int, int, int]:
        """Four themes of a candidate (filled up with the one that costs nothing) and its sort."""
        themes = [*bits(self._pool.themes[member]), *[self._count] * _QUAD]
        return themes[0], themes[1], themes[2], themes[3], self._goal.sort_of[member]

    def tighten(
        self,
        sums: Sums,
        covered: int,
        active: Sequence[int],
        seats: int,
        target: int,
        prices: Prices,
        steps: int,
    ) -> Bound:
        """The best bound that so many steps from the given prices lead to, or the first that rules out the
        target.
        """
        best = bound = self._bound(sums, covered, active, seats, prices)
        goal = target * WHOLE
        pace, stale = 1.0, 0
        for _ in range(steps):
            if best.value < goal:
                break
            moved = self._moved(bound, sums, covered, seats, goal, pace)
            if moved is None:
                break
            bound = self._bound(sums, covered, active, seats, moved)
            if bound.value < best.value:
                best, stale = bound, 0
            else:
                stale += 1
                if stale % 4 == 0:
                    pace /= 2
        return best

    def _bound(self, sums: Sums, covered: int, active: Sequence[int], seats: int, prices: Prices) -> Bound:
        reachable = 0
        for member in active:
            reachable |= self._pool.themes[member]
        price = prices.themes[:]
        for theme in bits(covered):
            price[theme] = 0
        fixed = covered.bit_count() * WHOLE
        for theme in bits(reachable & ~covered):
            fixed += WHOLE - price[theme]
        for paid, condition, total in zip(prices.conditions, self._goal.conditions, sums, strict=True):
            fixed -= paid * ((condition.low if paid > 0 else condition.high) - total)
        toll = [sum(map(int.__mul__, prices.conditions, vector)) for vector in self._goal.sorts]
        rows = self._rows
        worths = [
            price[a] + price[b] + price[c] + price[d] + toll[e]
            for a, b, c, d, e in map(rows.__getitem__, active)
        ]
        ranking = sorted(zip(worths, active, strict=True), reverse=True)
        top = self._top(ranking, seats)
        if len(top) < seats:
            return Bound(-1, fixed, ranking, [], prices)
        return Bound(
            fixed + sum(worth for worth, _ in top), fixed, ranking, [member for _, member in top], prices
        )

    def _top(self, ranking: list[tuple[int, int]], seats: int) -> list[tuple[int, int]]:
        """The dearest candidates that can fill the seats, one of each organisation."""
        if not self._crowded:
            return ranking[:seats]
        top: list[tuple[int, int]] = []
        seen = set()
        for entry in ranking:
            group = self._pool.groups[entry[1]]
            if group not in seen:
                seen.add(group)
                top.append(entry)
                if len(top) == seats:
                    break
        return top

    def _moved(
        self, bound: Bound, sums: Sums, covered: int, seats: int, goal: int, pace: float
    ) -> Prices | None:
        """Prices one subgradient step on: dearer where a theme is missed, cheaper where brought twice."""
        count = [0] * (self._count + 1)
        totals = list(sums)
        for member in bound.top:
            for theme in self._rows[member][:_QUAD]:
                count[theme] += 1
            for place, amount in enumerate(self._goal.sorts[self._goal.sort_of[member]]):
                totals[place] += amount
        prices = bound.prices
        slopes = [0] * (self._count + 1)
        for theme in range(self._count):
            if not covered >> theme & 1:
                slope = count[theme] - 1
                if slope > 0 or (slope < 0 and prices.themes[theme] < WHOLE):
                    slopes[theme] = slope
        bends = [
            total - (c.low if paid > 0 else c.high if paid < 0 else min(max(total, c.low), c.high))
            for paid, c, total in zip(prices.conditions, self._goal.conditions, totals, strict=True)
        ]
        steepness = sum(slope * slope for slope in slopes) + sum(bend * bend for bend in bends)
        if not steepness:
            return None
        step = pace * (bound.value - goal + WHOLE // 2) / steepness
        return Prices(
            [
                min(max(round(price - step * slope), 0), WHOLE)
                for price, slope in zip(prices.themes, slopes, strict=True)
            ],
            [
                min(max(round(price - step * bend), -_DEAREST), _DEAREST)
                for price, bend in zip(prices.conditions, bends, strict=True)
            ],
        )
