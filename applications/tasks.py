"""What the worker does by itself: reminders before a deadline, and looking at files."""

from __future__ import annotations

from datetime import date, datetime

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from presessions import wording
from presessions.series.enums import PreSessionStatus, SeriesStatus

from . import checking, corrections
from .models import Application
from .transitions import tell_owner


@shared_task(ignore_result=True)
def check_waiting_files() -> None:
    """Judge the files that wait."""
    checking.check_waiting()


@shared_task(ignore_result=True)
def send_due_reminders() -> None:
    """Remind those with an unsent draft or an unanswered request; close corrections not made in time."""
    remind(timezone.now())
    corrections.remind_due(timezone.now())
    corrections.lapse_due(timezone.now())


def remind(now: datetime) -> int:
    """Queue the reminders due on this day of Geneva; a second run on the same day queues none.

    The key is the deadline and the number of days, so an extended deadline is a
    new cause. Who began today is not reminded today.
    """
    today = wording.in_geneva(now).date()
    drafts = (
        Application.objects.drafts()
        .with_meeting()
        .select_related("owner")
        .filter(
            owner__isnull=False,
            pre_session__status=PreSessionStatus.PLANNED,
            pre_session__series__status=SeriesStatus.CALL_OPEN,
        )
    )
    due = [row for row in drafts.iterator(chunk_size=500) if _is_due(row, today, now)]
    for row in due:
        days = _days_left(row, today)
        tell_owner(row, "deadline_reminder", version=f"{row.deadline.isoformat()} {days}")
    return len(due)


def _is_due(row: Application, today: date, now: datetime) -> bool:
    began_today = wording.in_geneva(row.created_at).date() == today
    return (
        row.deadline > now and not began_today and _days_left(row, today) in settings.DEADLINE_REMINDER_DAYS
    )


def _days_left(row: Application, today: date) -> int:
    return (wording.in_geneva(row.deadline).date() - today).days
