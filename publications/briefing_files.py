"""A briefing as a file: PDF to read and to print, Word to work on. Every recommendation stands with its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from presessions.folding import fold

from . import documents, library_files, sources
from .briefings import Choice
from .library import Found, issues
from .library_facts import Meeting

WORD = library_files.WORD
FORMATS = {"pdf": "application/pdf", "docx": WORD}


@dataclass(frozen=True)
class Part:
    """One Pre-session in a briefing: its recommendations under their speakers, numbered through the whole file."""

    meeting: Meeting
    speakers: list[tuple[Found, list[tuple[int, Found]]]]

    @property
    def count(self) -> int:
        return sum(len(rows) for _first, rows in self.speakers)


def parts_of(found: Sequence[Found]) -> list[Part]:
    """The recommendations by Pre-session and speaker, in the order they come."""
    numbered = list(enumerate(found, start=1))
    return [
        Part(
            meeting,
            [
                (rows[0][1], rows)
                for _key, each in groupby(of_meeting, key=lambda pair: pair[1].row.statement_id)
                for rows in [list(each)]
            ],
        )
        for meeting, of_meeting in groupby(numbered, key=lambda pair: pair[1].meeting)
    ]


def chosen(choice: Choice, names: Mapping[str, str]) -> list[str]:
    """What was chosen, in words: "Series 54", the States (``names`` by slug), the issues."""
    known = issues() if choice.issues else {}
    said = [_("Series %(number)s") % {"number": choice.series}] if choice.series is not None else []
    said += [", ".join(sorted((names[slug] for slug in choice.states if slug in names), key=fold))]
    said += [", ".join(sorted((known[code].name for code in choice.issues if code in known), key=fold))]
    return [words for words in said if words]


def counted(found: Sequence[Found]) -> str:
    """ "12 recommendations"."""
    words = ngettext("%(count)d recommendation", "%(count)d recommendations", len(found))
    return words % {"count": len(found)}


def as_pdf(choice: Choice, found: Sequence[Found], at: datetime, *, for_missions: bool) -> bytes:
    """Raises ``documents.PdfUnavailable`` where this machine can't make PDFs."""
    values: dict[str, Any] = {
        "parts": parts_of(found),
        "chosen": chosen(choice, _names(found)),
        "counted": counted(found),
        "for_missions": for_missions,
        "address": sources.absolute("library").removeprefix("https://").rstrip("/"),
        "as_shared": sources.as_shared(at),
        "terms": sources.terms(),
    }
    return documents.briefing_pdf(values)


def as_word(choice: Choice, found: Sequence[Found], at: datetime, *, for_missions: bool) -> bytes:
    from docx import Document

    document = Document()
    documents.without_traces(document, _("Briefing"), at)
    document.add_heading(_("Briefing"), level=0)
    for line in (*chosen(choice, _names(found)), counted(found)):
        document.add_paragraph(line)
    if for_missions:
        document.add_paragraph(_("For missions: not all of this briefing is public"))
    library_files.add_recommendations(document, found)
    documents.small(document, f"{sources.terms()}\n{sources.as_shared(at)}")
    return documents.saved(document)


MAKERS: dict[str, Callable[..., bytes]] = {"pdf": as_pdf, "docx": as_word}


def name(choice: Choice, kind: str) -> str:
    """What the file is called: plain facts only."""
    one = f"-{choice.states[0]}" if len(choice.states) == 1 else ""
    series = f"-{choice.series}" if choice.series is not None else ""
    return f"briefing{series}{one}-{get_language() or 'en'}.{kind}"


def _names(found: Sequence[Found]) -> dict[str, str]:
    return {each.meeting.slug: each.meeting.name for each in found}
