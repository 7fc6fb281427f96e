"""The panel rule against two other ways to solve it, on thousands of pools: run as a module.

Exhaustive search looks at every panel of pools of up to 14 applications, with conflicts of every kind, pins,
exclusions and sizes: criteria, the drawn panel and whether a tie was drawn must all agree. CP-SAT maximises
the criteria of pools of 30 to 300 one after the other: the criteria must agree, and so must whether another
panel is equal. Prints a table and exits 1 where anything differs.
"""

import argparse
import sys
import time
from collections import Counter
from itertools import count
from random import Random

from panels.selection import POLICIES, Candidate, evaluate, problems, select
from tests.panels.pools import equal_pool, random_pool, random_wishes
from tests.panels.quick_brute_force import every_panel
from tests.panels.second_opinion import Undecided, best_by_cp_sat

SECONDS = 10.0
"""For each criterion that CP-SAT maximises; a pool that takes longer is left out and counted as undecided."""


def against_exhaustive_search(number: int) -> Counter[str]:
    """Small pools, every policy in turn."""
    seen: Counter[str] = Counter()
    names = sorted(POLICIES)
    for case in range(number):
        random = Random(f"exhaustive {case}")
        policy = POLICIES[names[case % len(names)]]
        organisations = random.choice((None, None, 4, 9))
        pool = random_pool(
            random, random.randint(0, 14), codes=random.choice((3, 6, 12)), organisations=organisations
        )
        wishes = random_wishes(random, pool)
        choice = select(pool, policy=policy, seed=f"{case}", **wishes)
        expected = every_panel(pool, policy=policy, seed=f"{case}", **wishes)
        seen["pools"] += 1
        seen["wishes clash"] += choice.panel is None
        seen["ties drawn"] += bool(choice.tie_drawn)
        seen["differences"] += (choice.panel, dict(choice.criteria), choice.tie_drawn) != expected
    return seen


def _large(case: int, random: Random) -> list[Candidate]:
    size = (30, 60, 100, 150, 300)[case % 5]
    if case % 12 == 11:  # where CP-SAT seldom finds a proof
        return equal_pool(random, size, codes=random.choice((40, 54)), skew=random.choice((0, 0.7)))
    return random_pool(
        random, size, codes=random.choice((12, 30, 54)), organisations=random.choice((None, size // 3))
    )


def against_cp_sat(number: int) -> Counter[str]:
    """Large pools until so many are decided: the criteria, and whether the choice is the only best panel."""
    seen: Counter[str] = Counter()
    names = sorted(POLICIES)
    for case in count():
        if seen["pools"] == number:
            break
        random = Random(f"cp-sat {case}")
        policy = POLICIES[names[case % len(names)]]
        pool = _large(case, random)
        wishes = {**random_wishes(random, pool), "max_panel": random.choice((6, 6, 6, 4))}
        choice = select(pool, policy=policy, **wishes)
        asked = {**wishes, "policy": policy, "hint": choice.panel or (), "seconds": SECONDS}
        try:
            expected = best_by_cp_sat(pool, **asked)
            again = choice.panel and best_by_cp_sat(pool, chosen=choice.panel, **asked)
        except Undecided:
            seen["undecided"] += 1
            continue
        seen["pools"] += 1
        if choice.panel is None or expected is None:
            seen["wishes clash"] += 1
            seen["differences"] += (choice.panel is None) != (expected is None)
            continue
        seen["ties drawn"] += bool(choice.tie_drawn)
        seen["differences"] += (
            policy.key(choice.criteria) != expected
            or (again == expected) != choice.tie_drawn
            or bool(problems(choice.panel, pool, policy=policy, **wishes))
            or evaluate(choice.panel, pool, policy=policy) != choice.criteria
        )
    return seen


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=2000, help="pools for exhaustive search")
    parser.add_argument("--large", type=int, default=200, help="pools for CP-SAT")
    numbers = parser.parse_args()
    differences = 0
    print(
        f"{'second opinion':<20}{'pools':>7}{'clashes':>9}{'ties':>7}{'undecided':>11}{'differences':>13}{'seconds':>9}"
    )
    for name, check, number in (
        ("exhaustive search", against_exhaustive_search, numbers.small),
        ("CP-SAT", against_cp_sat, numbers.large),
    ):
        began = time.perf_counter()
        seen = check(number)
        differences += seen["differences"]
        row = f"{seen['pools']:>7}{seen['wishes clash']:>9}{seen['ties drawn']:>7}{seen['undecided']:>11}"
        row += f"{seen['differences']:>13}"
        print(f"{name:<20}{row}{time.perf_counter() - began:>9.1f}", flush=True)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
