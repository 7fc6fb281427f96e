"""How long a timetable takes: `python -m benchmarks.bench_timetable [--instances N]`.

Random series of invented meetings. Prints for each case the median and the slowest, how many were proven
best, and the limit the case is meant to keep; leaves with status 1 where a median doesn't keep it. Seconds are
those of the processor: the search has one thread, so on a machine that does nothing else they are the clock's too,
and on a busy one they stay the same. Where the clock ran much longer, that is said.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from presessions.scheduling.timetable import Input, Person, Plan, Proof, Window
from presessions.scheduling.timetable_goals import goal_expressions
from presessions.scheduling.timetable_model import Model
from presessions.scheduling.timetable_solver import FOUND, Search, solve
from tests.scheduling.tasks import series

TWO_ROOMS = ("R1", "R2")

Case = Callable[[int], tuple[float, bool] | None]
CLOCK_LIMIT = 60.0
"""By the clock, for one task; far above what a machine that does nothing else needs."""
BUSY = 1.2
"""From how many times the processor's time on the clock's is told."""


def main() -> int:
    """Run every case; status 1 where a median is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=int, default=10, help="random tasks for each case (default 10)")
    wanted = parser.parse_args().instances
    cases: list[tuple[str, Case, float]] = [
        ("14 meetings, one room, all goals and the canonical answer", _one_room, 1.0),
        ("28 meetings, two rooms, first two goals", _two_rooms_first, 10.0),
        ("28 meetings, two rooms, all goals in 20 s or a bound", _two_rooms_all, 21.0),
        ("a cycle: 14 series of 14 meetings", _cycle, 10.0),
        ("14 meetings, one room: naming a clash", _clash, 5.0),
        ("28 meetings, two rooms: naming a clash", _clash_two_rooms, 5.0),
        ("14 meetings, one room: re-plan after a panelist loses a date", _replan, 2.0),
    ]
    late = 0
    for name, case, limit in cases:
        began = time.perf_counter(), time.process_time()
        runs = _runs(case, max(1, wanted // 5) if case is _cycle else wanted)
        busy = (time.perf_counter() - began[0]) / max(0.01, time.process_time() - began[1])
        times = [seconds for seconds, _ in runs]
        proven = sum(done for _, done in runs)
        median = statistics.median(times)
        late += median > limit
        print(
            f"{name}: median {median:.2f} s, slowest {max(times):.2f} s, "
            f"proven {proven}/{len(runs)}, limit {limit:g} s{' EXCEEDED' if median > limit else ''}"
            + (f" (the clock ran {busy:.1f} times as long)" if busy > BUSY else ""),
            flush=True,
        )
    return 1 if late else 0


def _runs(case: Case, wanted: int) -> list[tuple[float, bool]]:
    """That many tasks the case applies to, by rising seed."""
    found: list[tuple[float, bool]] = []
    seed = 0
    while len(found) < wanted:
        run = case(seed)
        found += [run] if run else []
        seed += 1
    return found


def _timed(task: Input, limit: float = CLOCK_LIMIT) -> tuple[Plan, float]:
    began = time.process_time()
    plan = solve(task, time_limit_s=limit)
    return plan, time.process_time() - began


def _one_room(seed: int) -> tuple[float, bool] | None:
    plan, seconds = _timed(series(seed))
    return (seconds, plan.proof is Proof.OPTIMAL) if plan.feasible else None


def _two_rooms_first(seed: int) -> tuple[float, bool] | None:
    """Interpreter mornings and wishes, as `solve` brings them down before the latest end."""
    began = time.process_time()
    search = Search(Model(series(seed, meetings=28, rooms=TWO_ROOMS)), time.monotonic() + CLOCK_LIMIT, 0)
    if search.first() not in FOUND:
        return None
    proven = [search.minimise(name, expression) for name, expression in goal_expressions(search.model)[:2]]
    return time.process_time() - began, all(proven)


def _two_rooms_all(seed: int) -> tuple[float, bool] | None:
    plan, seconds = _timed(series(seed, meetings=28, rooms=TWO_ROOMS), 20.0)
    return (seconds, plan.proof is Proof.OPTIMAL) if plan.feasible else None


def _cycle(seed: int) -> tuple[float, bool] | None:
    runs = [_timed(series(100 * (seed + 1) + one)) for one in range(14)]
    return sum(seconds for _, seconds in runs), all(plan.proof is Proof.OPTIMAL for plan, _ in runs)


def _clash(seed: int) -> tuple[float, bool] | None:
    return _named(_overfull(series(seed), seed))


def _clash_two_rooms(seed: int) -> tuple[float, bool] | None:
    return _named(_overfull(series(seed, meetings=28, rooms=TWO_ROOMS), seed))


def _named(task: Input) -> tuple[float, bool] | None:
    plan, seconds = _timed(task)
    return None if plan.feasible else (seconds, plan.proof is Proof.OPTIMAL)


def _overfull(task: Input, seed: int) -> Input:
    """The same task with more panelists of whom each is there for an hour and a half only."""
    rng = random.Random(seed)
    everybody = sorted({person for meeting in task.meetings for person in meeting.panelists})
    day = rng.choice(task.days)
    some = rng.sample(everybody, 4)
    people = {one: Person(one, "O", (Window(day.date, 540, 630),)) for one in some}
    return replace(task, people={**task.people, **people})


def _replan(seed: int) -> tuple[float, bool] | None:
    task = series(seed)
    first, _ = _timed(task)
    if not first.feasible:
        return None
    person = _dropping(task, first, random.Random(seed))
    changed = replace(task, people={**task.people, person.id: person}, published=first.meetings)
    plan, seconds = _timed(changed)
    return (seconds, plan.proof is Proof.OPTIMAL) if plan.feasible else None


def _dropping(task: Input, plan: Plan, rng: random.Random) -> Person:
    """A panelist who can no longer come on the date of their meeting."""
    meeting = rng.choice(task.meetings)
    at = next(placed for placed in plan.meetings if placed.id == meeting.id)
    windows = tuple(Window(day.date, 540, 780) for day in task.days if day.date != at.date)
    return Person(meeting.panelists[0], "O", windows)


if __name__ == "__main__":
    sys.exit(main())
