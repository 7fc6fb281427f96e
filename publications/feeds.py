"""Calendar files (RFC 5545), the Atom feed of published meetings (RFC 4287) and the sitemap.

Plain facts only: no name and no shared word is in them, so they don't change when somebody gives or withdraws consent.
A meeting keeps its UID for ever, and its SEQUENCE grows when it moves, so a calendar that has it moves it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import F
from django.urls import NoReverseMatch, reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from presessions import wording
from presessions.scheduling.calendar import Entry, calendar_file
from presessions.scheduling.entries import (
    PLACE,
    entry_of,
    joint_entry,
    last_out,
    place_of,
    said_at,
    when,
    where,
)
from presessions.scheduling.models import JointSitting, Sitting
from presessions.series.models import PreSession, Series, State

from . import sources
from .programme import all_series, joint_of
from .reading import outside, pre_sessions

FEED_LENGTH = 60


def sittings(series_number: int | None = None) -> list[tuple[PreSession, Sitting]]:
    """Published sittings with their Pre-sessions, by the clock, cancelled ones too; of one series or of all.

    One of a review that moved away stands with the line it left in its series, which is not held.
    """
    meetings = {(row.series_id, row.state_under_review_id): row for row in pre_sessions()}
    every = Sitting.objects.using(outside())
    rows = every.published() | every.cancelled() | every.left()
    if series_number is not None:
        rows = rows.filter(timetable__series__session=series_number)
    rows = rows.select_related("room").annotate(said_at=F("timetable__published_at"), **PLACE)
    found = [(meetings.get(place_of(row)), row) for row in rows.order_by("starts_at", "room__name")]
    return [(meeting, row) for meeting, row in found if meeting is not None]


def joint_sittings() -> list[tuple[JointSitting, Series]]:
    """The published joint questions of all series, by the clock."""
    series = {row.pk: row for row in all_series()}
    return [(row, series[row.joint.series_id]) for row in joint_of() if row.joint.series_id in series]


def on_day(pairs: Iterable[tuple[PreSession, Sitting]], day: date) -> list[tuple[PreSession, Sitting]]:
    """Those whose Geneva date is this."""
    return [pair for pair in pairs if wording.in_geneva(pair[1].starts_at).date() == day]


# --- Calendar files -------------------------------------------------------------------------


def calendar(
    meetings: Iterable[tuple[PreSession, Sitting]],
    title: str,
    joint: Iterable[tuple[JointSitting, Series]] = (),
) -> bytes:
    """One event a meeting; a meeting that is not held any more is cancelled in calendars that have it."""
    found = [entry(meeting, sitting) for meeting, sitting in meetings]
    found += [joint_entry(row, series) for row, series in joint]
    return calendar_file(sorted(found, key=lambda each: each.starts_at), name=title)


def entry(meeting: PreSession, sitting: Sitting) -> Entry:
    return entry_of(meeting, sitting)


def one(uid: UUID) -> bytes | None:
    """One entry as it is now, cancelled where its place is gone; None where none of that uid was ever published."""
    row, is_gone = last_out(uid, database=outside()) or (None, False)
    if isinstance(row, JointSitting):
        series = next((each for each in all_series() if each.pk == row.joint.series_id), None)
        joint = [joint_entry(row, series, cancelled=is_gone)] if series else []
        return calendar_file(joint, name="", by_mail=True) if joint else None
    if row is None:
        return None
    series_id, state_id = place_of(row)
    meeting = pre_sessions().filter(series=series_id, state_under_review=state_id).first()
    if meeting is None:
        return None
    return calendar_file([entry_of(meeting, row, cancelled=is_gone)], name="", by_mail=True)


# --- Atom -----------------------------------------------------------------------------------


def atom(address: str) -> str:
    """The meetings whose hour is published, the latest first."""
    feed = Atom1Feed(
        title=_("Pre-sessions of the Universal Periodic Review"),
        link=sources.absolute("programme"),
        description="",
        language=get_language(),
        feed_url=address,
    )
    for meeting, sitting in reversed(sittings()[-FEED_LENGTH:]):
        held = not meeting.is_off
        place = f"{when(sitting)}, {where(sitting, meeting.series.venue)}"
        feed.add_item(
            title=sources.title_of(meeting),
            link=sources.address_of(meeting),
            description=place if held else _("This Pre-session is not held."),
            unique_id=f"tag:{settings.MESSAGE_ID_DOMAIN},2026:pre-session-{meeting.series.number}"
            f"-{meeting.state_under_review_id}",
            pubdate=said_at(sitting),
            updateddate=said_at(sitting),
            author_name="UPR Info",
        )
    return str(feed.writeString("utf-8"))


# --- Sitemap --------------------------------------------------------------------------------

ALONE = ("desk:home", "publications:programme", "publications:states", "publications:library", "series:calls")
MORE_ALONE = ("desk:key_figures", "desk:about_privacy", "desk:accessibility", "desk:about_selection", "api")


def sitemap() -> str:
    """The addresses of public pages. Without dates of change, which would tell of consent given or withdrawn."""
    paths = [path for name in (*ALONE, *MORE_ALONE) if (path := _path(name))]
    paths += [reverse("publications:series_programme", args=[series.number]) for series in all_series()]
    paths += [
        reverse("publications:pre_session", args=sources.key_of(row))
        for row in pre_sessions().order_by("-series__session_id", "order")
    ]
    states = State.objects.using(outside()).values_list("slug", flat=True)
    paths += [reverse("publications:state", args=[slug]) for slug in states]
    lines = [f"<url><loc>{escape(settings.SITE_ADDRESS + path)}</loc></url>" for path in paths]
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    )
    return "\n".join([head, *lines, "</urlset>", ""])


def _path(name: str) -> str:
    """A page of the rooms above, where there is one."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
