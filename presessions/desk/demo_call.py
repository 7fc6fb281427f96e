"""The demonstration's series and their applications."""

from __future__ import annotations

import random
import uuid
from datetime import date, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from applications.enums import ApplicationStatus
from applications.models import REFERENCE_LETTERS, Application, ApplicationIssue, Organisation
from presessions.accounts.models import User
from presessions.lifecycle.models import StatusChange
from presessions.lifecycle.moves import move
from presessions.series import deadlines
from presessions.series.enums import SeriesStatus
from presessions.series.models import PreSession, Series, WorkingGroupSession
from presessions.series.transitions import Words, mark_not_held, plan_series

from .demo_cast import Applicant, cast
from .demo_words import ABOUT, POSITIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_HELD = Words(
    en="Too few applications came in to hold a meeting.",
    fr="Trop peu de candidatures ont été reçues pour tenir une réunion.",
    es="Llegaron muy pocas solicitudes para celebrar una reunión.",
)


def make_series(
    session: WorkingGroupSession, *, first_day: date, today: date, by: User, closes_in: int | None = None
) -> Series:
    """A series on four mornings from ``first_day``; its call closes in so many days, or closed long ago."""
    closing_day = (
        today + timedelta(days=closes_in) if closes_in is not None else first_day - timedelta(days=62)
    )
    opening_day = closing_day - timedelta(days=28)
    series = plan_series(
        session,
        by=by,
        days=[first_day + timedelta(days=number) for number in range(4)],
        call=deadlines.CallTimes(
            opens_at=deadlines.at_geneva(opening_day, deadlines.DAY_OPENS),
            closes_at=deadlines.end_of(closing_day),
        ),
        rooms=("Room XXI",),
        is_demo=True,
        seed=sha256(f"demonstration {session.number}".encode()).hexdigest(),  # drawn by chance elsewhere
    )
    move(series, SeriesStatus.CALL_OPEN, by=by)
    if closes_in is None:
        move(series, SeriesStatus.CALL_CLOSED, by=by)
    return series


def apply(series: Series, *, seed: str, by: User, people: Mapping[str, User]) -> None:
    """Applications for every State of the series; in an open call some are still drafts."""
    still_open = series.status == SeriesStatus.CALL_OPEN
    meetings = list(series.pre_sessions.select_related("state_under_review").order_by("order"))
    languages = {row.state_under_review_id: _language(row) for row in meetings}
    for place, meeting in enumerate(meetings):
        applicants = cast(
            f"{seed}/{series.number}", meeting.state_under_review_id, place=place, languages=languages
        )
        if still_open:
            applicants = applicants[: (len(applicants) + 1) // 2]
        draw = random.Random(f"{seed}/{series.number}/{meeting.state_under_review_id}/answers")  # noqa: S311
        rows = _applications(meeting, applicants, draw=draw, by=by)
        if still_open:
            continue
        if len(rows) < 3:
            mark_not_held(meeting, reasons=NOT_HELD, by=by)


def own_applications(series: Series, owner: User) -> None:
    """The newcomer who plays the applicant has a draft and an application sent."""
    sent = _first(series, ApplicationStatus.SUBMITTED)
    draft = _first(series, ApplicationStatus.DRAFT)
    for row in filter(None, (sent, draft)):
        Application.objects.filter(pk=row.pk).update(owner=owner, language="en")


def _first(series: Series, status: str) -> Application | None:
    return (
        Application.objects.filter(pre_session__series=series, status=status, language="en")
        .order_by("pk")
        .first()
    )


def _language(meeting: PreSession) -> str:
    official = meeting.state_under_review.official_languages.split()
    return next((code for code in ("fr", "es") if code in official and "en" not in official), "en")


def _applications(
    meeting: PreSession, applicants: list[Applicant], *, draw: random.Random, by: User
) -> list[Application]:
    series = meeting.series
    still_open = series.status == SeriesStatus.CALL_OPEN
    stem = f"{meeting.state_under_review_id}{series.number}".lower()
    owners = User.objects.bulk_create(
        User(
            email=f"{stem}.{number}@demo.example",
            name="",
            language=each.page_language,
            password=make_password(None),
        )
        for number, each in enumerate(applicants, start=1)
    )
    organisations = Organisation.objects.bulk_create(
        _organisation(each, owner, meeting) for each, owner in zip(applicants, owners, strict=True)
    )
    for organisation, each in zip(organisations, applicants, strict=True):
        if each.members:
            organisation.members.set(organisations[number] for number in each.members)
    rows = [
        _application(number, each, meeting=meeting, owner=owner, organisation=organisation, draw=draw, by=by)
        for number, (each, owner, organisation) in enumerate(
            zip(applicants, owners, organisations, strict=True), start=1
        )
    ]
    if still_open:
        for row in rows[-2:]:
            row.status, row.submitted_at, row.organisation = ApplicationStatus.DRAFT, None, None
    Application.objects.bulk_create(rows)
    ApplicationIssue.objects.bulk_create(
        ApplicationIssue(application=row, issue_id=code, order=order)
        for row, each in zip(rows, applicants, strict=True)
        for order, code in enumerate(each.issues, start=1)
    )
    _record_sending(rows)
    return [row for row in rows if row.status == ApplicationStatus.SUBMITTED]


def _record_sending(rows: list[Application]) -> None:
    """The lines that sending and withdrawing would have left."""
    kind = ContentType.objects.get_for_model(Application)
    changes = []
    for row in rows:
        steps = {
            ApplicationStatus.SUBMITTED: [(ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED)],
            ApplicationStatus.WITHDRAWN: [
                (ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED),
                (ApplicationStatus.SUBMITTED, ApplicationStatus.WITHDRAWN),
            ],
        }.get(ApplicationStatus(row.status), [])
        changes += [
            StatusChange(
                content_type=kind, object_id=str(row.pk), model="applications.Application", from_status=before,
                to_status=after, by=row.owner, by_what="applicant", at=row.submitted_at or timezone.now(),
            )
            for before, after in steps
        ]  # fmt: skip
    StatusChange.objects.bulk_create(changes)


def _organisation(each: Applicant, owner: User, meeting: PreSession) -> Organisation:
    return Organisation(
        name=each.name,
        kind=each.kind,
        is_coalition=each.coalition,
        state=None if each.kind in ("regional", "international") else meeting.state_under_review,
        founded=each.founded,
        about=ABOUT[each.page_language],
        owner=owner,
    )


def _application(
    number: int,
    each: Applicant,
    *,
    meeting: PreSession,
    owner: User,
    organisation: Organisation,
    draw: random.Random,
    by: User,
) -> Application:
    series = meeting.series
    this_morning = deadlines.at_geneva(timezone.localdate(), time(0))  # the same all day
    span = (min(series.closes_at, this_morning) - series.opens_at) * draw.random()
    confirmed = series.status != SeriesStatus.CALL_OPEN and (meeting.order <= 10 or draw.random() < 0.5)
    return Application(
        pre_session=meeting,
        status=ApplicationStatus.WITHDRAWN if each.withdrawn else ApplicationStatus.SUBMITTED,
        public_id=uuid.UUID(int=draw.getrandbits(128), version=4),
        reference_code="".join(draw.choices(REFERENCE_LETTERS, k=6)),
        language=each.page_language,
        owner=owner,
        organisation=organisation,
        nhri_accreditation=draw.choice("AB") if each.kind == "nhri" else "",
        **_claims(each, number),
        **_speaker(each, f"{series.number} · {meeting.state_under_review_id} {number}", owner),
        available_days=_days(series, each),
        **(_confirmation(each, by) if confirmed else {}),
        is_demo=True,
        submitted_at=series.opens_at + span,
    )


def _claims(each: Applicant, number: int) -> dict[str, Any]:
    """What the organisation says of itself and of what it sent to the review."""
    return {
        "organisation_name": each.name,
        "kind": each.kind,
        "is_coalition": each.coalition,
        "founded": each.founded,
        "has_ecosoc": each.kind == "international",
        "about": ABOUT[each.page_language],
        "submitted": each.submitted,
        "submission_reference": "" if each.submitted == "none" else f"Sample report {number}",
        "motivation": ABOUT[each.page_language],
    }


def _speaker(each: Applicant, stem: str, owner: User) -> dict[str, Any]:
    """Who would speak, how they come, what they need, and what they fear."""
    return {
        "speaker_later": each.later,
        "speaker_name": "" if each.later else f"Speaker {stem}",
        "speaker_position": POSITIONS[each.page_language],
        "speaker_email": owner.email,
        "gender": each.gender,
        "under_18": each.under_18,
        "guardian": "Guardian (sample)" if each.under_18 else "",
        "accompanying_adult": "Accompanying adult (sample)" if each.under_18 else "",
        "speaks": each.spoken,
        "statement_language": each.spoken,
        "attendance": each.attendance,
        "needs_visa_letter": each.funding,
        "needs_funding": each.funding,
        "risk": each.risk,
        "discreet": each.risk in ("some", "high"),
    }


def _confirmation(each: Applicant, by: User) -> dict[str, Any]:
    """What staff confirmed: all of it as claimed."""
    return {
        "confirmed_kind": each.kind,
        "confirmed_is_coalition": each.coalition,
        "confirmed_submitted": each.submitted != "none",
        "confirmed_evidence": "The report itself, and the organisation’s statutes (sample).",
        "confirmed_by": by,
        "confirmed_at": timezone.now(),
    }


def _days(series: Series, each: Applicant) -> list[str]:
    """When the speaker can come; a series that is over was planned around everybody."""
    mornings = list(series.days.values_list("date", flat=True))
    over = mornings[-1] < timezone.localdate()
    return [] if over else [str(mornings[place]) for place in each.availability]
