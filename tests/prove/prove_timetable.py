"""The long verification of timetables: `python -m tests.prove.prove_timetable [--small N] [--series N]`.

Small random tasks against exhaustive search (feasibility, every goal, the canonical answer, re-plans with
fewest changes), every clash minimal, the same answer under eight seeds and in any order. Prints its figures;
leaves with a traceback at the first thing that isn't so.
"""

import argparse
import time

from presessions.scheduling.timetable import Proof, problems
from presessions.scheduling.timetable_solver import solve
from tests.scheduling.tasks import series, small
from tests.scheduling.verification import (
    agrees_with_exhaustive_search,
    clashes_are_minimal,
    is_the_same_in_any_order,
)

SEEDS = 8


def main() -> None:
    """Run it all and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--small", type=int, default=600, help="small tasks to search exhaustively (default 600)"
    )
    parser.add_argument("--series", type=int, default=10, help="series of 14 meetings (default 10)")
    wanted = parser.parse_args()
    began = time.monotonic()
    _small(wanted.small)
    _replans(wanted.small // 2)
    _series(wanted.series)
    print(f"all verified in {time.monotonic() - began:.0f} s")


def _small(count: int) -> None:
    feasible = clashes = rules = 0
    for seed in range(count):
        task = small(seed)
        plan = agrees_with_exhaustive_search(task)
        feasible += plan.feasible
        if not plan.feasible:
            clashes += len(plan.conflicts)
            rules += clashes_are_minimal(task, plan)
        assert is_the_same_in_any_order(task, plan, seeds=SEEDS)
    print(f"small tasks: {count}, of which {feasible} feasible; all agree with exhaustive search")
    print(
        f"clashes: {clashes} with {rules} rules; each forbids a timetable, none does without one of its rules"
    )
    print(f"order: {count} tasks x {SEEDS} seeds and shuffles, one answer each")


def _replans(count: int) -> None:
    moved = feasible = 0
    for seed in range(10_000, 10_000 + count):
        plan = agrees_with_exhaustive_search(small(seed, republish=True))
        feasible += plan.feasible
        moved += plan.moved
    print(
        f"re-plans: {count}, of which {feasible} feasible, {moved} moves; never more than the fewest possible"
    )


def _series(count: int) -> None:
    proven = tried = 0
    for seed in range(count):
        task = series(seed)
        plan = solve(task)
        if plan.feasible:
            tried += 1
            assert problems(plan.meetings, task) == []
            proven += is_the_same_in_any_order(task, plan, seeds=SEEDS)
        else:
            assert plan.proof is Proof.OPTIMAL
            assert plan.conflicts
    print(f"series of 14 meetings: {tried} feasible, {proven} proven, each the same under {SEEDS} seeds")


if __name__ == "__main__":
    main()
