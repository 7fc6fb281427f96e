"""The demonstration's timetables, statements, consents and presences."""

from __future__ import annotations

import random
from itertools import product

from django.utils import timezone

from panels.enums import SeatStatus
from panels.models import Seat
from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from presessions.attendance.enums import SpeakerPresence
from presessions.attendance.models import MeetingRecord, MissionPresence, SpeakerRecord
from presessions.lifecycle.moves import move
from presessions.scheduling import drafts
from presessions.scheduling import transitions as scheduling
from presessions.scheduling.joint import FEWEST, save_joint
from presessions.scheduling.models import Timetable
from presessions.scheduling.rows import add
from presessions.scheduling.timetable import Placed
from presessions.series import transitions as series_transitions
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import PermanentMission, PreSession, Series
from publications import guardians
from publications import transitions as publishing
from publications.asking import asked_of
from publications.enums import OutsideAudience
from publications.items import items_of
from publications.models import Statement

from . import demo_writing
from .demo_files import attach_fact_sheet

HALVES = (9 * 60, 11 * 60 + 20)
PUBLIC, MISSIONS = OutsideAudience.PUBLIC, OutsideAudience.MISSIONS


def hold(series: Series, *, seed: str, by: User) -> None:
    """The series took place: timetable published, statements shared as agreed, presences noted, figures ready."""
    draft_all(series, by=by)
    timetable = series.timetables.get(status="draft")
    scheduling.publish_timetable(timetable, by=by)
    move(series, SeriesStatus.ANNOUNCED, by=by)
    draw = random.Random(f"{seed}/{series.number}/meetings")  # noqa: S311 - the same draw each time
    statements(series, draw=draw, by=by)
    for meeting in series.pre_sessions.filter(status=PreSessionStatus.PLANNED):
        presences(meeting, draw=draw, by=by)
        series_transitions.mark_held(meeting, by=by)
    series_transitions.archive(series, by=by, reason="every meeting was held (sample)")


def draft(series: Series, *, by: User) -> None:
    """A draft with the meetings whose panels are complete; the others wait for a place, as do joint questions."""
    timetable = scheduling.start_draft(series, by=by)
    given = drafts.given_for(timetable)
    complete = {row.pk for row in series.pre_sessions.filter(panel__status="complete")}
    wanted = [key for key, row in sorted(given.pre_sessions.items()) if row.pk in complete]
    _place(timetable, given, wanted)
    asked = [given.pre_sessions[key] for key in wanted[:2]]
    if len(asked) >= FEWEST:
        save_joint(series, pre_sessions=asked, minutes=45, by=by)


def draft_all(series: Series, *, by: User) -> None:
    """A draft that holds every meeting, in review order."""
    timetable = scheduling.start_draft(series, by=by)
    given = drafts.given_for(timetable)
    _place(timetable, given, sorted(given.pre_sessions))


def _place(timetable: Timetable, given: drafts.Given, keys: list[str]) -> None:
    """Two meetings in each half of a morning, one after the other, each with a moderator."""
    places = list(product(given.input.days, HALVES, (0, 1)))
    room = sorted(given.rooms)[0]
    moderators = sorted(given.moderators)
    rows, end = [], 0
    for number, (key, (day, half, second)) in enumerate(zip(keys, places, strict=False)):
        meeting = given.input.meeting(key)
        assert meeting is not None
        start = end + given.input.turnaround_min if second else half
        end = start + meeting.duration
        chair = moderators[number % len(moderators)] if moderators else None
        rows.append(drafts.sitting_for(timetable, given, Placed(key, day.date, start, end, room, chair)))
    add(rows)


def statements(series: Series, *, draw: random.Random, by: User) -> None:
    """A statement from each panelist; who shares what differs as it does in life."""
    rows = Statement.objects.filter(seat__panel__pre_session__series=series).select_related(
        "seat__application__owner", "seat__panelist", "seat__panel__pre_session"
    )
    for number, statement in enumerate(rows.order_by("pk")):
        demo_writing.write(statement, draw)
        speaker = statement.seat.panelist
        if number in WITH_DRAFTS:
            demo_writing.draft_first(statement, by=speaker)
        if number in WITH_TRANSLATION:
            demo_writing.translate(statement, WITH_TRANSLATION[number])
        if number in WITH_FILE and speaker is not None:
            attach_fact_sheet(statement, by=speaker)
        _share(statement, SHARES[number % len(SHARES)], by=speaker)
        if statement.seat.under_18 and speaker is not None:
            _guardian_agrees(statement, speaker=speaker, by=by)
        publishing.receive(statement, by=speaker)
        if number in WITH_DRAFTS:
            demo_writing.comment(statement, speaker=speaker, by=by)
        publishing.check(statement, by=by)
        publishing.publish(statement, by=by)
        if SHARES[number % len(SHARES)] == "withdrawn":
            publishing.withdraw_everything(statement, by=speaker, language="en")


# One file for everyone, one for missions only, one that was withdrawn; each is checked in a process of its own,
# which takes a moment, so there are few.
WITH_FILE = (0, 2, 6)
WITH_DRAFTS = (0, 1, 3)
# also into this language; the others are said in one
WITH_TRANSLATION = {0: "fr", 1: "es", 2: "en", 3: "fr", 5: "fr", 6: "es"}

# all; missions get more than the public; recommendations without a name; missions only; withdrawn; never answered
SHARES = (
    "all",
    "all",
    "more_for_missions",
    "recommendations",
    "all",
    "missions",
    "withdrawn",
    "all",
    "nothing",
)


def _share(statement: Statement, how: str, *, by: User | None) -> None:
    items = items_of(statement)
    recommendations = [item for item in items if item.sort == "recommendation"]
    named = [item for item in items if item.sort in ("recommendation", "organisation_name")]
    wanted = {
        "all": [(item, PUBLIC) for item in items],
        "withdrawn": [(item, PUBLIC) for item in items],
        "more_for_missions": [(item, PUBLIC) for item in named] + [(item, MISSIONS) for item in items],
        "recommendations": [(item, PUBLIC) for item in recommendations],
        "missions": [(item, MISSIONS) for item in items],
        "nothing": [],
    }[how]
    wishes = [publishing.Wish(item.key, audience, True, item.sha256) for item, audience in wanted]
    if wishes:
        publishing.record_consent(statement, wishes, by=by, language=statement.language)


def _guardian_agrees(statement: Statement, *, speaker: User, by: User) -> None:
    """A parent or guardian who agrees to all that the young speaker chose."""
    email = f"guardian.{speaker.email}"
    person, _made = User.objects.get_or_create(email=email, defaults={"name": "Guardian (sample)"})
    guardian = guardians.name_guardian(
        statement, name="Guardian (sample)", email=email, language="en", actor=actor_of(speaker), by=speaker
    )
    guardians.confirm_guardian(guardian, how="Sample: the organisation confirmed it.", by=by)
    answers = {each.audience: each.sha256 for each in asked_of(statement)}
    guardians.answer(guardian, answers, by=person, language="en")


def presences(meeting: PreSession, *, draw: random.Random, by: User) -> None:
    """Which missions came, whether the State under Review did, who spoke."""
    missions = list(PermanentMission.objects.exclude(state=meeting.state_under_review_id).order_by("pk"))
    MissionPresence.objects.bulk_create(
        MissionPresence(pre_session=meeting, mission=mission, noted_by=by)
        for mission in draw.sample(missions[:90], draw.randint(24, 39))
    )
    present = draw.random() < 0.75
    MeetingRecord.objects.create(
        pre_session=meeting,
        sur_present=present,
        sur_spoke=present and draw.random() < 0.7,
        observers=draw.randint(2, 14),
        noted_by=by,
    )
    seats = Seat.objects.filter(panel__pre_session=meeting, status=SeatStatus.CONFIRMED)
    SpeakerRecord.objects.bulk_create(
        SpeakerRecord(
            seat=seat,
            presence=SpeakerPresence.READ_BY_OTHER if draw.random() < 0.04 else SpeakerPresence.PRESENT,
            noted_by=by,
            noted_at=timezone.now(),
        )
        for seat in seats
    )
