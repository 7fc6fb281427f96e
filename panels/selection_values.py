"""The values that go into and come out of the panel selection rule."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .selection_policy import Criterion, Policy


class Kind(StrEnum):
    """What kind of organisation applies; whether it is a coalition is said apart from it."""

    NHRI = "nhri"
    NATIONAL = "national"
    GRASSROOTS = "grassroots"
    REGIONAL = "regional"
    INTERNATIONAL = "international"


class Gender(StrEnum):
    """What the speaker disclosed. Never guessed; a speaker to be named later is undisclosed."""

    F = "F"
    M = "M"
    X = "X"
    UNDISCLOSED = "undisclosed"


class Proof(StrEnum):
    """`optimal`: proved best, and drawn from all equals. `not proven`: cut short; see the bound."""

    OPTIMAL = "optimal"
    NOT_PROVEN = "not proven"


@dataclass(frozen=True)
class Candidate:
    """One application as the rule sees it: confirmed values only.

    `id` is the public id; `organisation` tells which applications come from the same one; `themes` stand in
    the applicant's order. Raises ValueError for a kind or gender the rule does not know.
    """

    id: str
    organisation: str
    kind: str
    coalition: bool = False
    submitted: bool = False
    themes: tuple[str, ...] = ()
    gender: str = Gender.UNDISCLOSED

    def __post_init__(self) -> None:
        Kind(self.kind)
        Gender(self.gender)

    @property
    def is_national_or_grassroots(self) -> bool:
        return self.kind in (Kind.NATIONAL, Kind.GRASSROOTS)

    @property
    def is_national_coalition(self) -> bool:
        return self.coalition and self.is_national_or_grassroots

    def counted_themes(self, policy: Policy) -> frozenset[str]:
        """The first themes of the application, as many as the policy counts."""
        return frozenset(self.themes[: policy.theme_cap])


@dataclass(frozen=True)
class Problem:
    """One rule that a panel breaks: a code for the page, the applications concerned, and plain words."""

    code: str
    ids: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Choice:
    """What the rule answers.

    `panel` is sorted by id, and None where the wishes clash; then `clashes` holds minimal sets of wishes that
    can't be met together. `bound` is there only where `proof` is "not proven": no panel is better than it;
    where it equals `criteria`, the panel's value is proved and only the draw among equals was cut short.
    `tie_drawn` says whether other panels were equal in every criterion (None where that was not established).
    """

    panel: tuple[str, ...] | None
    criteria: Mapping[Criterion, int] = field(default_factory=dict)
    proof: Proof = Proof.OPTIMAL
    bound: Mapping[Criterion, int] | None = None
    tie_drawn: bool | None = False
    clashes: tuple[tuple[str, ...], ...] = ()


def ticket(seed: str, public_id: str) -> str:
    """An application's ticket in the draw: SHA-256 of seed, newline, public id; lower-case hex."""
    return hashlib.sha256(f"{seed}\n{public_id}".encode()).hexdigest()
