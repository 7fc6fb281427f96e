"""Which organisations may be one and the same: for staff to look at side by side, never to decide by itself.

Two rows are alike when their names are the same as compared (case, accents and
signs apart), when the names are similar, when they share a website's domain of
their own, or when somebody wrote for both from one address. Hosts that anybody
can have a page on say nothing. Pure: values in, pairs with reasons out.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import combinations
from urllib.parse import urlsplit

SIMILAR = 0.86  # of the letters, in order: lets a plural or a missing article pass, not another town
COMMON = 25  # a word in more names than this ("rights", "association") brings nobody together
SHORTEST = 4  # letters of a word that may bring two names together
SHARED_HOSTS = (
    "facebook.com",
    "instagram.com",
    "twitter.com",
    "x.com",
    "linkedin.com",
    "youtube.com",
    "linktr.ee",
    "google.com",
    "wordpress.com",
    "blogspot.com",
    "wixsite.com",
    "weebly.com",
    "medium.com",
    "github.io",
)


class Likeness(StrEnum):
    """Why two rows may be one organisation, the strongest reason first."""

    SAME_NAME = "same name"
    SAME_CONTACT = "written for from the same address"
    SAME_SITE = "same website"
    SIMILAR_NAME = "similar name"


@dataclass(frozen=True)
class Known:
    """One organisation as far as it is compared; ``contacts`` are addresses in lower case."""

    key: int
    name: str
    website: str = ""
    contacts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pair:
    """Two that may be one, by their keys in order, and why."""

    first: int
    second: int
    why: tuple[Likeness, ...]


def pairs(known: Iterable[Known]) -> list[Pair]:
    """Every pair that is alike in any way, those with the strongest reasons first."""
    rows = {row.key: row for row in known}
    candidates = {tuple(sorted(pair)) for group in _groups(rows.values()) for pair in combinations(group, 2)}
    found = [
        Pair(first, second, why)
        for first, second in candidates
        if (why := likeness(rows[first], rows[second]))
    ]
    order = list(Likeness)
    return sorted(found, key=lambda pair: (order.index(pair.why[0]), -len(pair.why), pair.first, pair.second))


def likeness(one: Known, other: Known) -> tuple[Likeness, ...]:
    """In what these two are alike; empty where in nothing."""
    names = _plain(one.name), _plain(other.name)
    same_name = bool(names[0]) and names[0] == names[1]
    found = {
        Likeness.SAME_NAME: same_name,
        Likeness.SAME_CONTACT: bool(one.contacts & other.contacts),
        Likeness.SAME_SITE: bool(site(one.website)) and site(one.website) == site(other.website),
        Likeness.SIMILAR_NAME: not same_name and _similar(*names),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def site(website: str) -> str:
    """The domain of a website of one's own: "https://www.Example.org/fr" is ``example.org``."""
    try:
        host = (urlsplit(website if "//" in website else f"//{website}").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    shared = any(host == each or host.endswith(f".{each}") for each in SHARED_HOSTS)
    return "" if shared else host


def _groups(rows: Iterable[Known]) -> Iterator[list[int]]:
    """Keys that share something, so that not everybody is compared with everybody."""
    shared: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for row in rows:
        shared["name", _plain(row.name)].add(row.key)
        shared["site", site(row.website)].add(row.key)
        for contact in row.contacts:
            shared["contact", contact].add(row.key)
        for word in _words(row.name):
            shared["word", word].add(row.key)
    for (kind, value), keys in shared.items():
        if value and len(keys) > 1 and not (kind == "word" and len(keys) > COMMON):
            yield sorted(keys)


def _similar(one: str, other: str) -> bool:
    if not one or not other:
        return False
    match = SequenceMatcher(None, one, other, autojunk=False)
    return match.real_quick_ratio() >= SIMILAR and match.quick_ratio() >= SIMILAR and match.ratio() >= SIMILAR


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())


def _plain(name: str) -> str:
    return "".join(letter for letter in _folded(name) if letter.isalnum())


def _words(name: str) -> set[str]:
    """Words without accents; of a name of short words or without spaces, each two letters in a row."""
    kept = "".join(
        letter if letter.isalnum() else "" if unicodedata.combining(letter) else " "
        for letter in _folded(name)
    )
    words = {word for word in kept.split() if len(word) >= SHORTEST}
    return words or {kept[place : place + 2] for place in range(max(len(kept) - 1, 0))}
