"""What the worker does by itself: offers reminded of and lapsed, a whole series solved."""

from __future__ import annotations

from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from presessions.series.enums import PreSessionStatus

from . import rounds, transitions
from .enums import SeatStatus
from .models import Seat, SeatQuerySet, SeriesRun


@shared_task(ignore_result=True)
def remind_and_lapse_offers() -> None:
    """Every few minutes: whoever has not answered is reminded, or was too late; forgotten runs go on."""
    now = timezone.now()
    lapse_due(now)
    remind_due(now)
    for key in SeriesRun.objects.filter(finished_at=None).values_list("pk", flat=True):
        rounds.go_on(key)


@shared_task(ignore_result=True)
def solve_series(run_id: int) -> None:
    """One State after the other; started twice, or begun again after a stop, it does what is left."""
    rounds.go_on(run_id)


def _open_offers() -> SeatQuerySet:
    """Offers that wait for an answer; where the Pre-session is not held, they stand still."""
    return Seat.objects.filter(status=SeatStatus.OFFERED).exclude(
        panel__pre_session__status=PreSessionStatus.NOT_HELD
    )


def lapse_due(now: datetime) -> int:
    """Offers whose time is over; returns how many there were."""
    due = list(_open_offers().filter(answer_by__lte=now).order_by("pk"))
    for seat in due:
        transitions.lapse(seat)
    return len(due)


def remind_due(now: datetime) -> int:
    """Remind who has not answered on the days of the setting; a day that was missed is made up for once."""
    reminded = 0
    for seat in _open_offers().filter(offered_at__isnull=False, answer_by__gt=now).order_by("pk"):
        assert seat.offered_at is not None
        past = [
            days for days in settings.OFFER_REMINDER_DAYS if seat.offered_at + timedelta(days=days) <= now
        ]
        if past:
            transitions.remind(seat, days=max(past))
            reminded += 1
    return reminded
