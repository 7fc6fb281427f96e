"""The rows the pages of this room list; each in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from panels.enums import SeatStatus
from panels.models import Seat
from presessions.accounts.models import Grant
from presessions.permissions import Role
from presessions.scheduling.models import JointQuestions, JointSitting, Sitting
from presessions.scheduling.rows import Meeting
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PermanentMission, PreSession, Series

from .changes import SurPresence, sur_presence
from .enums import InvitationStatus
from .gatherings import meetings_of, reviewed
from .models import Invitation, MeetingRecord, MissionPresence


@dataclass(frozen=True)
class MissionLine:
    """A mission with how many sign in for it, and how many were asked and have not answered."""

    mission: PermanentMission
    delegates: int
    waiting: int


def mission_lines(asked: dict[str, Any], recused: Iterable[str]) -> list[MissionLine]:
    """The missions that fit what was asked for (``q``, ``region``, ``show``), by name."""
    found = PermanentMission.objects.select_related("state").exclude(state__in=list(recused))
    if asked.get("region"):
        found = found.filter(state__regional_group=asked["region"])
    text = asked.get("q") or ""
    if text:
        names = Q(state__iso3__iexact=text)
        for language in ("en", "fr", "es"):
            names |= Q(**{f"state__name_{language}__icontains": text})
        found = found.filter(names)
    delegates = _delegates()
    waiting = dict(
        Invitation.objects.filter(status=InvitationStatus.SENT)
        .order_by()
        .values_list("mission")
        .annotate(count=Count("pk"))
    )
    lines = [MissionLine(row, delegates.get(row.state_id, 0), waiting.get(row.pk, 0)) for row in found]
    return [line for line in lines if _fits(line, asked.get("show") or "")]


def _fits(line: MissionLine, show: str) -> bool:
    return {
        "none": line.delegates == 0,
        "waiting": line.waiting > 0,
        "delegates": line.delegates > 0,
        "not_in_geneva": line.mission.in_geneva != PermanentMission.InGeneva.YES,
    }.get(show, True)


def _delegates() -> dict[str, int]:
    held = Grant.objects.valid_at(timezone.now()).filter(role=Role.DELEGATE, user__is_active=True)
    return dict(held.order_by().values_list("iso3").annotate(count=Count("pk")))


def delegates_by_hand(mission: PermanentMission) -> list[Grant]:
    """Those who speak for the mission without an invitation: an administrator gave them the role."""
    held = Grant.objects.valid_at(timezone.now()).filter(role=Role.DELEGATE, iso3=mission.state_id)
    invited = Invitation.objects.filter(mission=mission, status=InvitationStatus.ACCEPTED, user__isnull=False)
    return list(held.exclude(user__in=invited.values("user")).select_related("user"))


@dataclass(frozen=True)
class MeetingLine:
    """A Pre-session with what is noted of it so far."""

    meeting: PreSession
    sitting: Sitting | None
    missions: int
    sur: str
    noted: int
    seats: int

    @property
    def next_step(self) -> str:
        if self.meeting.is_off:
            return "Not held"
        if self.meeting.status == PreSessionStatus.HELD:
            return "Held" if self.sur and self.noted == self.seats else "Held, record not complete"
        return "Planned"


SUR_WORDS = {
    SurPresence.NOT_NOTED: "",
    SurPresence.ABSENT: "absent",
    SurPresence.PRESENT: "present",
    SurPresence.SPOKE: "spoke",
}


def meeting_lines(series: Series, recused: Iterable[str]) -> list[MeetingLine]:
    """The meetings of a series in the order of their hours, else of the review."""
    rows = list(
        PreSession.objects.filter(series=series)
        .exclude(state_under_review__in=list(recused))
        .select_related("state_under_review", "series__session")
    )
    sittings = {row.pre_session_id: row for row in Sitting.objects.published().filter(pre_session__in=rows)}
    missions = _counts(MissionPresence.objects.filter(pre_session__in=rows), "pre_session")
    records = {row.pre_session_id: row for row in MeetingRecord.objects.filter(pre_session__in=rows)}
    confirmed = Seat.objects.filter(panel__pre_session__in=rows, status=SeatStatus.CONFIRMED)
    seats = _counts(confirmed, "panel__pre_session")
    noted = _counts(confirmed.filter(presence__isnull=False), "panel__pre_session")
    lines = []
    for row in rows:
        record = records.get(row.pk)
        sur = sur_presence(record.sur_present, record.sur_spoke) if record else SurPresence.NOT_NOTED
        lines.append(
            MeetingLine(
                row,
                sittings.get(row.pk),
                missions.get(row.pk, 0),
                SUR_WORDS[sur],
                noted.get(row.pk, 0),
                seats.get(row.pk, 0),
            )
        )
    last = max((line.sitting.starts_at for line in lines if line.sitting), default=timezone.now())
    return sorted(
        lines, key=lambda line: (line.sitting.starts_at if line.sitting else last, line.meeting.order)
    )


def _counts(rows: Any, by: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(count=Count("pk")))


def speakers_of(meeting: Meeting) -> list[Seat]:
    """The confirmed panelists, State by State, in the order in which they take the floor."""
    places = {each.pk: place for place, each in enumerate(meetings_of(meeting))}
    rows = Seat.objects.filter(panel__pre_session__in=places, status=SeatStatus.CONFIRMED)
    found = rows.select_related("application", "presence", "panel__pre_session__state_under_review")
    return sorted(
        found,
        key=lambda seat: (places[seat.panel.pre_session_id], seat.order or seat.number, seat.number),
    )


def other_missions(meeting: Meeting) -> list[PermanentMission]:
    """All missions but those of States under Review, which are recorded apart."""
    rows = PermanentMission.objects.exclude(state__in=reviewed(meeting))
    return list(rows.select_related("state").order_by("state__regional_group", "state__name_en"))


def present_at(meeting: Meeting) -> frozenset[int]:
    """The keys of the missions noted as present."""
    return frozenset(meeting.mission_presences.values_list("mission_id", flat=True))


@dataclass(frozen=True)
class JointLine:
    """Joint questions with their hour and how many missions are noted."""

    joint: JointQuestions
    sitting: JointSitting | None
    missions: int


def joint_lines(series: Series, recused: Collection[str]) -> list[JointLine]:
    """The joint questions of a series in the order of their hours; none with a State from which one is recused."""
    found = series.joint_questions.prefetch_related("pre_sessions__state_under_review")
    found = found.annotate(missions=Count("mission_presences"))
    sittings = {row.joint_id: row for row in JointSitting.objects.published().filter(joint__series=series)}
    lines = [
        JointLine(row, sittings.get(row.pk), row.missions)
        for row in found
        if row.held and not reviewed(row) & set(recused)
    ]
    return sorted(lines, key=lambda line: (line.sitting is None, line.sitting and line.sitting.starts_at))


@dataclass(frozen=True)
class ReviewedLine:
    """A State under Review at joint questions, and what its own record says of its presence."""

    meeting: PreSession
    noted: SurPresence

    @property
    def words(self) -> str:
        return SUR_WORDS[self.noted] or "not noted"

    @property
    def was_there(self) -> bool:
        return self.noted in {SurPresence.PRESENT, SurPresence.SPOKE}


def reviewed_lines(joint: JointQuestions) -> list[ReviewedLine]:
    """The States whose panels are questioned together, in review order."""
    records = {row.pre_session_id: row for row in MeetingRecord.objects.filter(pre_session__in=joint.held)}
    return [
        ReviewedLine(
            each,
            sur_presence(records[each.pk].sur_present, records[each.pk].sur_spoke)
            if each.pk in records
            else SurPresence.NOT_NOTED,
        )
        for each in joint.held
    ]


def by_region(missions: Sequence[PermanentMission]) -> dict[str, list[PermanentMission]]:
    """Missions under their regional group."""
    groups: dict[str, list[PermanentMission]] = defaultdict(list)
    for mission in missions:
        groups[mission.state.regional_group].append(mission)
    return dict(groups)
