"""Category from verb lists and issues from glossaries, for French and Spanish; and which language a text is in."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

from .verbs import SIGNS, SMALL, VERBS

FILE = Path(__file__).with_name("glossary.tsv")
AT_START = 10  # words among which the first verb is looked for
NAMED = 3
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def folded(word: str) -> str:
    """A word in small letters without accents, as lists and glossaries have it."""
    apart = unicodedata.normalize("NFKD", word.lower().translate(_LIGATURES))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def language_of(words: list[str]) -> str:
    """The language with most signs of it: small words, letters, endings; English where there is no sign but Latin
    letters, empty where there are none."""
    small = [(word.lower(), folded(word)) for word in words]
    counts = {code: sum(_is_sign(code, *word) for word in small) for code in SMALL}
    best = max(counts, key=lambda code: counts[code])
    if counts[best]:
        return best
    return "en" if any("a" <= plain[:1] <= "z" for _written, plain in small) else ""


def _is_sign(code: str, written: str, plain: str) -> bool:
    return plain in SMALL[code].split() or bool(re.search(SIGNS[code], written))


def action_of(words: list[str], language: str) -> tuple[int, str]:
    """The category of the first verb, and that verb as it was written; (0, "") where none is known."""
    patterns, start = _verbs(language), words[:AT_START]
    text, places = _joined(start)
    found = [(match, rank) for rank, pattern in patterns for match in pattern.finditer(text)]
    if not found:
        return 0, ""
    match, rank = min(found, key=lambda pair: (pair[0].start(), -len(pair[0].group())))
    return rank, _as_written(match, start, places)


def starts_with_verb(words: list[str], language: str) -> bool:
    """Whether the first of these words is a verb of the lists, of any category."""
    text, _places = _joined(words)
    return any(pattern.match(text) for _rank, pattern in _verbs(language))


def says(words: list[str], entries: str) -> bool:
    """Whether one of the entries of a list stands among the words."""
    return bool(_pattern(entries).search(_joined(words)[0]))


def issues_of(words: list[str], language: str) -> dict[str, tuple[str, ...]]:
    """The codes of the issues whose glossary a text touches, the most touched first, with the words that did."""
    text, places = _joined(words)
    found: dict[str, tuple[str, ...]] = {}
    for code, pattern in _issues(language):
        said = [_as_written(match, words, places) for match in pattern.finditer(text)]
        if said:
            found[code] = tuple(dict.fromkeys(said))[:NAMED]
    return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def _joined(words: list[str]) -> tuple[str, list[int]]:
    """The folded words between blanks, and where each begins."""
    small = [folded(word) for word in words]
    places, place = [], 0
    for word in small:
        places.append(place)
        place += len(word) + 1
    return " ".join(small), places


def _as_written(match: re.Match[str], words: list[str], places: list[int]) -> str:
    return " ".join(
        word for word, place in zip(words, places, strict=True) if match.start() <= place < match.end()
    )


@cache
def _verbs(language: str) -> list[tuple[int, re.Pattern[str]]]:
    return [(rank, _pattern(entries)) for rank, entries in VERBS[language].items()]


@cache
def _issues(language: str) -> list[tuple[str, re.Pattern[str]]]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [(row["code"], _pattern(row[language])) for row in rows if row[language]]


@cache
def _pattern(entries: str) -> re.Pattern[str]:
    """The entries of a list, longest first; "*" is any ending of a word."""
    listed = sorted((entry.strip() for entry in entries.split(";")), key=len, reverse=True)
    shapes = "|".join(re.escape(entry).replace(r"\*", r"\w*") for entry in listed if entry)
    return re.compile(rf"\b(?:{shapes})\b")
