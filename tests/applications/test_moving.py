"""Applications go along when a review moves, and their owners are told. Needs the database."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import ApplicationStatus as S
from applications.transitions import restore
from presessions import wording
from presessions.mail import outbox
from presessions.mail.models import OutgoingMail
from presessions.series.enums import SeriesStatus
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


def moved_letter(application, language="en", **to):
    """The mail to the owner of an application whose review moved ``to`` such a series."""
    meeting = make_pre_session(make_series(54), "TLS")
    row = make_application(meeting, status=application)
    move_review(meeting, make_series(55, **to), make_officer(), "postponed")
    row.refresh_from_db()
    letter = outbox.preview("review_moved", {"application": row.pk}, language)
    return row, " ".join(letter.text.split()), " ".join(letter.html.split())


@pytest.mark.parametrize("status", [S.DRAFT, S.SUBMITTED, S.RESERVE])
def test_letter_promises_no_changes_where_the_call_of_the_new_series_is_closed(status, settings):
    past = {"opens_at": timezone.now() - timedelta(days=40), "closes_at": timezone.now() - timedelta(days=5)}
    _row, *texts = moved_letter(status, **past, status=SeriesStatus.CALL_CLOSED)
    for text in texts:
        assert "bring it up to date" not in text
        if status == S.DRAFT:
            assert "you can’t send it any more unless we open it again for you" in text
            assert f"write to {settings.HELP_EMAIL}" in text
        else:
            assert "Your answers stand as you sent them" in text
            assert "You can withdraw your application there at any time." in text


@pytest.mark.parametrize(
    ("status", "said"), [(S.DRAFT, "finish and send it on your page"), (S.SUBMITTED, "bring it up to date")]
)
def test_letter_names_the_deadline_where_the_call_of_the_new_series_is_open(status, said):
    row, *texts = moved_letter(status)
    deadline = " ".join(wording.moment(row.deadline, "en").split())
    assert [(said in text, f"until {deadline}" in text) for text in texts] == [(True, True)] * 2


@pytest.mark.parametrize("status", [S.DRAFT, S.SUBMITTED])
def test_letter_says_that_the_call_of_the_new_series_is_still_to_open(status):
    _row, *texts = moved_letter(status, status=SeriesStatus.PLANNED)
    assert ["The call of that series is not open yet." in text for text in texts] == [True, True]


@pytest.mark.parametrize("language", ["fr", "es"])
@pytest.mark.parametrize("status", [S.DRAFT, S.SUBMITTED])
@pytest.mark.parametrize("series", [SeriesStatus.PLANNED, SeriesStatus.CALL_OPEN, SeriesStatus.CALL_CLOSED])
def test_letter_is_translated_whatever_it_says(status, series, language):
    _row, text, _html = moved_letter(status, language, status=series)
    assert not {"series", "send", "answers"} & set(text.replace(".", " ").split())


def test_timeline_names_no_deadline_that_had_passed_before_it_was_sent():
    now = timezone.now()
    meeting = make_pre_session(make_series(54), "TLS")
    row = make_application(meeting)
    past = {"opens_at": now - timedelta(days=60), "closes_at": now - timedelta(days=30)}
    assert "Last moment for changes" in seen(row)["status"]
    move_review(
        meeting, make_series(55, status=SeriesStatus.CALL_CLOSED, **past), make_officer(), "postponed"
    )

    page = seen(row)["status"]
    assert "You sent your application." in page
    assert "Last moment for changes" not in page
