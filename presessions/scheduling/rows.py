"""Meetings of both kinds alike: Pre-sessions and joint questions, each with its sitting in a version.

A meeting is named in forms and addresses by its ``ref``: the key of a Pre-session as it is, that of joint questions
with a "q" before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from django.db.models import F, QuerySet

from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession, Series

from .enums import TimetableStatus
from .models import JointQuestions, JointSitting, Sitting, Timetable

Meeting = PreSession | JointQuestions
Row = Sitting | JointSitting
Ref = int | str


def ref_of(meeting: Meeting) -> Ref:
    return meeting.pk if isinstance(meeting, PreSession) else f"q{meeting.pk}"


def ref_of_row(row: Row) -> Ref:
    return row.pre_session_id if isinstance(row, Sitting) else f"q{row.joint_id}"


def read_ref(text: str) -> Ref | None:
    """What a form or an address says; None for nonsense."""
    joint, digits = text.startswith("q"), text.removeprefix("q")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        return None
    return f"q{int(digits)}" if joint else int(digits)


def find(series: Series, ref: Ref | None) -> Meeting | None:
    """The meeting of this series; None where there is none."""
    if ref is None:
        return None
    if isinstance(ref, int):
        return series.pre_sessions.select_related("state_under_review").filter(pk=ref).first()
    return series.joint_questions.filter(pk=int(ref[1:])).first()


def name_of(meeting: Meeting) -> str:
    """For staff: the State, or the States."""
    return str(meeting.state_under_review if isinstance(meeting, PreSession) else meeting)


def is_over(meeting: Meeting) -> bool:
    """Whether it was held; joint questions are never marked so."""
    return isinstance(meeting, PreSession) and meeting.status == PreSessionStatus.HELD


def at(timetable: Timetable, meeting: Meeting) -> QuerySet[Sitting] | QuerySet[JointSitting]:
    """Where this version holds the meeting: one row or none."""
    if isinstance(meeting, PreSession):
        return timetable.sittings.filter(pre_session=meeting)
    return timetable.joint_sittings.filter(joint=meeting)


def all_of(timetable: Timetable) -> list[Row]:
    """Every row of this version."""
    return list(chain(timetable.sittings.all(), timetable.joint_sittings.all()))


def take_away(timetable: Timetable, refs: Iterable[Ref]) -> None:
    """Delete the rows of these meetings from this version."""
    wanted = list(refs)
    joint = [int(ref[1:]) for ref in wanted if isinstance(ref, str)]
    timetable.sittings.filter(pre_session__in=[ref for ref in wanted if isinstance(ref, int)]).delete()
    if joint:
        timetable.joint_sittings.filter(joint__in=joint).delete()


def take_away_what_is_off(timetable: Timetable) -> None:
    """What is not held after all leaves this version: a Pre-session, or joint questions without any left."""
    timetable.sittings.filter(pre_session__status=PreSessionStatus.NOT_HELD).delete()
    for row in timetable.joint_sittings.with_states().select_related("joint"):
        if not row.joint.held:
            row.delete()


def name_anew(questions: QuerySet[JointSitting]) -> None:
    """Their States changed, and so does what their calendar entries are called: calendar programs take that in only
    with a higher sequence. By two, for a cancelled entry stands one above its row."""
    questions.exclude(timetable__status=TimetableStatus.SUPERSEDED).update(sequence=F("sequence") + 2)


def add(rows: Iterable[Row]) -> None:
    """Save new rows."""
    found = list(rows)
    Sitting.objects.bulk_create(row for row in found if isinstance(row, Sitting))
    JointSitting.objects.bulk_create(row for row in found if isinstance(row, JointSitting))
