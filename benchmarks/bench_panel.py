"""How long the panel rule takes: `python -m benchmarks.bench_panel`.

For each sort of pool, in seconds of one processor: time for the proved value alone, for the drawn panel with
proof, and for all explanations on top. The worst pools have everybody equal but for the themes.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from panels.judging import Question, answer
from panels.selection import DEFAULT_POLICY, POLICIES, Candidate, Choice, choose
from panels.selection_budget import Budget
from panels.selection_clashes import request
from panels.selection_reasons import reasons_for
from tests.panels.pools import equal_pool, random_pool

SEEDS = 3
STATES, APPLICANTS = 14, 40
LIMIT = 30.0


def pools() -> Iterator[tuple[str, Callable[[Random], list[Candidate]], int]]:
    """Name, maker and size of each sort of pool."""
    for size in (40, 300, 1000):
        yield f"mixed, {size}", lambda r, n=size: random_pool(r, n, codes=54), size
        yield (
            f"mixed, {size}, {size // 4} organisations",
            lambda r, n=size: random_pool(r, n, codes=54, organisations=n // 4),
            size,
        )
    for size in (300, 1000):
        for codes in (18, 24, 30, 54, 200):
            for skew in (0.0, 0.7, 1.2):
                name = f"equal, {size}, {codes} themes, skew {skew}"
                yield name, lambda r, n=size, c=codes, s=skew: equal_pool(r, n, codes=c, skew=s), size
        yield (
            f"equal, {size}, 24 themes, 1 to 4 each",
            lambda r, n=size: equal_pool(r, n, codes=24, themes=None, skew=0.7),
            size,
        )
        yield (
            f"equal but for gender, {size}, 30 themes",
            lambda r, n=size: [
                replace(c, gender=r.choice(("F", "M", "X", "undisclosed")))
                for c in equal_pool(r, n, codes=30, skew=0.7)
            ],
            size,
        )


def timed(pool: list[Candidate], *, drawn: bool, explained: bool) -> tuple[float, float, Choice]:
    """Seconds for the panel, seconds for the reasons, and the choice."""
    began = time.process_time()
    asked = request(pool, policy=POLICIES[DEFAULT_POLICY])
    budget = Budget(time_limit=LIMIT, clock=time.process_time)
    choice, solver = choose(asked, seed="bench", budget=budget, drawn=drawn)
    chosen = time.process_time()
    if explained:
        reasons_for(choice, solver)
    return chosen - began, time.process_time() - chosen, choice


def series() -> None:
    """Every State of a series solved as the worker does it, the database left aside; a line for each."""
    began, used = time.perf_counter(), time.process_time()
    for number in range(1, STATES + 1):
        random = Random(f"series {number}")
        pool = random_pool(random, APPLICANTS, codes=54, organisations=APPLICANTS - 2)
        asked = Question(
            candidates=tuple(pool), policy=POLICIES[DEFAULT_POLICY], max_panel=6, seed=f"bench {number}"
        )
        result = answer(asked).result
        print(
            f"  {number:>2} of {STATES} States solved, {result['proof']}, {result['seconds']:.2f} s",
            flush=True,
        )
    print(
        f"{STATES} States x {APPLICANTS} applications: {time.perf_counter() - began:.2f} s,"
        f" {time.process_time() - used:.2f} s of one processor; goal 5 s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="pools of each sort; the slowest is shown")
    parser.add_argument("--series", action="store_true", help="the whole series only")
    asked = parser.parse_args()
    if not asked.series:
        one_pool_each(range(asked.seeds))
    series()


def one_pool_each(seeds: range) -> None:
    """The table of pools."""
    print(
        f"{'pool (the slowest of ' + str(len(seeds)) + ')':<44}{'value':>8}{'panel':>8}{'reasons':>9}  proof"
    )
    for name, make, size in pools():
        made = [make(Random(f"{name} {seed}")) for seed in seeds]
        value = max(timed(pool, drawn=False, explained=False)[0] for pool in made)
        whole = [timed(pool, drawn=True, explained=size <= 300) for pool in made]
        panel, reasons = max(entry[0] for entry in whole), max(entry[1] for entry in whole)
        proofs = "/".join(sorted({entry[2].proof.value for entry in whole}))
        told = f"{reasons:>8.2f}s" if size <= 300 else f"{'':>9}"
        print(f"{name:<44}{value:>7.2f}s{panel:>7.2f}s{told}  {proofs}", flush=True)


if __name__ == "__main__":
    main()
