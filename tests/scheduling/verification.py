"""What must be true of every answer of the solver; the tests try a share of it, `tests.prove` all."""

from presessions.scheduling.timetable import (
    Input,
    Plan,
    Proof,
    canonical,
    constraints,
    goals,
    problems,
    without,
)
from presessions.scheduling.timetable_solver import solve
from tests.scheduling import exhaustive
from tests.scheduling.tasks import shuffled


def agrees_with_exhaustive_search(task: Input) -> Plan:
    """Feasible exactly where some timetable exists; then each goal as low as any and the canonical answer."""
    plan, reference = solve(task), exhaustive.best(task)
    assert plan.proof is Proof.OPTIMAL
    assert plan.feasible is (reference is not None)
    if reference is not None:
        figures, timetable = reference
        measured = goals(plan.meetings, task)
        assert measured.levels == figures
        assert canonical(plan.meetings) == canonical(timetable)
        assert plan.meetings == timetable
        reported = (plan.moved, plan.interpreter_mornings, plan.broken_wishes, plan.latest_end)
        assert reported == measured.levels[1:]
        assert problems(plan.meetings, task) == []
        assert (plan.bounds, plan.conflicts) == ({}, ())
    return plan


def clashes_are_minimal(task: Input, plan: Plan) -> int:
    """Each clash forbids a timetable by itself, and no longer without one of its rules; how many rules."""
    rules = {rule.words: rule for rule in constraints(task)}
    seen: set[str] = set()
    assert plan.conflicts
    for clash in plan.conflicts:
        assert clash
        assert not seen & set(clash)
        seen |= set(clash)
        assert not exhaustive.possible(without(task, [r for w, r in rules.items() if w not in clash]))
        for left_out in clash:
            kept = set(clash) - {left_out}
            assert exhaustive.possible(without(task, [r for w, r in rules.items() if w not in kept]))
    return len(seen)


def is_the_same_in_any_order(task: Input, plan: Plan, *, seeds: int) -> bool:
    """Where proven, the answer depends neither on the solver's seed nor on the order of lists; if proven."""
    if plan.proof is not Proof.OPTIMAL:
        return False
    for seed in range(1, seeds + 1):
        again = solve(shuffled(task, seed), seed=seed)
        assert again.proof is not Proof.OPTIMAL or again == plan
    return True
