"""Add a suggested action category and issues to the recommendations of a CSV file."""

import csv
import io
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from publications.suggestions import LANGUAGES, suggest
from publications.suggestions.weights import shipped

BAD_INPUT = 2
LONGEST_CELL = 2**31 - 1
ADDED = ("action", "issues")


class Command(BaseCommand):
    help = (
        "Reads the column text of INPUT.csv and prints the same rows with the columns action (1 to 5) and issues "
        "(English names, '; ' between them) added (docs/suggestions.md)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("input", metavar="INPUT.csv", help="UTF-8, commas; - reads standard input")
        parser.add_argument(
            "--language", choices=LANGUAGES, default="", help="of all texts (default: each text says itself)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["input"]
        header, rows = _table(name, _text(name))
        columns = [column.strip().lower() for column in header]
        if "text" not in columns:
            raise CommandError(f"{name}: there is no column text", returncode=BAD_INPUT)
        place = columns.index("text")
        _in_utf8(self.stdout)
        out = csv.writer(self.stdout, lineterminator="\n")
        out.writerow([*(f"{column}_given" if column in ADDED else column for column in header), *ADDED])
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
        raise CommandError(f"{name}: not UTF-8 text, byte {error.start}", returncode=BAD_INPUT) from None


def _table(name: str, text: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows; lines with nothing at all on them are no rows."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=False) if row]
    except csv.Error as error:
        raise CommandError(f"{name}: not a CSV file: {error}", returncode=BAD_INPUT) from None
    finally:
        csv.field_size_limit(before)
    if not rows:
        raise CommandError(f"{name}: the file is empty", returncode=BAD_INPUT)
    return rows[0], rows[1:]


def _in_utf8(out: Any) -> None:
    """Where standard output is a pipe with another encoding, names with accents would end the command."""
    stream = getattr(out, "_out", out)
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8")
