"""The best a panel can do by what is merely counted: branch and bound over the conflict graph.

Everything but the themes depends only on how many panelists of which sort there are. For a given number of
women, men and others, and without conflicts, the best counts are had by taking in each of the three the
candidates that are best by the additive criteria in their order. With conflicts that is an upper bound, and
the search below closes the gap between it and what can really be seated.
"""

from collections import defaultdict
from itertools import islice, product

from .selection_budget import Budget
from .selection_policy import Criterion
from .selection_pool import (
    COALITIONS,
    MEN,
    NHRIS,
    ON_GENDER,
    SUBMITTED,
    VOICES,
    WOMEN,
    Pool,
    Tally,
    bits,
    measured,
    plus,
)

Key = tuple[int, ...]
_BASE = 8  # more than any count on a panel of six, so that sums of counts never carry over
_PLACE = {
    Criterion.NATIONAL_OR_GRASSROOTS: VOICES,
    Criterion.NATIONAL_COALITIONS: COALITIONS,
    Criterion.SUBMITTED: SUBMITTED,
}


class CountSearch:
    """Finds the lexicographically best counts for one pool, policy and size."""

    def __init__(self, pool: Pool, *, names: tuple[Criterion, ...], needs_nhri: bool, budget: Budget) -> None:
        """`names` are the criteria to be maximised, in order; never the themes."""
        self._pool = pool
        self._names = names
        self._needs_nhri = needs_nhri
        self._budget = budget
        capped = pool.policy.one_coalition_is_enough
        self._additive = [
            name
            for name in names
            if name in _PLACE and not (capped and name == Criterion.NATIONAL_COALITIONS)
        ]
        self._sorts = sorted(set(pool.tallies), key=lambda tally: (-self._weight(tally), tally))
        self.found: tuple[Key, int] | None = None
        """The best so far of the question asked last; what remains when the search is cut short."""
        self._place = {sort: place for place, sort in enumerate(self._sorts)}
        self._of_sort = self._members_by_sort()
        self._organisations = self._members_by_organisation()
        self._bounds: dict[tuple[int, int, Tally, tuple[int, ...]], tuple[Key, tuple[int, int, int]]] = {}

    def _weight(self, tally: Tally) -> int:
        """What a candidate adds to the additive criteria, the more important ones in the higher places."""
        weight = 0
        for name in self._additive:
            weight = weight * _BASE + tally[_PLACE[name]]
        return weight

    def _members_by_sort(self) -> list[tuple[int, int, list[int]]]:
        """For each sort: its members, those without a conflict, and the rest by organisation, as bit sets."""
        result = []
        for sort in self._sorts:
            members, free = 0, 0
            grouped: dict[int, int] = defaultdict(int)
            for member, tally in enumerate(self._pool.tallies):
                if tally == sort:
                    members |= 1 << member
                    if self._pool.apart[member]:
                        grouped[self._pool.groups[member]] |= 1 << member
                    else:
                        free |= 1 << member
            result.append((members, free, list(grouped.values())))
        return result

    def _members_by_organisation(self) -> list[int]:
        groups: dict[int, int] = defaultdict(int)
        for member, group in enumerate(self._pool.groups):
            groups[group] |= 1 << member
        return list(groups.values())

    def _fillable(self, allowed: int, seats: int) -> int:
        """How many of the free seats can be filled at most, one panelist of each organisation."""
        return sum(1 for _ in islice((group for group in self._organisations if group & allowed), seats))

    def _key(self, size: int, tally: Tally) -> Key:
        values = measured(size, tally, 0, self._pool.policy)
        return tuple(-values[name] if name == Criterion.GENDER_GAP else values[name] for name in self._names)

    def best(self, pins: int, barred: int) -> tuple[Key, int] | None:
        """The best counts of a panel with `pins` and without `barred`, and one such panel; None where none
        is.
        """
        if pins & (barred | self._pool.barred_by(pins)) or pins.bit_count() > self._pool.asked.max_panel:
            return None
        allowed = self._pool.everybody & ~(pins | barred | self._pool.barred_by(pins))
        self.found = None
        self._search(pins, self._pool.tally(pins), allowed)
        return self.found

    def ceiling(self, pins: int, barred: int) -> Key:
        """A bound that needs no search: no panel has better counts."""
        allowed = self._pool.everybody & ~(pins | barred | self._pool.barred_by(pins))
        return self._bound(pins.bit_count(), self._pool.tally(pins), allowed)[0]

    def _search(self, panel: int, tally: Tally, allowed: int) -> None:
        """Try every way to fill up a panel that could still beat the best one found: with somebody, or
        without.
        """
        while True:
            self._budget.spend()
            seats = self._pool.asked.max_panel - panel.bit_count()
            lacks_nhri = self._needs_nhri and not tally[NHRIS]
            if not lacks_nhri:
                key = self._key(panel.bit_count(), tally)
                if self.found is None or key > self.found[0]:
                    self.found = key, panel
            choice = allowed & self._pool.nhris if lacks_nhri else allowed
            if not seats or not choice:
                return
            bound, shape = self._bound(panel.bit_count(), tally, allowed)
            if self.found is not None and bound <= self.found[0]:
                return
            member = self._likeliest(choice, allowed, tally, shape)
            rest = allowed & ~(1 << member)
            self._search(
                panel | 1 << member, plus(tally, self._pool.tallies[member]), rest & ~self._pool.apart[member]
            )
            allowed = rest & ~self._no_better(member, rest)

    def _no_better(self, member: int, allowed: int) -> int:
        """Those of the same sort that stand in the way of at least as many: if this one is out, so can they
        be.
        """
        apart = self._pool.apart
        in_the_way = apart[member] & allowed
        alike = self._of_sort[self._place[self._pool.tallies[member]]][0] & allowed
        if not in_the_way:
            return alike
        return sum(1 << other for other in bits(alike) if not in_the_way & ~(apart[other] | 1 << other))

    def _available(self, allowed: int, seats: int) -> tuple[int, ...]:
        """Of each sort, how many could sit together at most, one of each organisation."""
        numbers = []
        for sort, (members, free, grouped) in zip(self._sorts, self._of_sort, strict=True):
            most = min(1, seats) if sort[NHRIS] else seats
            number = 0
            if members & allowed:
                number = min((free & allowed).bit_count(), most)
                number += sum(
                    1 for _ in islice((group for group in grouped if group & allowed), most - number)
                )
            numbers.append(number)
        return tuple(numbers)

    def _bound(self, size: int, tally: Tally, allowed: int) -> tuple[Key, tuple[int, int, int]]:
        """No completion is better than this key; and the numbers of women, men and others that give it."""
        seats = self._pool.asked.max_panel - size
        available = self._available(allowed, seats)
        known = (size, self._fillable(allowed, seats), tally, available)
        if known not in self._bounds:
            lacks_nhri = self._needs_nhri and not tally[NHRIS]
            self._bounds[known] = (self._best_with_nhri if lacks_nhri else self._best_shape)(*known)
        return self._bounds[known]

    def _best_with_nhri(
        self, size: int, fillable: int, tally: Tally, available: tuple[int, ...]
    ) -> tuple[Key, tuple[int, int, int]]:
        """The bound when the first of the free seats goes to an NHRI, and no other does."""
        others = tuple(
            0 if sort[NHRIS] else number for sort, number in zip(self._sorts, available, strict=True)
        )
        best: tuple[Key, tuple[int, int, int]] | None = None
        for sort, number in zip(self._sorts, available, strict=True):
            if sort[NHRIS] and number:
                key, shape = self._best_shape(size + 1, fillable - 1, plus(tally, sort), others)
                women, men, rest = (there + (column == _column(sort)) for column, there in enumerate(shape))
                if best is None or (key, (women, men, rest)) > best:
                    best = key, (women, men, rest)
        assert best is not None  # the search asks only while an NHRI can still be seated
        return best

    def _best_shape(
        self, size: int, fillable: int, tally: Tally, available: tuple[int, ...]
    ) -> tuple[Key, tuple[int, int, int]]:
        weights: list[list[int]] = [[], [], []]
        on_gender = [False, False, False]
        coalitions = False
        for sort, number in zip(self._sorts, available, strict=True):
            gender = _column(sort)
            weights[gender] += [self._weight(sort)] * number
            on_gender[gender] |= bool(number and sort[ON_GENDER])
            coalitions |= bool(number and sort[COALITIONS])
        sums = [
            [sum(column[:number]) for number in range(min(len(column), fillable) + 1)] for column in weights
        ]
        filled = min(fillable, sum(len(column) for column in weights))
        best: tuple[Key, tuple[int, int, int]] | None = None
        for women, men in product(range(len(sums[0])), range(len(sums[1]))):
            others = filled - women - men
            if not 0 <= others < len(sums[2]):
                continue
            shape = (women, men, others)
            weight = sums[0][women] + sums[1][men] + sums[2][others]
            speaks = any(number and has for number, has in zip(shape, on_gender, strict=True))
            reached = self._reached(tally, shape, weight, speaks, coalitions)
            candidate = self._key(size + filled, reached), shape
            if best is None or candidate > best:
                best = candidate
        assert best is not None  # some shape always fills what can be filled
        return best

    def _reached(
        self, tally: Tally, shape: tuple[int, int, int], weight: int, on_gender: bool, coalitions: bool
    ) -> Tally:
        """The tally when so many women and men join whose additive weights sum up to `weight`."""
        reached = list(tally)
        reached[WOMEN] += shape[0]
        reached[MEN] += shape[1]
        reached[ON_GENDER] += on_gender
        reached[COALITIONS] += coalitions
        for name in reversed(self._additive):
            weight, number = divmod(weight, _BASE)
            reached[_PLACE[name]] = tally[_PLACE[name]] + number
        women, men, voices, coalition, submitted, gender, nhris = reached
        return (women, men, voices, coalition, submitted, gender, nhris)

    def _likeliest(self, choice: int, allowed: int, tally: Tally, shape: tuple[int, int, int]) -> int:
        """Somebody of the sort the bound asks for most, with fewest conflicts; a matter of speed alone."""
        lacks_gender = not tally[WOMEN] and not tally[ON_GENDER] and not shape[0]
        lacks_coalition = self._pool.policy.one_coalition_is_enough and not tally[COALITIONS]

        def rank(sort: Tally) -> tuple[bool, bool, bool]:
            return (
                not shape[_column(sort)],
                lacks_gender and not sort[ON_GENDER],
                lacks_coalition and not sort[COALITIONS],
            )

        present = [place for place, (members, _, _) in enumerate(self._of_sort) if members & choice]
        wanted = min(present, key=lambda place: rank(self._sorts[place]))  # the first of them weighs most
        apart = self._pool.apart
        return min(
            bits(self._of_sort[wanted][0] & choice), key=lambda member: (apart[member] & allowed).bit_count()
        )


def _column(tally: Tally) -> int:
    """0 for a woman, 1 for a man, 2 for everybody else."""
    return 0 if tally[WOMEN] else 1 if tally[MEN] else 2
