"""The same as ``own_data``, as a sheet for people: every question with its answer, in the language of the reader."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from presessions import sheets, wording
from presessions.lifecycle.models import StatusChange
from presessions.templatetags.presessions import langname

from .eligibility import Page
from .enums import ApplicationStatus, CorrectionStatus
from .models import Application, Correction
from .reading import PageRead, files_of, read
from .sentences import PAGE_TITLES


def own_pdf(application: Application) -> bytes:
    """All that its applicant gave, what was typed too late or doesn't fit included. Raises ``PdfUnavailable``."""
    document, _sides = sheets.laid_out(sheets.html_of("applications/pdf/own.html", sheet_values(application)))
    return document


def sheet_values(application: Application) -> dict[str, Any]:
    """What the sheet shows; the team's own notes and rulings are not in it."""
    meeting = application.pre_session
    pages = read(application)
    return {
        "application": application,
        "state": meeting.state_under_review,
        "series": meeting.series,
        "facts": _facts(application),
        "pages": pages,
        "kept": _kept(application, {page.page for page in pages}),
        "files": files_of(application),
        "corrections": [_correction(each, pages) for each in application.corrections.all()],
        "acts": [
            (_moment(change.at), str(ApplicationStatus(change.to_status).label))
            for change in StatusChange.objects.of(application).filter(by_what="applicant")
        ],
    }


def _facts(application: Application) -> list[tuple[str, str]]:
    facts = [
        (_("Begun"), _moment(application.created_at)),
        (_("Last changed"), _moment(application.changed_at)),
        (_("Sent"), _moment(application.submitted_at) if application.submitted_at else ""),
        (_("Account"), application.owner.email if application.owner else ""),
        (_("We write to you in"), langname(application.language)),
    ]
    return [(name, value) for name, value in facts if value]


def _kept(application: Application, asked: set[Any]) -> list[tuple[str, str]]:
    """What was typed on pages that are not asked any more, by field."""
    return [
        (name.replace("_", " "), text)
        for page, raw in application.unsaved.items()
        if page not in asked
        for name, texts in raw.items()
        for text in texts
    ]


def _correction(asked: Correction, pages: list[PageRead]) -> dict[str, Any]:
    """What we asked to correct, in words; ``typed`` is what was typed and never sent."""
    labels = {line.name: line.label for page in pages for line in page.lines}
    labels |= {"issues": str(PAGE_TITLES[Page.ISSUES]), "file": _("A file")}
    said = CorrectionStatus(asked.status).label
    return {
        "asked": _moment(asked.asked_at),
        "until": _moment(asked.due_at),
        "words": asked.words,
        "of": "; ".join(labels.get(name, name) for name in asked.names),
        "became": f"{said}, {_moment(asked.ended_at)}" if asked.ended_at else str(said),
        "typed": [(labels.get(name, name), ", ".join(texts)) for name, texts in asked.typed.items() if texts],
    }


def _moment(when: Any) -> str:
    return wording.day_and_hour(when, get_language() or "en", weekday=False, year=True)
