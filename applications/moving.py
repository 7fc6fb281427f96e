"""A State's review moved to another session: its applications go along, and their owners hear of it. So they do where
a Pre-session is not held after all.

It happens after applications exist (Sudan from session 39 to 40, Ukraine out of
session 42): nobody has to apply again. The Pre-session itself changes series, so
applications follow by their key; what is left to do is to tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from presessions.lifecycle.models import StatusChange
from presessions.lifecycle.signals import status_changed
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession, Series
from presessions.series.transitions import after_review_moved

from .enums import ApplicationStatus
from .models import Application
from .transitions import tell_owner

if TYPE_CHECKING:
    from presessions.accounts.models import User


def tell_moved(pre_session: PreSession, from_series: Series, by: User) -> None:
    """Write to everybody who began or sent one; the days they could come belonged to the old series."""
    rows = Application.objects.with_meeting().select_related("owner").select_for_update(of=("self",))
    for row in rows.filter(pre_session=pre_session).exclude(status=ApplicationStatus.WITHDRAWN):
        row.available_days, row.arrives_at, row.reopened_until = [], None, None
        row.version += 1
        row.save(update_fields=["available_days", "arrives_at", "reopened_until", "version", "changed_at"])
        tell_owner(row, "review_moved", version=str(row.pre_session.deadline_version))


WAIT_FOR_IT = (
    ApplicationStatus.DRAFT,
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.SHORTLISTED,
    ApplicationStatus.RESERVE,
)
"""Whose Pre-session it would have been; whoever was offered a seat is written to as a panelist."""


@receiver(status_changed, sender=PreSession, dispatch_uid="applications.owners_hear_of_not_held")
def tell_not_held(sender: type[PreSession], thing: PreSession, change: StatusChange, **kwargs: Any) -> None:
    """Within the transaction of the decision; each such decision is told once."""
    if change.to_status != PreSessionStatus.NOT_HELD:
        return
    rows = Application.objects.with_meeting().select_related("owner")
    for row in rows.filter(pre_session=thing, status__in=WAIT_FOR_IT):
        tell_owner(row, "application_not_held", version=str(change.pk))


def register() -> None:
    """Called once, when the application starts."""
    after_review_moved(tell_moved)
