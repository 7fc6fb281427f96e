"""Recommendations to take away from the library: table (CSV, XLSX), data (JSON), Word, plain text.

Every line carries its source: the State, the series, who speaks as far as agreed, the address that shows what holds
today, and the terms. Only what ``library.py`` found for the reader is in a file.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from presessions.cells import BOM, printable, safe_cell

from . import documents, sources
from .categories import named, suggested_by
from .library import Found
from .reading import Speaker

if TYPE_CHECKING:
    from docx.document import Document as DocumentType

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": EXCEL,
    "json": "application/json; charset=utf-8",
    "docx": WORD,
    "txt": "text/plain; charset=utf-8",
}
# How many results a file takes: what a web process makes in about two seconds.
MOST = {"csv": 20_000, "json": 20_000, "txt": 5_000, "xlsx": 5_000, "docx": 500}
WIDTHS = (90, 22, 8, 8, 8, 32, 24, 32, 10, 12, 44, 44, 22, 32, 32)


def columns() -> list[str]:
    """The heads of a table, in the language of the page."""
    return [
        _("Text"),
        _("State under Review"),
        _("ISO code"),
        _("Series"),
        _("Cycle"),
        _("Shared by"),
        _("Kind of speaker"),
        _("Issues"),
        _("Language"),
        _("For"),
        _("Address"),
        _("Terms"),
        _("Action category"),
        _("Addressed to"),
        _("Refers to"),
    ]


def cells(found: Found) -> list[str]:
    """One result as the cells of a table."""
    meeting = found.meeting
    return [
        found.text,
        meeting.name,
        meeting.iso3,
        str(meeting.number),
        str(meeting.cycle),
        found.speaker.name,
        found.speaker.kind,
        found.issue_names,
        found.row.language,
        "" if found.is_public else _("for missions"),
        meeting.address,
        sources.terms(),
        named(found.action),
        found.addressed_to,
        found.source,
    ]


def item(found: Found) -> dict[str, Any]:
    """One result as data; the API says the same."""
    meeting, speaker = found.meeting, found.speaker
    return {
        "id": str(found.key),
        "text": found.text,
        "language": found.row.language,
        "addressed_to": found.addressed_to,
        "source": found.source,
        "state": {"iso3": meeting.iso3, "name": meeting.name, "slug": meeting.slug, "region": meeting.region},
        "series": meeting.number,
        "cycle": meeting.cycle,
        "shared_by": shared_by(speaker),
        "issues": [{"code": issue.code, "name": issue.name} for issue in found.issues],
        "action": found.action or None,
        "action_suggested_by": suggested_by(found.row.language, found.action) or None,
        "audience": found.row.audience,
        "shared_at": found.row.published_at.isoformat(),
        "address": meeting.address,
        "permalink": sources.recommendation_address(found.row),  # type: ignore[arg-type]  # only these are data
        "citation": citation(found),
        "terms": sources.terms(),
        "licence": licence(),
    }


def licence() -> dict[str, str | None]:
    """The statement of rights that goes with every item as data."""
    said = sources.licence()
    return {"name": said["name"], "url": said["url"] or None}


def shared_by(speaker: Speaker) -> dict[str, Any]:
    """Who shared something, as far as they agreed to be named."""
    named = speaker.organisation
    return {
        "organisation": named.text if named else None,
        "kind": (named.kind or None) if named else None,
        "is_coalition": named.is_coalition if named else None,
        "speaker": speaker.person.text if speaker.person else None,
    }


def citation(found: Found) -> str:
    """How the result is cited: who, where, the stable address of its Pre-session."""
    return f"{found.speaker.name}, {found.meeting.title}. UPR Info. {found.meeting.address}"


# --- Files ----------------------------------------------------------------------------------


def as_csv(results: Sequence[Found], at: datetime) -> bytes:
    file = io.StringIO()
    file.write(BOM)
    writer = csv.writer(file)
    writer.writerow(columns())
    writer.writerows([safe_cell(printable(cell)) for cell in cells(found)] for found in results)
    return file.getvalue().encode()


def as_xlsx(results: Sequence[Found], at: datetime) -> bytes:
    """Every cell is declared to be text, so nothing in it is computed."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.writer.excel import ExcelWriter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Recommendations"))
    for number, width in enumerate(WIDTHS):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.freeze_panes = "A2"
    for place, row in enumerate([columns(), *map(cells, results)]):
        made = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=printable(text))
            cell.data_type = "s"
            if not place:
                cell.font = Font(bold=True)
            made.append(cell)
        sheet.append(made)
    book.properties.created = book.properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    file = io.BytesIO()
    # as book.save does, but for the hour of its own that it would write
    ExcelWriter(book, zipfile.ZipFile(file, "w")).save()
    return documents.settled(file)


def as_json(results: Sequence[Found], at: datetime) -> bytes:
    values = {
        "made_at": at.isoformat(),
        "terms": sources.terms(),
        "results": [item(found) for found in results],
    }
    return json.dumps(values, ensure_ascii=False, indent=1).encode()


def as_docx(results: Sequence[Found], at: datetime) -> bytes:
    """Recommendations under their State and speaker, to work on in Word."""
    from docx import Document

    document = Document()
    documents.without_traces(document, _("Recommendations"), at)
    document.add_heading(_("Recommendations"), level=0)
    add_recommendations(document, results)
    if not results:
        document.add_paragraph(_("No recommendation is shared here."))
    documents.small(document, f"{sources.terms()}\n{sources.as_shared(at)}")
    return documents.saved(document)


def add_recommendations(document: DocumentType, results: Sequence[Found]) -> None:
    """The results under their State and speaker, numbered through, each State with its address."""
    number = 0
    for meeting, of_meeting in groupby(results, key=lambda found: found.meeting):
        document.add_heading(meeting.title, level=1)
        for name, of_speaker in groupby(of_meeting, key=_speaker):
            document.add_heading(printable(name), level=2)
            for found in of_speaker:
                number += 1
                mark = "" if found.is_public else f" [{_('for missions')}]"
                documents.add(document, f"{number}. {found.text}{mark}", found.text)
                for line in (*_about(found), *sources.beside(found)):
                    documents.small(document, line)
        documents.small(document, meeting.address)


def as_text(results: Sequence[Found], at: datetime) -> bytes:
    """Recommendations with their source, to paste into a mail."""
    lines: list[str] = []
    for meeting, of_meeting in groupby(results, key=lambda found: found.meeting):
        lines += [meeting.title, ""]
        for found in of_meeting:
            mark = "" if found.is_public else f" [{_('for missions')}]"
            beside = sources.beside(found)
            lines += [f"- {found.text}{mark}", *(f"  {line}" for line in beside), f"  {_speaker(found)}"]
        lines += ["", meeting.address, ""]
    return "\n".join([*lines, sources.as_shared(at), ""]).encode()


MAKERS: dict[str, Callable[[Sequence[Found], datetime], bytes]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "json": as_json,
    "docx": as_docx,
    "txt": as_text,
}


def name(stem: str, kind: str) -> str:
    """What the file is called: plain facts only."""
    return f"{stem}-{get_language() or 'en'}.{kind}"


def _speaker(found: Found) -> str:
    speaker = found.speaker
    return f"{speaker.name} ({speaker.kind})" if speaker.kind else speaker.name


def _about(found: Found) -> list[str]:
    """ "Issue: Justice. Action category: 5, specific action", as far as there is one."""
    said = [_("Issue: %(issues)s") % {"issues": found.issue_names}] if found.issue_names else []
    said += [_("Action category: %(name)s") % {"name": named(found.action)}] if found.action else []
    return [". ".join(said)] if said else []
