"""How what was shared is said in plain words, with its source: addresses, plain text to copy, names of files."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from presessions import wording
from presessions.folding import fold
from presessions.scheduling.entries import title, when
from presessions.series.models import PreSession

from .published import PublishedRecommendation
from .reading import Page


def absolute(name: str, *args: str | int | UUID) -> str:
    """The whole address of a page of this room."""
    return f"{settings.SITE_ADDRESS}{reverse(f'publications:{name}', args=args)}"


def key_of(meeting: PreSession) -> tuple[int, str]:
    """Series number and State: what stands in every address of a Pre-session."""
    return meeting.series.number, meeting.state_under_review.slug


def address_of(meeting: PreSession) -> str:
    """The stable address of a Pre-session."""
    return absolute("pre_session", *key_of(meeting))


def file_stem(meeting: PreSession) -> str:
    """What files taken from a Pre-session are called: "54-samoa"."""
    return "{}-{}".format(*key_of(meeting))


def issue_names(row: PublishedRecommendation) -> str:
    """The issues of a recommendation in the language of the page."""
    return ", ".join(sorted((each.issue.name for each in row.issue_rows.all()), key=fold))


class Point(Protocol):
    """A recommendation or question, as far as it says to whom and what it refers to."""

    @property
    def addressed_to(self) -> str: ...

    @property
    def source(self) -> str: ...


def beside(row: Point) -> list[str]:
    """To whom it is said, where that is not the State under Review, and what it refers to."""
    said = []
    if row.addressed_to:
        said.append(_("Addressed to: %(whom)s") % {"whom": row.addressed_to})
    if row.source:
        said.append(_("Refers to: %(reference)s") % {"reference": row.source})
    return said


def title_of(meeting: PreSession) -> str:
    return title(meeting.state_under_review.name, meeting.series.number)


def terms() -> str:
    """On what terms something that is shared may be used; stands with every item that leaves as data."""
    return _(
        "Shared by its speaker through UPR Info’s Pre-sessions: it may be quoted and passed on with its source. "
        "Check its address first; what a speaker withdraws is no longer there and no longer to be used."
    )


def licence() -> dict[str, str]:
    """Whose the rights are: ``name`` in words and ``url``, as UPR Info set it; without its word they stay where they
    are."""
    return {
        "name": settings.LICENCE_NAME or _("Rights remain with the authors."),
        "url": settings.LICENCE_URL,
    }


def recommendation_address(row: PublishedRecommendation) -> str:
    """The stable address of one recommendation: it stays while its words are mended, and nothing is there without
    consent."""
    return absolute("recommendation", row.key)


def cited(what: str, *, by: str, meeting: str, address: str) -> str:
    """How something is cited: who, what, where, the stable address."""
    return f"{by}, {what}, {meeting}. UPR Info. {address}"


def with_source(text: str, *, by: str, meeting: str, address: str, is_public: bool) -> str:
    """One recommendation or question as it is copied: its words and where they come from, to be pasted anywhere."""
    mark = "" if is_public else f" [{_('for missions')}]"
    return f"{text}{mark}\n{by}, {meeting}. {address}"


def as_shared(at: datetime) -> str:
    """What stands below every copy: it may be older than the speaker's last word."""
    said = wording.day_and_hour(at, get_language() or "en", weekday=False, year=True)
    return _("As shared by the speakers on %(moment)s. The page shows what holds today.") % {"moment": said}


def as_text(page: Page, at: datetime) -> str:
    """Every recommendation and question the reader is shown, with its source, as plain text."""
    meeting = page.pre_session
    lines = [title_of(meeting)]
    if page.sitting and page.is_held:
        lines.append(when(page.sitting))
    lines += _recommendations(page) or ["", _("No recommendation is shared here.")]
    if page.questions:
        lines += ["", _("Questions for the State under Review"), ""]
        for number, _speaker, row in page.numbered_questions:
            lines += [f"{number}. {row.text}", *(f"   {line}" for line in beside(row))]
    if page.for_missions:
        lines += ["", _("What is marked “for missions” is not public.")]
    source = pgettext("of a text", "Source: %(address)s") % {"address": address_of(meeting)}
    return "\n".join([*lines, "", source, as_shared(at), ""])


def _recommendations(page: Page) -> list[str]:
    lines = []
    for speaker, rows in page.numbered:
        lines += ["", f"{speaker.name} ({speaker.kind})" if speaker.kind else speaker.name]
        for number, row in rows:
            mark = "" if row.audience == "public" else f" [{_('for missions')}]"
            lines.append(f"{number}. {row.text}{mark}")
            if issues := issue_names(row):
                lines.append("   " + _("Issue: %(issues)s") % {"issues": issues})
            lines += [f"   {line}" for line in beside(row)]
    return lines
