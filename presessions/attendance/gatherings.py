"""What a screen, its clock and the record need of a meeting, be it one Pre-session or joint questions.

Joint questions have a floor, clocks, a queue and missions of their own; a mission at several meetings of a series still
counts once. Whose panels are questioned are States under Review there: they may listen and, by rule, do not ask. A
panelist has one record, that of their State's own Pre-session.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from presessions.permissions import Subject
from presessions.scheduling.models import JointQuestions, JointSitting, Sitting
from presessions.scheduling.rows import Meeting, Row
from presessions.series.deadlines import at_geneva
from presessions.series.models import PreSession

PAGES = ("floor", "clock", "state", "tick", "record", "list")


def meetings_of(meeting: Meeting) -> list[PreSession]:
    """The Pre-sessions whose panels are there, in review order."""
    return [meeting] if isinstance(meeting, PreSession) else meeting.held


def reviewed(meeting: Meeting) -> frozenset[str]:
    """The States under Review, by ISO 3166-1 code."""
    return frozenset(each.state_under_review_id for each in meetings_of(meeting))


def subjects(meeting: Meeting) -> list[Subject]:
    """What a person must be allowed: the meeting on every State of it."""
    return [Subject("pre_session", iso3=each.state_under_review_id) for each in meetings_of(meeting)]


def column(meeting: Meeting) -> dict[str, Meeting]:
    """By what rows about this meeting are found and written."""
    return {"pre_session": meeting} if isinstance(meeting, PreSession) else {"joint": meeting}


def locked(meeting: Meeting) -> Meeting:
    """The same, locked until the transaction ends."""
    if isinstance(meeting, PreSession):
        return PreSession.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    return JointQuestions.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


def sitting_of(meeting: Meeting) -> Row | None:
    """Its place in the published timetable."""
    if isinstance(meeting, PreSession):
        return Sitting.objects.published().filter(pre_session=meeting).select_related("room").first()
    return JointSitting.objects.published().filter(joint=meeting).select_related("room").first()


def begins_at(meeting: Meeting) -> datetime | None:
    """When it begins by the published timetable, else when the first morning of its series does."""
    sitting = sitting_of(meeting)
    if sitting is not None:
        return sitting.starts_at
    day = meeting.series.days.order_by("date").first()
    return at_geneva(day.date, day.opens) if day else None


def heading(meeting: Meeting) -> str:
    """The State, or the States after what they are there for."""
    if isinstance(meeting, PreSession):
        return str(meeting.state_under_review)
    return f"Joint questions: {meeting.states}"


def addresses(meeting: Meeting) -> dict[str, str]:
    """The staff's pages about it, by name."""
    kind = "" if isinstance(meeting, PreSession) else "joint_"
    return {name: reverse(f"admin:attendance_{kind}{name}", args=[meeting.pk]) for name in PAGES}


def about(meeting: Meeting) -> dict[str, Any]:
    """What every page about a meeting shows of it."""
    return {
        "meeting": meeting,
        "series": meeting.series,
        "sitting": sitting_of(meeting),
        "heading": heading(meeting),
        "reviewed": reviewed(meeting),
        "links": addresses(meeting),
        "is_joint": not isinstance(meeting, PreSession),
    }
