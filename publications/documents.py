"""Publications for paper: the meeting sheet, the programme of a day (PDF, WeasyPrint), a Word copy of recommendations.

Only what ``reading.py`` and ``programme.py`` gave is set; nothing is fetched but our own fonts. WeasyPrint is imported
where a PDF is made, because the libraries it needs may be missing on a small machine.
"""

from __future__ import annotations

import io
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from presessions import wording

from . import sources
from .programme import Day, Programme
from .reading import Page

if TYPE_CHECKING:
    from docx.document import Document as DocumentType

STYLES = Path(settings.BASE_DIR) / "static" / "css" / "sheet.css"
FONTS = Path(settings.BASE_DIR) / "static" / "fonts"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"  # as Debian and Ubuntu call them
SIDES = 2  # of a meeting sheet
LONG_NAME = 26  # letters of a State's name above which it is set smaller
MANY_MEETINGS = 8  # of a day, above which its programme is set closer
PDF_VARIANT = "pdf/ua-1"


class PdfUnavailable(Exception):
    """PDFs can't be made on this machine: the packages of ``PACKAGES`` are missing."""


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
        "address": sources.address_of(meeting).removeprefix("https://").rstrip("/"),
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
        "dense": len(day.lines) > MANY_MEETINGS,
        "address": sources.absolute("series_programme", programme.series.number).removeprefix("https://"),
        "as_shared": sources.as_shared(at),
    }
    return _laid_out(_html("publications/pdf/day.html", values))[0]


def rows_of(day: Day) -> list[dict[str, Any]]:
    """Meetings and breaks of a day in the order of the clock."""
    meetings = [
        {"at": wording.clock(line.sitting.starts_at), "line": line} for line in day.lines if line.sitting
    ]
    breaks = [
        {"at": f"{each.starts:%H:%M}", "hours": f"{each.starts:%H:%M}–{each.ends:%H:%M}"}
        for each in day.breaks
    ]
    return sorted([*meetings, *breaks], key=lambda row: str(row["at"]))


def _html(template: str, values: dict[str, Any]) -> str:
    """The sheet's text; where a script has no font here, it says so instead of leaving holes unexplained."""
    html = render_to_string(template, values)
    return render_to_string(template, {**values, "not_set": True}) if scripts_without_font(html) else html


def scripts_without_font(text: str) -> bool:
    """Whether the text holds letters that none of the fonts that ship with us has."""
    letters = {ord(sign) for sign in text if unicodedata.category(sign)[0] in "LM"}
    return bool(letters - _covered())


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # comes with WeasyPrint

    return frozenset(code for path in sorted(FONTS.glob("*.ttf")) for code in TTFont(path).getBestCmap())


def _laid_out(html: str) -> tuple[bytes, int]:
    """The PDF and how many sides it has."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise PdfUnavailable(PACKAGES) from error
    fonts = FontConfiguration()
    files_only = URLFetcher(allowed_protocols=["file"], allow_redirects=False)
    style = CSS(filename=str(STYLES), font_config=fonts, url_fetcher=files_only)
    nothing = URLFetcher(allowed_protocols=[], allow_redirects=False)
    document = HTML(string=html, url_fetcher=nothing).render(
        stylesheets=[style], font_config=fonts, pdf_variant=PDF_VARIANT
    )
    return document.write_pdf(pdf_variant=PDF_VARIANT) or b"", len(document.pages)


# --- Word -----------------------------------------------------------------------------------


def word_copy(page: Page, at: datetime) -> bytes:
    """Recommendations and questions with their source, to work on in Word; it names no author and no date."""
    document = Document()
    _without_traces(document, sources.title_of(page.pre_session), at)
    document.add_heading(page.pre_session.state_under_review.name, level=0)
    document.add_paragraph(sources.title_of(page.pre_session))
    if page.sitting and page.is_held:
        where = sources.where(page.sitting, page.pre_session.series.venue)
        document.add_paragraph(f"{sources.when(page.sitting)}, {where}")
    document.add_heading(_("Recommendations"), level=1)
    for speaker, rows in page.numbered:
        document.add_heading(f"{speaker.name} ({speaker.kind})" if speaker.kind else speaker.name, level=2)
        for number, row in rows:
            mark = "" if row.audience == "public" else f" [{_('for missions')}]"
            _add(document, f"{number}. {row.text}{mark}", row.text)
            if names := sources.issue_names(row):
                _small(document, _("Issue: %(issues)s") % {"issues": names})
    if not page.recommendations:
        document.add_paragraph(_("No recommendation is shared here."))
    if page.questions:
        document.add_heading(_("Questions for the State under Review"), level=1)
        for number, _speaker, question in page.numbered_questions:
            _add(document, f"{number}. {question.text}", question.text)
    _small(document, f"{sources.address_of(page.pre_session)}\n{sources.as_shared(at)}")
    return _saved(document)


def _without_traces(document: DocumentType, title: str, at: datetime) -> None:
    about = document.core_properties
    about.title, about.author, about.last_modified_by = title, "", ""
    about.comments, about.created, about.modified = "", at, at


def _add(document: DocumentType, text: str, words: str) -> None:
    """A paragraph in the direction of its own words."""
    paragraph = document.add_paragraph(_printable(text))
    if wording.direction(words) == "rtl":
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _small(document: DocumentType, text: str) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.add_run(_printable(text)).font.size = Pt(9)
    return paragraph


def _printable(text: str) -> str:
    """Without the control characters that XML refuses."""
    return "".join(sign for sign in text if sign in "\n\t" or ord(sign) >= 32)


def _saved(document: DocumentType) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def day_of(programme: Programme, wanted: date) -> Day | None:
    """The day of a programme, if meetings are held on it."""
    return next((day for day in programme.days if day.date == wanted), None)
