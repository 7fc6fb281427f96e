"""Cells of tables to take away: what stands in one is text, never a formula."""

from __future__ import annotations

import unicodedata
from typing import Any

STARTERS = frozenset("=+-@\t\r\n|%")
BOM = "\ufeff"  # tells Excel that the file is UTF-8, so accents are right


def safe_cell(value: Any) -> str:
    """The text of a cell, with an apostrophe before what a spreadsheet program would compute.

    Full-width forms ("＝") count as what they look like; a telephone number stays readable.
    """
    text = "" if value is None else str(value)
    first = unicodedata.normalize("NFKC", text.lstrip()[:1])
    risky = (bool(first) and first[:1] in STARTERS) or text[:1] in STARTERS
    return f"'{text}" if risky else text


def printable(text: str) -> str:
    """Without the control characters that XML, and so Word and Excel, refuse."""
    return "".join(
        sign for sign in text if sign in "\n\t" or (ord(sign) >= 32 and sign not in "\ufffe\uffff")
    )


def sheet_cell(value: Any) -> str:
    """The text of a cell of a workbook: `safe_cell` of what is printable.

    One control character, as pasted text holds them, would make the whole file fail; one before "=" would hide it.
    """
    return safe_cell(printable("" if value is None else str(value)))
