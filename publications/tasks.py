"""What the worker does by itself: reminders, clean copies of attachments, briefings, what agreed
instants bring."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from presessions import wording
from presessions.series.enums import PreSessionStatus, SeriesStatus

from . import attaching, briefing_jobs, proving, text_files, transitions
from .due import days_left, due_on
from .models import Statement


@shared_task(ignore_result=True)
def send_due_reminders() -> None:
    """Remind those who have not sent their statement, 21, 14, 7 and 2 days before it is due."""
    remind(timezone.now())


@shared_task(ignore_result=True)
def derive_attachments() -> None:
    """Judge and copy the attachments that wait, and judge the proofs that staff uploaded."""
    attaching.derive_waiting()
    proving.check_waiting()


@shared_task(ignore_result=True)
def read_text_files() -> None:
    """Judge and read the files whose text is to go into sections."""
    text_files.read_waiting()


@shared_task(ignore_result=True)
def publish_due() -> None:
    """Show what speakers agreed to share from an instant that has come."""
    transitions.publish_due(timezone.now())


@shared_task(ignore_result=True)
def make_briefing(key: str) -> None:
    """Make one briefing that somebody waits for."""
    briefing_jobs.make(UUID(key))


@shared_task(ignore_result=True)
def briefings() -> None:
    """Make whatever was asked for while the broker or the worker was away; delete files that are over or not true."""
    now = timezone.now()
    briefing_jobs.tidy(now)
    for key in briefing_jobs.waiting(now):
        briefing_jobs.make(key)


def remind(now: datetime) -> int:
    """Queue the reminders due on this day of Geneva; a second run on the same day queues none.

    The key is the due day and the number of days, so a meeting that moves is a new cause. Whose statement was
    opened today is not reminded today.
    """
    today = wording.in_geneva(now).date()
    rows = Statement.objects.to_send().with_meeting().with_hour()
    rows = rows.exclude(seat__panel__pre_session__status=PreSessionStatus.NOT_HELD)
    due = [
        row
        for row in rows.exclude(seat__panel__pre_session__series__status=SeriesStatus.ARCHIVED)
        if days_left(row, today) in settings.STATEMENT_REMINDER_DAYS
        and wording.in_geneva(row.opened_at).date() != today
    ]
    for row in due:
        transitions.tell(row, "statement_reminder", version=f"{due_on(row)} {days_left(row, today)}")
    return len(due)
