"""Add a suggested action category and issues to the recommendations of a CSV file."""

import csv
import io
import sys
from argparse import ArgumentParser
from pathlib import Path
from textwrap import shorten
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from publications.suggestions import LANGUAGES, suggest
from publications.suggestions.weights import shipped

BAD_INPUT = 2
LONGEST_CELL = 2**31 - 1
ADDED = ("action", "issues")
SEPARATORS = ",;\t"
LONGEST_HEADER = 100_000


class Command(BaseCommand):
    help = (
        "Reads the column text of INPUT.csv and prints the same rows with the columns action (1 to 5) and issues "
        "(English names, '; ' between them) added (docs/suggestions.md)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "input", metavar="INPUT.csv", help="UTF-8; commas, semicolons or tabs; - reads standard input"
        )
        parser.add_argument(
            "--language", choices=LANGUAGES, default="", help="of all texts (default: each text says itself)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["input"]
        text = _text(name)
        separator = _separator(text)
        header, rows = _table(name, text, separator)
        columns = _columns(header)
        if "text" not in columns:
            there = ", ".join(column for column in columns if column) or "no name"
            words = f"{name}: there is no column text in its first line ({shorten(there, 80)}); rename the right one"
            raise CommandError(words, returncode=BAD_INPUT)
        place = columns.index("text")
        _in_utf8(self.stdout)
        out = csv.writer(self.stdout, delimiter=separator, lineterminator="\n")
        out.writerow([*_kept(header), *ADDED])
        for row in rows:
            row += [""] * (len(header) - len(row))
            own, more = row[: len(header)], row[len(header) :]
            out.writerow([*own, *_labels(row[place], options["language"]), *more])


def _labels(text: str, language: str) -> tuple[str, str]:
    """Category and issues as cells; empty where there is nothing to go by."""
    names, found = shipped().names, suggest(text, language)
    return str(found.action or ""), "; ".join(names[code] for code in found.issues)


def _text(name: str) -> str:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}", returncode=BAD_INPUT) from None
    except UnicodeDecodeError as error:
        words = f"{name}: not UTF-8 text, byte {error.start}; save it as UTF-8 (Excel: CSV UTF-8)"
        raise CommandError(words, returncode=BAD_INPUT) from None


def _columns(header: list[str]) -> list[str]:
    return [column.strip().lower() for column in header]


def _separator(text: str) -> str:
    """The first by which the header has a column text: where French is spoken, Excel writes semicolons."""
    begins = text[:LONGEST_HEADER]
    for separator in SEPARATORS:
        rows = csv.reader(io.StringIO(begins, newline=""), delimiter=separator)
        if "text" in _columns(next((row for row in rows if row), [])):
            return separator
    return SEPARATORS[0]


def _kept(header: list[str]) -> list[str]:
    """The columns of the file, none called as one that is added, nor like another of the file."""
    kept = list(header)
    for place, column in enumerate(header):
        while kept[place] in ADDED or (kept[place] != column and kept[place] in header):
            kept[place] += "_given"
    return kept


def _table(name: str, text: str, separator: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows; lines with nothing at all on them are no rows."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row]
    except csv.Error as error:
        raise CommandError(f"{name}: not a CSV file: {error}; save it as CSV", returncode=BAD_INPUT) from None
    finally:
        csv.field_size_limit(before)
    if not rows:
        raise CommandError(
            f"{name}: the file is empty; its first line names the columns, one of them text",
            returncode=BAD_INPUT,
        )
    return rows[0], rows[1:]


def _in_utf8(out: Any) -> None:
    """Where standard output is a pipe with another encoding, names with accents would end the command."""
    stream = getattr(out, "_out", out)
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8")
