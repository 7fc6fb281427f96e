"""The paragraphs of a PDF file as it draws them: letters by their fonts' own tables, lines by where they stand.

A page that is a picture has no letters; a font without a table from its codes to letters can't be read
(``UnreadableText``). Bytes that were judged clean go in, texts come out; knows neither Django nor the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pikepdf
from fontTools import agl

UNKNOWN = "\ufffd"
MAX_DEPTH = 4  # of drawings inside drawings
MAX_UNKNOWN = 0.2  # share of letters without a table above which a text is no text
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_RANGE = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(<[0-9A-Fa-f\s]*>|\[[^\]]*\])")
_PAGE_NUMBER = re.compile(r"\W*(page\s+|página\s+)?\d{1,3}(\s*(/|of|de|sur)\s*\d{1,3})?\W*", re.IGNORECASE)
_STARTS = re.compile(r"([•●▪‣·–-]|\d{1,2}[.)]|[a-z]\))\s")
_BULLETS = frozenset("•●▪‣·◦○■–-\uf0b7\uf0a7")
_ENCODINGS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}


class UnreadableText(Exception):
    """The letters of this file can't be told from its fonts."""

    def __init__(self, pages: int) -> None:
        self.pages = pages
        super().__init__(pages)


@dataclass
class Line:
    """One line: where it begins, its height, the font it begins with, its words, and where it ends."""

    x: float
    y: float
    size: float
    font: str
    text: str = ""
    end: float = 0.0


def paragraphs_of(path: Path, max_pages: int) -> tuple[int, list[tuple[str, int]]]:
    """How many pages, and (text, level of a heading or 0) in order; no texts where there are too many pages."""
    with pikepdf.open(path, suppress_warnings=True) as pdf:
        count = len(pdf.pages)
        if count > max_pages:
            return count, []
        pages = [_lines(page) for page in pdf.pages]
    letters = "".join(line.text for lines in pages for line in lines)
    if letters and letters.count(UNKNOWN) > MAX_UNKNOWN * len(letters):
        raise UnreadableText(count)
    return count, list(_paragraphs(pages))


# --- Fonts --------------------------------------------------------------------------------------


@dataclass
class Font:
    """From codes to letters and widths (thousandths of the size)."""

    name: str
    width_of_code: int = 1
    letters: dict[int, str] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    default_width: float = 500.0
    encoding: str = "cp1252"

    def read(self, raw: bytes) -> Iterator[tuple[str, float, bool]]:
        """(letters, width, whether it is the one-byte code 32, which word spacing widens)."""
        step = self.width_of_code
        for place in range(0, len(raw) - step + 1, step):
            code = int.from_bytes(raw[place : place + step], "big")
            width = self.widths.get(code, self.default_width)
            yield self.letter(code), width, step == 1 and code == 32

    def letter(self, code: int) -> str:
        if code in self.letters:
            return self.letters[code]
        if self.width_of_code == 1 and code >= 32:
            return bytes([code]).decode(self.encoding, "replace")
        return UNKNOWN


def _font(thing: Any) -> Font:
    font = Font(str(thing.get("/BaseFont", "")))
    if thing.get("/Subtype") == "/Type0":
        font.width_of_code = 2
        inner = thing.DescendantFonts[0]
        font.default_width = float(inner.get("/DW", 1000))
        font.widths = _wide_widths(inner.get("/W", []))
    else:
        first = int(thing.get("/FirstChar", 0))
        font.widths = {first + place: float(width) for place, width in enumerate(thing.get("/Widths", []))}
        _simple_encoding(font, thing.get("/Encoding"))
    if isinstance(thing.get("/ToUnicode"), pikepdf.Stream):
        font.letters.update(_table(thing.ToUnicode.read_bytes()))
    return font


def _wide_widths(entries: Any) -> dict[int, float]:
    widths: dict[int, float] = {}
    todo = list(entries)
    while len(todo) > 1:
        first = int(todo.pop(0))
        after = todo.pop(0)
        if isinstance(after, pikepdf.Array):
            widths.update({first + place: float(width) for place, width in enumerate(after)})
        elif todo:
            widths.update(dict.fromkeys(range(first, min(int(after), 65535) + 1), float(todo.pop(0))))
    return widths


def _simple_encoding(font: Font, encoding: Any) -> None:
    if encoding is None:
        return
    is_named = isinstance(encoding, pikepdf.Name)
    font.encoding = _ENCODINGS.get(str(encoding if is_named else encoding.get("/BaseEncoding", "")), "cp1252")
    code = 0
    for each in [] if is_named else encoding.get("/Differences", []):
        if isinstance(each, pikepdf.Name):
            font.letters[code] = agl.toUnicode(str(each)[1:]) or UNKNOWN
            code += 1
        else:
            code = int(each)


def _table(cmap: bytes) -> dict[int, str]:
    """A font's own table from codes to letters."""
    letters: dict[int, str] = {}
    for section in _SECTION.finditer(cmap):
        if section[1] == b"bfchar":
            pairs = _HEX.findall(section[2])
            letters.update({_code(a): _said(b) for a, b in zip(pairs[::2], pairs[1::2], strict=False)})
            continue
        for low, high, to in _RANGE.findall(section[2]):
            letters.update(_range(_code(low), _code(high), to))
    return letters


def _range(low: int, high: int, to: bytes) -> dict[int, str]:
    codes = range(low, min(high, low + 65535) + 1)
    said = [_said(each) for each in _HEX.findall(to)]
    if to.startswith(b"["):
        return dict(zip(codes, said, strict=False))
    if not said or not said[0]:
        return {}
    head, last = said[0][:-1], ord(said[0][-1])
    return {code: head + chr(min(last + code - low, 0x10FFFF)) for code in codes}


def _code(hexadecimal: bytes) -> int:
    return int(hexadecimal or b"0", 16)


def _said(hexadecimal: bytes) -> str:
    digits = b"".join(hexadecimal.split())
    return bytes.fromhex(digits.decode() + "0" * (len(digits) % 2)).decode("utf-16-be", "replace")


# --- Pages --------------------------------------------------------------------------------------


@dataclass
class _Pen:
    """What a page says about the next letters, and the lines so far."""

    fonts: dict[str, Font]
    lines: list[Line] = field(default_factory=list)
    font: Font = field(default_factory=lambda: Font(""))
    size: float = 10.0
    leading: float = 0.0
    letter_space: float = 0.0
    word_space: float = 0.0
    scale: float = 1.0
    whole: pikepdf.Matrix = field(default_factory=pikepdf.Matrix)
    text: pikepdf.Matrix = field(default_factory=pikepdf.Matrix)
    start: pikepdf.Matrix = field(default_factory=pikepdf.Matrix)

    def go(self, x: float, y: float) -> None:
        self.start = pikepdf.Matrix(1, 0, 0, 1, x, y) @ self.start
        self.text = self.start

    def show(self, raw: bytes) -> None:
        for letters, width, is_blank in self.font.read(raw):
            self._put(letters)
            ahead = width / 1000 * self.size + self.letter_space + (self.word_space if is_blank else 0)
            self.text = pikepdf.Matrix(1, 0, 0, 1, ahead * self.scale, 0) @ self.text
            self.lines[-1].end = self._place()[0]

    def skip(self, amount: float) -> None:
        back = -amount / 1000 * self.size * self.scale
        self.text = pikepdf.Matrix(1, 0, 0, 1, back, 0) @ self.text

    def _place(self) -> tuple[float, float, float]:
        now = self.text @ self.whole
        return now.e, now.f, abs(self.size) * (abs(now.d) or abs(now.b) or 1)

    def _put(self, letters: str) -> None:
        x, y, size = self._place()
        last = self.lines[-1] if self.lines else None
        if last is None or abs(y - last.y) > 0.5 * max(size, 1) or x < last.end - 2 * size:
            last = Line(x, y, size, self.font.name, end=x)
            self.lines.append(last)
        elif x - last.end > 0.17 * size and not last.text.endswith(" "):
            last.text += " "
        last.text += letters


def _lines(page: pikepdf.Page) -> list[Line]:
    pen = _Pen({})
    _draw(pen, page.obj, page.obj.get("/Resources", page.resources), 0)
    lines = [line for line in pen.lines if line.text.strip()]
    lines = _with_bullets(lines)
    for place in (0, -1):  # the number of the page, above or below
        if len(lines) > 1 and _PAGE_NUMBER.fullmatch(lines[place].text.strip()):
            lines.pop(place)
    return lines


def _with_bullets(lines: list[Line]) -> list[Line]:
    """A bullet that was drawn apart stands before its line."""
    marks = [line for line in lines if line.text.strip() in _BULLETS]
    rest = [line for line in lines if line.text.strip() not in _BULLETS]
    for mark in marks:
        near = [line for line in rest if abs(line.y - mark.y) < 0.6 * line.size and line.x > mark.x]
        if near:
            near[0].text = f"• {near[0].text}"
    return rest


def _draw(pen: _Pen, content: Any, resources: Any, depth: int) -> None:
    fonts = {str(name): _font(each) for name, each in dict(resources.get("/Font", {})).items()}
    drawings = resources.get("/XObject", {})
    kept: list[pikepdf.Matrix] = []
    for step in pikepdf.parse_content_stream(content):
        operands: Any = step.operands
        match str(step.operator):
            case "q":
                kept.append(pen.whole)
            case "Q":
                pen.whole = kept.pop() if kept else pen.whole
            case "cm":
                pen.whole = pikepdf.Matrix(*map(float, operands)) @ pen.whole
            case "Tf":
                pen.font, pen.size = fonts.get(str(operands[0]), Font("")), float(operands[1])
            case "Do" if depth < MAX_DEPTH:
                _drawing(pen, drawings.get(operands[0]), resources, depth)
            case name:
                _text(pen, name, operands)


def _drawing(pen: _Pen, thing: Any, resources: Any, depth: int) -> None:
    if not isinstance(thing, pikepdf.Stream) or thing.get("/Subtype") != "/Form":
        return
    before = pen.whole
    if "/Matrix" in thing:
        pen.whole = pikepdf.Matrix(*map(float, thing.Matrix)) @ pen.whole
    _draw(pen, thing, thing.get("/Resources", resources), depth + 1)
    pen.whole = before


def _text(pen: _Pen, operator: str, operands: Any) -> None:
    match operator:
        case "BT":
            pen.start = pen.text = pikepdf.Matrix()
        case "Tm":
            pen.start = pen.text = pikepdf.Matrix(*map(float, operands))
        case "Td" | "TD":
            pen.leading = -float(operands[1]) if operator == "TD" else pen.leading
            pen.go(float(operands[0]), float(operands[1]))
        case "T*":
            pen.go(0, -pen.leading)
        case "TL":
            pen.leading = float(operands[0])
        case "Tc":
            pen.letter_space = float(operands[0])
        case "Tw":
            pen.word_space = float(operands[0])
        case "Tz":
            pen.scale = float(operands[0]) / 100
        case "Tj":
            pen.show(bytes(operands[0]))
        case "'" | '"':
            pen.go(0, -pen.leading)
            pen.show(bytes(operands[-1]))
        case "TJ":
            for each in operands[0]:
                if isinstance(each, pikepdf.String):
                    pen.show(bytes(each))
                else:
                    pen.skip(float(each))


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
    return f"{text}{more}" if text.endswith("-") else f"{text} {more}"
