"""What a save means for the versions of a statement, and what changed between two, word by word.

Source of the rule: ours. Saves within half an hour of each other and two hours of the first, by the same writer, are
one version, unless somebody relied on what stood in between: sent it, read it, agreed to it.

Pure: texts and instants in, decisions and pieces out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

PAUSE = timedelta(minutes=30)
LONGEST = timedelta(hours=2)
MAX_PRODUCT = 4_000_000  # words times words; above, paragraphs are compared whole
_WORDS = re.compile(r"\s+|[^\s]+")
_PARAGRAPHS = re.compile(r"\n+|[^\n]+")


class Mark(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    mark: Mark
    text: str


def is_same_sitting(
    *, begun_at: datetime, saved_at: datetime, now: datetime, same_writer: bool, relied_on_at: datetime | None
) -> bool:
    """Whether a save at ``now`` goes on with the version begun and last saved at these instants.

    ``relied_on_at``: when somebody last sent, read or agreed to what stood there, if ever.
    """
    if not same_writer or (relied_on_at is not None and relied_on_at >= saved_at):
        return False
    return now - saved_at <= PAUSE and now - begun_at <= LONGEST


def pieces(old: str, new: str) -> list[Piece]:
    """What stayed, went and came, in reading order; together the pieces that are not new make up ``old``, those that
    are not gone ``new``."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) * len(after) > MAX_PRODUCT:
        before, after = _PARAGRAPHS.findall(old), _PARAGRAPHS.findall(new)
    found: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece(Mark.SAME, "".join(before[a:b])))
            continue
        found += [Piece(Mark.GONE, "".join(before[a:b]))] * (b > a)
        found += [Piece(Mark.NEW, "".join(after[c:d]))] * (d > c)
    return _whole_phrases(found)


def _whole_phrases(found: Sequence[Piece]) -> list[Piece]:
    """A blank that stayed between two changes belongs to them: phrases are read, not confetti."""
    out: list[Piece] = []
    place = 0
    while place < len(found):
        gone, new = [], []
        while place < len(found) and (found[place].mark is not Mark.SAME or _is_between(found, place)):
            piece = found[place]
            gone += [piece.text] * (piece.mark is not Mark.NEW)
            new += [piece.text] * (piece.mark is not Mark.GONE)
            place += 1
        out += [Piece(Mark.GONE, "".join(gone))] * bool(gone) + [Piece(Mark.NEW, "".join(new))] * bool(new)
        if place < len(found):
            out.append(found[place])
            place += 1
    return out


def _is_between(found: Sequence[Piece], place: int) -> bool:
    """Whether this is a blank that stayed, no end of a line, with a change on either side."""
    text = found[place].text
    return text.isspace() and "\n" not in text and 0 < place < len(found) - 1


def counted(found: Sequence[Piece]) -> tuple[int, int]:
    """How many words came and how many went."""
    came = sum(len(piece.text.split()) for piece in found if piece.mark is Mark.NEW)
    went = sum(len(piece.text.split()) for piece in found if piece.mark is Mark.GONE)
    return came, went
