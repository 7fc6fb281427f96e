"""Applications go along when a review moves, and their owners are told. Needs the database."""

import pytest
from django.test import Client
from django.urls import reverse

from applications.enums import ApplicationStatus as S
from applications.transitions import restore
from presessions.mail import outbox
from presessions.mail.models import OutgoingMail
from presessions.series.models import PreSession
from presessions.series.transitions import move_review
from tests.factories import make_application, make_day, make_officer, make_pre_session, make_series

pytestmark = pytest.mark.django_db


def test_drafts_and_sent_ones_go_along_and_are_told_once():
    meeting, later = make_pre_session(make_series(54), "TLS"), make_series(55)
    rows = [
        make_application(meeting, status=status, available_days=["2027-03-30"])
        for status in (S.DRAFT, S.SUBMITTED, S.WITHDRAWN)
    ]
    officer = make_officer()
    for _ in range(2):
        move_review(meeting, later, officer, "postponed")
    for row in rows:
        row.refresh_from_db()
    assert [row.pre_session.series.number for row in rows] == [55, 55, 55]
    assert [row.available_days for row in rows] == [[], [], ["2027-03-30"]]
    told = OutgoingMail.objects.filter(message="review_moved")
    assert sorted(mail.to for mail in told) == sorted(row.owner.email for row in rows[:2])
    assert rows[0].reference in outbox.preview(told.get(to=rows[0].owner.email)).text


def test_moved_back_and_again_is_told_each_time():
    first, later = make_series(54), make_series(55)
    meeting, officer = make_pre_session(first, "TLS"), make_officer()
    make_application(meeting)
    for series in (later, first, later):
        move_review(meeting, series, officer, "postponed")
    assert OutgoingMail.objects.filter(message="review_moved").count() == 3


@pytest.mark.parametrize("was_sent", [True, False])
def test_withdrawal_undone_in_another_series_brings_no_days_of_the_first(was_sent):
    first, later = make_series(54), make_series(55)
    both, only_then = make_day(later).date.isoformat(), "2027-03-29"
    meeting = make_pre_session(first, "TLS")
    row = make_application(meeting, status=S.WITHDRAWN, available_days=[only_then, both])
    if was_sent:
        type(row).objects.update(submitted_at=row.created_at)
    move_review(meeting, later, make_officer(), "postponed")
    row.refresh_from_db()
    restored = restore(row, by=row.owner)
    restored.refresh_from_db()
    assert restored.status == (S.SUBMITTED if was_sent else S.DRAFT)
    assert restored.available_days == [both]


PAGES = ("tasks", "check", "status", "withdraw")


def seen(row):
    client = Client()
    client.force_login(row.owner, backend="presessions.accounts.backends.RoleBackend")
    row.refresh_from_db()
    return {
        name: client.get(reverse(f"applications:{name}", args=[row.public_id]), follow=True).text
        for name in PAGES
    }


@pytest.mark.parametrize("status", [S.DRAFT, S.SUBMITTED])
def test_pages_say_that_the_meeting_is_not_held_and_name_no_deadline(status):
    row = make_application(make_pre_session(make_series(54), "TLS"), status=status)
    PreSession.objects.update(status="not_held", not_held_reason_en="Too few applications.")
    pages = seen(row)
    for name in ("tasks", "check", "status"):
        assert "This Pre-session is not held." in pages[name]
        assert "Too few applications." in pages[name]
        assert "Time left" not in pages[name]
        assert "Last moment for changes" not in pages[name]
        assert "Send the application" not in pages[name]
    assert "The deadline has passed" not in "".join(pages.values())


def test_pages_say_that_the_new_series_takes_no_applications_yet():
    meeting, later = make_pre_session(make_series(54), "TLS"), make_series(55, status="planned")
    row = make_application(meeting, status=S.DRAFT)
    move_review(meeting, later, make_officer(), "postponed")
    pages = seen(row)
    for name in ("tasks", "check"):
        assert "Applications for this State are not open at the moment." in pages[name]
        assert "Time left" not in pages[name]
    assert "The deadline has passed" not in "".join(pages.values())
