"""A database as full as the third cycle left it, for benchmarks: real calendar, invented organisations.

14 series, 172 meetings, 838 speakers, 4,000 applications, 60 missions; the last call is open, the series before
it between selection and programme, with a panel proposed and a timetable drafted. Rows are written in bulk with the
statuses they would have had; constraints and triggers judge them as always. Texts are placeholders of
natural length and say nothing about any State.
"""

import hashlib
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from applications.enums import ApplicationStatus, Attendance, Gender, OrganisationKind, Risk, Submitted
from applications.models import Application, ApplicationIssue, Organisation
from panels.enums import PanelStatus, SeatStatus
from panels.models import Panel, Seat
from panels.transitions import propose
from presessions.attendance.enums import SpeakerPresence
from presessions.attendance.models import Invitation, MeetingRecord, MissionPresence, SpeakerRecord
from presessions.scheduling.enums import TimetableStatus
from presessions.scheduling.models import Sitting, Timetable
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import (
    Issue,
    PermanentMission,
    PreSession,
    Review,
    Room,
    Series,
    SeriesDay,
    WorkingGroupSession,
)
from publications.enums import OutsideAudience, SectionKind, StatementStatus
from publications.items import items_of
from publications.models import Consent, Question, Recommendation, Section, Statement
from publications.published import PublishedIssue, PublishedRecommendation
from tests.factories import make_officer

SERIES = range(27, 41)
LAST = {SERIES[-1]: SeriesStatus.CALL_OPEN, SERIES[-2]: SeriesStatus.CALL_CLOSED}
MEETINGS, SPEAKERS, APPLICATIONS, MISSIONS = 172, 838, 4000, 60
WORDS = [
    *(
        "plan",
        "budget",
        "training",
        "report",
        "law",
        "court",
        "school",
        "village",
        "water",
        "register",
        "office",
    ),
    *(
        "council",
        "measure",
        "hearing",
        "complaint",
        "access",
        "remedy",
        "data",
        "women",
        "children",
        "workers",
    ),
    *("detention", "land", "health", "language", "service"),
]
KINDS = [
    (OrganisationKind.NATIONAL, 46),
    (OrganisationKind.GRASSROOTS, 22),
    (OrganisationKind.INTERNATIONAL, 18),
    (OrganisationKind.REGIONAL, 8),
    (OrganisationKind.NHRI, 6),
]


def build() -> dict[str, int]:
    """Fill an empty database that has its reference data; returns how many of each there are."""
    chance = random.Random(27)
    with transaction.atomic():
        meetings = list(_series(chance))
        applications = _applications(meetings, chance)
        seats = _seats(meetings, applications, chance)
        statements = _statements(seats, chance)
        rows = _published(statements)
        _attendance(meetings, seats, chance)
    _propose(meetings)
    return {
        "series": len(SERIES),
        "meetings": len(meetings),
        "applications": len(applications),
        "speakers": len(seats),
        "published rows": rows,
        "missions": MISSIONS,
    }


def sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def paragraphs(chance: random.Random, number: int) -> str:
    return "\n\n".join(" ".join(sentence(chance, 14) for _ in range(4)) for _ in range(number))


def _series(chance: random.Random) -> Iterator[PreSession]:
    """Series with days, rooms, meetings and a timetable: published, but for the last two."""
    left = MEETINGS
    for position, number in enumerate(SERIES):
        session = WorkingGroupSession.objects.get(number=number)
        status = LAST.get(number, SeriesStatus.ARCHIVED)
        is_over, days = status == SeriesStatus.ARCHIVED, 120 * (len(SERIES) - 1 - position) - 20
        closes = timezone.now() - timedelta(days=days)
        series = Series.objects.create(
            session=session,
            status=status,
            opens_at=closes - timedelta(days=40),
            closes_at=closes,
        )
        share = -(-left // (len(SERIES) - position))
        reviews = list(
            Review.objects.filter(session=session).select_related("state").order_by("order")[:share]
        )
        left -= len(reviews)
        made = PreSession.objects.bulk_create(
            PreSession(
                series=series,
                state_under_review=review.state,
                order=review.order,
                status=PreSessionStatus.HELD if is_over else PreSessionStatus.PLANNED,
            )
            for review in reviews
        )
        if status != SeriesStatus.CALL_OPEN:
            _timetable(series, made, closes + timedelta(days=70), is_published=is_over)
        yield from made


def _timetable(series: Series, meetings: list[PreSession], start: datetime, *, is_published: bool) -> None:
    room = Room.objects.create(series=series, name="Room XXIV")
    days = [start.date() + timedelta(days=offset) for offset in range(-(-len(meetings) // 3))]
    SeriesDay.objects.bulk_create(
        SeriesDay(series=series, date=day, opens=time(9), closes=time(13)) for day in days
    )
    timetable = Timetable.objects.create(
        series=series,
        status=TimetableStatus.PUBLISHED if is_published else TimetableStatus.DRAFT,
        published_at=start if is_published else None,
    )
    starts = [datetime.combine(day, time(8 + slot, 5), UTC) for day in days for slot in range(3)]
    Sitting.objects.bulk_create(
        Sitting(
            timetable=timetable,
            pre_session=meeting,
            room=room,
            starts_at=begin,
            ends_at=begin + timedelta(minutes=50),
        )
        for meeting, begin in zip(meetings, starts, strict=False)
    )


def _applications(meetings: list[PreSession], chance: random.Random) -> list[Application]:
    kinds, weights = zip(*KINDS, strict=True)
    organisations = Organisation.objects.bulk_create(
        Organisation(
            name=f"{' '.join(chance.sample(WORDS, 3)).title()} Network {place}",
            kind=chance.choices(kinds, weights)[0],
            is_coalition=chance.random() < 0.2,
        )
        for place in range(APPLICATIONS // 2)
    )
    sent = timezone.now() - timedelta(days=3)
    made = []
    for place in range(APPLICATIONS):
        organisation = organisations[place // 2]
        made.append(
            Application(
                # coprime with the number of meetings: an organisation's two applications never meet
                pre_session=meetings[(place * 37) % len(meetings)],
                status=ApplicationStatus.SUBMITTED,
                organisation=organisation,
                organisation_name=organisation.name,
                kind=organisation.kind,
                confirmed_kind=organisation.kind,
                is_coalition=organisation.is_coalition,
                language=chance.choice(["en", "en", "fr", "es"]),
                about=paragraphs(chance, 1),
                motivation=paragraphs(chance, 2),
                submitted=chance.choice(Submitted.values),
                speaker_name=f"Speaker {place}",
                speaker_email=f"speaker{place}@example.org",
                gender=chance.choice(Gender.values),
                attendance=chance.choice(Attendance.values),
                risk=chance.choices(Risk.values, [80, 10, 5, 5])[0],
                submitted_at=sent,
            )
        )
    Application.objects.bulk_create(made, batch_size=500)
    codes = list(Issue.objects.filter(selectable=True).values_list("code", flat=True))
    ApplicationIssue.objects.bulk_create(
        (
            ApplicationIssue(application=application, issue_id=code, order=order)
            for application in made
            for order, code in enumerate(chance.sample(codes, 4), 1)
        ),
        batch_size=2000,
    )
    return made


def _propose(meetings: list[PreSession]) -> None:
    """A panel proposed for the first State of the series whose call is closed, as staff ask for it."""
    meeting = next(each for each in meetings if each.series.status == SeriesStatus.CALL_CLOSED)
    propose(Panel.objects.create(pre_session=meeting), by=make_officer())


def _seats(meetings: list[PreSession], applications: list[Application], chance: random.Random) -> list[Seat]:
    """Speakers at every meeting that was held, five or six each."""
    held = [meeting for meeting in meetings if meeting.status == PreSessionStatus.HELD]
    panels = Panel.objects.bulk_create(
        Panel(pre_session=meeting, status=PanelStatus.COMPLETE) for meeting in held
    )
    of_meeting: dict[int, list[Application]] = {}
    for application in applications:
        of_meeting.setdefault(application.pre_session_id, []).append(application)
    left, seats = SPEAKERS, []
    for position, panel in enumerate(panels):
        share = min(6, -(-left // (len(panels) - position)))
        chosen = of_meeting[panel.pre_session_id][:share]
        left -= len(chosen)
        seats += [
            Seat(
                panel=panel,
                number=number,
                order=number,
                application=application,
                status=SeatStatus.CONFIRMED,
                speaker_name=application.speaker_name,
                speaker_position="Coordinator",
                gender=application.gender,
                language="en",
                speaking_minutes=6,
            )
            for number, application in enumerate(chosen, 1)
        ]
    Seat.objects.bulk_create(seats)
    Application.objects.filter(pk__in=[seat.application_id for seat in seats]).update(
        status=ApplicationStatus.SELECTED
    )
    return seats


def _statements(seats: list[Seat], chance: random.Random) -> list[Statement]:
    statements = Statement.objects.bulk_create(
        Statement(seat=seat, status=StatementStatus.PUBLISHED, language=seat.application.language)
        for seat in seats
    )
    Section.objects.bulk_create(
        Section(
            statement=statement, kind=kind, text=paragraphs(chance, 1 if kind == SectionKind.SUMMARY else 3)
        )
        for statement in statements
        for kind in SectionKind.values
    )
    asked = Recommendation.objects.bulk_create(
        Recommendation(statement=statement, order=order, text=sentence(chance, 30))
        for statement in statements
        for order in range(1, 4)
    )
    codes = list(Issue.objects.filter(selectable=True).values_list("code", flat=True))
    link = Recommendation.issues.through
    link.objects.bulk_create(link(recommendation=each, issue_id=chance.choice(codes)) for each in asked)
    Question.objects.bulk_create(
        Question(statement=statement, order=1, text=sentence(chance, 20)) for statement in statements
    )
    return statements


def _published(statements: list[Statement]) -> int:
    """Consent to everything, for missions and for the public, and the rows that follow from it."""
    full = Statement.objects.select_related("seat__panel", "seat__application").prefetch_related(
        "sections", "recommendations__issues", "questions", "attachments"
    )
    items = [
        (statement, item, audience)
        for statement in full.filter(pk__in=[each.pk for each in statements])
        for item in items_of(statement)
        for audience in (OutsideAudience.MISSIONS, OutsideAudience.PUBLIC)
    ]
    now = timezone.now()
    grants = Consent.objects.bulk_create(
        (
            Consent(
                statement=statement,
                item=item.key,
                audience=audience,
                given=True,
                sha256=item.sha256,
                wording="benchmark",
                language="en",
                at=now,
            )
            for statement, item, audience in items
        ),
        batch_size=2000,
    )
    rows: dict[type, list] = {}
    issues = []
    for grant, (statement, item, audience) in zip(grants, items, strict=True):
        row = item.table(
            id=uuid.UUID(hashlib.md5(f"{grant.pk}".encode()).hexdigest()),
            grant=grant,
            statement=statement,
            pre_session_id=statement.seat.panel.pre_session_id,
            item=item.key,
            audience=audience,
            sha256=item.sha256,
            place=statement.seat.number,
            language=item.language,
            published_at=now,
            **item.values,
        )
        rows.setdefault(item.table, []).append(row)
        if isinstance(row, PublishedRecommendation):
            issues += [PublishedIssue(recommendation=row, issue_id=code) for code in item.issues]
    for table, made in rows.items():
        table.objects.bulk_create(made, batch_size=1000)
    PublishedIssue.objects.bulk_create(issues, batch_size=2000)
    return sum(len(made) for made in rows.values())


def _attendance(meetings: list[PreSession], seats: list[Seat], chance: random.Random) -> None:
    missions = list(PermanentMission.objects.select_related("state")[:MISSIONS])
    Invitation.objects.bulk_create(
        Invitation(mission=mission, email=f"delegate.{mission.state_id.lower()}@example.org")
        for mission in missions
    )
    held = [meeting for meeting in meetings if meeting.status == PreSessionStatus.HELD]
    MissionPresence.objects.bulk_create(
        MissionPresence(pre_session=meeting, mission=mission)
        for meeting in held
        for mission in chance.sample(missions, 20)
    )
    MeetingRecord.objects.bulk_create(
        MeetingRecord(pre_session=meeting, sur_present=True, sur_spoke=True, observers=12) for meeting in held
    )
    SpeakerRecord.objects.bulk_create(
        SpeakerRecord(seat=seat, presence=SpeakerPresence.PRESENT) for seat in seats
    )
