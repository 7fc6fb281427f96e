"""Random pools of applications, and the rule applied to them by brute force."""

from itertools import combinations
from random import Random

from panels.selection import Candidate, Criterion, Policy, evaluate, problems, ticket

KINDS = ("nhri", "national", "national", "national", "grassroots", "grassroots", "regional", "international")
GENDERS = ("F", "F", "M", "M", "X", "undisclosed")


def random_pool(
    random: Random, size: int, *, codes: int = 12, organisations: int | None = None, themes: int | None = None
) -> list[Candidate]:
    """Applications of every sort; few organisations mean many conflicts."""
    names = [f"t{number:02}" for number in range(codes - 2)] + ["WOM", "UI-WOMEN"]
    pool = []
    for number in range(size):
        many = min(codes, random.randint(0, 6) if themes is None else themes)
        pool.append(
            Candidate(
                id=f"a{number:03}",
                organisation=f"o{random.randrange(organisations)}" if organisations else f"o{number}",
                kind=random.choice(KINDS),
                coalition=random.random() < 0.3,
                submitted=random.random() < 0.6,
                themes=tuple(random.sample(names, many)),
                gender=random.choice(GENDERS),
            )
        )
    return pool


def equal_pool(
    random: Random, size: int, *, codes: int, themes: int | None = 4, skew: float = 0.0
) -> list[Candidate]:
    """Everybody equal but for the themes, the hardest case; `skew` makes some themes far more frequent."""
    names = [f"t{number:03}" for number in range(codes)]
    weights = [1 / (number + 1) ** skew for number in range(codes)]
    pool = []
    for number in range(size):
        chosen: list[str] = []
        many = themes or random.randint(1, 4)
        while len(chosen) < min(many, codes):
            name = random.choices(names, weights)[0]
            if name not in chosen:
                chosen.append(name)
        pool.append(
            Candidate(f"a{number:04}", f"o{number}", "national", False, True, tuple(chosen), "undisclosed")
        )
    return pool


def random_wishes(random: Random, pool: list[Candidate]) -> dict[str, object]:
    """Pins, exclusions and linked pairs, few enough that most can be met."""
    ids = [candidate.id for candidate in pool]
    some = random.sample(ids, min(len(ids), 5))
    pins = some[: random.choice((0, 0, 0, 1, 2))]
    return {
        "max_panel": random.choice((6, 6, 6, 6, 5, 3, 2, 1, 0)),
        "pins": pins,
        "exclusions": some[3 : 3 + random.choice((0, 0, 1, 2))],
        "conflicts": [tuple(random.sample(ids, 2)) for _ in range(random.choice((0, 0, 2, 8, 20)))]
        if len(ids) > 1
        else [],
    }


def by_brute_force(
    pool: list[Candidate], *, policy: Policy, seed: str, max_panel: int, **wishes: object
) -> tuple[tuple[str, ...] | None, dict[Criterion, int], bool]:
    """The rule read literally: look at every panel. Panel, criteria and whether a tie was drawn."""
    best: list[tuple[tuple[int, ...], list[str], tuple[str, ...]]] = []
    for size in range(max_panel, -1, -1):
        for panel in combinations([candidate.id for candidate in pool], size):
            if problems(panel, pool, policy=policy, max_panel=max_panel, **wishes):  # type: ignore[arg-type]
                continue
            key = policy.key(evaluate(panel, pool, policy=policy))
            if not best or key >= best[0][0]:
                if best and key > best[0][0]:
                    best = []
                best.append((key, sorted(ticket(seed, id_) for id_ in panel), panel))
        if best:
            break
    if not best:
        return None, {}, False
    chosen = tuple(sorted(min(best, key=lambda entry: entry[1])[2]))
    return chosen, dict(evaluate(chosen, pool, policy=policy)), len(best) > 1
