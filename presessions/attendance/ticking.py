"""Ticks of the moderator's screen: written once each, and what they say about who was there.

A tick carries a key its page made, so that one sent twice (a lost answer, a double tap) is one. It says how long ago
it was made rather than when, because a tablet's clock may be wrong.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from panels.enums import SeatStatus
from panels.models import Seat
from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from presessions.permissions import check_may
from presessions.scheduling.rows import Meeting
from presessions.series.models import PermanentMission, PreSession
from presessions.wording import in_geneva, moment

from . import floor
from .enums import SpeakerPresence
from .errors import NotPossible
from .floor import OF_A_MISSION, Floor, Tick, TickKind
from .gatherings import begins_at, column, locked, meetings_of, reviewed, subjects
from .models import FloorTick, JointPresence, MeetingRecord, MissionPresence, SpeakerRecord

OLDEST = timedelta(hours=48)
"""A tick kept longer by a page counts as that old: the record of a series is closed by then."""


@dataclass(frozen=True)
class Ticked:
    """What a page sends: ``who`` is a seat's or a mission's key, ``age`` how long ago it was done, ``after`` the key of
    the tick that the same page made before it."""

    key: uuid.UUID
    kind: TickKind
    who: int = 0
    age: timedelta = timedelta(0)
    after: uuid.UUID | None = None


def note_tick(meeting: Meeting, ticked: Ticked, *, by: User) -> bool:
    """Write one tick; False where it is there already. Raises `NotPossible` for what no rule allows.

    Whoever takes the floor was present: a mission, a speaker of whom nothing is noted yet, the State under Review.
    """
    for subject in subjects(meeting):
        check_may(actor_of(by), "record_presence", subject)
    with transaction.atomic():
        now_locked = locked(meeting)
        if FloorTick.objects.filter(key=ticked.key).exists():
            return False
        if closed := why_closed(now_locked, timezone.now()):
            raise NotPossible(closed)
        row = FloorTick(
            key=ticked.key,
            **column(meeting),
            kind=ticked.kind,
            seat=_seat(meeting, ticked),
            mission=_mission(meeting, ticked),
            at=_made_at(now_locked, ticked),
            noted_by=by,
        )
        if ticked.kind == TickKind.SUR and not opening_minutes(meeting):
            whose = "its Pre-session" if isinstance(meeting, PreSession) else "joint questions"
            raise NotPossible(f"In this series the State under Review does not open {whose}.")
        row.save()
        _note_presence(row)
    return True


def _made_at(meeting: Meeting, ticked: Ticked) -> datetime:
    """When it was done: as long ago as it says, but never before the one that its page made before it.

    A line that held that one back made it seem younger than it was; their order is not to change for it.
    """
    at = timezone.now() - min(max(ticked.age, timedelta(0)), OLDEST)
    if ticked.after is None:
        return at
    before = (
        FloorTick.objects.filter(**column(meeting), key=ticked.after).values_list("at", flat=True).first()
    )
    return at if before is None else max(at, before + timedelta(milliseconds=1))


def opening_minutes(meeting: Meeting) -> int:
    """How long the State under Review may open its own Pre-session; joint questions nobody opens."""
    return meeting.series.sur_opening_minutes if isinstance(meeting, PreSession) else 0


def why_closed(meeting: Meeting, now: datetime) -> str:
    """Why nothing can be ticked; "" from the morning of the meeting on."""
    if isinstance(meeting, PreSession) and meeting.is_off:
        return "This Pre-session is not held: there is nothing to record."
    if not meetings_of(meeting):
        return "None of these Pre-sessions is held: there is nothing to record."
    begins = begins_at(meeting)
    if begins is None:
        return "The series has no days yet: the screen opens on the day of the meeting."
    if in_geneva(begins).date() > in_geneva(now).date():
        return f"It begins on {moment(begins, 'en')}: the screen opens on that day."
    return ""


def _seat(meeting: Meeting, ticked: Ticked) -> Seat | None:
    if ticked.kind != TickKind.SPEAKER:
        return None
    rows = Seat.objects.filter(panel__pre_session__in=meetings_of(meeting), status=SeatStatus.CONFIRMED)
    seat = rows.filter(pk=ticked.who).first()
    if seat is None:
        raise NotPossible("This speaker has no seat on the panel any more. Load the page again.")
    return seat


def _mission(meeting: Meeting, ticked: Ticked) -> PermanentMission | None:
    if ticked.kind not in OF_A_MISSION:
        return None
    mission = PermanentMission.objects.filter(pk=ticked.who).select_related("state").first()
    if mission is None:
        raise NotPossible("Choose a State from the list.")
    if mission.state_id in reviewed(meeting):
        raise NotPossible(may_not_ask(meeting))
    return mission


def may_not_ask(meeting: Meeting) -> str:
    """The rule about the State under Review, as the screen says it."""
    if not isinstance(meeting, PreSession):
        return (
            f"{meeting.states} are States under Review here: they may listen and, by rule, do not ask. "
            "That they came is noted on the page “Who was there”."
        )
    return (
        f"{meeting.state_under_review} is the State under Review: it may listen and, by rule, "
        "does not ask. It is recorded apart."
    )


def _note_presence(row: FloorTick) -> None:
    if row.kind == TickKind.SUR:
        _sur_spoke(row)
    elif row.seat_id is not None:
        presence = {"presence": SpeakerPresence.PRESENT, "noted_by": row.noted_by}
        SpeakerRecord.objects.get_or_create(seat_id=row.seat_id, defaults=presence)
    elif row.mission is not None and row.kind != TickKind.LEAVE:
        _mission_present(row, row.mission)


def _sur_spoke(row: FloorTick) -> None:
    record, created = MeetingRecord.objects.get_or_create(
        pre_session_id=row.pre_session_id,
        defaults={"sur_present": True, "sur_spoke": True, "noted_by": row.noted_by},
    )
    if not created and not record.sur_spoke:
        record.sur_present = record.sur_spoke = True
        record.version += 1
        record.noted_by = row.noted_by
        record.save()


def _mission_present(row: FloorTick, mission: PermanentMission) -> None:
    """As the latest tick about this mission says, which needn't be the one that came last."""
    meeting = row.pre_session or row.joint
    assert meeting is not None  # the database sees to it
    about = FloorTick.objects.filter(**column(meeting), mission=mission)
    if about.filter(at__gt=row.at).exclude(kind=TickKind.LEAVE).exists():
        return
    if row.kind == TickKind.NOT_HERE:
        meeting.mission_presences.filter(mission=mission).delete()
    elif isinstance(meeting, PreSession):
        there = MissionPresence(pre_session=meeting, mission=mission, noted_by=row.noted_by)
        MissionPresence.objects.bulk_create([there], ignore_conflicts=True)
    else:
        came = JointPresence(joint=meeting, mission=mission, noted_by=row.noted_by)
        JointPresence.objects.bulk_create([came], ignore_conflicts=True)


def ticks_of(meeting: Meeting) -> list[Tick]:
    """The ticks of a meeting as the rule reads them."""
    rows = FloorTick.objects.filter(**column(meeting)).order_by("at", "pk")
    return [
        Tick(TickKind(kind), at, seat or mission or 0)
        for kind, at, seat, mission in rows.values_list("kind", "at", "seat_id", "mission_id")
    ]


def floor_of(meeting: Meeting) -> Floor:
    """Who has the floor and who waits."""
    return floor.read(ticks_of(meeting))


def as_values(ticks: list[Tick], now: datetime) -> list[dict[str, object]]:
    """The same for the page's script; how long ago each was made, for clocks differ."""
    return [
        {"kind": tick.kind.value, "who": tick.who, "age": round((now - tick.at).total_seconds() * 1000)}
        for tick in ticks
        if tick.kind not in (TickKind.CAME, TickKind.NOT_HERE)
    ]
