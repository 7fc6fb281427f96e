"""Which part of a text belongs into which section of a statement, told by its headings.

The rule in plain words: a paragraph that says nothing but the name of a section, in English, French or Spanish, with
or without a number, capitals, accents or a colon, begins that section. What stands above the first such heading
belongs nowhere by itself. Below "First recommendation" stands one recommendation, below "Recommendations" each
paragraph is one. The template's own hints are no text of anybody's.

Pure: paragraphs in, texts out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from .file_text import Block

RECOMMENDATION, RECOMMENDATIONS = "recommendation", "recommendations"
QUESTION, QUESTIONS = "question", "questions"
LONGEST_HEADING = 90  # signs; a longer paragraph is text
_NUMBER = re.compile(r"^\s*(\(?([0-9]{1,2}|[ivxIVX]{1,4}|[a-hA-H])[.):]\)?\s*)+")
_ASIDE = re.compile(r"\([^)]*\)")
_MARK = re.compile(r"^([•●▪‣·–-]|\d{1,2}[.)])\s+")


@dataclass(frozen=True)
class Found:
    """What goes where; ``rest`` stood above the first heading that is known."""

    sections: Mapping[str, str]
    recommendations: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    rest: str = ""

    @property
    def is_recognised(self) -> bool:
        """Whether any heading was known."""
        return bool(self.sections or self.recommendations or self.questions)


def fold(text: str) -> str:
    """A heading as it is compared: without number, aside in brackets, accents, capitals and signs."""
    bare = _ASIDE.sub(" ", _NUMBER.sub("", text))
    plain = unicodedata.normalize("NFKD", bare.casefold())
    letters = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join(letters.split())


def recognised(blocks: Iterable[Block], headings: Mapping[str, str], hints: Collection[str]) -> Found:
    """Sort these paragraphs. ``headings``: folded heading -> place, the name of a section or one of this module's
    four; ``hints``: folded paragraphs of the template that are left out."""
    place = ""
    pieces: dict[str, list[Block]] = {"": []}
    points: dict[str, list[list[Block]]] = {RECOMMENDATION: [], QUESTION: []}
    for block in blocks:
        heading = headings.get(fold(block.text)) if len(block.text) <= LONGEST_HEADING else None
        if heading is not None:
            place = heading
            if place in points:
                points[place].append([])
        elif fold(block.text) in hints:
            continue
        elif place in points:
            points[place][-1].append(block)
        else:
            pieces.setdefault(place, []).append(block)
    return Found(
        {
            name: text
            for name, each in pieces.items()
            if name not in ("", RECOMMENDATIONS, QUESTIONS) and (text := joined(each))
        },
        _points(points[RECOMMENDATION], pieces.get(RECOMMENDATIONS, [])),
        _points(points[QUESTION], pieces.get(QUESTIONS, [])),
        joined(pieces[""]),
    )


def _points(own: Iterable[list[Block]], together: Iterable[Block]) -> tuple[str, ...]:
    """One text for each heading of its own, and one for each paragraph below a heading for all."""
    texts = [joined(each) for each in own] + [_MARK.sub("", block.text).strip() for block in together]
    return tuple(text for text in texts if text)


def joined(blocks: Iterable[Block]) -> str:
    """Paragraphs apart by an empty line, items of a list below each other."""
    text, was_item = "", False
    for block in blocks:
        apart = "\n" if was_item and block.is_item else "\n\n"
        text = f"{text}{apart}{block.text}" if text else block.text
        was_item = block.is_item
    return text
