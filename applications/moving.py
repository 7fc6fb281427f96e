"""A State's review moved to another session: its applications go along, and their owners hear of it.

It happens after applications exist (Sudan from session 39 to 40, Ukraine out of
session 42): nobody has to apply again. The Pre-session itself changes series, so
applications follow by their key; what is left to do is to tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def register() -> None:
    """Called once, when the application starts."""
    after_review_moved(tell_moved)
