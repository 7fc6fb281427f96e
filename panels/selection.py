"""The panel selection rule: who takes the floor, said in plain words, with proof.

At most six applications make up a panel. Staff may pin applications (they must be on it) and exclude others
(they can't be). Two applications can't sit together where they come from the same organisation, where staff
have linked them (a coalition and a member of it), or where both are NHRIs. Where an NHRI applies, one seat is
its own.

Of all such panels the best is chosen, by these criteria one after the other (policy `faq-2024`): the larger;
with a gender perspective; more national or grassroots voices; the smaller gap between women and men; more
national coalitions; more who submitted a UPR report; more different themes, of which the first four of each
application count. Among panels equal in all of that the draw decides: each application has a ticket, and the
panel with the smallest sorted tuple of tickets is chosen. `docs/selection.md` explains every step and every
interpretation.

This module is the door; the rule stands in its siblings, which import each other downward only: `_policy`,
`_values`, `_clashes`, `_pool`, `_budget`, `_counts`, `_goal`, `_prices`, `_cover`, `_solver`, then `_reasons`
and `_record` beside this one.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from .selection_budget import Budget, Exhausted
from .selection_clashes import Request, clashes_of, problems_of, request
from .selection_policy import DEFAULT_POLICY, MOST_PANELISTS, POLICIES, Criterion, NhriRule, Policy
from .selection_pool import pool_of
from .selection_solver import Solver
from .selection_values import Candidate, Choice, Gender, Kind, Problem, Proof, ticket

__all__ = [
    "DEFAULT_POLICY",
    "MOST_PANELISTS",
    "POLICIES",
    "Candidate",
    "Choice",
    "Criterion",
    "Gender",
    "Kind",
    "NhriRule",
    "Policy",
    "Problem",
    "Proof",
    "evaluate",
    "problems",
    "select",
    "ticket",
]


def select(
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
) -> Choice:
    """The best panel under the policy, drawn by tickets among equals.

    The same request and seed give the same answer, whatever the order of anything in it. `steps` limits the
    search by its own count, `time_limit` by the seconds of `clock` (which must then be given); past a limit
    the choice is the best found, "not proven". Raises ValueError, in one line, for an unknown or repeated id
    or a panel size outside 0 to 6.
    """
    asked = request(
        candidates, policy=policy, max_panel=max_panel, pins=pins, exclusions=exclusions, conflicts=conflicts
    )
    return choose(asked, seed=seed, budget=Budget(steps=steps, time_limit=time_limit, clock=clock))[0]


def choose(asked: Request, *, seed: str, budget: Budget, drawn: bool = True) -> tuple[Choice, Solver | None]:
    """As `select`, for a request already checked; the solver comes along for further questions.

    Without the draw the panel is any of the best, and whether others were equal stays unknown.
    """
    clashes = clashes_of(asked)
    if clashes:
        return Choice(None, clashes=clashes), None
    solver = Solver(asked, seed=seed, budget=budget)
    try:
        solver.solve()
        if drawn:
            solver.draw()
    except Exhausted:
        found = solver.so_far()
        return Choice(
            solver.pool.names(found), solver.pool.criteria(found), Proof.NOT_PROVEN, solver.bound, solver.tied
        ), solver
    assert solver.panel is not None
    return Choice(
        solver.pool.names(solver.panel), solver.pool.criteria(solver.panel), tie_drawn=solver.tied
    ), solver


def evaluate(
    panel_ids: Collection[str], candidates: Sequence[Candidate], *, policy: Policy
) -> Mapping[Criterion, int]:
    """How a panel, however made, does by each criterion, in the policy's order; `policy.key` compares two.

    Raises ValueError for an id that is not among the candidates.
    """
    pool = pool_of(request(candidates, policy=policy, pins=panel_ids), "")
    return pool.criteria(pool.pins)


def problems(
    panel_ids: Sequence[str],
    candidates: Sequence[Candidate],
    *,
    policy: Policy,
    max_panel: int = MOST_PANELISTS,
    pins: Collection[str] = (),
    exclusions: Collection[str] = (),
    conflicts: Collection[tuple[str, str]] = (),
) -> list[Problem]:
    """What is wrong with a panel made by hand, judged by the constraints the search obeys; empty where
    nothing is.

    Whether a better panel exists is not asked here: staff may choose a lesser one, not an impossible one.
    """
    asked = request(
        candidates, policy=policy, max_panel=max_panel, pins=pins, exclusions=exclusions, conflicts=conflicts
    )
    return problems_of(asked, list(panel_ids))
