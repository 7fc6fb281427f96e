"""Who applies in the demonstration: drawn with a fixed seed, in the shares a real call shows.

Pure: a seed and facts in, values out; ``demo.py`` turns them into rows.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from .demo_words import ISSUES, NAMES, NHRI_NAMES, SAMPLE

# How many applications a State gets: most a handful, some many, a few none (a reason not to hold a meeting).
COUNTS = (0, 3, 6, 7, 8, 9, 10, 11, 12, 14, 17, 21, 25, 2)
KINDS = (("national", 46), ("grassroots", 26), ("international", 14), ("regional", 14))
GENDERS = (("F", 48), ("M", 38), ("undisclosed", 11), ("X", 3))
SUBMITTED = (("own", 45), ("joint", 35), ("none", 20))
RISKS = (("none", 70), ("some", 15), ("unsaid", 10), ("high", 5))
SPOKEN = {"ar": "ar", "ru": "ru", "hi": "en", "zh": "zh"}


@dataclass(frozen=True)
class Applicant:
    """One invented application; ``page_language`` is the one we write in, ``spoken`` the statement's."""

    name: str
    kind: str
    coalition: bool
    members: tuple[int, ...]
    page_language: str
    spoken: str
    submitted: str
    issues: tuple[str, ...]
    gender: str
    later: bool
    under_18: bool
    risk: str
    withdrawn: bool
    attendance: str
    funding: bool
    founded: int
    availability: tuple[int, ...] = field(default=())


def cast(seed: str, iso3: str, *, place: int, languages: Mapping[str, str]) -> list[Applicant]:
    """The applicants for one State; ``place`` is its place in the series, ``languages`` its page language by ISO3."""
    draw = random.Random(f"{seed}/{iso3}")  # noqa: S311 - a demonstration wants the same draw each time
    count = COUNTS[place % len(COUNTS)]
    home = languages.get(iso3, "en")
    found: list[Applicant] = []
    used: set[str] = set()
    if count >= 6 and draw.random() < 0.55:
        found.append(_nhri(draw, home))
    while len(found) < count:
        applicant = _one(draw, home, used, others=len(found))
        used.add(applicant.name)
        found.append(applicant)
    return found


def _nhri(draw: random.Random, home: str) -> Applicant:
    name = f"{NHRI_NAMES[home]} ({SAMPLE[home]})"
    return _applicant(draw, name, "nhri", home, home, coalition=False, members=())


def _one(draw: random.Random, home: str, used: set[str], *, others: int) -> Applicant:
    pool = [name for name in NAMES if name.language == home] if draw.random() < 0.6 else list(NAMES)
    name = draw.choice(pool)
    number = 1
    while name.numbered(number) in used:
        number += 1
    page = name.language if name.language in ("en", "fr", "es") else "en"
    kind = _weighted(draw, KINDS)
    coalition = draw.random() < 0.22
    members = (
        tuple(sorted(draw.sample(range(others), min(others, draw.choice((0, 1, 2)))))) if coalition else ()
    )
    return _applicant(
        draw, name.numbered(number), kind, page, SPOKEN.get(name.language, name.language),
        coalition=coalition, members=members,
    )  # fmt: skip


def _applicant(
    draw: random.Random,
    name: str,
    kind: str,
    page: str,
    spoken: str,
    *,
    coalition: bool,
    members: tuple[int, ...],
) -> Applicant:
    minor = draw.random() < 0.03 and kind != "nhri"
    return Applicant(
        name=name,
        kind=kind,
        coalition=coalition,
        members=members,
        page_language=page,
        spoken=spoken,
        submitted=_weighted(draw, SUBMITTED),
        issues=tuple(draw.sample(ISSUES, draw.choice((1, 2, 2, 3, 3, 4)))),
        gender=_weighted(draw, GENDERS),
        later=draw.random() < 0.08 and not minor,
        under_18=minor,
        risk="some" if minor else _weighted(draw, RISKS),
        withdrawn=draw.random() < 0.04,
        attendance=draw.choice(("in_person", "in_person", "either", "remote")),
        funding=draw.random() < 0.4,
        founded=draw.randint(1978, 2024),
        availability=tuple(sorted(draw.sample(range(4), 3))) if draw.random() < 0.15 else (),
    )


def _weighted(draw: random.Random, choices: tuple[tuple[str, int], ...]) -> str:
    return draw.choices([name for name, _ in choices], [weight for _, weight in choices])[0]
