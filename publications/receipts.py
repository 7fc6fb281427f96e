"""The receipt of a consent record: each word of it, who gave it when, in which wording, and what it was bound to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from presessions import wording

from .consent import ORGANISATION_NAME, SPEAKER_NAME
from .enums import OutsideAudience, SectionKind
from .models import Consent, Statement
from .showing import lines_of


@dataclass(frozen=True)
class ReceiptLine:
    """One word of the record; ``title`` is what the item is called now, ``words`` how it begins now."""

    row: Consent
    title: str
    words: str

    @property
    def audience(self) -> str:
        return audience_words(self.row.audience)


def audience_words(audience: str) -> str:
    """What an audience is called where its speaker decides."""
    return {
        OutsideAudience.INTERPRETERS: _("Interpreters"),
        OutsideAudience.MISSIONS: _("Missions"),
    }.get(OutsideAudience(audience), _("Everyone"))


def receipt_lines(statement: Statement) -> list[ReceiptLine]:
    """The record, the latest word first."""
    known = {line.key: line for line in lines_of(statement)}
    rows = sorted(statement.consents.all(), key=lambda row: -row.pk)
    return [
        ReceiptLine(
            row,
            known[row.item].title if row.item in known else gone(row.item),
            known[row.item].hint if row.item in known else "",
        )
        for row in rows
    ]


def gone(item: str) -> str:
    """What to call an item that is no longer there."""
    sort, _sep, rest = item.partition(":")
    if sort == "section" and rest in SectionKind.values:
        return str(SectionKind(rest).label)
    return {
        ORGANISATION_NAME: _("Your organisation’s name"),
        SPEAKER_NAME: _("The speaker’s name"),
        "recommendation": _("A recommendation that was removed"),
        "question": _("A question that was removed"),
        "file": _("A file that was removed"),
    }.get(sort, item)


def receipt_text(statement: Statement, *, at: datetime) -> str:
    """The receipt as plain text in the active language."""
    language = get_language() or "en"
    head = [
        _("Receipt: what may be shared, and with whom"),
        _("Application %(reference)s") % {"reference": statement.seat.application.reference},
        _("Made on %(moment)s") % {"moment": wording.moment(at, language, year=True)},
        _("The later word on an item counts. What has no “yes” is shared with nobody."),
    ]
    return "\n".join(
        [*head, *(text for line in receipt_lines(statement) for text in _line(line, language)), ""]
    )


def _line(line: ReceiptLine, language: str) -> list[str]:
    row = line.row
    said = _("yes") if row.given else _("no")
    lines = [
        "",
        wording.moment(row.at, language, year=True),
        f"{line.title} · {line.audience} · {said}",
    ]
    if line.words:
        lines.append(f"  {line.words}")
    if row.effective_from:
        lines.append(
            "  " + _("From %(moment)s") % {"moment": wording.moment(row.effective_from, language, year=True)}
        )
    if row.given:
        lines.append(f"  SHA-256 {row.sha256}")
    lines.append(
        "  " + _("Wording %(version)s, record %(number)d") % {"version": row.wording, "number": row.pk}
    )
    return lines
