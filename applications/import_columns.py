"""The columns of a file of applications: the questions of the form, and how the application arrived.

A cell may hold the code of a choice or its words in English, French or Spanish.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import override

from presessions.cells import BOM
from presessions.series.models import LANGUAGES, PreSession, Series

from .eligibility import MAX_ISSUES, name_key
from .models import Application
from .page_forms import YES_NO
from .steps import FORMS

YES = frozenset({"yes", "y", "true", "1", "x", "oui", "si"})
NO = frozenset({"no", "n", "false", "0", "non"})
NEEDED = frozenset(
    {"state", "organisation_name", "kind", "is_coalition", "submitted", "issue_1", "received_at"}
)
ABOUT_ARRIVAL = {
    "state": "The State under Review: its name, or its three letters (ISO 3166).",
    "received_at": "When the e-mail arrived, Geneva time: 2026-12-05 14:30.",
    "contact_email": "Who wrote: the address at which they are told and can sign in. Blank: fill in safe_contact.",
    "language": "In which we write to them: en, fr or es. Blank: en.",
    "late_because": "Only where it arrived after the deadline: why it is taken all the same.",
}


class NoSuchChoice(ValueError):
    """What stands in the cell is none of the choices; the text says what can be."""


class _RowMixin:
    """A page of the form that checks each answer by itself: what is missing is said by the rules, not here."""

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data  # type: ignore[attr-defined]


ROW_FORMS = {page: type(f"Row{form.__name__}", (_RowMixin, form), {}) for page, form in FORMS.items()}
FILLED = {
    "": ""
}  # an initial value of nobody's, so that a form does not ask an unsaved row for what it holds


@dataclass(frozen=True)
class Column:
    """One column as the template explains it."""

    name: str
    what: str
    choices: str
    needed: bool


def row_forms(application: Application, data: dict[str, list[str]] | None = None) -> Iterator[Any]:
    """The pages of the form for a row that isn't saved yet, in order; later ones know earlier answers."""
    for form_class in ROW_FORMS.values():
        yield form_class(data, application=application, initial=FILLED)


def columns(meeting: PreSession) -> list[Column]:
    """Every column, with what may stand in it; of one meeting, for days and languages differ."""
    asked = Application(pre_session=meeting, is_coalition=True, kind="nhri")
    found = [Column(name, what, "", name in NEEDED) for name, what in ABOUT_ARRIVAL.items()]
    with override("en"):
        for form in row_forms(asked):
            found += [
                Column(name, str(field.label), _choices_said(field), name in NEEDED)
                for name, field in form.fields.items()
                if not isinstance(field, forms.FileField)
            ]
    return found


def _choices_said(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField):
        return "yes or no"
    choices = getattr(field, "choices", None)
    if choices is None:
        return ""
    codes = [str(code) for code, _ in choices if code]
    many = ", several with a comma between" if isinstance(field, forms.MultipleChoiceField) else ""
    return f"{', '.join(codes)}{many}" if len(codes) <= 12 else "the name or code of an issue of the list"


def raw_cells(field: forms.Field, cell: str) -> list[str]:
    """A cell as a browser would send it. Raises ``NoSuchChoice``."""
    if not cell:
        return []
    if isinstance(field, forms.BooleanField):
        return ["on"] if _yes(cell) else []
    choices = getattr(field, "choices", None)
    if choices is None:
        return [cell]
    if list(choices) == YES_NO:
        return ["yes" if _yes(cell) else "no"]
    known = _known(choices)
    if isinstance(field, forms.MultipleChoiceField):
        parts = [part for part in re.split(r"[,;\n]+", cell) if part.strip()]
        if any(name_key(part) not in known for part in parts):
            parts = cell.replace(",", " ").replace(";", " ").split()
        return [_choice(known, part, field) for part in parts]
    return [_choice(known, cell, field)]


def _yes(cell: str) -> bool:
    key = name_key(cell)
    if key in YES or key in NO:
        return key in YES
    raise NoSuchChoice("Write yes or no.")


def _known(choices: Any) -> dict[str, str]:
    """Each choice by its code and by its words in each language."""
    found: dict[str, str] = {}
    for language, _ in LANGUAGES:
        with override(language):
            for code, words in choices:
                if code:
                    found.setdefault(name_key(str(words)), str(code))
    found.update({name_key(str(code)): str(code) for code, _ in choices if code})
    return found


def _choice(known: dict[str, str], text: str, field: forms.Field) -> str:
    try:
        return known[name_key(text)]
    except KeyError:
        raise NoSuchChoice(f"“{text[:60]}” is not a choice. Write {_choices_said(field)}.") from None


def pairs() -> list[tuple[str, str]]:
    """The columns of issues: which, and why."""
    return [(f"issue_{number}", f"why_{number}") for number in range(1, MAX_ISSUES + 1)]


def template(series: Series, kind: str) -> bytes:
    """An empty file with the headings; the XLSX explains each on a second sheet."""
    meeting = series.pre_sessions.select_related("state_under_review").first()
    known = columns(meeting) if meeting else []
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text).writerow([column.name for column in known])
        return (BOM + text.getvalue()).encode()
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet, words = book.worksheets[0], book.create_sheet("What to write")
    sheet.title = "Applications"
    for place, column in enumerate(known, start=1):
        sheet.cell(1, place, column.name).font = Font(bold=column.needed)
        sheet.column_dimensions[sheet.cell(1, place).column_letter].width = max(14, len(column.name) + 2)
    sheet.freeze_panes = "C2"
    words.append(["Column", "Needed", "What", "Choices"])
    for column in known:
        words.append([column.name, "yes" if column.needed else "", column.what, column.choices])
    for letter, width in (("A", 24), ("C", 60), ("D", 60)):
        words.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
