"""What the model sees of a text: word stems and pairs of them. Training and use share this one module."""

from __future__ import annotations

import re

MOST_WORDS = 600  # of a text that are read; the longest recommendation of 2008 to 2013 has fewer than 300
START = 5  # words at the start, among which the first verb is
_WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = (
    ("isation", "iz"),
    ("ization", "iz"),
    ("ising", "iz"),
    ("izing", "iz"),
    ("ise", "iz"),
    ("ize", "iz"),
    ("ies", "y"),
    ("ing", ""),
    ("ed", ""),
    ("es", ""),
    ("s", ""),
    ("e", ""),
)


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, in order; figures and signs are no words."""
    return [found.group() for _place, found in zip(range(MOST_WORDS), _WORD.finditer(text), strict=False)]


def stem(word: str) -> str:
    """An English word in small letters without its ending: "continuing" and "continues" are one."""
    word = word.lower()
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + instead
    return word


def issue_features(words: list[str]) -> dict[str, str]:
    """For the issues: each word and each pair of neighbours, as stems; with the words as they were written."""
    stems = [stem(word) for word in words]
    found: dict[str, str] = {}
    for place, (each, written) in enumerate(zip(stems, words, strict=True)):
        found.setdefault(each, written)
        if place:
            found.setdefault(f"{stems[place - 1]} {each}", f"{words[place - 1]} {written}")
    return found


def action_features(words: list[str]) -> dict[str, str]:
    """For the category: the same, and what the text starts with, for the first verb decides most.

    "^word" is one of the first five words, "^^word" the first, "^^a b" the first two; "a>b" is the first word with
    any later one, "a>>b" the second with any later one ("adopt" with "law" is category 5, with "measures" 4).
    """
    found = issue_features(words)
    if not words:
        return found
    stems = [stem(word) for word in words]
    for each, written in zip(stems[:START], words, strict=False):
        found.setdefault(f"^{each}", written)
    found[f"^^{stems[0]}"] = words[0]
    if len(stems) > 1:
        found[f"^^{stems[0]} {stems[1]}"] = f"{words[0]} {words[1]}"
    for place, each in enumerate(stems[1:], start=1):
        found.setdefault(f"{stems[0]}>{each}", f"{words[0]} … {words[place]}")
        if place > 1:
            found.setdefault(f"{stems[1]}>>{each}", f"{words[1]} … {words[place]}")
    return found
