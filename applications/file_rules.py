"""Which files are taken, what they are called and why one is not.

The rule in plain words: PDF, Word (DOCX), OpenDocument (ODT), JPEG and PNG, at
most 10 MB each, five and 25 MB together, 50 MB in one day. What a file is, is
read from its content and never from its name. Nothing that could run, open or fetch something
by itself is taken; nor what is locked, broken, or far larger inside than outside.

Pure: bytes and numbers in, codes out.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

MAX_BYTES = 10 * 1024 * 1024
MAX_COUNT = 5
MAX_TOTAL = 25 * 1024 * 1024
MAX_DAY = 50 * 1024 * 1024  # bytes of one account in one day of Geneva, removed and refused files too
PIECE = 256 * 1024  # bytes; what a broken connection costs at most
MAX_NAME = 120
HEAD = 4096  # bytes that suffice to tell the types apart


class FileType(StrEnum):
    """The types that are taken; the value is the media type under which they are served."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"
    JPEG = "image/jpeg"
    PNG = "image/png"


SUFFIXES = {
    FileType.PDF: "pdf",
    FileType.DOCX: "docx",
    FileType.ODT: "odt",
    FileType.JPEG: "jpg",
    FileType.PNG: "png",
}
ZIPPED = frozenset({FileType.DOCX, FileType.ODT})
IMAGES = frozenset({FileType.JPEG, FileType.PNG})


class Reason(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    TOO_MUCH = "too_much"
    TOO_MUCH_TODAY = "too_much_today"
    TOO_OFTEN = "too_often"
    NO_ROOM = "no_room"
    WRONG_TYPE = "wrong_type"
    BROKEN = "broken"
    LOCKED = "locked"
    ACTIVE = "active"
    OUTSIDE_LINKS = "outside_links"
    BOMB = "bomb"
    TOO_MANY_PIXELS = "too_many_pixels"
    INFECTED = "infected"
    TOO_HARD = "too_hard"


@dataclass(frozen=True)
class Verdict:
    """What came of looking at a file: its type, or the reason why not."""

    type: FileType | None = None
    reason: Reason | None = None

    @property
    def is_clean(self) -> bool:
        return self.reason is None


def refused(reason: Reason) -> Verdict:
    """The verdict "no", for this reason."""
    return Verdict(None, reason)


def room_for(size: int, *, count: int, total: int) -> Reason | None:
    """Whether one more file of ``size`` bytes fits beside ``count`` files of ``total`` bytes."""
    if size <= 0:
        return Reason.EMPTY
    if size > MAX_BYTES:
        return Reason.TOO_LARGE
    if count >= MAX_COUNT:
        return Reason.TOO_MANY
    if total + size > MAX_TOTAL:
        return Reason.TOO_MUCH
    return None


def room_today(size: int, *, today: int) -> Reason | None:
    """Whether ``size`` bytes more fit beside what this account has sent today already."""
    return Reason.TOO_MUCH_TODAY if today + size > MAX_DAY else None


def pieces_of(size: int) -> int:
    """How many pieces a file of ``size`` bytes is sent in; all but the last are full."""
    return -(-size // PIECE)


def piece_bytes(size: int, number: int) -> int:
    """How many bytes piece ``number`` (from 0) of such a file has; 0 where it has no such piece."""
    return max(0, min(PIECE, size - number * PIECE)) if number >= 0 else 0


def type_from_head(head: bytes) -> str:
    """What the first bytes say: "pdf", "zip", "jpeg", "png" or "" for anything else.

    The mark must be at the very start: a PDF that begins with something else is
    two files in one, and readers disagree about which.
    """
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return ""


def first_look(head: bytes) -> Reason | None:
    """Said while the applicant is still there; the whole check follows in the worker."""
    if not head:
        return Reason.EMPTY
    return None if type_from_head(head) else Reason.WRONG_TYPE


_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = frozenset({"\u200c", "\u200d"})  # Persian and Indic words need them inside a word


def visible(text: str) -> str:
    """The text without control and bidirectional characters, which could turn round the line they stand in."""
    return "".join(
        letter for letter in text if unicodedata.category(letter) not in _INVISIBLE or letter in _JOINERS
    )


def clean_name(name: str) -> str:
    """The name as text to show: composed (NFC), one line, without folders.

    Control and bidirectional characters go, accents and scripts stay.
    Never used as a path; an empty result is "file".
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    text = " ".join(visible(last).split()).strip(" .-") or "file"
    if len(text) <= MAX_NAME:
        return text
    stem, dot, suffix = text.rpartition(".")
    if not dot or len(suffix) > 8:
        return text[:MAX_NAME].strip()
    return f"{stem[: MAX_NAME - len(suffix) - 1].strip()}.{suffix}"


def served_name(name: str, media_type: str) -> str:
    """The name under which a file is handed out: its own, ending as its type demands."""
    try:
        suffix = SUFFIXES[FileType(media_type)]
    except ValueError:
        suffix = "bin"
    _, dot, ending = name.rpartition(".")
    if dot and ending.casefold() in {suffix, "jpeg" if suffix == "jpg" else suffix}:
        return name
    return f"{name}.{suffix}"
