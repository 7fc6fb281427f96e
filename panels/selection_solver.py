"""The best panel under the rule, with proof: counts first, then themes, then what a policy puts after themes.

The rule is a chain of criteria. Those before the themes are maximised together by counting; the themes are
maximised among panels with exactly those counts; any later criterion is settled one value at a time, best
first. Of all panels that reach the best values the one with the smallest tuple of tickets follows by walking
the candidates in ticket order and keeping each one that some best panel still contains.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .selection_budget import Budget
from .selection_clashes import Request
from .selection_counts import CountSearch
from .selection_cover import CoverSearch
from .selection_goal import Goal
from .selection_policy import Criterion
from .selection_pool import Pool, bits, pool_of

Criteria = Mapping[Criterion, int]


class Impossible(Exception):
    """No panel can be had with these in and those out."""


@dataclass(frozen=True)
class Fall:
    """The first criterion in which a panel does worse than the best one, and by how much."""

    criterion: Criterion
    by: int


class Solver:
    """Answers questions about one request: what is best, and what is lost with these in and those out.

    Sets of candidates are bit sets over `pool`. Every question may raise Exhausted.
    """

    def __init__(self, asked: Request, *, seed: str, budget: Budget) -> None:
        self.pool: Pool = pool_of(asked, seed)
        self.budget = budget
        self._policy = asked.policy
        self._needs_nhri = asked.keeps_nhri_seat
        place = self._policy.order.index(Criterion.DISTINCT_THEMES)
        self._before = self._policy.order[:place]
        self._after = self._policy.order[place + 1 :]
        self._counts = CountSearch(self.pool, names=self._before, needs_nhri=self._needs_nhri, budget=budget)
        self._covers: dict[tuple[tuple[Criterion, int], ...], CoverSearch] = {}
        self._counted: dict[object, Criteria | None] = {}
        self._seen: dict[tuple[tuple[Criterion, int], ...], dict[int, int]] = {}
        self.panel: int | None = None
        """The best panel found so far; what remains when the search is cut short."""
        self.bound: Criteria = {}
        """No panel is better; falls while the search goes on."""
        self.tied: bool | None = None
        """Whether other panels are equal to the best in every criterion; None until that is known."""

    def _cover(self, goal: Criteria) -> CoverSearch:
        """The search for themes among panels with these counts; kept, for it learns prices."""
        counts = dict(goal)
        counts.pop(Criterion.DISTINCT_THEMES, None)
        known = tuple(counts.items())
        if known not in self._covers:
            meant = Goal(self.pool, counts, needs_nhri=self._needs_nhri)
            self._covers[known] = CoverSearch(self.pool, meant, self.budget)
        return self._covers[known]

    def _settled(self, panel: int, names: tuple[Criterion, ...]) -> Criteria:
        """A panel's values by the first criteria of the order."""
        criteria = self.pool.criteria(panel)
        return {name: criteria[name] for name in names}

    def _note(self, panel: int, settled: tuple[Criterion, ...]) -> None:
        """Keep a better panel, and the bound it means: its settled criteria, the highest thinkable for the
        rest.
        """
        self.panel = panel
        size = panel.bit_count()
        values = self._settled(panel, settled)
        self.bound = {name: values.get(name, self._thinkable(name, size)[0]) for name in self._policy.order}

    def _thinkable(self, name: Criterion, size: int) -> Sequence[int]:
        """Every value a criterion could have in a panel of that size, best first."""
        if name == Criterion.GENDER_GAP:
            return range(size + 1)
        if name == Criterion.DISTINCT_THEMES:
            return range(min(size * self._policy.theme_cap, self.pool.number_of_themes), -1, -1)
        one = name == Criterion.GENDER_PERSPECTIVE or (
            name == Criterion.NATIONAL_COALITIONS and self._policy.one_coalition_is_enough
        )
        return range(min(size, 1) if one else size, -1, -1)

    def solve(self) -> None:
        """Find the best criteria and a panel that has them. Only to be asked where the wishes don't clash."""
        pins, barred = self.pool.pins, self.pool.exclusions
        self.bound = self._first_bound(pins, barred)
        counted = self._counts.best(pins, barred)
        assert counted is not None  # the caller has asked for clashes
        self._note(counted[1], self._before)
        settled = (*self._before, Criterion.DISTINCT_THEMES)
        self._note(self._most_themes(self._settled(counted[1], self._before), counted[1]), settled)
        for name in self._after:
            assert self.panel is not None
            found = self._best_value(self._settled(self.panel, settled), name, pins, barred)
            settled = (*settled, name)
            self._note(found, settled)

    def so_far(self) -> int:
        """The best panel known when the search was cut short; at the very least one that breaks no rule."""
        if self.panel is not None:
            return self.panel
        if self._counts.found is not None:
            return self._counts.found[1]
        pool = self.pool
        if not self._needs_nhri or pool.pins & pool.nhris:
            return pool.pins
        free = pool.nhris & ~(pool.exclusions | pool.barred_by(pool.pins))
        return pool.pins | free & -free

    def _first_bound(self, pins: int, barred: int) -> Criteria:
        key = self._counts.ceiling(pins, barred)
        known = {name: abs(value) for name, value in zip(self._before, key, strict=True)}
        size = known[Criterion.SIZE]
        return {name: known.get(name, self._thinkable(name, size)[0]) for name in self._policy.order}

    def _most_themes(self, goal: Criteria, panel: int) -> int:
        """Of the panels with these counts one that covers most themes."""
        pins, barred, cover = self.pool.pins, self.pool.exclusions, self._cover(goal)
        while True:
            target = self.pool.covered(panel).bit_count() + 1
            ceiling = cover.ceiling(pins, barred, target)
            self.bound = {
                **self.bound,
                Criterion.DISTINCT_THEMES: min(ceiling, self.bound[Criterion.DISTINCT_THEMES]),
            }
            found = cover.find(pins, barred, target) if ceiling >= target else None
            if found is None:
                return panel
            panel = self.panel = found

    def _best_value(self, goal: Criteria, name: Criterion, pins: int, barred: int) -> int:
        """Of the panels with these values, themes among them, one that is best by a further criterion.

        Asked only where such a panel was found, which has some value.
        """
        found = (
            self._cover({**goal, name: value}).find(pins, barred, goal[Criterion.DISTINCT_THEMES])
            for value in self._thinkable(name, goal[Criterion.SIZE])
        )
        return next(panel for panel in found if panel is not None)

    def draw(self) -> None:
        """Of the panels equal to the best one settle on the one with the smallest tuple of tickets."""
        assert self.panel is not None
        goal = self.pool.criteria(self.panel)
        target = goal[Criterion.DISTINCT_THEMES]
        cover = self._cover(goal)
        kept, barred = self.pool.pins, self.pool.exclusions
        hopeful = cover.hopeful(kept, barred, target)
        for member in range(len(self.pool.ids)):
            one = 1 << member
            if one & kept or not one & hopeful:
                continue
            found = self.panel if self.panel & one else cover.find(kept | one, barred, target)
            if found is None:
                barred |= one
                continue
            if found != self.panel:
                self.panel, self.tied = found, True
            kept |= one
            hopeful = cover.hopeful(kept, barred, target)
        if self.tied is None:
            self.tied = self._is_tied(cover, target)

    def _is_tied(self, cover: CoverSearch, target: int) -> bool:
        """Whether some panel without one of the chosen is as good."""
        assert self.panel is not None
        pins, barred = self.pool.pins, self.pool.exclusions
        return any(
            cover.find(pins, barred | 1 << member, target) is not None for member in bits(self.panel & ~pins)
        )

    def fall(self, best: Criteria, pins: int, barred: int) -> Fall | None:
        """What is lost against the best criteria with these in and those out; None where nothing is.

        Raises Impossible where no panel can be had that way.
        """
        reached = self._best_counts(pins, barred)
        if reached is None:
            raise Impossible
        for name in self._before:
            if reached[name] != best[name]:
                return Fall(name, abs(best[name] - reached[name]))
        fewer = self._themes_lost(reached, best, pins, barred)
        if fewer:
            return Fall(Criterion.DISTINCT_THEMES, fewer)
        goal = {**reached, Criterion.DISTINCT_THEMES: best[Criterion.DISTINCT_THEMES]}
        for name in self._after:
            found = self._best_value(goal, name, pins, barred)
            goal[name] = self.pool.criteria(found)[name]
            if goal[name] != best[name]:
                return Fall(name, abs(best[name] - goal[name]))
        return None

    def _best_counts(self, pins: int, barred: int) -> Criteria | None:
        """The best counts with these in and those out; asked once for pins alike in counts and conflicts."""
        known = (barred, *sorted((self.pool.tallies[pin], self.pool.apart[pin]) for pin in bits(pins)))
        if known not in self._counted:
            found = self._counts.best(pins, barred)
            self._counted[known] = None if found is None else self._settled(found[1], self._before)
        return self._counted[known]

    def _themes_lost(self, goal: Criteria, best: Criteria, pins: int, barred: int) -> int:
        """How many themes fewer the best panel with these counts covers. Panels seen are remembered."""
        most, cover = best[Criterion.DISTINCT_THEMES], self._cover(goal)
        seen = self._seen.setdefault(tuple(goal.items()), {})
        known = max(
            (themes for panel, themes in seen.items() if panel & pins == pins and not panel & barred),
            default=-1,
        )
        for target in range(most, known, -1):
            found = cover.find(pins, barred, target)
            if found is not None:
                seen[found] = self.pool.covered(found).bit_count()
                return most - target
        return most - known
