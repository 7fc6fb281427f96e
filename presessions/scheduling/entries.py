"""A meeting's calendar entry, the same in every feed, behind every link and in every mail.

Plain facts only: State, hour, room. An entry keeps its uid over all versions of the timetable. One whose place was
taken away, or whose meeting is not held, is cancelled.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from presessions import wording
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession, Series

from .calendar import Entry
from .enums import TimetableStatus
from .models import JointQuestions, JointSitting, Sitting
from .rows import Row

# of which series and State an hour is; a review that moved took neither along
PLACE = {"of_series": F("timetable__series"), "of_state": F("pre_session__state_under_review")}
OUT = (TimetableStatus.PUBLISHED, TimetableStatus.SUPERSEDED)


def entry_of(meeting: PreSession, sitting: Sitting, *, cancelled: bool = False) -> Entry:
    """The entry in the language of the reader; the meeting with its series and State."""
    return Entry(
        uid=f"{sitting.uid}@{settings.MESSAGE_ID_DOMAIN}",
        sequence=sitting.sequence,
        starts_at=sitting.starts_at,
        ends_at=sitting.ends_at,
        changed_at=said_at(sitting),
        summary=title(meeting.state_under_review.name, meeting.series.number),
        location=where(sitting, meeting.series.venue),
        description=when(sitting),
        url=_address(meeting),
        cancelled=cancelled or meeting.status == PreSessionStatus.NOT_HELD,
    )


def joint_entry(row: JointSitting, series: Series, *, cancelled: bool = False) -> Entry:
    """The entry of joint questions of this series; the row with its States."""
    return Entry(
        uid=f"{row.uid}@{settings.MESSAGE_ID_DOMAIN}",
        sequence=row.sequence,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        changed_at=said_at(row),
        summary=joint_title(row.joint),
        location=where(row, series.venue),
        description=when(row),
        url=settings.SITE_ADDRESS + reverse(settings.PROGRAMME_PAGE, args=[series.session_id]),
        cancelled=cancelled or not row.joint.held,
    )


def joint_title(joint: JointQuestions) -> str:
    """What joint questions are called wherever they are named in a line."""
    if not joint.states:  # none of their meetings is held
        return _("Joint questions")
    return _("Joint questions: %(states)s") % {"states": joint.states}


def place_of(row: Any) -> tuple[int, str]:
    """Of which series and State an hour is; ``row`` a sitting annotated with ``PLACE``."""
    return row.of_series, row.of_state


def last_out(uid: str | UUID, *, database: str = "default") -> tuple[Row, bool] | None:
    """The last sitting of this uid that was ever published, and whether its place is gone since: taken out, or its
    review moved to another series."""
    sittings = Sitting.objects.annotate(**PLACE).select_related("pre_session")
    for rows in (sittings, JointSitting.objects.select_related("joint")):
        found = rows.using(database).filter(uid=uid, timetable__status__in=OUT).select_related("room")
        found = found.defer("moderator", "locked")
        found = found.annotate(said_at=F("timetable__published_at"), version=F("timetable__status"))
        row: Any = found.order_by("-timetable__published_at").first()
        if row is not None:
            has_left = isinstance(row, Sitting) and place_of(row)[0] != row.pre_session.series_id
            return row, has_left or row.version != TimetableStatus.PUBLISHED
    return None


def discreet(entry: Entry) -> Entry:
    """For somebody who asked for discretion: the hour, and nothing that says what it is."""
    return replace(entry, summary=_("Meeting"), location="", description="", url="")


def title(state: str, number: int) -> str:
    """What a Pre-session is called wherever it is named in a line."""
    return _("Pre-session on %(state)s, series %(number)s") % {"state": state, "number": number}


def when(sitting: Row) -> str:
    """ "Tuesday 6 October 2026, 10:00 to 10:45 Geneva time (UTC+2)"."""
    return wording.meeting(sitting.starts_at, sitting.ends_at, get_language() or "en")


def where(sitting: Row, venue: str) -> str:
    """ "Room XXI, Palais des Nations"."""
    return ", ".join(part for part in (sitting.room.name, venue) if part)


def said_at(sitting: Row) -> datetime:
    """When the hour was published."""
    at: datetime = getattr(sitting, "said_at", None) or sitting.starts_at
    return at.astimezone(UTC).replace(microsecond=0)


def _address(meeting: PreSession) -> str:
    key = [meeting.series.number, meeting.state_under_review.slug]
    return settings.SITE_ADDRESS + reverse(settings.MEETING_PAGE, args=key)
