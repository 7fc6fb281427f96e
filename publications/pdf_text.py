"""The paragraphs of a PDF file: letters and their places as PDFium tells them, put into lines and paragraphs.

A page that is a picture has no letters; a font without a table from its codes to letters can't be read
(``UnreadableText``). Bytes that were judged clean go in, texts come out; knows neither Django nor the database.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import pypdfium2 as pdfium
from pypdfium2 import raw

UNKNOWN = "\ufffd"
AT_THE_END = "\x02"  # PDFium's sign for a hyphen that ends a line; it tells no end of the line then
HYPHENS = ("-", "\u2010")
MAX_UNKNOWN = 0.2  # share of letters without a table above which a text is no text
LONGEST_FONT_NAME = 128  # bytes
_PAGE_NUMBER = re.compile(r"\W*(page\s+|página\s+)?\d{1,3}(\s*(/|of|de|sur)\s*\d{1,3})?\W*", re.IGNORECASE)
_STARTS = re.compile(r"([•●▪‣·–-]|\d{1,2}[.)]|[a-z]\))\s")
_NUMBER = re.compile(r"\d{1,2}[.)]|[a-z]\)")  # of an item
_BULLETS = frozenset("•●▪‣·◦○■–-\uf0b7\uf0a7")


class UnreadableText(Exception):
    """The letters of this file can't be told from its fonts."""

    def __init__(self, pages: int) -> None:
        self.pages = pages
        super().__init__(pages)


@dataclass
class Line:
    """One line: where it begins, its height (points), the font it begins with, and its words."""

    x: float
    y: float
    size: float
    font: str
    text: str = ""


def paragraphs_of(path: Path, max_pages: int) -> tuple[int, list[tuple[str, int]]]:
    """How many pages, and (text, level of a heading or 0) in order; no texts where there are too many pages.

    Raises ``UnreadableText``, and ``ValueError`` for a file that PDFium can't open.
    """
    try:
        pdf = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise ValueError(str(error)) from error
    count = len(pdf)
    if count > max_pages:
        return count, []
    pages = [_lines(page.get_textpage()) for page in pdf]
    letters = "".join(line.text for lines in pages for line in lines)
    if letters and letters.count(UNKNOWN) > MAX_UNKNOWN * len(letters):
        raise UnreadableText(count)
    return count, list(_paragraphs(pages))


# --- Pages --------------------------------------------------------------------------------------


def _lines(page: pdfium.PdfTextPage) -> list[Line]:
    lines = _with_marks([line for line in _drawn(page) if line.text.strip()])
    for place in (0, -1):  # the number of the page, above or below
        if len(lines) > 1 and _PAGE_NUMBER.fullmatch(lines[place].text.strip()):
            lines.pop(place)
    return lines


def _drawn(page: pdfium.PdfTextPage) -> Iterator[Line]:
    """The lines in the order the page draws them."""
    line: Line | None = None
    for place in range(page.count_chars()):
        letter = _letter(page, place)
        if letter not in "\r\n":
            line = line or _begun(page, place)
            line.text += "-" if letter == AT_THE_END else letter
        if letter in f"\r\n{AT_THE_END}" and line is not None:
            yield _whole(line)
            line = None
    if line is not None:
        yield _whole(line)


def _letter(page: pdfium.PdfTextPage, place: int) -> str:
    unknown = raw.FPDFText_HasUnicodeMapError(page, place) == 1
    return UNKNOWN if unknown else chr(raw.FPDFText_GetUnicode(page, place) or ord(UNKNOWN))


def _begun(page: pdfium.PdfTextPage, place: int) -> Line:
    x, y, turned = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
    raw.FPDFText_GetCharOrigin(page, place, x, y)
    raw.FPDFText_GetMatrix(page, place, turned)
    name = ctypes.create_string_buffer(LONGEST_FONT_NAME)
    raw.FPDFText_GetFontInfo(page, place, name, LONGEST_FONT_NAME, None)
    size = raw.FPDFText_GetFontSize(page, place) * (abs(turned.d) or abs(turned.b) or 1)
    return Line(x.value, y.value, size, name.value.decode("utf-8", "replace"))


def _whole(line: Line) -> Line:
    """With letters beyond the first 65,536 in one piece: PDFium tells them as two."""
    line.text = line.text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return line


def _with_marks(lines: list[Line]) -> list[Line]:
    """A bullet or the number of an item that was drawn apart stands before its line."""
    words = [line for line in lines if not _is_mark(line.text)]
    kept = []
    for line in lines:
        if not _is_mark(line.text):
            kept.append(line)
            continue
        mark = line.text.strip()
        near = next((each for each in words if _is_beside(line, each)), None)
        if near is not None:
            near.text = f"{'•' if mark in _BULLETS else mark} {near.text}"
        elif mark not in _BULLETS:
            kept.append(line)
    return kept


def _is_beside(mark: Line, line: Line) -> bool:
    return abs(line.y - mark.y) < 0.6 * line.size and line.x > mark.x


def _is_mark(text: str) -> bool:
    return text.strip() in _BULLETS or _NUMBER.fullmatch(text.strip()) is not None


# --- Paragraphs ---------------------------------------------------------------------------------


def _paragraphs(pages: list[list[Line]]) -> Iterator[tuple[str, int]]:
    every = [line for lines in pages for line in lines]
    if not every:
        return
    body = median(line.size for line in every)
    gaps = [a.y - b.y for lines in pages for a, b in pairwise(lines) if a.y > b.y]
    usual = (
        sorted(gaps)[len(gaps) // 4] if gaps else body * 1.2
    )  # most lines follow one of their own paragraph
    text, before = "", None
    for lines in pages:
        for place, line in enumerate(lines):
            if before is not None and _is_new(before, line, usual, on_new_page=place == 0):
                yield text, _level(before, body)
                text = ""
            text = _joined(text, line.text)
            before = line
    if before is not None:
        yield text, _level(before, body)


def _level(line: Line, body: float) -> int:
    return 1 if line.size > 1.1 * body else 0


def _is_new(before: Line, line: Line, usual: float, *, on_new_page: bool) -> bool:
    """Whether a line begins a paragraph of its own."""
    if abs(line.size - before.size) > 0.08 * before.size or _STARTS.match(line.text.strip()):
        return True
    if on_new_page:
        return before.text.rstrip()[-1:] in ".!?:;»”" or not line.text.strip()[:1].islower()
    if line.font != before.font and "bold" in (line.font + before.font).casefold():
        return True
    return before.y - line.y > 1.35 * usual or line.y > before.y


def _joined(text: str, more: str) -> str:
    more = " ".join(more.split())
    if not text:
        return more
    if text.endswith("\u00ad"):
        return text[:-1] + more
    return f"{text}{more}" if text.endswith(HYPHENS) else f"{text} {more}"
