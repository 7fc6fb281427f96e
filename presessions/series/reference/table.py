"""Reads one CSV file: its head, its cells, its faults by line and column.

Pure: takes text, gives values. A cell that can't be read becomes a `Fault` and the row is left
out; reading goes on, so that all faults of a file are named at once.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from presessions.series.reference.rows import Fault

Convert = Callable[[str], Any]
LONGEST_CELL = 2000
YEARS = range(1990, 2101)  # of every date on record
HOUR = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
COUNT = re.compile(r"(0|[1-9][0-9]?)( .+)?")


class Unreadable(ValueError):
    """A cell does not say what its column holds; the text says what was expected."""


@dataclass(frozen=True)
class Row:
    """One line: its number in the file and its converted cells by column."""

    line: int
    cells: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.cells[column]


def read(file: str, text: str, columns: Mapping[str, Convert], faults: list[Fault]) -> list[Row]:
    """The rows of ``text`` with ``columns`` converted; whatever is wrong is added to ``faults``.

    Columns the file has beyond those are ignored; one that is missing makes the whole file unreadable. A file that
    has its heading only is refused: nothing of it would be loaded, and everything loaded before would silently stay.
    """
    if "\x00" in text:
        faults.append(Fault(file, text[: text.index("\x00")].count("\n") + 1, "", "holds a NUL character"))
        return []
    lines = _lines(file, text, faults)
    head = next(lines, (1, []))[1]
    missing = [name for name in columns if name not in head]
    if missing:
        faults.extend(Fault(file, 1, name, "this column is missing") for name in missing)
        return []
    known = len(faults)
    rows = [
        _row(file, line, dict(zip(head, cells, strict=True)), columns, faults)
        for line, cells in lines
        if _right_length(file, line, cells, head, faults)
    ]
    if not rows and len(faults) == known:
        faults.append(Fault(file, 1, "", "holds no line but its heading"))
    return [row for row in rows if row is not None]


def _lines(file: str, text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    while True:
        first = reader.line_num + 1  # a quoted cell may run over several lines: name where its row begins
        try:
            cells = next(reader, None)
        except csv.Error as error:
            faults.append(Fault(file, reader.line_num, "", f"can’t be read as CSV ({error})"))
            return
        if cells is None:
            return
        if cells:
            yield first, cells


def _right_length(file: str, line: int, cells: list[str], head: list[str], faults: list[Fault]) -> bool:
    if len(cells) != len(head):
        faults.append(Fault(file, line, "", f"has {len(cells)} cells, the head has {len(head)}"))
    return len(cells) == len(head)


def _row(
    file: str, line: int, cells: Mapping[str, str], columns: Mapping[str, Convert], faults: list[Fault]
) -> Row | None:
    values: dict[str, Any] = {}
    for column, convert in columns.items():
        try:
            values[column] = convert(cells[column].strip())
        except Unreadable as error:
            faults.append(Fault(file, line, column, str(error)))
    return Row(line, values) if len(values) == len(columns) else None


def once(file: str, column: str, pairs: Iterable[tuple[int, Any]], faults: list[Fault]) -> None:
    """Add a fault for each value of (line, value) that stood on an earlier line already."""
    seen: dict[Any, int] = {}
    for line, value in pairs:
        if value in seen:
            shown = " ".join(str(part) for part in value) if isinstance(value, tuple) else value
            faults.append(Fault(file, line, column, f"“{shown}” stands on line {seen[value]} already"))
        else:
            seen[value] = line


def text_of(longest: int, *, blank: bool = False) -> Convert:
    """A text of at most ``longest`` characters."""

    def convert(cell: str) -> str:
        if not cell and not blank:
            raise Unreadable("is blank")
        if len(cell) > longest:
            raise Unreadable(f"is longer than {longest} characters")
        return cell

    return convert


def one_of(words: Iterable[str]) -> Convert:
    """One of these words."""
    known = tuple(words)

    def convert(cell: str) -> str:
        if cell not in known:
            raise Unreadable(f"“{_short(cell)}” is not one of {', '.join(word or 'blank' for word in known)}")
        return cell

    return convert


def code_of(length: int) -> Convert:
    """Capital letters A to Z, exactly ``length`` of them."""

    def convert(cell: str) -> str:
        if len(cell) != length or not (cell.isascii() and cell.isalpha() and cell.isupper()):
            raise Unreadable(f"“{_short(cell)}” is not a code of {length} capital letters")
        return cell

    return convert


def number(cell: str) -> int:
    """A whole number above nought that an address of a series can hold."""
    if not (cell.isascii() and cell.isdigit() and len(cell) <= LONGEST_CELL) or not 0 < int(cell) <= 9999:
        raise Unreadable(f"“{_short(cell)}” is not a whole number from 1 to 9999")
    return int(cell)


def decimal_or_none(cell: str) -> Decimal | None:
    """A number such as 3.7 from 0 to 999, or nothing."""
    if not cell:
        return None
    try:
        value = Decimal(cell)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value < 1000:
        raise Unreadable(f"“{_short(cell)}” is not a number from 0 to 999")
    return value.quantize(Decimal("0.1"))


def day(cell: str) -> date:
    """A date such as 2026-10-28."""
    try:
        value = date.fromisoformat(cell)
    except ValueError:
        value = None
    if value is None or cell != value.isoformat():
        raise Unreadable(f"“{_short(cell)}” is not a date such as 2026-10-28")
    if value.year not in YEARS:
        raise Unreadable(f"“{cell}” is not a date from {YEARS[0]} to {YEARS[-1]}")
    return value


def day_or_none(cell: str) -> date | None:
    """A date, or nothing."""
    return day(cell) if cell else None


def day_until(latest: date) -> Convert:
    """A date that is not after ``latest``."""

    def convert(cell: str) -> date:
        value = day(cell)
        if value > latest:
            raise Unreadable(f"“{cell}” lies in the future")
        return value

    return convert


def hours(cell: str) -> str:
    """An hour of a day such as 09:30, or from one to a later one such as 09:30-10:00; may be blank."""
    starts, dash, ends = cell.partition("-")
    if cell and not (HOUR.fullmatch(starts) and (not dash or (HOUR.fullmatch(ends) and starts < ends))):
        raise Unreadable(f"“{_short(cell)}” is not an hour such as 09:30 or 09:30-10:00")
    return cell


def count_of(longest: int) -> Convert:
    """A number from 0 to 99, which a remark may follow ("11 (10 named)"); may be blank."""
    text = text_of(longest, blank=True)

    def convert(cell: str) -> Any:
        if cell and not COUNT.fullmatch(cell):
            raise Unreadable(f"“{_short(cell)}” is not a number from 0 to 99, with or without a remark")
        return text(cell)

    return convert


def _short(cell: str) -> str:
    return cell if len(cell) <= 40 else f"{cell[:40]}…"
