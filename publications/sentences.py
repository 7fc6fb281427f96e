"""Why an attachment was not taken, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from applications.file_rules import Reason
from applications.sentences import reason_sentence

from .attaching import LAYER, WORD
from .file_models import TextFile
from .file_text import EMPTY, MAX_PAGES, MAX_WORDS, NO_TEXT, TOO_LONG, UNREADABLE
from .text_files import OLD_WORD, PICTURE


def text_file_sentence(file: TextFile) -> str:
    """Why nothing was read from a file, and what to do, without a final stop."""
    said = {
        EMPTY: _("There is no text in this file. Check it on your device and choose it again"),
        NO_TEXT: _(
            "This PDF holds pictures of pages and no text that could be read. Choose the document it was made from "
            "(Word or OpenDocument), or copy your text into the sections"
        ),
        UNREADABLE: _(
            "The text of this file could not be read. Save it as Word (DOCX) and choose that, or copy your text into "
            "the sections"
        ),
    }
    if file.problem == TOO_LONG:
        return _too_long(file)
    return said.get(file.problem) or text_refusal_sentence(file.problem)


def _too_long(file: TextFile) -> str:
    if file.pages and file.pages > MAX_PAGES:
        return _(
            "This file has %(pages)d pages; at most %(most)d are read. Choose your statement alone, and hand the rest "
            "out as a file"
        ) % {"pages": file.pages, "most": MAX_PAGES}
    if file.words:
        return _(
            "This file has about %(words)d words; at most %(most)d are read. Choose your statement alone, and hand "
            "the rest out as a file"
        ) % {"words": file.words, "most": MAX_WORDS}
    return _("This file is too long to be read. Choose your statement alone, and hand the rest out as a file")


def text_refusal_sentence(code: str) -> str:
    """Why a file was not taken in to be read, without a final stop."""
    if code == PICTURE:
        return _(
            "This is a picture. Choose a Word, OpenDocument or PDF file, or copy your text into the sections"
        )
    if code == OLD_WORD:
        return _(
            "This Word file is of an old kind, or locked with a password. Save it as DOCX without password and "
            "choose that"
        )
    if code == Reason.WRONG_TYPE:
        return _(
            "This isn’t a Word (DOCX), OpenDocument (ODT) or PDF file. Save it as one of these and choose it again"
        )
    return reason_sentence(code or Reason.BROKEN)


def refusal_sentence(code: str) -> str:
    """What is wrong with a file and what to do, without a final stop."""
    if code == WORD:
        return _(
            "A Word file can’t be shared: it may carry earlier drafts and names. Save it as PDF and choose the PDF"
        )
    if code == LAYER:
        return _(
            "This PDF has a layer that its pages don’t show, and that readers could switch on. Delete the layer, or "
            "print the document to a new PDF, and choose that"
        )
    if code == Reason.WRONG_TYPE:
        return _("This isn’t a PDF, JPEG or PNG file. Save it as one of these and choose it again")
    return reason_sentence(code or Reason.BROKEN)
