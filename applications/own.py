"""A person's own applications, as their home page lists them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .enums import ApplicationStatus
from .models import Application, Correction
from .transitions import may_change

S = ApplicationStatus
ANSWERS = frozenset({S.SELECTED, S.RESERVE, S.NOT_SELECTED})


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


def own_applications(user_id: int | None, opened: Collection[str] = frozenset()) -> list[OwnApplication]:
    """Those of this account and those this browser ``opened`` with a recovery phrase (public ids).

    The newest series first; in one query.
    """
    mine = Q(public_id__in=opened) & ~Q(owner=None, recovery_hash="")  # what was erased is nobody's
    if user_id is not None:
        mine |= Q(owner_id=user_id)
    now = timezone.now()
    asked = Correction.objects.asked().filter(application=OuterRef("pk"), due_at__gte=now)
    rows: QuerySet[Any] = Application.objects.filter(mine).with_meeting().annotate(is_asked=Exists(asked))
    return [
        OwnApplication(
            application=row,
            reference=row.reference,
            state=row.pre_session.state_under_review.name,
            organisation=row.organisation_name,
            status=status_words(row),
            url=reverse(f"applications:{'tasks' if row.is_draft else 'status'}", args=[row.public_id]),
            deadline=row.deadline,
            may_change=may_change(row, now),
            is_asked=row.is_asked and row.is_standing,
        )
        for row in rows.order_by("-pre_session__series__session", "-pk")
    ]


def status_words(row: Application) -> str:
    """Where it stands as its owner may know it."""
    if row.status == S.SHORTLISTED or (row.status in ANSWERS and row.answer_sent_at is None):
        return _("received")
    return str(S(row.status).label)
