"""A person's own applications, as their home page lists them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from presessions.lifecycle.models import StatusChange

from .enums import ApplicationStatus
from .models import Application, Correction
from .transitions import may_change

S = ApplicationStatus
ANSWERS = frozenset({S.SELECTED, S.RESERVE, S.NOT_SELECTED})
WITHOUT_SEAT = frozenset({S.RESERVE, S.NOT_SELECTED})


@dataclass(frozen=True)
class OwnApplication:
    """One line: ``status`` is in words and tells a decision only once its letter has left."""

    application: Application
    reference: str
    state: str
    organisation: str
    status: str
    url: str
    deadline: datetime
    may_change: bool
    is_asked: bool  # to correct something
    has_lost_seat: bool  # was offered one that is not theirs any more


def own_applications(user_id: int | None, opened: Collection[str] = frozenset()) -> list[OwnApplication]:
    """Those of this account and those this browser ``opened`` with a recovery phrase (public ids).

    The newest series first; in one query.
    """
    mine = Q(public_id__in=opened) & ~Q(owner=None, recovery_hash="")  # what was erased is nobody's
    if user_id is not None:
        mine |= Q(owner_id=user_id)
    now = timezone.now()
    asked = Correction.objects.asked().filter(application=OuterRef("pk"), due_at__gte=now)
    moves = StatusChange.objects.filter(
        content_type__app_label="applications",
        content_type__model="application",
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    came_from = Subquery(moves.order_by("-pk").values("from_status")[:1])
    rows: QuerySet[Any] = (
        Application.objects.filter(mine).with_meeting().annotate(is_asked=Exists(asked), came_from=came_from)
    )
    return [
        OwnApplication(
            application=row,
            reference=row.reference,
            state=row.pre_session.state_under_review.name,
            organisation=row.organisation_name,
            status=status_words(row, has_lost_seat=_has_lost_seat(row.status, row.came_from)),
            url=reverse(f"applications:{'tasks' if row.is_draft else 'status'}", args=[row.public_id]),
            deadline=row.deadline,
            may_change=may_change(row, now),
            is_asked=row.is_asked and row.is_standing,
            has_lost_seat=_has_lost_seat(row.status, row.came_from),
        )
        for row in rows.order_by("-pre_session__series__session", "-pk")
    ]


def lost_seat(row: Application) -> StatusChange | None:
    """The move by which it stopped being selected, while nothing has followed: the seat offered is not theirs."""
    last = StatusChange.objects.of(row).last()
    return last if last and _has_lost_seat(row.status, last.from_status) else None


def _has_lost_seat(status: str, came_from: str | None) -> bool:
    return status in WITHOUT_SEAT and came_from == S.SELECTED


def status_words(row: Application, *, has_lost_seat: bool = False) -> str:
    """Where it stands as its owner may know it."""
    if has_lost_seat:
        return _("seat no longer yours")
    if row.status == S.SHORTLISTED or (row.status in ANSWERS and row.answer_sent_at is None):
        return _("received")
    return str(S(row.status).label)
