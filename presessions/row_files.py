"""A file that staff were sent as rows of text: CSV (UTF-8) or XLSX, nothing computed, nothing fetched.

Knows nothing of what the columns mean. Limits come first: bytes, what an XLSX would
unpack to, rows, and characters of a cell.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time

MAX_BYTES = 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_COLUMNS = 200
MAX_CELL = 20_000  # characters
SIGNATURE = b"PK\x03\x04"


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
    rows = _xlsx(data, most) if data.startswith(SIGNATURE) else _csv(data)
    return _sheet(rows, most)


def heading(text: str) -> str:
    """A heading as compared: "Organisation name" is ``organisation_name``."""
    return re.sub(r"[^a-z0-9]+", "_", text.strip().lower()).strip("_")


def _csv(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(
            "This is neither XLSX nor CSV in UTF-8. In a spreadsheet program choose “CSV UTF-8” or XLSX."
        ) from None
    if "\x00" in text:
        raise Unreadable("This is neither XLSX nor CSV in UTF-8.")
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        raise Unreadable(
            f"The CSV breaks off: {error}. Look for a quotation mark that is not closed."
        ) from None


def _xlsx(data: bytes, most: int) -> list[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise Unreadable("The XLSX is far larger inside than it looks. Save it again with one sheet.")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=most + 2, max_col=MAX_COLUMNS, values_only=True)
        return [[_text(value) for value in row] for row in rows]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError, TypeError):
        raise Unreadable("The XLSX can’t be opened. Save it again, or as CSV UTF-8.") from None


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


def _sheet(rows: list[list[str]], most: int) -> Sheet:
    headings = [heading(text) for text in (rows[0] if rows else [])]
    if not any(headings):
        raise Unreadable("The first row must hold the headings of the template.")
    twice = sorted({name for name in headings if name and headings.count(name) > 1})
    if twice:
        raise Unreadable(f"There are two columns called {', '.join(twice)}.")
    lines = []
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: _clean(text) for name, text in zip(headings, row, strict=False) if name}
        if any(cells.values()):
            lines.append(Line(number, cells))
        if any(len(text) > MAX_CELL for text in row):
            raise Unreadable(f"Row {number} holds a cell of more than 20,000 characters.")
        if any(text.strip() for text in row[len(headings) :]):
            raise Unreadable(f"Row {number} has more cells than there are headings.")
    if len(lines) > most:
        raise Unreadable(f"There are more than {most} rows. Split the file.")
    return Sheet([name for name in headings if name], lines)


def _clean(text: str) -> str:
    """Without outer space, and without the apostrophe our own exports put before what looks like a formula."""
    plain = text.replace("\x00", "").replace("\r\n", "\n").strip()
    return plain[1:] if re.match(r"'[=+\-@|%＝＋－＠]", plain) else plain
