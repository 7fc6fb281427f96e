"""A pool of applications prepared for the search: numbers and bit sets instead of words.

Candidates are numbered in the order of their tickets, so that "the smallest tuple of tickets" is simply the
smallest tuple of numbers, and so that nothing depends on the order in which applications were given. A set of
candidates is an int whose bit `i` stands for candidate `i`; a set of themes likewise.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from .selection_clashes import Request
from .selection_policy import Criterion, Policy
from .selection_values import Candidate, Gender, Kind, ticket

Tally = tuple[int, int, int, int, int, int, int]
"""Of a panel, how many: women, men, national or grassroots, national coalitions, submitted, gender themes,
NHRIs.
"""

NOBODY: Tally = (0, 0, 0, 0, 0, 0, 0)
WOMEN, MEN, VOICES, COALITIONS, SUBMITTED, ON_GENDER, NHRIS = range(7)


def bits(members: int) -> Iterator[int]:
    """The numbers in a bit set, smallest first."""
    while members:
        lowest = members & -members
        yield lowest.bit_length() - 1
        members ^= lowest


def plus(one: Tally, other: Tally) -> Tally:
    """Two tallies added up. Written out: this is the innermost step of the search."""
    a, b, c, d, e, f, g = one
    h, i, j, k, m, n, o = other
    return (a + h, b + i, c + j, d + k, e + m, f + n, g + o)


def tally_of(candidate: Candidate, policy: Policy) -> Tally:
    """What one candidate adds to the tally of a panel."""
    return (
        int(candidate.gender == Gender.F),
        int(candidate.gender == Gender.M),
        int(candidate.is_national_or_grassroots),
        int(candidate.is_national_coalition),
        int(candidate.submitted),
        int(bool(candidate.counted_themes(policy) & policy.gender_themes)),
        int(candidate.kind == Kind.NHRI),
    )


def measured(size: int, tally: Tally, themes: int, policy: Policy) -> dict[Criterion, int]:
    """The criteria of a panel, in the policy's order."""
    coalitions = tally[COALITIONS]
    values = {
        Criterion.SIZE: size,
        Criterion.GENDER_PERSPECTIVE: int(tally[WOMEN] + tally[ON_GENDER] > 0),
        Criterion.NATIONAL_OR_GRASSROOTS: tally[VOICES],
        Criterion.GENDER_GAP: abs(tally[WOMEN] - tally[MEN]),
        Criterion.NATIONAL_COALITIONS: min(1, coalitions) if policy.one_coalition_is_enough else coalitions,
        Criterion.SUBMITTED: tally[SUBMITTED],
        Criterion.DISTINCT_THEMES: themes,
    }
    return {name: values[name] for name in policy.order}


@dataclass(frozen=True)
class Pool:
    """A request in numbers."""

    asked: Request
    ids: tuple[str, ...]
    tallies: tuple[Tally, ...]
    themes: tuple[int, ...]
    apart: tuple[int, ...]
    """For each candidate the set of those it can't sit with."""
    groups: tuple[int, ...]
    """For each candidate the number of its organisation."""
    pins: int
    exclusions: int
    nhris: int

    @property
    def policy(self) -> Policy:
        return self.asked.policy

    @property
    def everybody(self) -> int:
        return (1 << len(self.ids)) - 1

    @cached_property
    def number_of_themes(self) -> int:
        """How many different themes the pool holds."""
        together = 0
        for themes in self.themes:
            together |= themes
        return together.bit_count()

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each id."""
        return {id_: number for number, id_ in enumerate(self.ids)}

    def tally(self, panel: int) -> Tally:
        """The tally of a set of candidates."""
        total = NOBODY
        for member in bits(panel):
            total = plus(total, self.tallies[member])
        return total

    def covered(self, panel: int) -> int:
        """The set of themes a set of candidates speaks on."""
        together = 0
        for member in bits(panel):
            together |= self.themes[member]
        return together

    def criteria(self, panel: int) -> dict[Criterion, int]:
        """How a set of candidates does by each criterion."""
        themes = self.covered(panel).bit_count()
        return measured(panel.bit_count(), self.tally(panel), themes, self.policy)

    def barred_by(self, panel: int) -> int:
        """Everybody who can't sit with a set of candidates."""
        barred = 0
        for member in bits(panel):
            barred |= self.apart[member]
        return barred

    def names(self, panel: int) -> tuple[str, ...]:
        """The ids of a set of candidates, sorted."""
        return tuple(sorted(self.ids[member] for member in bits(panel)))


def pool_of(asked: Request, seed: str) -> Pool:
    """Prepare a request for the search."""
    ordered = sorted(asked.candidates, key=lambda candidate: (ticket(seed, candidate.id), candidate.id))
    number = {candidate.id: position for position, candidate in enumerate(ordered)}
    counted = [candidate.counted_themes(asked.policy) for candidate in ordered]
    codes = {code: position for position, code in enumerate(sorted(frozenset().union(*counted)))}
    names = {name: position for position, name in enumerate(sorted({c.organisation for c in ordered}))}
    return Pool(
        asked=asked,
        ids=tuple(candidate.id for candidate in ordered),
        tallies=tuple(tally_of(candidate, asked.policy) for candidate in ordered),
        themes=tuple(sum(1 << codes[code] for code in themes) for themes in counted),
        apart=_apart(asked, ordered, number),
        groups=tuple(names[candidate.organisation] for candidate in ordered),
        pins=sum(1 << number[id_] for id_ in asked.pins),
        exclusions=sum(1 << number[id_] for id_ in asked.exclusions),
        nhris=sum(1 << position for position, c in enumerate(ordered) if c.kind == Kind.NHRI),
    )


def _apart(asked: Request, ordered: list[Candidate], number: dict[str, int]) -> tuple[int, ...]:
    """The conflict graph as bit sets."""
    same_organisation: dict[str, int] = {}
    nhris = 0
    for position, candidate in enumerate(ordered):
        same_organisation[candidate.organisation] = (
            same_organisation.get(candidate.organisation, 0) | 1 << position
        )
        if candidate.kind == Kind.NHRI:
            nhris |= 1 << position
    apart = []
    for position, candidate in enumerate(ordered):
        others = same_organisation[candidate.organisation] | (nhris if candidate.kind == Kind.NHRI else 0)
        apart.append(others & ~(1 << position))
    for one, other in asked.conflicts:
        apart[number[one]] |= 1 << number[other]
        apart[number[other]] |= 1 << number[one]
    return tuple(apart)
