"""What the mails of the timetable say when they leave; needs the database."""

import pytest

from presessions.mail import registry
from presessions.mail.models import OutgoingMail
from presessions.scheduling import transitions
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession
from tests.factories import make_application, make_panel, make_seat, make_user
from tests.scheduling.halls import WEDNESDAY, make_draft, make_hall, meeting_on, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    series = make_hall()
    meeting = meeting_on(series)
    owner = make_user("speaker@example.org")
    make_seat(make_panel(meeting), application=make_application(meeting, status="selected", owner=owner))
    draft = make_draft(series)
    transitions.publish_timetable(draft, by=None, reason="the length changed")
    return draft


def move(draft, hour, day=WEDNESDAY):
    again = transitions.start_draft(draft.series, by=None)
    put(again, "WSM", hour, day=day)
    transitions.publish_timetable(again, by=None, reason="the length changed")


def values(message):
    row = OutgoingMail.objects.filter(message=message).order_by("pk").first()
    return registry.values(message, row.ids, "en")


def test_the_programme_mail_leads_to_the_programme(published):
    assert values("programme_published")["url"].endswith("/programme/54/")


def test_a_change_leads_to_the_panelists_own_page(published):
    move(published, "09:00")
    seat = published.series.pre_sessions.get(state_under_review="WSM").panel.seats.get()
    said = values("sitting_changed")
    assert (said["reference"], said["url"].endswith(f"/seat/{seat.public_id}/")) == (
        seat.application.reference,
        True,
    )


def test_a_change_overtaken_by_another_is_not_told(published):
    move(published, "09:00")
    move(published, "10:05")
    rows = OutgoingMail.objects.filter(message="sitting_changed").order_by("pk")
    assert [registry.values("sitting_changed", row.ids, "en") is None for row in rows] == [True, False]


def test_nobody_is_told_of_a_meeting_that_is_not_held_or_a_seat_given_back(published):
    move(published, "09:00")
    PreSession.objects.filter(state_under_review="WSM").update(status=PreSessionStatus.NOT_HELD)
    assert (values("programme_published"), values("sitting_changed")) == (None, None)
    PreSession.objects.filter(state_under_review="WSM").update(status=PreSessionStatus.PLANNED)
    published.series.pre_sessions.get(state_under_review="WSM").panel.seats.update(status="released")
    assert (values("programme_published"), values("sitting_changed")) == (None, None)


def test_a_meeting_that_lost_its_place_is_still_told(published):
    again = transitions.start_draft(published.series, by=None)
    transitions.unplace(again, meeting_on(published.series), by=None)
    transitions.publish_timetable(again, by=None, reason="a new hour follows")
    assert values("sitting_changed")["url"].startswith("http")


def test_the_outbox_row_names_series_and_state_for_staff_and_recusal(published):
    row = OutgoingMail.objects.get(message="programme_published")
    assert (row.series_number, row.iso3) == (54, "WSM")
