"""Everything that is one person's own: what asks something of them first, then the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from applications.eligibility import may_send
from applications.enums import ApplicationStatus
from applications.own import OwnApplication, own_applications
from panels.enums import SeatStatus
from panels.models import Seat
from presessions.permissions import Actor
from presessions.scheduling.models import EntryByMail, JointSitting, Sitting
from presessions.series.enums import SeriesStatus
from presessions.series.models import Series, State
from presessions.wording import day, moment
from publications.enums import StatementStatus
from publications.models import Guardian, Statement

from .home import Week, week


@dataclass(frozen=True)
class OwnSeat:
    """A seat of this person: offered (then ``answer_by`` counts) or confirmed (then the statement does)."""

    seat: Seat
    state: str
    url: str
    is_offer: bool
    answer_by: datetime | None
    sitting: Sitting | None
    statement: Statement | None
    statement_url: str
    due: date | None
    joint: list[JointSitting] = field(default_factory=list)
    by_mail: bool | None = None
    """Whether mails about the meeting bring its calendar entry along; None for a seat only offered."""

    @property
    def is_held(self) -> bool:
        return not self.seat.panel.pre_session.is_off

    @property
    def why_not(self) -> str:
        return self.seat.panel.pre_session.not_held_reason

    @property
    def statement_to_write(self) -> bool:
        return self.statement is not None and self.statement.status in (
            StatementStatus.OPEN,
            StatementStatus.RETURNED,
        )


@dataclass(frozen=True)
class Own:
    """What the home page of a signed-in person lists."""

    offers: list[OwnSeat]
    seats: list[OwnSeat]
    applications: list[OwnApplication]
    delegate_of: list[State]
    series: list[Series]
    week: Week | None
    guardian_of: list[Guardian] = field(default_factory=list)
    """Where this person is asked as a parent or guardian."""

    @property
    def tasks(self) -> list[dict[str, Any]]:
        """The applications as lines of a task list: where each stands, and what comes next.

        What comes next where there is a seat is said with the seat.
        """
        seated = {own.seat.application_id for own in (*self.offers, *self.seats)}
        return [_task(line, has_seat=line.application.pk in seated) for line in self.applications]

    @property
    def is_empty(self) -> bool:
        return not (self.offers or self.seats or self.applications or self.delegate_of or self.guardian_of)


def own(actor: Actor) -> Own:
    """The seats, statements, applications and missions of this person; a constant number of queries.

    A browser that came in by recovery phrases has what these opened, with or without an account.
    """
    seats = _seats(actor)
    return Own(
        offers=[seat for seat in seats if seat.is_offer],
        seats=[seat for seat in seats if not seat.is_offer],
        applications=own_applications(actor.user_id, actor.owns),
        delegate_of=list(State.objects.filter(pk__in=actor.delegate_states)),
        series=_programmes() if actor.is_delegate else [],
        week=week(timezone.now()) if actor.is_delegate else None,
        guardian_of=list(Guardian.objects.answered_by(actor.user_id)) if actor.user_id else [],
    )


def _task(line: OwnApplication, *, has_seat: bool) -> dict[str, Any]:
    mark = _mark(line.application.status, has_lost_seat=line.has_lost_seat)
    status = {"label": line.status[:1].upper() + line.status[1:], **mark}
    if line.is_asked and not has_seat:
        status = {"label": _("To correct"), "shape": "disc", "tone": "amber"}
    note = " ".join(filter(None, (f"{line.reference}.", "" if has_seat else _next_step(line))))
    return {"title": line.state, "url": line.url, "note": note, "status": status}


def _mark(status: str, *, has_lost_seat: bool) -> dict[str, str]:
    """Only what the owner may know shapes the sign: a decision not yet told looks like "received"."""
    if status == ApplicationStatus.DRAFT:
        return {"shape": "half", "tone": "blue"}
    return (
        {"shape": "ring", "tone": ""}
        if status == ApplicationStatus.WITHDRAWN or has_lost_seat
        else {"shape": "disc", "tone": "green"}
    )


def _next_step(line: OwnApplication) -> str:
    language = translation.get_language() or "en"
    row, series = line.application, line.application.pre_session.series
    if row.pre_session.is_off and row.status != ApplicationStatus.WITHDRAWN:
        return _("This Pre-session is not held.")
    if row.is_draft:
        if not may_send(row.window, timezone.now()):
            return _("It was not sent before the call closed.")
        return _("Go on writing, and send it by %(when)s.") % {"when": moment(line.deadline, language)}
    if line.is_asked:
        return _("We ask you to correct some answers.")
    if line.has_lost_seat:
        return _("If you did not give it back yourself, write to us.")
    if row.status == ApplicationStatus.WITHDRAWN or row.answer_sent_at is not None:
        return ""
    if line.may_change:
        return _("You can change it until %(when)s.") % {"when": moment(line.deadline, language)}
    if series.answers_by:
        return _("We answer by %(day)s.") % {"day": day(series.answers_by, language)}
    return _("We write to you as soon as the panel is decided.")


def _seats(actor: Actor) -> list[OwnSeat]:
    mine = Q(application__public_id__in=actor.owns)
    if actor.user_id is not None:
        mine |= Q(panelist_id=actor.user_id) | Q(panelist=None, application__owner_id=actor.user_id)
    rows = (
        Seat.objects.filter(mine)
        .filter(status__in=[SeatStatus.OFFERED, SeatStatus.CONFIRMED])
        .select_related("panel__pre_session__series", "panel__pre_session__state_under_review", "statement")
        .annotate(
            first_day=Min("panel__pre_session__series__days__date"),
            has_joint=Exists(
                JointSitting.objects.published().filter(joint__pre_sessions=OuterRef("panel__pre_session"))
            ),
            by_mail=Exists(EntryByMail.objects.filter(seat=OuterRef("pk"))),
        )
        .order_by("-panel__pre_session__series__session", "pk")
    )
    sittings = {
        row.pre_session_id: row
        for row in Sitting.objects.published()
        .filter(pre_session__in=[seat.panel.pre_session_id for seat in rows])
        .select_related("room")
    }
    joint = _joint(sittings) if any(seat.has_joint for seat in rows) else {}
    of = [seat.panel.pre_session_id for seat in rows]
    return [_seat(seat, sittings.get(key), joint.get(key, [])) for seat, key in zip(rows, of, strict=True)]


def _joint(pre_sessions: Iterable[int]) -> dict[int, list[JointSitting]]:
    """The published joint questions to the panels of these meetings."""
    found: dict[int, list[JointSitting]] = {}
    rows = JointSitting.objects.published().filter(joint__pre_sessions__in=list(pre_sessions)).distinct()
    for row in rows.with_states():
        for held in row.joint.held:
            found.setdefault(held.pk, []).append(row)
    return found


def _seat(seat: Any, sitting: Sitting | None, joint: list[JointSitting]) -> OwnSeat:
    statement = getattr(seat, "statement", None)
    held_on = sitting.starts_at.date() if sitting else seat.first_day
    series = seat.panel.pre_session.series
    return OwnSeat(
        seat=seat,
        state=seat.panel.pre_session.state_under_review.name,
        url=reverse("panels:seat", args=[seat.public_id]),
        is_offer=seat.status == SeatStatus.OFFERED and not seat.panel.pre_session.is_off,
        answer_by=seat.answer_by,
        sitting=sitting,
        statement=statement,
        statement_url=reverse("publications:statement", args=[statement.public_id]) if statement else "",
        due=held_on - timedelta(days=series.statement_due_days) if held_on else None,
        joint=joint,
        by_mail=seat.by_mail if seat.status == SeatStatus.CONFIRMED else None,
    )


def _programmes() -> list[Series]:
    """The announced series, the last one first; what is over stands in the library and in the programme."""
    return list(Series.objects.filter(status=SeriesStatus.ANNOUNCED).order_by("-session__number")[:3])
