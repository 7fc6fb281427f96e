"""Publications for paper: the meeting sheet, the programme of a day (PDF, WeasyPrint), a Word copy of recommendations.

Only what ``reading.py`` and ``programme.py`` gave is set; how a sheet is made is in ``presessions.sheets``.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from presessions import wording
from presessions.cells import printable
from presessions.scheduling.entries import when, where
from presessions.sheets import PACKAGES, PdfUnavailable, scripts_without_font
from presessions.sheets import html_of as _html
from presessions.sheets import laid_out as _laid_out

from . import sources
from .programme import Day, Programme, Topics
from .reading import Page

if TYPE_CHECKING:
    from docx.document import Document as DocumentType
    from docx.text.paragraph import Paragraph

__all__ = (
    "PACKAGES",
    "PdfUnavailable",
    "booklet_pdf",
    "briefing_pdf",
    "day_pdf",
    "scripts_without_font",
    "sheet_pdf",
    "word_copy",
)
SIDES = 2  # of a meeting sheet
LONG_NAME = 26  # letters of a State's name above which it is set smaller
MANY_MEETINGS = 8  # of a day, above which its programme is set closer


def sheet_pdf(page: Page, at: datetime) -> bytes:
    """The meeting sheet on at most two A4 sides: set closer, then without summaries, where it would be longer."""
    for close, summaries in ((False, True), (True, True), (True, False)):
        values = _sheet_values(page, at, close, summaries)
        document, sides = _laid_out(_html("publications/pdf/sheet.html", values))
        if sides <= SIDES:
            break
    return document


def _sheet_values(page: Page, at: datetime, close: bool, summaries: bool) -> dict[str, Any]:
    meeting = page.pre_session
    return {
        "page": page,
        "meeting": meeting,
        "series": meeting.series,
        "state": meeting.state_under_review,
        "long_name": len(meeting.state_under_review.name) > LONG_NAME,
        "address": _printed(sources.address_of(meeting)),
        "as_shared": sources.as_shared(at),
        "close": close,
        "summaries": summaries,
        "note_lines": range(30),
    }


def day_pdf(programme: Programme, day: Day, at: datetime) -> bytes:
    """The programme of one day on one A4 side."""
    values = {
        "shown": programme,
        "series": programme.series,
        "day": day,
        "rows": rows_of(day),
        "dense": len(day.rows) > MANY_MEETINGS,
        "address": _printed(sources.absolute("series_programme", programme.series.number)),
        "as_shared": sources.as_shared(at),
    }
    return _laid_out(_html("publications/pdf/day.html", values))[0]


def booklet_pdf(programme: Programme, topics: dict[int, Topics], at: datetime) -> bytes:
    """The whole series: a cover with its days, then each day with State, hour, room, panel and issues as agreed."""
    values = {
        "shown": programme,
        "series": programme.series,
        "days": [
            {
                "day": day,
                "rows": [
                    (line, row, topics.get(line.pre_session.pk) if line else None) for line, row in day.rows
                ],
            }
            for day in programme.days
        ],
        "address": _printed(sources.absolute("series_programme", programme.series.number)),
        "as_shared": sources.as_shared(at),
    }
    return _laid_out(_html("publications/pdf/booklet.html", values))[0]


def _printed(address: str) -> str:
    """An address as it stands on paper: without what every browser adds by itself."""
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")


def briefing_pdf(values: dict[str, Any]) -> bytes:
    """A briefing: recommendations by Pre-session and speaker, as many sides as they need."""
    return _laid_out(_html("publications/pdf/briefing.html", values))[0]


def rows_of(day: Day) -> list[dict[str, Any]]:
    """Meetings and breaks of a day in the order of the clock."""
    meetings = [{"at": wording.clock(row.starts_at), "line": line, "row": row} for line, row in day.rows]
    breaks = [
        {"at": f"{each.starts:%H:%M}", "hours": f"{each.starts:%H:%M}–{each.ends:%H:%M}"}
        for each in day.breaks
    ]
    return sorted([*meetings, *breaks], key=lambda row: str(row["at"]))


# --- Word -----------------------------------------------------------------------------------


def word_copy(page: Page, at: datetime) -> bytes:
    """Recommendations and questions with their source, to work on in Word; it names no author and no date."""
    from docx import Document

    document = Document()
    without_traces(document, sources.title_of(page.pre_session), at)
    document.add_heading(page.pre_session.state_under_review.name, level=0)
    document.add_paragraph(sources.title_of(page.pre_session))
    if page.sitting and page.is_held:
        place = where(page.sitting, page.pre_session.series.venue)
        document.add_paragraph(f"{when(page.sitting)}, {place}")
    document.add_heading(_("Recommendations"), level=1)
    for speaker, rows in page.numbered:
        document.add_heading(f"{speaker.name} ({speaker.kind})" if speaker.kind else speaker.name, level=2)
        for number, row in rows:
            mark = "" if row.audience == "public" else f" [{_('for missions')}]"
            add(document, f"{number}. {row.text}{mark}", row.text)
            if names := sources.issue_names(row):
                small(document, _("Issue: %(issues)s") % {"issues": names})
            for line in sources.beside(row):
                small(document, line)
    if not page.recommendations:
        document.add_paragraph(_("No recommendation is shared here."))
    if page.questions:
        document.add_heading(_("Questions for the State under Review"), level=1)
        for number, _speaker, question in page.numbered_questions:
            add(document, f"{number}. {question.text}", question.text)
            for line in sources.beside(question):
                small(document, line)
    small(document, f"{sources.address_of(page.pre_session)}\n{sources.as_shared(at)}")
    return saved(document)


def without_traces(document: DocumentType, title: str, at: datetime) -> None:
    about = document.core_properties
    about.title, about.author, about.last_modified_by = title, "", ""
    about.comments, about.created, about.modified = "", at, at


def add(document: DocumentType, text: str, words: str) -> None:
    """A paragraph in the direction of its own words."""
    from docx.oxml import OxmlElement

    paragraph = document.add_paragraph(printable(text))
    if wording.direction(words) == "rtl":
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))


def small(document: DocumentType, text: str) -> Paragraph:
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.add_run(printable(text)).font.size = Pt(9)
    return paragraph


def saved(document: DocumentType) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return settled(file)


def settled(file: IO[bytes]) -> bytes:
    """A Word or Excel file with one date for all its parts: the same words are the same bytes, whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name in made.namelist():
            folder.writestr(zipfile.ZipInfo(name), made.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def day_of(programme: Programme, wanted: date) -> Day | None:
    """The day of a programme, if meetings are held on it."""
    return next((day for day in programme.days if day.date == wanted), None)
