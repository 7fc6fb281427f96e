"""The words of a text as the library compares them: without accents, capitals and plural endings.

One light rule for English, French and Spanish together, because nobody says in which language they search:
accents and capitals go, then plural and silent endings ("discriminations", "géneros", "policies", "nationaux",
"voces" meet their singular). Other scripts are compared literally; those written without spaces (Chinese, Japanese,
Thai, Lao, Khmer, Burmese) sign by sign. PostgreSQL adds the stemming of the text's own language (``library.py``).
No clock, no database.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from presessions.folding import fold

LONGEST = 60  # signs of a word that are compared; PostgreSQL takes at most 2,046 bytes a word
MOST = 12  # words of a question that count
IRREGULAR = {"women": "woman", "men": "man", "children": "child", "yeux": "oeil"}
COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "it",
        "of",
        "on",
        "or",
        "that",
        "the",
        "to",
        "with",
        "au",
        "aux",
        "avec",
        "ce",
        "dans",
        "de",
        "des",
        "du",
        "en",
        "est",
        "et",
        "la",
        "le",
        "les",
        "ou",
        "par",
        "pour",
        "que",
        "qui",
        "sur",
        "un",
        "une",
        "al",
        "con",
        "del",
        "el",
        "las",
        "lo",
        "los",
        "o",
        "para",
        "por",
        "se",
        "su",
        "una",
        "y",
    ]
)
SIGN_BY_SIGN = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Japanese syllables
    (0x3400, 0x9FFF),  # Chinese characters
    (0x20000, 0x3134F),
)


def stem(word: str) -> str:
    """A folded word without its plural ending; what is not written in Latin letters is left as it is."""
    if any(ord(sign) > 0x24F or sign.isdigit() for sign in word):
        return word
    word = IRREGULAR.get(word, word)
    if word.endswith(("eaux", "eux")) and len(word) > 3:
        word = word[:-1]
    elif word.endswith("aux") and len(word) > 5:
        word = word[:-2] + "l"
    while len(word) > 3 and word[-1] in "se" and not word.endswith("ss"):
        word = word[:-1]
    return word[:-1] + {"y": "i", "z": "c"}.get(word[-1], word[-1]) if len(word) > 2 else word


def compared(word: str) -> str:
    """One word as it is compared. Folding parts some Arabic forms into a blank and a vowel sign: the blank goes."""
    return stem("".join(fold(word).split())[:LONGEST])


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of a text begin and end."""
    start = None
    for place, sign in enumerate(text):
        if _alone(sign):
            if start is not None:
                yield start, place
            yield place, place + 1
            start = None
        elif unicodedata.category(sign)[0] in "LMN":
            start = place if start is None else start
        elif start is not None:
            yield start, place
            start = None
    if start is not None:
        yield start, len(text)


def stems(text: str) -> list[str]:
    """The words of a text as they are compared, in order; single Latin letters ("l’", "d’") are no words."""
    text = unicodedata.normalize("NFC", text)
    found = [compared(text[start:end]) for start, end in spans(text)]
    return [word for word in found if len(word) > 1 or (word and not "a" <= word <= "z")]


def searchable(text: str) -> str:
    """What is stored beside a text: its words once each, between blanks, so that " word " finds whole words."""
    return " ".join(["", *dict.fromkeys(stems(text)), ""]) if text.strip() else ""


def asked(question: str) -> list[str]:
    """The words of a question that count: without the commonest ones, unless it holds nothing else."""
    common = {stem(word) for word in COMMON}
    words = list(dict.fromkeys(stems(question)))
    return ([word for word in words if word not in common] or words)[:MOST]


def marked(text: str, wanted: list[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words that were asked for."""
    pieces: list[tuple[str, bool]] = []
    last = 0
    text = unicodedata.normalize("NFC", text)
    for start, end in spans(text):
        if compared(text[start:end]) in wanted:
            pieces += [(text[last:start], False)] * (start > last) + [(text[start:end], True)]
            last = end
    return pieces + [(text[last:], False)] * (last < len(text))


def _alone(sign: str) -> bool:
    """Whether a sign of a script without spaces is a word by itself."""
    code = ord(sign)
    return code > 0xDFF and any(first <= code <= last for first, last in SIGN_BY_SIGN)
