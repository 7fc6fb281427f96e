"""The words of a Word or OpenDocument file, paragraph by paragraph: ``python -m applications.file_text PATH``.

For reading beside the answers, after the file was checked. Runs in a process of its own with the
limits of ``file_checks``; opens no connection, writes nothing, follows nothing the file names. Layout,
pictures and notes are left out, which the page says.
"""

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from applications.file_checks import MAX_PART, limit_this_process

MOST = 200_000  # characters; about a hundred pages
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_BLANKS = {
    f"{WORD}tab": "\t",
    f"{WORD}br": "\n",
    f"{WORD}cr": "\n",
    f"{TEXT}tab": "\t",
    f"{TEXT}line-break": "\n",
}
_LEFT_OUT = {f"{WORD}instrText", f"{WORD}delText", f"{TEXT}tracked-changes", f"{TEXT}note"}
_PARAGRAPHS = {f"{WORD}p", f"{TEXT}p", f"{TEXT}h"}


class Unreadable(Exception):
    """No text can be read from it."""


def paragraphs_of(path: str | Path) -> list[str]:
    """The paragraphs that hold something, in order, ``MOST`` characters at most. Raises ``Unreadable``."""
    found, length = [], 0
    try:
        # no document type, so no entities; and this process has bounds
        root = ElementTree.fromstring(_main_part(Path(path)))  # noqa: S314
        for text in _paragraphs(root):
            if text.strip():
                found.append(text.strip()[: MOST - length])
                length += len(found[-1])
            if length >= MOST:
                break
    except (zipfile.BadZipFile, ElementTree.ParseError, OSError, KeyError, ValueError, RuntimeError) as error:
        raise Unreadable from error
    return found


def _main_part(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        name = "word/document.xml" if "word/document.xml" in names else "content.xml"
        with archive.open(name) as part:
            xml = part.read(MAX_PART + 1)
    if len(xml) > MAX_PART or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Unreadable
    return xml


def _paragraphs(root: ElementTree.Element) -> Iterator[str]:
    """Depth first, so that cells of a table come in the order of reading."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.tag in _LEFT_OUT:
            continue
        if element.tag in _PARAGRAPHS:
            yield "".join(_words(element))
        else:
            waiting.extend(reversed(element))


def _words(element: ElementTree.Element) -> Iterator[str]:
    """The words of a paragraph; of Word only what stands in its text elements."""
    if element.tag in _LEFT_OUT:
        return
    is_text = element.tag == f"{WORD}t" or element.tag.startswith(TEXT)
    yield _BLANKS.get(element.tag, "")
    if is_text and element.text:
        yield element.text
    for child in element:
        yield from _words(child)
        if is_text and child.tail:
            yield child.tail


def main(arguments: list[str]) -> int:
    """Print the paragraphs of the one file named, as JSON.

    Exit status 1 where none can be read, 2 when called wrongly.
    """
    if len(arguments) != 1:
        return 2
    limit_this_process()
    try:
        found = paragraphs_of(arguments[0])
    except (Unreadable, MemoryError, RecursionError):
        return 1
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
