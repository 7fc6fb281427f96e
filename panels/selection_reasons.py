"""Why each application is on the panel or not: by asking what its absence or presence would cost.

For an application that was not chosen the rule is solved again with it on the panel; for a chosen one,
without it. The first criterion that falls is the reason, with the number it falls by. Where nothing falls,
other panels were equal in every criterion and the draw decided; or, for the only NHRI that applies, the panel
would do as well or better without it, and its seat alone keeps it. Whom the rule alone would have chosen, and
who has no seat because of pins and exclusions, is told just that: the criteria kept the others out, not them. No
reason says anything about another application.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from .selection import choose
from .selection_budget import Budget, Exhausted
from .selection_clashes import Request, request
from .selection_policy import MOST_PANELISTS, Criterion, Policy
from .selection_solver import Fall, Impossible, Solver
from .selection_values import Candidate, Choice, Proof


class Cause(StrEnum):
    """What decided where no criterion did."""

    DRAW = "draw"
    PINNED = "pinned"
    EXCLUDED = "excluded"
    DISPLACED = "displaced"
    NHRI_SEAT = "nhri_seat"
    CLASH = "clash"
    NOT_PROVEN = "not_proven"


@dataclass(frozen=True)
class Reason:
    """Why an application was chosen or not.

    `criterion` is a Criterion or a Cause, for pages that say it in another language; `by` is how much worse
    the panel would be by that criterion (0 for a Cause); `text` says it in plain English.
    """

    selected: bool
    criterion: str
    by: int
    text: str


_ONE = {
    Criterion.SIZE: "one panelist fewer",
    Criterion.GENDER_PERSPECTIVE: "no gender perspective: no woman, and nobody on women's rights or gender",
    Criterion.NATIONAL_OR_GRASSROOTS: "one national or grassroots voice fewer",
    Criterion.GENDER_GAP: "a gap between women and men larger by one",
    Criterion.NATIONAL_COALITIONS: "one national coalition fewer",
    Criterion.SUBMITTED: "one organisation fewer that submitted a UPR report",
    Criterion.DISTINCT_THEMES: "one theme fewer",
}
_MORE = {
    Criterion.SIZE: "{by} panelists fewer",
    Criterion.NATIONAL_OR_GRASSROOTS: "{by} national or grassroots voices fewer",
    Criterion.GENDER_GAP: "a gap between women and men larger by {by}",
    Criterion.NATIONAL_COALITIONS: "{by} national coalitions fewer",
    Criterion.SUBMITTED: "{by} organisations fewer that submitted a UPR report",
    Criterion.DISTINCT_THEMES: "{by} themes fewer",
}
_TEXTS = {
    (True, Cause.DRAW): "Panels with and without it are equal in every criterion; decided by the draw.",
    (False, Cause.DRAW): "Panels with and without it are equal in every criterion; decided by the draw.",
    (True, Cause.PINNED): "Staff decided that it is on the panel.",
    (False, Cause.EXCLUDED): "Staff decided that it is not on the panel.",
    (False, Cause.DISPLACED): "Without the pins and exclusions of staff it would be on the panel.",
    (True, Cause.NHRI_SEAT): "It holds the seat kept for the national human rights institution.",
    (
        False,
        Cause.CLASH,
    ): "It can't be seated together with what is settled: the seats that staff have given, "
    "the number of seats, or the seat kept for the national human rights institution.",
    (
        True,
        Cause.NOT_PROVEN,
    ): "It is on the best panel found; the search was cut short before this was proved.",
    (
        False,
        Cause.NOT_PROVEN,
    ): "It is not on the best panel found; the search was cut short before this was proved.",
}


def explain(
    candidates: Sequence[Candidate],
    *,
    policy: Policy,
    max_panel: int = MOST_PANELISTS,
    seed: str = "",
    pins: Collection[str] = (),
    exclusions: Collection[str] = (),
    conflicts: Collection[tuple[str, str]] = (),
    time_limit: float | None = None,
    clock: Callable[[], float] | None = None,
    steps: int | None = None,
) -> dict[str, Reason]:
    """The reason for each application, by id; empty where the wishes clash. Arguments as for `select`."""
    asked = request(
        candidates, policy=policy, max_panel=max_panel, pins=pins, exclusions=exclusions, conflicts=conflicts
    )
    budget = Budget(steps=steps, time_limit=time_limit, clock=clock)
    choice, solver = choose(asked, seed=seed, budget=budget)
    return reasons_with_displaced(asked, choice, solver, seed=seed)


def reasons_for(choice: Choice, solver: Solver | None) -> dict[str, Reason]:
    """The reasons for a choice just made, from the solver that made it."""
    if choice.panel is None or solver is None:
        return {}
    teller = _Teller(choice, choice.panel, solver)
    return {id_: teller.reason(id_) for id_ in sorted(solver.pool.ids)}


def reasons_with_displaced(
    asked: Request, choice: Choice, solver: Solver | None, *, seed: str
) -> dict[str, Reason]:
    """As `reasons_for`, but for whom the rule alone would have chosen: that pins and exclusions decided.

    All pins and exclusions are taken for wishes of staff. Where it is not proved whom they displaced, nothing is
    claimed of those who were not chosen. One question more, at the cost of the same budget.
    """
    reasons = reasons_for(choice, solver)
    if not reasons or solver is None or not (asked.pins or asked.exclusions):
        return reasons
    alone = replace(asked, pins=frozenset(), exclusions=frozenset())
    displaced = displaced_by(choice, choose(alone, seed=seed, budget=solver.budget)[0])
    for id_, reason in reasons.items():
        if reason.selected or reason.criterion == Cause.EXCLUDED:
            continue
        if displaced is None or id_ in displaced:
            cause = Cause.NOT_PROVEN if displaced is None else Cause.DISPLACED
            reasons[id_] = Reason(False, cause.value, 0, text_for(False, cause, 0))
    return reasons


def displaced_by(choice: Choice, alone: Choice) -> frozenset[str] | None:
    """Who would be on the panel without the wishes of staff, and is not with them; None where that is not proved.

    `alone` is the answer to the same question without these wishes.
    """
    if Proof.NOT_PROVEN in (choice.proof, alone.proof):
        return None
    return frozenset(alone.panel or ()) - frozenset(choice.panel or ())


class _Teller:
    """Asks the solver once for all applications that are alike in everything that counts."""

    def __init__(self, choice: Choice, panel: tuple[str, ...], solver: Solver) -> None:
        self._criteria: Mapping[Criterion, int] = choice.criteria
        self._panel = frozenset(panel)
        self._solver = solver
        self._proven = choice.proof == Proof.OPTIMAL
        self._known: dict[object, tuple[str, int]] = {}

    def reason(self, id_: str) -> Reason:
        pool = self._solver.pool
        selected = id_ in self._panel
        member = 1 << pool.number[id_]
        if member & pool.pins:
            criterion, by = Cause.PINNED.value, 0
        elif member & pool.exclusions:
            criterion, by = Cause.EXCLUDED.value, 0
        else:
            criterion, by = self._lost(pool.number[id_], selected)
        return Reason(selected, criterion, by, text_for(selected, criterion, by))

    def _lost(self, member: int, selected: bool) -> tuple[str, int]:
        pool = self._solver.pool
        alike = member if selected else (pool.tallies[member], pool.themes[member], pool.apart[member])
        if alike not in self._known:
            self._known[alike] = self._ask(1 << member, selected)
        return self._known[alike]

    def _ask(self, member: int, selected: bool) -> tuple[str, int]:
        if not self._proven:
            return Cause.NOT_PROVEN.value, 0
        pins, barred = self._solver.pool.pins, self._solver.pool.exclusions
        try:
            if selected:
                fall = self._solver.fall(self._criteria, pins, barred | member)
            else:
                fall = self._solver.fall(self._criteria, pins | member, barred)
        except Impossible:
            return self._without_the_nhri(member) if selected else (Cause.CLASH.value, 0)
        except Exhausted:
            return Cause.NOT_PROVEN.value, 0
        return _named(fall)

    def _without_the_nhri(self, member: int) -> tuple[str, int]:
        """What falls when the only NHRI is left out: then none applies, and the seat is anybody's."""
        asked = self._solver.pool.asked
        lapsed = replace(asked, exclusions=asked.exclusions | set(self._solver.pool.names(member)))
        if lapsed.keeps_nhri_seat:  # other NHRIs apply, and none of them can sit with what is settled
            return Cause.NHRI_SEAT.value, 0
        choice, _ = choose(lapsed, seed="", budget=self._solver.budget, drawn=False)
        if choice.proof != Proof.OPTIMAL:
            return Cause.NOT_PROVEN.value, 0
        for name in asked.policy.order:
            fall = self._criteria[name] - choice.criteria[name]
            if fall:
                worse = fall < 0 if name == Criterion.GENDER_GAP else fall > 0
                return (name.value, abs(fall)) if worse else (Cause.NHRI_SEAT.value, 0)
        return Cause.NHRI_SEAT.value, 0


def _named(fall: Fall | None) -> tuple[str, int]:
    return (Cause.DRAW.value, 0) if fall is None else (fall.criterion.value, fall.by)


def text_for(selected: bool, criterion: str, by: int) -> str:
    """A reason in plain English."""
    if criterion in set(Cause):
        return _TEXTS[selected, Cause(criterion)]
    name = Criterion(criterion)
    loss = _ONE[name] if by == 1 else _MORE[name].format(by=by)
    return f"{'Without' if selected else 'With'} it, the best panel would have {loss}."
