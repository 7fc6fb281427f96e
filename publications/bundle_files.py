"""What an interpreter takes away: a Word file for each meeting, in the order of speaking, and the shared files.

Only what ``reading.py`` gave is set. Who agreed to nothing is not in it, and nothing tells that they are there.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.utils.translation import gettext as _

from presessions.scheduling import entries
from presessions.templatetags.presessions import langname

from . import sources
from .documents import add, saved, small, without_traces
from .published import PublishedFile, PublishedQuestion, PublishedRecommendation
from .reading import Page, Speaker, is_said_in

if TYPE_CHECKING:
    from docx.document import Document as DocumentType

SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def language_of(speaker: Speaker) -> str:
    """The language of what a speaker shares (ISO 639): that of the text, else of whatever there is."""
    rows = [*speaker.texts, *speaker.recommendations, *speaker.questions, *speaker.files]
    rows += [row for row in (speaker.organisation, speaker.person) if row is not None]
    return rows[0].language if rows else ""


def languages_of(page: Page) -> str:
    """The languages of a meeting's texts by name, each once, in the order of speaking."""
    codes = dict.fromkeys(code for code in map(language_of, page.speakers) if code)
    return ", ".join(str(langname(code)) for code in codes)


def archive(pages: Sequence[Page], at: datetime) -> bytes:
    """The bundle as a ZIP: a folder for each meeting, named by series and State."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for place, page in enumerate(pages, start=1):
            stem = f"{place:02d}-{sources.file_stem(page.pre_session)}"
            folder.writestr(f"{stem}/{sources.file_stem(page.pre_session)}.docx", document(page, at))
            for name, row in _files(page):
                storage = storages["published"]
                if storage.exists(row.path):
                    with storage.open(row.path, "rb") as stored:
                        folder.writestr(f"{stem}/{name}", stored.read())
    return out.getvalue()


def _files(page: Page) -> list[tuple[str, PublishedFile]]:
    """The shared files with neutral names: the speaker's place, kind and language."""
    return [
        (f"{place}-{number}-{row.kind}-{row.language}.{SUFFIXES[row.media_type]}", row)
        for place, speaker in enumerate(page.speakers, start=1)
        for number, row in enumerate(speaker.files, start=1)
        if row.media_type in SUFFIXES
    ]


def document(page: Page, at: datetime) -> bytes:
    """One meeting as a Word file; it names no author."""
    from docx import Document

    made = Document()
    without_traces(made, sources.title_of(page.pre_session), at)
    made.add_heading(page.pre_session.state_under_review.name, level=0)
    made.add_paragraph(sources.title_of(page.pre_session))
    if page.sitting:
        where = entries.where(page.sitting, page.pre_session.series.venue)
        made.add_paragraph(f"{entries.when(page.sitting)}, {where}")
    if languages := languages_of(page):
        made.add_paragraph(_("Languages: %(languages)s") % {"languages": languages})
    for place, speaker in enumerate(page.speakers, start=1):
        _speaker(made, place, speaker)
    if not page.speakers:
        made.add_paragraph(_("Nothing is shared ahead of this meeting."))
    small(made, only_for_this())
    small(made, sources.as_shared(at))
    return saved(made)


def only_for_this() -> str:
    """What stands on everything of a bundle."""
    return _(
        "Shared to prepare this meeting only. Please pass it on to nobody, and delete it after the meeting."
    )


def _speaker(made: DocumentType, place: int, speaker: Speaker) -> None:
    head = f"{place}. {speaker.name}" + (f" ({speaker.kind})" if speaker.kind else "")
    made.add_heading(head, level=1)
    if speaker.person_line:
        made.add_paragraph(speaker.person_line)
    if code := language_of(speaker):
        small(made, str(langname(code)))
    for text in speaker.texts:
        made.add_heading(str(text.get_kind_display()), level=2)
        for paragraph in text.text.split("\n"):
            if paragraph:
                add(made, paragraph, text.text)
    if speaker.recommendations:
        made.add_heading(_("Recommendations"), level=2)
    for row in speaker.recommendations:
        _point(made, row, speaker)
    if speaker.questions:
        made.add_heading(_("Questions for the State under Review"), level=2)
    for question in speaker.questions:
        _point(made, question, speaker)


def _point(made: DocumentType, row: PublishedRecommendation | PublishedQuestion, speaker: Speaker) -> None:
    """As it will be said, with what stands beside it; then what it says in other languages, where that is shared."""
    add(made, f"• {row.text}", row.text)
    for line in sources.beside(row):
        small(made, line)
    for each in speaker.translations:
        if is_said_in(each, row):
            add(made, f"{langname(each.language)}: {each.text}", each.text)
