"""The tag library `outside`: what pages for the public and missions say of Published rows and plain facts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from presessions import wording
from presessions.scheduling.entries import where
from presessions.scheduling.models import Sitting
from presessions.series.models import PastMeeting, PastSeries, PreSession, Review
from publications import linked_data, past_words, sources
from publications.enums import OutsideAudience
from publications.library import Found, Heard
from publications.programme import Line, Programme
from publications.published import PublishedFile, PublishedQuestion, PublishedRecommendation, PublishedRow
from publications.reading import Speaker

register = template.Library()

REGIONS = {
    "African": gettext_lazy("African States"),
    "Asia-Pacific": gettext_lazy("Asia-Pacific States"),
    "Eastern European": gettext_lazy("Eastern European States"),
    "GRULAC": gettext_lazy("Latin American and Caribbean States"),
    "WEOG": gettext_lazy("Western European and other States"),
}
TYPES = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG"}
DOCUMENTS_AHEAD = timedelta(weeks=6)  # UPR Info: the documents come about six weeks before the review
Link = dict[str, str]


@register.filter
def region_name(group: str) -> str:
    """A regional group in the language of the page."""
    return str(REGIONS.get(group, group))


@register.filter
def reach_outside(row: PublishedRow | Heard | None) -> str:
    """ "missions" for what is shared with missions alone, "" for what is public."""
    return "missions" if row is not None and row.audience == OutsideAudience.MISSIONS else ""


@register.filter
def beside(row: sources.Point) -> str:
    """To whom it is said and what it refers to, in one line; "" where neither is told."""
    return "; ".join(sources.beside(row))


@register.filter
def issue_names(row: PublishedRecommendation) -> str:
    return sources.issue_names(row)


@register.filter
def rec_id(number: int) -> str:
    """The anchor of a recommendation on its page."""
    return f"r{number}"


@register.filter
def day_id(day: date) -> str:
    """The anchor of a day on its page."""
    return f"day-{day:%Y-%m-%d}"


@register.filter
def file_type(row: PublishedFile) -> str:
    return TYPES.get(row.media_type, "")


@register.filter
def place(sitting: Sitting, venue: str) -> str:
    return where(sitting, venue)


@register.filter
def meeting_url(line: Line) -> str:
    return reverse("publications:pre_session", args=sources.key_of(line.pre_session))


@register.filter
def result_url(found: Found) -> str:
    """The Pre-session of a result."""
    return found.meeting.path


@register.filter
def with_source(found: Found) -> str:
    """A result as it is copied: its text and where it comes from."""
    return sources.with_source(
        found.text,
        by=found.speaker.name,
        meeting=found.meeting.title,
        address=found.meeting.address,
        is_public=found.is_public,
    )


@register.simple_tag
def copied(row: PublishedRecommendation | PublishedQuestion, speaker: Speaker, meeting: PreSession) -> str:
    """A recommendation or question on the page of its Pre-session as it is copied."""
    return sources.with_source(
        row.text,
        by=speaker.name,
        meeting=sources.title_of(meeting),
        address=sources.address_of(meeting),
        is_public=not reach_outside(row),
    )


@register.filter
def ld_json(data: dict[str, Any]) -> SafeString:
    """Structured data as an element of the page; nothing for none."""
    return linked_data.script(data) if data else SafeString("")


@register.filter
def rec_url(row: PublishedRecommendation) -> str:
    """The stable address of a recommendation on this site."""
    return reverse("publications:recommendation", args=[UUID(row.item.partition(":")[2])])


@register.simple_tag
def cite_statement(speaker: Speaker, meeting: PreSession) -> str:
    """How a speaker's statement is cited."""
    return sources.cited(
        _("statement"),
        by=speaker.name,
        meeting=sources.title_of(meeting),
        address=sources.address_of(meeting),
    )


@register.filter
def how_held(mode: str) -> str:
    """How an earlier meeting was held; the record says it in English."""
    if mode.startswith("virtual"):
        return _("Online")
    return _("In person, in Geneva") if mode else ""


@register.filter
def past_days(past: PastSeries) -> str:
    """When an earlier series took place, as far as it is known."""
    return past_words.days(past, get_language() or "en")


@register.filter
def past_meetings(text: str) -> str:
    """How many meetings an earlier series had, as the record counts them."""
    return past_words.meetings(text)


@register.simple_tag
def crumbs(*, here: str, programme: int = 0, states: bool = False) -> list[Link]:
    """The way to this page: from the programme and its series, or from the States."""
    way: list[Link] = []
    if states:
        way.append({"label": _("States"), "url": reverse("publications:states")})
    else:
        way.append({"label": _("Programme"), "url": reverse("publications:programme")})
    if programme:
        label = _("Series %(number)s") % {"number": programme}
        way.append({"label": label, "url": reverse("publications:series_programme", args=[programme])})
    return [*way, {"label": here, "url": ""}]


@register.simple_tag
def library_crumbs(here: str) -> list[Link]:
    """The way from the library to a page of its own."""
    return [
        {"label": _("Library"), "url": reverse("publications:library")},
        {"label": here, "url": ""},
    ]


@register.simple_tag
def series_days(shown: Programme) -> str:
    """ "6–9 October 2026", "" where no day is set."""
    if not shown.first_day or not shown.last_day:
        return ""
    return wording.days(shown.first_day, shown.last_day, get_language() or "en")


@register.simple_tag
def grid_days(shown: Programme, today: date) -> list[dict[str, Any]]:
    """The days of a series as the morning grid takes them."""
    return [
        {
            "date": day.date,
            "today": day.date == today,
            "meetings": [
                {"start": line.sitting.starts_at, "state": line.state.name, "url": meeting_url(line)}
                for line in day.lines
                if line.sitting
            ],
        }
        for day in shown.days
    ]


@register.simple_tag
def un_documents(review: Review) -> list[Link]:
    """The three documents a review rests on, once they may be out: about six weeks before its session.

    Their symbols follow from session and State: A/HRC/WG.6/<session>/<ISO 3166-1 alpha-3>/<1 to 3>.
    """
    starts = review.session.starts_on
    if starts is None or starts > wording.in_geneva(timezone.now()).date() + DOCUMENTS_AHEAD:
        return []
    symbol = f"A/HRC/WG.6/{review.session_id}/{review.state_id}"
    labels = (
        _("The State’s national report"),
        _("Compilation of UN information"),
        _("Summary of stakeholders’ submissions"),
    )
    return [
        {"url": f"https://undocs.org/{symbol}/{number}", "label": label}
        for number, label in enumerate(labels, 1)
    ]


@register.simple_tag
def past_when(past: PastMeeting) -> str:
    """When an earlier meeting took place, as far as it is known."""
    language = get_language() or "en"
    if past.date_start:
        days = wording.days(past.date_start, past.date_end or past.date_start, language)
        hours = past.time_slot.replace("-", "–")
        return f"{days}, {hours}" if hours else days
    if past.date_end:
        day = wording.day(past.date_end, language, weekday=False, year=True)
        return _("In the days up to %(day)s") % {"day": day}
    return _("Day not on record")


@register.simple_tag
def library_steps(only_words: str, filtered: list[object]) -> list[Link]:
    """Where to go when nothing matches: fewer filters, everything, or the States one by one."""
    links: list[Link] = []
    if only_words and filtered:
        links.append({"url": only_words, "label": _("The same words without filters")})
    links.append({"url": reverse("publications:library"), "label": _("Everything that is shared")})
    links.append({"url": reverse("publications:states"), "label": _("State by State")})
    return links


@register.simple_tag
def next_steps(*, calls: str = "", programme: bool = False) -> list[Link]:
    """Where to go from an empty list."""
    links: list[Link] = []
    if programme:
        links.append({"url": reverse("publications:programme"), "label": _("The programme")})
    if calls:
        links.append({"url": calls, "label": _("Calls for applications")})
    return links
