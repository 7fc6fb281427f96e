"""What a panel is judged by: the criteria, and the named policies that order them.

A policy is data with a name and a version. Changing what counts means a new version here, never an edit of
the search. Sources: the order of `faq-2024` follows the bullets of UPR Info's Pre-sessions FAQ, with gender
perspective read as standing above them and parity as standing second; the NHRI seat follows Annex E; the
cap of four themes follows fact sheet 3 on NGO advocacy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_PANELISTS = 6
"""No panel is ever larger: six panelists is what a Pre-session has room for."""


class Criterion(StrEnum):
    """What is counted of a panel. All count upwards but the gender gap, where less is better."""

    SIZE = "size"
    GENDER_PERSPECTIVE = "gender_perspective"
    NATIONAL_OR_GRASSROOTS = "national_or_grassroots"
    GENDER_GAP = "gender_gap"
    NATIONAL_COALITIONS = "national_coalitions"
    SUBMITTED = "submitted"
    DISTINCT_THEMES = "distinct_themes"


class NhriRule(StrEnum):
    """Whether one seat is kept for the national human rights institution."""

    RESERVE = "reserve"
    COMPETE = "compete"


@dataclass(frozen=True)
class Policy:
    """A named way to judge panels.

    `order` holds every criterion once, most important first, and begins with size. `theme_cap` says how many
    themes of one application count (0 to 4). Where `one_coalition_is_enough`, the panel's national coalitions
    count as 0 or 1.
    """

    name: str
    version: int
    order: tuple[Criterion, ...]
    summary: str
    nhri: NhriRule = NhriRule.RESERVE
    theme_cap: int = 4
    one_coalition_is_enough: bool = False
    gender_themes: frozenset[str] = frozenset({"WOM", "GEN", "UI-WOMEN"})

    def __post_init__(self) -> None:
        if self.order[:1] != (Criterion.SIZE,) or sorted(self.order) != sorted(Criterion):
            raise ValueError("a policy orders every criterion once and begins with size")
        if not 0 <= self.theme_cap <= 4:
            raise ValueError("theme_cap must be from 0 to 4")

    def key(self, criteria: Mapping[Criterion, int]) -> tuple[int, ...]:
        """Criteria in order of importance, each so that more is better: compare panels by this."""
        return tuple(
            -criteria[name] if name == Criterion.GENDER_GAP else criteria[name] for name in self.order
        )


_FAQ_ORDER = (
    Criterion.SIZE,
    Criterion.GENDER_PERSPECTIVE,
    Criterion.NATIONAL_OR_GRASSROOTS,
    Criterion.GENDER_GAP,
    Criterion.NATIONAL_COALITIONS,
    Criterion.SUBMITTED,
    Criterion.DISTINCT_THEMES,
)
_GENDER = (Criterion.GENDER_PERSPECTIVE, Criterion.GENDER_GAP)

DEFAULT_POLICY = "faq-2024"

POLICIES: dict[str, Policy] = {
    policy.name: policy
    for policy in (
        Policy(DEFAULT_POLICY, 1, _FAQ_ORDER, "The FAQ's criteria in their order; one seat for the NHRI."),
        Policy(
            "gender-last",
            1,
            (*(name for name in _FAQ_ORDER if name not in _GENDER), *_GENDER),
            "As faq-2024, but gender perspective and parity come after all other criteria.",
        ),
        Policy(
            "parity-first",
            1,
            (Criterion.SIZE, Criterion.GENDER_GAP, *(c for c in _FAQ_ORDER[1:] if c != Criterion.GENDER_GAP)),
            "As faq-2024, but parity comes before everything except the size of the panel.",
        ),
        Policy(
            "coalition-at-least-one",
            1,
            _FAQ_ORDER,
            "As faq-2024, but one national coalition is enough; further ones do not count.",
            one_coalition_is_enough=True,
        ),
        Policy(
            "nhri-competes",
            1,
            _FAQ_ORDER,
            "As faq-2024, but no seat is kept for the NHRI: it is judged like everybody else.",
            nhri=NhriRule.COMPETE,
        ),
    )
}
