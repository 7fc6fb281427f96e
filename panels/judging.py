"""From one question to the rule to everything the pages show of its answer.

The panel with its proof; why each application is on it or not; what each wish of staff costs and what would
be without them; what each criterion could reach at best; swaps worth a look; the reserve in order. All of
it is worked out once, when staff ask for a proposal, and kept with it, so that pages only read.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from . import selection
from .selection_budget import Budget
from .selection_clashes import Request, request
from .selection_policy import Criterion, Policy
from .selection_reasons import displaced_by, reasons_for
from .selection_record import audit_record
from .selection_values import Choice, Proof
from .selection_whatif import changes_between, compare_policies, reserve_order, swaps

TIME_LIMIT = 10.0  # seconds for the panel with its reasons; past it the answer says "not proven"
SIDE_STEPS = 20_000  # for each further question ("what if"); cut short, it is left out rather than guessed
FEW_STEPS = 2_000  # for what a criterion could reach at best: nice to know, not worth a wait
COUNTED = (
    Criterion.NATIONAL_OR_GRASSROOTS,
    Criterion.NATIONAL_COALITIONS,
    Criterion.SUBMITTED,
    Criterion.DISTINCT_THEMES,
)
MOST_SWAPS = 6
RESERVE_LENGTH = 4  # as many as are told that they may hear from us at short notice


@dataclass(frozen=True)
class Question:
    """All that one run of the rule is asked, as values.

    ``held`` are the seats offered or confirmed: they are pinned, but no wish of staff. ``wishes`` are the
    pins and exclusions of staff that still matter, as pairs of kind ("pin", "exclude") and id.
    """

    candidates: tuple[selection.Candidate, ...]
    policy: Policy
    max_panel: int
    seed: str
    held: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    wishes: tuple[tuple[str, str], ...] = ()
    conflicts: tuple[tuple[str, str], ...] = ()

    @property
    def pins(self) -> frozenset[str]:
        return self.held | {id_ for kind, id_ in self.wishes if kind == "pin"}

    @property
    def exclusions(self) -> frozenset[str]:
        return (self.lost | {id_ for kind, id_ in self.wishes if kind == "exclude"}) - self.pins

    def without(self, *dropped: tuple[str, str]) -> Question:
        """The same question without these wishes."""
        return replace(self, wishes=tuple(wish for wish in self.wishes if wish not in dropped))

    def request(self, policy: Policy | None = None) -> Request:
        return request(
            self.candidates,
            policy=policy or self.policy,
            max_panel=self.max_panel,
            pins=self.pins,
            exclusions=self.exclusions,
            conflicts=self.conflicts,
        )


@dataclass(frozen=True)
class Answer:
    """``result`` is what pages show, ``record`` what an auditor checks; both can be written as JSON."""

    result: dict[str, Any]
    record: dict[str, Any]


def answer(asked: Question, *, now: Any = time.perf_counter) -> Answer:
    """Solve, explain, price, look beside. The same question gives the same answer."""
    began = now()
    as_request = asked.request()
    choice, solver = selection.choose(
        as_request, seed=asked.seed, budget=Budget(time_limit=TIME_LIMIT, clock=now)
    )
    result: dict[str, Any] = {
        "panel": None if choice.panel is None else list(choice.panel),
        "criteria": plain(choice.criteria),
        "proof": str(choice.proof),
        "bound": plain(choice.bound) if choice.bound else None,
        "tie_drawn": choice.tie_drawn,
        "clashes": [list(clash) for clash in choice.clashes],
        "reasons": {
            id_: {"selected": why.selected, "criterion": str(why.criterion), "by": why.by, "text": why.text}
            for id_, why in reasons_for(choice, solver).items()
        },
        "seconds": round(now() - began, 3),
    }
    result |= (
        _beside(asked, choice) if choice.panel is not None else {"wishes": [], "reserve": [], "swaps": []}
    )
    return Answer(result, audit_record(as_request, choice, seed=asked.seed))


def _beside(asked: Question, choice: Choice) -> dict[str, Any]:
    """What the panel costs and what stands next to it."""
    assert choice.panel is not None
    panel = choice.panel
    shared: dict[str, Any] = {
        "policy": asked.policy,
        "max_panel": asked.max_panel,
        "seed": asked.seed,
        "exclusions": asked.exclusions,
        "conflicts": asked.conflicts,
    }
    near = swaps(panel, asked.candidates, pins=asked.held, most=MOST_SWAPS, **shared)
    reserve = [place for place in reserve_order(panel, asked.candidates, **shared) if place.criteria]
    free = _best(asked.without(*asked.wishes)) if asked.wishes else choice
    displaced = displaced_by(choice, free) if free else None
    return {
        "free": plain(free.criteria) if free else None,
        "displaced": None if displaced is None else sorted(displaced),
        "wishes": [_priced(asked, wish, choice) for wish in asked.wishes],
        "possible": _possible(asked.without(*asked.wishes)),
        "swaps": [{"out": each.out, "into": each.into, "changes": plain(each.changes)} for each in near],
        "reserve": [place.id for place in reserve[:RESERVE_LENGTH]],
    }


def _priced(asked: Question, wish: tuple[str, str], choice: Choice) -> dict[str, Any]:
    """What this wish costs, the others kept: which criteria change, who would come or go without it."""
    kind, id_ = wish
    without = _best(asked.without(wish))
    priced: dict[str, Any] = {"kind": kind, "id": id_, "changes": None, "comes": [], "goes": []}
    if without is None or without.panel is None or choice.panel is None:
        return priced
    changes = changes_between(without.criteria, choice.criteria)
    then, now = set(without.panel), set(choice.panel)
    return priced | {
        "changes": plain(changes),
        "without": plain(without.criteria),
        "comes": sorted(then - now),
        "goes": sorted(now - then),
    }


def _possible(asked: Question) -> dict[str, int]:
    """The best each criterion could reach alone among the largest panels, whatever it cost the others."""
    best = {}
    for name in COUNTED:
        rest = tuple(other for other in asked.policy.order if other not in (Criterion.SIZE, name))
        order = (Criterion.SIZE, name, *rest)
        choice = _best(asked, policy=replace(asked.policy, order=order), drawn=False, steps=FEW_STEPS)
        if choice is not None and choice.panel is not None:
            best[name.value] = choice.criteria[name]
    return best


def _best(
    asked: Question, *, policy: Policy | None = None, drawn: bool = True, steps: int = SIDE_STEPS
) -> Choice | None:
    """The best panel for a question beside, or None where it was too hard to prove."""
    choice, _ = selection.choose(
        asked.request(policy), seed=asked.seed, budget=Budget(steps=steps), drawn=drawn
    )
    return choice if choice.proof == Proof.OPTIMAL else None


def compared(asked: Question) -> dict[str, tuple[Choice, Mapping[Criterion, int]]]:
    """What each named policy would choose from the same pool, and how its panel does by the series' policy.

    The series' own rule for the NHRI holds for all but the policy that is about it. Each answer is cut short like
    any question beside.
    """
    others = [
        policy if policy.nhri == selection.NhriRule.COMPETE else replace(policy, nhri=asked.policy.nhri)
        for name, policy in selection.POLICIES.items()
        if name != asked.policy.name
    ]
    return compare_policies(
        asked.candidates,
        [asked.policy, *others],
        measured_by=asked.policy,
        max_panel=asked.max_panel,
        seed=asked.seed,
        pins=asked.pins,
        exclusions=asked.exclusions,
        conflicts=asked.conflicts,
        steps=SIDE_STEPS,
    )


def evaluated(asked: Question, ids: Collection[str]) -> dict[str, int]:
    """How these applications do together, by each criterion, as the rows stand now."""
    return plain(selection.evaluate(ids, asked.candidates, policy=asked.policy))


def plain(criteria: Mapping[Criterion, int]) -> dict[str, int]:
    """With names as they are written in JSON."""
    return {name.value: value for name, value in criteria.items()}
