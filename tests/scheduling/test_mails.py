"""What the mails of the timetable say when they leave; needs the database."""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest
import vobject
from django.test import Client
from icalendar import Calendar

from presessions.mail import outbox, registry
from presessions.mail.letters import Letter
from presessions.mail.models import OutgoingMail
from presessions.scheduling import transitions
from presessions.scheduling.models import EntryByMail, Sitting
from presessions.series import transitions as series_transitions
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession
from tests.factories import make_application, make_panel, make_seat, make_user
from tests.scheduling.halls import WEDNESDAY, make_draft, make_hall, meeting_on, put, the_room

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
    assert (said["reference"], said["url"].endswith("/my/")) == (seat.application.reference, True)
    reader = Client()
    reader.force_login(seat.application.owner, backend="presessions.accounts.backends.RoleBackend")
    shown = reader.get(said["url"], HTTP_HOST="testserver").content.decode()
    assert "Wednesday 31 March 2027" in shown
    assert "09:00" in shown


def test_a_change_overtaken_by_another_is_not_told(published):
    move(published, "09:00")
    move(published, "10:05")
    rows = OutgoingMail.objects.filter(message="sitting_changed").order_by("pk")
    assert [registry.values("sitting_changed", row.ids, "en") is None for row in rows] == [True, False]


def test_a_change_is_told_although_its_room_got_another_name_meanwhile(published):
    move(published, "09:30")
    room = the_room(published.series)
    room.name = "Room XX"
    room.save()
    (row,) = OutgoingMail.objects.filter(message="sitting_changed")
    assert registry.values("sitting_changed", row.ids, "en") is not None


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


# --- The entry that goes along ------------------------------------------------------------------------


def calendar_in(row):
    """The calendar file attached to the letter as it leaves, and the method its type names; None for none."""
    raw = Letter(row, outbox.write(row)).message().as_bytes(linesep="\r\n")
    parsed = message_from_bytes(raw, policy=policy.default)
    parts = [part for part in parsed.iter_attachments() if part.get_content_type() == "text/calendar"]
    return (parts[0].get_content(), parts[0].get_param("method")) if parts else None


def letter(message, **more):
    return OutgoingMail.objects.filter(message=message, **more).order_by("-pk").first()


def ask(draft, iso3="WSM"):
    seat = draft.series.pre_sessions.get(state_under_review=iso3).panel.seats.get()
    EntryByMail.objects.create(seat=seat)
    return seat


def read_twice(file):
    """Method, uid, sequence, status and start in UTC: as two libraries read them."""
    one = Calendar.from_ical(file)
    event = one.walk("VEVENT")[0]
    first = (str(one["METHOD"]), str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"]))
    other = vobject.readOne(file)
    second = tuple(
        kind(row.value)
        for kind, row in zip(
            (str, str, int, str),
            (other.method, other.vevent.uid, other.vevent.sequence, other.vevent.status),
            strict=True,
        )
    )
    assert first == second
    starts = event.start.astimezone(UTC), other.vevent.dtstart.value.astimezone(UTC)
    assert starts[0] == starts[1]
    return (*first, starts[0])


def test_who_did_not_ask_gets_a_link_and_no_file(published):
    move(published, "09:00")
    uid = Sitting.objects.published().get(pre_session__state_under_review="WSM").uid
    for message in ("programme_published", "sitting_changed"):
        assert calendar_in(letter(message)) is None
    assert values("sitting_changed")["entry_url"].endswith(f"/programme/entry/{uid}.ics")


def test_who_asked_gets_the_entry_with_the_same_uid_and_a_higher_sequence(published):
    ask(published)
    file, method = calendar_in(letter("programme_published"))
    before = read_twice(file)
    move(published, "11:20")
    after_file, after_method = calendar_in(letter("sitting_changed"))
    after = read_twice(after_file)
    assert (method, after_method) == ("PUBLISH", "PUBLISH")
    assert before[:1] + before[2:4] == ("PUBLISH", 0, "CONFIRMED")
    assert after[:4] == ("PUBLISH", before[1], 1, "CONFIRMED")
    assert "ORGANIZER:mailto:" in after_file


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2027, 3, 26), datetime(2027, 3, 26, 8, tzinfo=UTC)),
        (date(2027, 3, 29), datetime(2027, 3, 29, 7, tzinfo=UTC)),
        (date(2027, 10, 29), datetime(2027, 10, 29, 7, tzinfo=UTC)),
        (date(2027, 11, 1), datetime(2027, 11, 1, 8, tzinfo=UTC)),
    ],
)
def test_the_attached_hour_is_right_on_both_sides_of_both_clock_changes(day, utc):
    series = make_hall(days=(day,))
    meeting = meeting_on(series)
    owner = make_user("speaker@example.org")
    make_seat(make_panel(meeting), application=make_application(meeting, status="selected", owner=owner))
    draft = transitions.start_draft(series, by=None)
    put(draft, "WSM", "09:00", day=day)
    transitions.publish_timetable(draft, by=None, reason="the others follow")
    ask(draft)
    file, _ = calendar_in(letter("programme_published"))
    assert read_twice(file)[-1] == utc


def test_a_meeting_that_loses_its_place_is_cancelled_in_the_calendar(published):
    ask(published)
    uid = read_twice(calendar_in(letter("programme_published"))[0])[1]
    again = transitions.start_draft(published.series, by=None)
    transitions.unplace(again, meeting_on(published.series), by=None)
    transitions.publish_timetable(again, by=None, reason="a new hour follows")
    file, method = calendar_in(letter("sitting_changed"))
    assert method == "CANCEL"
    assert read_twice(file)[:4] == ("CANCEL", uid, 1, "CANCELLED")


def test_a_meeting_that_is_not_held_is_told_once_and_cancelled(published):
    ask(published)
    meeting = meeting_on(published.series)
    reasons = series_transitions.Words("too few applied", "trop peu de candidatures", "pocas solicitudes")
    for _ in range(2):
        series_transitions.mark_not_held(meeting, reasons=reasons, by=None)
    rows = OutgoingMail.objects.filter(message="meeting_not_held")
    assert [row.to for row in rows] == ["speaker@example.org"]
    file, method = calendar_in(rows[0])
    assert (method, read_twice(file)[2:4]) == ("CANCEL", (1, "CANCELLED"))
    series_transitions.mark_planned(meeting, by=None, reason="they applied after all")
    with pytest.raises(outbox.NoLongerRelevant):
        outbox.write(rows[0])
    back = Sitting.objects.published().get(pre_session=meeting)
    assert back.sequence > 1  # higher than the cancellation that went out


def test_who_asked_for_discretion_gets_an_entry_that_names_nothing(published):
    seat = ask(published)
    seat.application.discreet = True
    seat.application.save()
    move(published, "11:20")
    file, _ = calendar_in(letter("sitting_changed"))
    assert "SUMMARY:Meeting" in file
    assert not [word for word in ("Samoa", "LOCATION", "DESCRIPTION", "URL:") if word in file]
