"""A file that staff were sent as rows of text: CSV (UTF-8) or XLSX, nothing computed, nothing fetched.

Knows nothing of what the columns mean. Limits come first: bytes, what an XLSX would
unpack to, rows, and characters of a cell.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from xml.parsers import expat

MAX_BYTES = 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_ELEMENTS = 400_000  # of one XML part; each costs a few hundred bytes of memory, a blank cell too
MAX_COLUMNS = 200
MAX_CELL = 20_000  # characters
MAX_HEADING = 60  # characters, so that a message can name it
ECHOED = 60  # characters of what was written that a fault repeats
LAST_ROW = 1_048_576  # that a spreadsheet can have
SIGNATURE = b"PK\x03\x04"

Row = tuple[int, list[str]]
"""A row's number as a spreadsheet program shows it, and its cells."""


class Unreadable(Exception):
    """Why the file as a whole can't be read; its text is for staff."""


@dataclass(frozen=True)
class Line:
    """One row of the file, its number as a spreadsheet program shows it (the heading is 1)."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """Headings in order, and the rows that hold anything."""

    headings: list[str]
    lines: list[Line]


def read_sheet(data: bytes, *, most: int) -> Sheet:
    """The rows of a CSV or XLSX file, at most ``most``, told apart by content. Raises ``Unreadable``."""
    if not data.strip():
        raise Unreadable("The file is empty.")
    if len(data) > MAX_BYTES:
        raise Unreadable("The file is larger than 1 MB. Split it, or leave out what does not belong in it.")
    rows: Iterable[Row] = _xlsx(data, most) if data.startswith(SIGNATURE) else enumerate(_csv(data), start=1)
    return _sheet(rows, most)


def heading(text: str) -> str:
    """A heading as compared: "Organisation name" is ``organisation_name``."""
    return re.sub(r"[^a-z0-9]+", "_", text.strip().lower()).strip("_")


def _name(text: str) -> str:
    """A heading to compare; in letters no template has, as it is written, so that it is refused and not overlooked."""
    return (heading(text) or text.strip())[:MAX_HEADING]


def _csv(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        raise Unreadable(
            "This is neither XLSX nor CSV in UTF-8. In a spreadsheet program choose “CSV UTF-8” or XLSX."
        )
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        raise Unreadable(
            f"The CSV breaks off: {error}. Look for a quotation mark that is not closed."
        ) from None


def _xlsx(data: bytes, most: int) -> list[Row]:
    """The rows of the first sheet that hold anything, at most one more than are taken, blank ones between or not."""
    from openpyxl import load_workbook

    try:
        _check_size(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        rows = book.worksheets[0].iter_rows(max_row=LAST_ROW, max_col=MAX_COLUMNS + 1, values_only=True)
        found: list[Row] = []
        blank = None  # rows that the file leaves out are one and the same value
        for number, row in enumerate(rows, start=1):
            if row is blank:
                continue
            cells = [_text(value) for value in row]
            if any(cells):
                found.append((number, cells))
            else:
                blank = row
            if len(found) > most + 1:
                break
        return found
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001 - what was made to break the library breaks it in many ways, all of them alike here
        raise Unreadable("The XLSX can’t be opened. Save it again, or as CSV UTF-8.") from None


def _check_size(data: bytes) -> None:
    """Refuse what would fill the memory, before anything is built from it. No entity is ever expanded."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise Unreadable("The XLSX is far larger inside than it looks. Save it again with one sheet.")
        for entry in archive.infolist():
            with archive.open(entry) as part:
                _count(part.read())


def _count(xml: bytes) -> None:
    left = MAX_ELEMENTS

    def one_more(*_told: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Unreadable(
                "The XLSX holds hundreds of thousands of cells, most of them blank. Copy the rows that are filled "
                "in into a new file, or save them as CSV UTF-8."
            )

    def document_type(*_told: object) -> None:
        raise Unreadable("The XLSX holds what no spreadsheet program writes. Save it again, or as CSV UTF-8.")

    parser = expat.ParserCreate()
    parser.StartElementHandler = one_more
    parser.StartDoctypeDeclHandler = document_type
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError):
        return  # a picture; or broken, which shows where it is read


def _text(value: object) -> str:
    """A cell as somebody would type it; days and hours as ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _sheet(rows: Iterable[Row], most: int) -> Sheet:
    every = iter(rows)
    number, first = next(every, (0, []))
    headings = [_name(text) for text in first] if number == 1 else []
    if not any(headings):
        raise Unreadable("The first row must hold the headings of the template.")
    if len(list(filter(None, headings))) > MAX_COLUMNS:
        raise Unreadable(f"There are more than {MAX_COLUMNS} columns. Keep those of the template.")
    twice = sorted(name for name, times in Counter(filter(None, headings)).items() if times > 1)
    if twice:
        raise Unreadable(f"There are two columns called {', '.join(twice)}. Keep one of each.")
    lines = []
    for number, row in every:
        cells = {name: _clean(text) for name, text in zip(headings, row, strict=False) if name}
        if any(cells.values()):
            lines.append(Line(number, cells))
        _check_row(number, row, headings)
    if len(lines) > most:
        raise Unreadable(f"There are more than {most} rows. Split the file.")
    return Sheet([name for name in headings if name], lines)


def _check_row(number: int, row: list[str], headings: list[str]) -> None:
    """Nothing that stands in a row is left out without a word."""
    if any(len(text) > MAX_CELL for text in row):
        raise Unreadable(f"Row {number} holds a cell of more than 20,000 characters. Shorten it.")
    if any(text.strip() for text in row[len(headings) :]):
        raise Unreadable(f"Row {number} has more cells than there are headings.")
    for place, (name, text) in enumerate(zip(headings, row, strict=False), start=1):
        if not name and text.strip():
            raise Unreadable(f"Row {number} holds something in column {place}, which has no heading.")


def _clean(text: str) -> str:
    """Without outer space, and without the apostrophe our own exports put before what looks like a formula."""
    plain = text.replace("\x00", "").replace("\r\n", "\n").strip()
    return plain[1:] if re.match(r"'[=+\-@|%＝＋－＠]", plain) else plain
