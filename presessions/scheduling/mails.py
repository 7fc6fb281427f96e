"""What the mails about a timetable say, as it is when they leave."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.db.models import F, QuerySet

from panels.enums import SeatStatus
from panels.models import Seat
from presessions.mail import registry
from presessions.mail.messages import Values
from presessions.mail.registry import Ids
from presessions.series.enums import PreSessionStatus

from . import entries
from .calendar import calendar_file
from .enums import TimetableStatus
from .letters import change_values, meeting_values, programme_values
from .models import EntryByMail, JointSitting, Sitting


@registry.source("programme_published")
def programme_published(ids: Ids, language: str) -> Values | None:
    """Only while the meeting stands in the programme and its reader sits on the panel."""
    seat = _seat(ids)
    if seat is None or not _is_out(ids):
        return None
    return {**programme_values(seat, int(ids["series"])), **_attached(seat, str(ids["uid"]))}


@registry.source("sitting_changed")
def sitting_changed(ids: Ids, language: str) -> Values | None:
    """Only as long as it has not moved again: the later change has a mail of its own."""
    seat, uid = _seat(ids), str(ids["uid"])
    if seat is None or _has_moved_on(uid, int(ids.get("timetable", 0))):
        return None
    return {**change_values(seat, uid), **_attached(seat, uid)}


@registry.source("meeting_not_held")
def meeting_not_held(ids: Ids, language: str) -> Values | None:
    """Only while it is not held, to those who would have spoken; an application that moved on has its own mail."""
    asked = _seats(ids).filter(status__in=[SeatStatus.OFFERED, SeatStatus.CONFIRMED])
    seats = asked.filter(panel__pre_session__status=PreSessionStatus.NOT_HELD)
    seat = seats.filter(application__pre_session=F("panel__pre_session")).first()
    if seat is None:
        return None
    return {**meeting_values(seat), **_attached(seat, str(ids.get("uid", "")))}


def _attached(seat: Seat, uid: str) -> Values:
    """The calendar entry for somebody who asked for it by mail, and nothing for anybody else."""
    found = entries.last_out(uid) if uid and EntryByMail.objects.filter(seat=seat).exists() else None
    if found is None:
        return {}
    sitting, is_gone = found
    if isinstance(sitting, JointSitting):
        has_left = seat.panel.pre_session not in sitting.joint.held
        entry = entries.joint_entry(sitting, seat.panel.pre_session.series, cancelled=is_gone or has_left)
    else:
        entry = entries.entry_of(seat.panel.pre_session, sitting, cancelled=is_gone)
    if seat.application.discreet:
        entry = entries.discreet(entry)
    entry = replace(entry, organizer=settings.HELP_EMAIL)
    return {"calendar": calendar_file([entry], name="", by_mail=True)}


def _seat(ids: Ids) -> Seat | None:
    """The panelist's seat, while it is theirs and the meeting is to be held."""
    return _confirmed(ids).exclude(panel__pre_session__status=PreSessionStatus.NOT_HELD).first()


def _confirmed(ids: Ids) -> QuerySet[Seat]:
    return _seats(ids).filter(status=SeatStatus.CONFIRMED)


def _seats(ids: Ids) -> QuerySet[Seat]:
    return Seat.objects.filter(pk=ids["seat"]).select_related(
        "application__pre_session__series",
        "panel__pre_session__series",
        "panel__pre_session__state_under_review",
    )


def _has_moved_on(uid: str, timetable: int) -> bool:
    """Whether the published version holds it elsewhere than the version the mail is about. Its sequence does not tell:
    that rises also where only a State or a room has another name, of which nobody is written to."""
    for kind in (Sitting, JointSitting):
        places = kind.objects.filter(uid=uid).values_list("starts_at", "ends_at", "room")
        then = places.filter(timetable=timetable).first()
        now = places.filter(timetable__status=TimetableStatus.PUBLISHED).first()
        if then and now and then != now:
            return True
    return False


def _is_out(ids: Ids) -> bool:
    """Whether its calendar entry has a place in the published version."""
    kinds = (Sitting.objects.published(), JointSitting.objects.published())
    return any(rows.filter(uid=str(ids["uid"])).exists() for rows in kinds)
