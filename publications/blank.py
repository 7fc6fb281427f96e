"""The template of a statement as a Word file, filled with what is known, in the language of the page.

Made anew for each download; nothing of it is stored. It carries no author, no company and no date.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from .enums import SectionKind
from .models import Statement
from .speaking import speaking
from .writing_forms import SECTION_HINTS, PointsForm

if TYPE_CHECKING:
    from docx.document import Document as DocumentType
    from docx.text.paragraph import Paragraph

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
NO_DAY = datetime(2000, 1, 1)  # a Word file has to carry some


def word_template(row: Statement) -> bytes:
    """The sections with what is written so far, or else a hint; the recommendations after them."""
    from docx import Document

    document = Document()
    _head(document, row)
    texts = {section.kind: section.text for section in row.sections.all()}
    for kind in SectionKind:
        document.add_heading(str(kind.label), level=2)
        _written(document, row, texts.get(kind, ""), str(SECTION_HINTS[kind]))
    hint, hint_of_question = hints_of_template()
    for titles, known, said in (
        (PointsForm.ORDINALS, row.recommendations.all(), hint),
        (PointsForm.QUESTION_ORDINALS, row.questions.all(), hint_of_question),
    ):
        texts_known = [each.text for each in known]
        for number, title in enumerate(titles):
            document.add_heading(str(title), level=2)
            _written(document, row, texts_known[number] if number < len(texts_known) else "", said)
    return _saved(document)


def hints_of_template() -> tuple[str, str]:
    """What stands below a recommendation and a question that are not written yet."""
    return (
        _("One action. Who should do it, what exactly, by when?"),
        _("If you like: a short question that other States could put to the State under Review."),
    )


def head_of(row: Statement) -> list[str]:
    """The lines above the first heading; the first is the title."""
    meeting, spoken = row.seat.panel.pre_session, speaking(row)
    words = spoken["minutes_allowed"] * spoken["words_per_minute"]
    return [
        _("Pre-session on %(state)s, series %(number)s")
        % {"state": meeting.state_under_review.name, "number": meeting.series.number},
        _legible(row.seat.application.organisation_name),
        _("You have %(minutes)d min to speak: about %(words)d words, without summary and plan.")
        % {"minutes": spoken["minutes_allowed"], "words": words},
        _(
            "Write below the headings and leave them as they are. Then choose this file on the page of your "
            "statement at %(address)s. Keep it safe."
        )
        % {"address": settings.SITE_ADDRESS},
    ]


def _head(document: DocumentType, row: Statement) -> None:
    title, *lines = head_of(row)
    document.add_heading(title, level=1)
    for line in lines:
        document.add_paragraph(line)


def _written(document: DocumentType, row: Statement, text: str, hint: str) -> None:
    if not text:
        document.add_paragraph().add_run(hint).italic = True
        return
    for line in text.split("\n\n"):
        paragraph = document.add_paragraph(_legible(line))
        if row.language in RIGHT_TO_LEFT:
            _right_to_left(paragraph)


def _right_to_left(paragraph: Paragraph) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = paragraph._p.get_or_add_pPr()
    mark = OxmlElement("w:bidi")
    mark.set(qn("w:val"), "1")
    properties.append(mark)


def _legible(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(sign for sign in text if sign in "\n\t" or ord(sign) >= 0x20)


def _saved(document: DocumentType) -> bytes:
    about = document.core_properties
    about.author = about.last_modified_by = about.comments = about.title = ""
    about.created = about.modified = NO_DAY
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
