"""The rule as a constraint model for CP-SAT: an independent second opinion on large pools."""

from collections.abc import Collection, Sequence
from itertools import combinations
from typing import Any

from ortools.sat.python import cp_model

from panels.selection import Candidate, Criterion, Policy


class Undecided(Exception):
    """The second solver found no proof in its time."""


def best_by_cp_sat(
    pool: Sequence[Candidate],
    *,
    policy: Policy,
    max_panel: int = 6,
    pins: Collection[str] = (),
    exclusions: Collection[str] = (),
    conflicts: Collection[tuple[str, str]] = (),
    chosen: Collection[str] | None = None,
    hint: Collection[str] = (),
    seconds: float = 30.0,
) -> tuple[int, ...] | None:
    """The best key under the policy, maximised one criterion after the other; None where no panel is
    possible.

    With `chosen` the panel must differ from it. `hint` is where to look first; it changes no answer. Raises
    Undecided where a criterion takes more than `seconds`.
    """
    model = cp_model.CpModel()
    seated = {candidate.id: model.new_bool_var(candidate.id) for candidate in pool}
    model.add(sum(seated.values()) <= max_panel)
    for id_ in pins:
        model.add(seated[id_] == 1)
    for id_ in exclusions:
        model.add(seated[id_] == 0)
    for one, other in conflicts:
        model.add(seated[one] + seated[other] <= 1)
    for one, other in combinations(pool, 2):
        if one.organisation == other.organisation or one.kind == other.kind == "nhri":
            model.add(seated[one.id] + seated[other.id] <= 1)
    nhris = [candidate for candidate in pool if candidate.kind == "nhri" and candidate.id not in exclusions]
    if policy.nhri == "reserve" and max_panel and nhris:
        model.add(sum(seated[candidate.id] for candidate in nhris) >= 1)
    if chosen is not None:
        model.add(sum(seated[id_] for id_ in chosen) <= len(chosen) - 1)
    for id_, variable in seated.items():
        model.add_hint(variable, id_ in hint)
    worth = _worth(model, pool, seated, policy)
    key = []
    for name in policy.order:
        model.maximize(worth[name])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = seconds
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            return None
        if status != cp_model.OPTIMAL:
            raise Undecided
        value = round(solver.objective_value)
        model.add(worth[name] == value)
        key.append(value)
    return tuple(key)


def _worth(
    model: cp_model.CpModel, pool: Sequence[Candidate], seated: dict[str, Any], policy: Policy
) -> dict[Criterion, Any]:
    """Each criterion as an expression to be maximised."""

    def number(holds: Any) -> Any:
        return sum(seated[candidate.id] for candidate in pool if holds(candidate))

    def any_of(ids: list[str], name: str) -> Any:
        one = model.new_bool_var(name)
        model.add(sum(seated[id_] for id_ in ids) >= 1).only_enforce_if(one)
        return one

    counted = {candidate.id: set(candidate.themes[: policy.theme_cap]) for candidate in pool}
    gap = model.new_int_var(0, 6, "gap")
    difference = number(lambda c: c.gender == "F") - number(lambda c: c.gender == "M")
    model.add_abs_equality(gap, difference)
    perspective = [c.id for c in pool if c.gender == "F" or counted[c.id] & policy.gender_themes]
    coalitions = [c.id for c in pool if c.coalition and c.kind in ("national", "grassroots")]
    themes = sorted(set().union(*counted.values()))
    return {
        Criterion.SIZE: number(lambda c: True),
        Criterion.GENDER_PERSPECTIVE: any_of(perspective, "perspective"),
        Criterion.NATIONAL_OR_GRASSROOTS: number(lambda c: c.kind in ("national", "grassroots")),
        Criterion.GENDER_GAP: -gap,
        Criterion.NATIONAL_COALITIONS: any_of(coalitions, "coalition")
        if policy.one_coalition_is_enough
        else sum(seated[id_] for id_ in coalitions),
        Criterion.SUBMITTED: number(lambda c: c.submitted),
        Criterion.DISTINCT_THEMES: sum(
            any_of([c.id for c in pool if theme in counted[c.id]], theme) for theme in themes
        ),
    }
