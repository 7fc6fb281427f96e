"""The receipt of a consent record: each word of it, who gave it when, in which wording, and what it was bound to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from presessions import wording

from .consent import GUARDIAN, ORGANISATION_NAME, SPEAKER_NAME
from .enums import OutsideAudience, SectionKind
from .models import Consent, Statement
from .proving import WORDING as STAFF_WORDING
from .showing import Line, lines_of


@dataclass(frozen=True)
class ReceiptLine:
    """One word of the record; ``title`` is what the item is called now, ``words`` how it begins now."""

    row: Consent
    title: str
    words: str

    @property
    def voice(self) -> str:
        """Whose word it is, where it is not the speaker's own."""
        return _("Parent or guardian") if self.row.guardian_id else ""

    @property
    def by_staff(self) -> str:
        """How it came into the record, where nobody gave it on the page."""
        if self.row.proof_id:
            return _("Recorded by our team from a signed letter or mail, and confirmed by a second person.")
        return _("Taken back by our team, as we were asked to.") if self.row.wording == STAFF_WORDING else ""

    @property
    def audience(self) -> str:
        return audience_words(self.row.audience)


def audience_words(audience: str) -> str:
    """What an audience is called where its speaker decides."""
    return {
        OutsideAudience.INTERPRETERS: _("Interpreters"),
        OutsideAudience.MISSIONS: _("Missions"),
    }.get(OutsideAudience(audience), _("Everyone"))


def receipt_lines(statement: Statement, *, of: int | None = None) -> list[ReceiptLine]:
    """The record, the latest word first; ``of``: only the words of this guardian, who reads how an item begins only
    where it still is what they agreed to."""
    known = {line.key: line for line in lines_of(statement)}
    rows = sorted(statement.consents.all(), key=lambda row: -row.pk)
    lines = []
    for row in rows:
        if of is None or row.guardian_id == of:
            item = row.item.removeprefix(GUARDIAN)
            line = known.get(item)
            may_read = line is not None and (of is None or _is_what_was_agreed_to(row, line))
            words = line.hint if line is not None and may_read else ""
            lines.append(ReceiptLine(row, line.title if line else gone(item), words))
    return lines


def _is_what_was_agreed_to(row: Consent, line: Line) -> bool:
    """What a file is called is its speaker's alone."""
    return row.sha256 == line.item.sha256 and line.attachment is None


def gone(item: str) -> str:
    """What to call an item that is no longer there."""
    sort, _sep, rest = item.partition(":")
    if sort == "section" and rest in SectionKind.values:
        return str(SectionKind(rest).label)
    return {
        ORGANISATION_NAME: _("The organisation’s name"),
        SPEAKER_NAME: _("The speaker’s name"),
        "recommendation": _("A recommendation that was removed"),
        "question": _("A question that was removed"),
        "file": _("A file that was removed"),
    }.get(sort, item)


def receipt_text(statement: Statement, *, at: datetime, of: int | None = None) -> str:
    """The receipt as plain text in the active language; ``of``: a guardian's own."""
    language = get_language() or "en"
    head = [
        _("Receipt: what may be shared, and with whom"),
        _("Application %(reference)s") % {"reference": statement.seat.application.reference},
        _("Made on %(moment)s") % {"moment": wording.moment(at, language, year=True)},
        _("The later word on an item counts. What has no “yes” is shared with nobody."),
    ]
    return "\n".join(
        [*head, *(text for line in receipt_lines(statement, of=of) for text in _line(line, language)), ""]
    )


def _line(line: ReceiptLine, language: str) -> list[str]:
    row = line.row
    said = _("yes") if row.given else _("no")
    lines = [
        "",
        wording.moment(row.at, language, year=True),
        " · ".join(filter(None, [line.voice, line.title, line.audience, said])),
    ]
    if line.by_staff:
        lines.append(f"  {line.by_staff}")
        if row.proof is not None:
            lines.append("  " + _("Letter or mail: SHA-256 %(sha256)s") % {"sha256": row.proof.sha256})
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
