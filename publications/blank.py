"""The template of a statement as a Word file, filled with what is known, in the language of the page.

Made anew for each download; nothing of it is stored. It carries no author, no company and no date.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from .enums import SectionKind
from .forms import RECOMMENDATIONS, SECTION_HINTS, PointsForm
from .models import Statement
from .speaking import speaking

if TYPE_CHECKING:
    from docx.document import Document as DocumentType

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
NO_DAY = datetime(2000, 1, 1)  # a Word file has to carry some


def word_template(row: Statement) -> bytes:
    """The sections with what is written so far, or else a hint; the recommendations after them."""
    document = Document()
    _head(document, row)
    texts = {section.kind: section.text for section in row.sections.all()}
    for kind in SectionKind:
        document.add_heading(str(kind.label), level=2)
        _written(document, row, texts.get(kind, ""), str(SECTION_HINTS[kind]))
    known = [each.text for each in row.recommendations.all()]
    hint = _("One action. Who should do it, what exactly, by when?")
    for number in range(RECOMMENDATIONS):
        document.add_heading(str(PointsForm.ORDINALS[number]), level=2)
        _written(document, row, known[number] if number < len(known) else "", hint)
    return _saved(document)


def _head(document: DocumentType, row: Statement) -> None:
    meeting, spoken = row.seat.panel.pre_session, speaking(row)
    document.add_heading(
        _("Pre-session on %(state)s, series %(number)s")
        % {"state": meeting.state_under_review.name, "number": meeting.series.number},
        level=1,
    )
    document.add_paragraph(_legible(row.seat.application.organisation_name))
    words = spoken["minutes_allowed"] * spoken["words_per_minute"]
    document.add_paragraph(
        _("You have %(minutes)d min to speak: about %(words)d words, without summary and plan.")
        % {"minutes": spoken["minutes_allowed"], "words": words}
    )
    address = settings.SITE_ADDRESS
    document.add_paragraph(
        _("Write below the headings, then copy each part into its page at %(address)s. Keep this file safe.")
        % {"address": address}
    )


def _written(document: DocumentType, row: Statement, text: str, hint: str) -> None:
    if not text:
        document.add_paragraph().add_run(hint).italic = True
        return
    for line in text.split("\n\n"):
        paragraph = document.add_paragraph(_legible(line))
        if row.language in RIGHT_TO_LEFT:
            _right_to_left(paragraph)


def _right_to_left(paragraph: Paragraph) -> None:
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
