"""What the worker does by itself: reminders, clean copies of attachments, what agreed instants bring."""

from __future__ import annotations

from datetime import datetime

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from presessions import wording
from presessions.series.enums import SeriesStatus

from . import attaching, transitions
from .due import days_left, due_on
from .models import Statement


@shared_task(ignore_result=True)
def send_due_reminders() -> None:
    """Remind those who have not sent their statement, 21, 14, 7 and 2 days before it is due."""
    remind(timezone.now())


@shared_task(ignore_result=True)
def derive_attachments() -> None:
    """Judge and copy the attachments that wait."""
    attaching.derive_waiting()


@shared_task(ignore_result=True)
def publish_due() -> None:
    """Show what speakers agreed to share from an instant that has come."""
    transitions.publish_due(timezone.now())


def remind(now: datetime) -> int:
    """Queue the reminders due on this day of Geneva; a second run on the same day queues none.

    The key is the due day and the number of days, so a meeting that moves is a new cause. Whose statement was
    opened today is not reminded today.
    """
    today = wording.in_geneva(now).date()
    rows = Statement.objects.to_send().with_meeting().with_hour()
    due = [
        row
        for row in rows.exclude(seat__panel__pre_session__series__status=SeriesStatus.ARCHIVED)
        if days_left(row, today) in settings.STATEMENT_REMINDER_DAYS
        and wording.in_geneva(row.opened_at).date() != today
    ]
    for row in due:
        transitions.tell(row, "statement_reminder", version=f"{due_on(row)} {days_left(row, today)}")
    return len(due)
