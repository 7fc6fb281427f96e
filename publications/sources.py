"""How what was shared is said in plain words, with its source: addresses, plain text to copy, names of files."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from presessions import wording
from presessions.scheduling.models import Sitting
from presessions.series.models import PreSession

from .published import PublishedRecommendation
from .reading import Page


def absolute(name: str, *args: str | int) -> str:
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


def when(sitting: Sitting) -> str:
    """ "Tuesday 6 October 2026, 10:00 to 10:45 Geneva time (UTC+2)"."""
    return wording.meeting(sitting.starts_at, sitting.ends_at, get_language() or "en")


def where(sitting: Sitting, venue: str) -> str:
    """ "Room XXI, Palais des Nations"."""
    return ", ".join(part for part in (sitting.room.name, venue) if part)


def issue_names(row: PublishedRecommendation) -> str:
    """The issues of a recommendation in the language of the page."""
    return ", ".join(sorted(each.issue.name for each in row.issue_rows.all()))


def title_of(meeting: PreSession) -> str:
    return title(meeting.state_under_review.name, meeting.series.number)


def title(state: str, number: int) -> str:
    """What a Pre-session is called in a source."""
    return _("Pre-session on %(state)s, series %(number)s") % {"state": state, "number": number}


def terms() -> str:
    """On what terms something that is shared may be used; stands with every item that leaves as data."""
    return _(
        "Shared by its speaker through UPR Info’s Pre-sessions: it may be quoted and passed on with its source. "
        "Check its address first; what a speaker withdraws is no longer there and no longer to be used."
    )


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
        lines += [f"{number}. {row.text}" for number, _speaker, row in page.numbered_questions]
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
    return lines
