"""Why an attachment was not taken, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from applications.file_rules import Reason
from applications.sentences import reason_sentence

from .attaching import WORD


def refusal_sentence(code: str) -> str:
    """What is wrong with a file and what to do, without a final stop."""
    if code == WORD:
        return _(
            "A Word file can’t be shared: it may carry earlier drafts and names. Save it as PDF and choose the PDF"
        )
    if code == Reason.WRONG_TYPE:
        return _("This isn’t a PDF, JPEG or PNG file. Save it as one of these and choose it again")
    return reason_sentence(code or Reason.BROKEN)
