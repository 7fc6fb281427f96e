"""Reminders before a deadline: to those with an unsent draft, once. Needs the database."""

from datetime import UTC, datetime, timedelta

import pytest

from applications.enums import ApplicationStatus as S
from applications.models import Application
from applications.tasks import remind
from presessions.mail.models import OutgoingMail
from presessions.series.models import Series
from tests.factories import make_application, make_pre_session, make_series

pytestmark = pytest.mark.django_db
DEADLINE = datetime(
    2027, 3, 30, 21, 59, tzinfo=UTC
)  # 23:59 Geneva time, two days after the clocks went forward


@pytest.fixture
def draft():
    series = make_series(opens_at=DEADLINE - timedelta(days=60), closes_at=DEADLINE)
    row = make_application(make_pre_session(series), status=S.DRAFT)
    Application.objects.update(created_at=DEADLINE - timedelta(days=30))
    row.refresh_from_db()
    return row


def on_day(days, hour=8):
    return (DEADLINE - timedelta(days=days)).replace(hour=hour)


def test_reminders_on_the_seventh_third_and_last_day(draft):
    sent = [days for days in range(10, -1, -1) if remind(on_day(days))]
    assert sent == [7, 3, 1]
    assert OutgoingMail.objects.count() == 3


def test_reminder_is_sent_once_a_day_however_often_it_runs(draft):
    for hour in (1, 8, 9, 20):
        remind(on_day(3, hour))
    assert OutgoingMail.objects.count() == 1


def test_day_is_a_day_in_geneva(draft):
    assert remind(datetime(2027, 3, 26, 22, 59, tzinfo=UTC)) == 0  # still the 26th, four days before
    assert remind(datetime(2027, 3, 26, 23, 1, tzinfo=UTC)) == 1  # the 27th


def test_extended_deadline_is_a_new_cause(draft):
    remind(on_day(3))
    Series.objects.update(closes_at=DEADLINE + timedelta(days=10))
    remind(DEADLINE + timedelta(days=7) - timedelta(hours=3))
    assert OutgoingMail.objects.count() == 2


@pytest.mark.parametrize(
    "change", [{"status": S.SUBMITTED, "submitted_at": DEADLINE}, {"status": S.WITHDRAWN}, {"owner": None}]
)
def test_nobody_else_is_reminded(draft, change):
    Application.objects.update(**change)
    assert remind(on_day(3)) == 0


def test_who_began_today_is_not_reminded_today(draft):
    Application.objects.update(created_at=on_day(3, 6))
    assert remind(on_day(3)) == 0


def test_closed_call_reminds_nobody(draft):
    Series.objects.update(status="call_closed")
    assert remind(on_day(3)) == 0
