"""Reads the text of a Word, OpenDocument or PDF file: ``blocks_of(path, kind)``; as a program,
``python -m publications.file_text PATH MEDIA_TYPE``.

Meant to run in a process of its own, with limits on time and memory, on a file that ``applications.file_checks``
judged clean. It keeps what words mean (paragraphs, headings, lists, quotes, notes) and leaves what a program wrote
beside them: styles, comments, deleted text, headers and footers. It opens no connection, writes nothing and knows
neither Django nor the database.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from applications.file_checks import limit_this_process
from applications.file_rules import FileType

BULLET = "• "
MAX_WORDS = 8000  # of a whole file: about an hour of speaking; a statement has some 900
MAX_PAGES = 30
EMPTY, NO_TEXT, TOO_LONG, UNREADABLE = "empty", "no_text", "too_long", "unreadable"


@dataclass(frozen=True)
class Block:
    """A paragraph; ``level`` above 0 where it is styled as a heading; ``is_item`` of a list."""

    text: str
    level: int = 0
    is_item: bool = False


@dataclass(frozen=True)
class Told:
    """What was read: the blocks, or the code of why not; how many words, and pages where the file has some."""

    blocks: tuple[Block, ...] = ()
    problem: str = ""
    words: int = 0
    pages: int | None = None


def read(path: str | Path, kind: str) -> Told:
    """The text of this file, which was judged clean before. Never raises for what is inside the file."""
    try:
        if kind == FileType.PDF:
            return _pdf(Path(path))
        reader = {FileType.DOCX: _word, FileType.ODT: _open_document}[FileType(kind)]
        with zipfile.ZipFile(path) as archive:
            return _judged(reader(archive), None)
    except (MemoryError, RecursionError):
        return Told(problem=TOO_LONG)
    except (etree.LxmlError, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError):
        return Told(problem=UNREADABLE)


def _judged(blocks: Iterable[Block], pages: int | None) -> Told:
    found = tuple(block for block in blocks if block.text.strip())
    words = sum(len(block.text.split()) for block in found)
    if not words:
        return Told(problem=EMPTY, pages=pages)
    if words > MAX_WORDS:
        return Told(problem=TOO_LONG, words=words, pages=pages)
    return Told(found, words=words, pages=pages)


def _pdf(path: Path) -> Told:
    from publications.pdf_text import UnreadableText, paragraphs_of

    try:
        pages, lines = paragraphs_of(path, MAX_PAGES)
    except UnreadableText as refusal:
        return Told(problem=UNREADABLE, pages=refusal.pages)
    if pages > MAX_PAGES:
        return Told(problem=TOO_LONG, pages=pages)
    told = _judged((Block(text, level, text.startswith(BULLET)) for text, level in lines), pages)
    return Told(problem=NO_TEXT, pages=pages) if told.problem == EMPTY else told


# --- XML, whatever its namespaces are called ----------------------------------------------------


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    return etree.fromstring(archive.read(name), parser)


def _tag(node: Any) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _attribute(node: Any, name: str) -> str:
    return next((str(value) for key, value in node.attrib.items() if etree.QName(key).localname == name), "")


def _child(node: Any, *names: str) -> Any:
    """The first grandchild down this path of names, or None."""
    for name in names:
        node = next((each for each in node if _tag(each) == name), None) if node is not None else None
    return node


def _value(node: Any, *names: str) -> str:
    found = _child(node, *names)
    return "" if found is None else _attribute(found, "val")


def quoted(text: str) -> str:
    """A paragraph that was set as a quotation, between quotation marks unless it has its own."""
    return text if text[:1] in "“”„«‹\"'‘" else f"“{text}”"


@dataclass
class Counter:
    """Numbers the items of numbered lists, level by level."""

    counts: dict[str, list[int]] = field(default_factory=dict)

    def next(self, name: str, level: int) -> str:
        counts = self.counts.setdefault(name, [])
        del counts[level + 1 :]
        counts.extend([0] * (level + 1 - len(counts)))
        counts[level] += 1
        return f"{counts[level]}. "


# --- Word ---------------------------------------------------------------------------------------

_LEFT_OUT = frozenset({
    "pPr", "rPr", "del", "delText", "moveFrom", "instrText", "Fallback", "tblPr", "trPr", "tcPr", "sectPr", "sdtPr",
    "sdtEndPr", "commentReference", "annotationRef", "footnoteRef", "endnoteRef",
})  # fmt: skip


class _Word:
    """One Word file: what its styles and lists mean, and its notes."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        names = set(archive.namelist())

        def part(name: str) -> Any:
            return _xml(archive, f"word/{name}.xml") if f"word/{name}.xml" in names else []

        self.styles = {_attribute(each, "styleId"): each for each in part("styles") if _tag(each) == "style"}
        self.lists = self._lists(part("numbering"))
        self.notes = {
            f"{kind}Reference": {_attribute(each, "id"): each for each in part(f"{kind}s")}
            for kind in ("footnote", "endnote")
        }
        self.body = _child(_xml(archive, "word/document.xml"), "body")
        self.counter = Counter()
        self.numbered = 0
        self.pending: list[str] = []

    @staticmethod
    def _lists(numbering: Any) -> dict[str, dict[str, str]]:
        """List -> level -> how it is numbered ("bullet", "decimal")."""
        kinds = {
            _attribute(each, "abstractNumId"): {
                _attribute(level, "ilvl"): _value(level, "numFmt") for level in each if _tag(level) == "lvl"
            }
            for each in numbering
            if _tag(each) == "abstractNum"
        }
        return {
            _attribute(each, "numId"): kinds.get(_value(each, "abstractNumId"), {})
            for each in numbering
            if _tag(each) == "num"
        }

    def blocks(self, node: Any) -> Iterator[Block]:
        for child in node:
            tag = _tag(child)
            if tag in _LEFT_OUT:
                continue
            if tag == "p":
                yield self.paragraph(child)
                yield from (Block(note) for note in self.pending)
                self.pending = []
            elif tag == "tr":
                yield Block(
                    " | ".join(filter(None, (self.cell(each) for each in child if _tag(each) == "tc")))
                )
            else:
                yield from self.blocks(child)

    def cell(self, node: Any) -> str:
        return " ".join(block.text for block in self.blocks(node) if block.text)

    def paragraph(self, node: Any) -> Block:
        text = "".join(self.words(node)).strip()
        chain = list(self.chain(_value(node, "pPr", "pStyle")))
        names = [_value(style, "name").casefold() for style in chain]
        own = [node, *chain]
        level = self.level(own, names)
        if level or not text:
            return Block(text, level)
        if prefix := self.prefix(own):
            return Block(prefix + text, is_item=True)
        if any(name in ("quote", "intense quote") for name in names):
            return Block(quoted(text))
        return Block(text)

    def chain(self, style_id: str) -> Iterator[Any]:
        """The style and those it is based on."""
        for _ in range(10):
            style = self.styles.get(style_id)
            if style is None:
                return
            yield style
            style_id = _value(style, "basedOn")

    @staticmethod
    def level(own: list[Any], names: list[str]) -> int:
        if any(name.startswith("heading") or name == "title" for name in names):
            return 1
        marks = [_value(each, "pPr", "outlineLvl") for each in own]
        return 1 if any(mark.isdecimal() and int(mark) < 9 for mark in marks) else 0

    def prefix(self, own: list[Any]) -> str:
        """What stands before an item of a list; empty for any other paragraph."""
        found = next((each for node in own if (each := _child(node, "pPr", "numPr")) is not None), None)
        if found is None:
            return ""
        name, level = _value(found, "numId"), _value(found, "ilvl") or "0"
        kind = self.lists.get(name, {}).get(level, "")
        if not kind or kind == "none":
            return ""
        return BULLET if kind == "bullet" else self.counter.next(name, int(level))

    def words(self, node: Any) -> Iterator[str]:
        for child in node:
            tag = _tag(child)
            if tag in _LEFT_OUT:
                continue
            if tag == "t":
                yield child.text or ""
            elif tag in ("br", "cr"):
                yield "\n"
            elif tag == "tab":
                yield " "
            elif tag == "noBreakHyphen":
                yield "-"
            elif tag in self.notes:
                yield self.note(tag, _attribute(child, "id"))
            else:
                yield from self.words(child)

    def note(self, kind: str, key: str) -> str:
        """The mark of a note; its words follow the paragraph."""
        found = self.notes[kind].get(key)
        if found is None:
            return ""
        self.numbered += 1
        number = self.numbered
        self.pending.append(f"[{number}] " + " ".join("".join(self.words(found)).split()))
        return f" [{number}]"


def _word(archive: zipfile.ZipFile) -> list[Block]:
    word = _Word(archive)
    if word.body is None:
        raise ValueError("no body")
    return list(word.blocks(word.body))


# --- OpenDocument -------------------------------------------------------------------------------

_ASIDE = frozenset({
    "tracked-changes", "annotation", "annotation-end", "forms", "sequence-decls", "user-field-decls",
    "variable-decls", "table-of-content", "note", "ruby-text",
})  # fmt: skip


class _Open:
    """One OpenDocument text."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        content = _xml(archive, "content.xml")
        sheets = [content, *([_xml(archive, "styles.xml")] if "styles.xml" in archive.namelist() else [])]
        self.parents: dict[str, str] = {}
        self.lists: dict[str, dict[str, str]] = {}
        for node in (each for sheet in sheets for each in sheet.iter()):
            if _tag(node) == "style":
                self.parents[_attribute(node, "name")] = _attribute(node, "parent-style-name")
            elif _tag(node) == "list-style":
                self.lists[_attribute(node, "name")] = {_attribute(one, "level"): _tag(one) for one in node}
        self.body = _child(content, "body", "text")
        self.counter = Counter()
        self.pending: list[str] = []

    def blocks(self, node: Any, *, style: str = "", depth: int = 0) -> Iterator[Block]:
        for child in node:
            tag = _tag(child)
            if tag in _ASIDE:
                continue
            if tag in ("h", "p"):
                yield self.paragraph(child, is_heading=tag == "h")
                yield from (Block(note) for note in self.pending)
                self.pending = []
            elif tag == "list":
                name = _attribute(child, "style-name") or style
                yield from self.items(child, name, depth + 1)
            elif tag == "table-row":
                cells = (" ".join(block.text for block in self.blocks(cell)) for cell in child)
                yield Block(" | ".join(filter(None, cells)))
            else:
                yield from self.blocks(child, style=style, depth=depth)

    def items(self, node: Any, style: str, depth: int) -> Iterator[Block]:
        is_numbered = self.lists.get(style, {}).get(str(depth)) == "list-level-style-number"
        for item in node:
            is_first = True
            for block in self.blocks(item, style=style, depth=depth):
                if block.is_item or not is_first or not block.text:
                    yield block
                    continue
                prefix = self.counter.next(style, depth) if is_numbered else BULLET
                yield Block(prefix + block.text, block.level, is_item=not block.level)
                is_first = False

    def paragraph(self, node: Any, *, is_heading: bool) -> Block:
        text = "".join(self.words(node)).strip()
        names = list(self.chain(_attribute(node, "style-name")))
        if is_heading or any(name in ("Title", "Heading") for name in names):
            return Block(text, level=1)
        return Block(quoted(text) if text and "Quotations" in names else text)

    def chain(self, name: str) -> Iterator[str]:
        for _ in range(10):
            if not name:
                return
            yield name
            name = self.parents.get(name, "")

    def words(self, node: Any) -> Iterator[str]:
        yield node.text or ""
        for child in node:
            tag = _tag(child)
            if tag == "s":
                yield " " * min(int(_attribute(child, "c") or 1), 20)
            elif tag == "tab":
                yield " "
            elif tag == "line-break":
                yield "\n"
            elif tag == "note":
                yield self.note(child)
            elif tag and tag not in _ASIDE:
                yield from self.words(child)
            yield child.tail or ""

    def note(self, node: Any) -> str:
        body, mark = _child(node, "note-body"), _child(node, "note-citation")
        number = "".join(self.words(mark)) if mark is not None else "*"
        if body is not None:
            self.pending.append(f"[{number}] " + " ".join("".join(self.words(body)).split()))
        return f" [{number}]"


def _open_document(archive: zipfile.ZipFile) -> list[Block]:
    text = _Open(archive)
    if text.body is None:
        raise ValueError("no text")
    return list(text.blocks(text.body))


# --- As a program -------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """Print what the file says, as JSON; exit status 2 when called wrongly."""
    if len(arguments) != 2:
        return 2
    limit_this_process()
    told = read(*arguments)
    blocks = [astuple(block) for block in told.blocks]
    sys.stdout.write(
        json.dumps({"blocks": blocks, "problem": told.problem, "words": told.words, "pages": told.pages})
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
