"""The secret address of one's own calendar. Needs the database."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from panels.models import Seat
from presessions.accounts.grants import grant
from presessions.desk import own_calendar as calendars
from presessions.desk.models import OwnCalendar
from presessions.permissions import Role
from presessions.privacy.erase import erase_person
from presessions.scheduling import transitions
from presessions.scheduling.joint import save_joint
from presessions.scheduling.models import EntryByMail
from tests.factories import make_user
from tests.publications.sharing import meeting, statement
from tests.scheduling.halls import WEDNESDAY, make_draft, make_panelists, meeting_on, the_room

pytestmark = pytest.mark.django_db


def address(user):
    return reverse("desk:own_calendar", args=[OwnCalendar.objects.get(user=user).token])


def events(user):
    return [
        event["SUMMARY"] for event in Calendar.from_ical(Client().get(address(user)).content).walk("VEVENT")
    ]


def signed_in(user):
    client = Client()
    client.force_login(user, backend="presessions.accounts.backends.RoleBackend")
    return client


def test_an_address_is_made_replaced_and_taken_away():
    user = make_user()
    client = signed_in(user)
    client.post(reverse("desk:calendar_address"))
    first = address(user)
    assert Client().get(first).status_code == 200
    client.post(reverse("desk:calendar_address"))
    assert [Client().get(one).status_code for one in (first, address(user))] == [404, 200]
    last = address(user)
    client.post(reverse("desk:calendar_address"), {"remove": "1"})
    assert Client().get(last).status_code == 404


def test_speakers_find_their_own_meetings_and_delegates_all():
    seat = statement(meeting()).seat
    seat.panelist = make_user()
    seat.save()
    meeting("MLT", hour=1)
    delegate = make_user()
    grant(delegate, Role.DELEGATE, by=None, iso3="TLS")
    for user in (seat.panelist, delegate):
        calendars.make(user)
    assert [name.split(",")[0] for name in events(seat.panelist)] == ["Pre-session on Samoa"]
    assert len(events(delegate)) == 2
    page = Client().get(address(delegate))
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store, private", "noindex")


def test_joint_questions_stand_in_the_calendars_of_their_panels_their_moderator_and_delegates():
    draft = make_draft()
    moderator = make_user("moderator@example.org")
    asked = [meeting_on(draft.series, iso3) for iso3 in ("WSM", "TLS")]
    joint = save_joint(draft.series, pre_sessions=asked, minutes=45, by=None)
    room = the_room(draft.series)
    row = transitions.place(draft, joint, date=WEDNESDAY, start=540, room=room, by=None)
    row.moderator = moderator
    row.save()
    transitions.publish_timetable(draft, by=None, reason="no moderators")
    draft.series.status = "announced"
    draft.series.save()
    people = {}
    for iso3 in ("WSM", "TLS", "MLT"):
        (seat,) = make_panelists(meeting_on(draft.series, iso3))
        people[iso3] = seat.panelist = make_user(f"{iso3.lower()}@example.org")
        seat.save()
    seat = Seat.objects.get(panelist=people["TLS"])
    seat.application.discreet = True
    seat.application.save()
    delegate = make_user("delegate@example.org")
    grant(delegate, Role.DELEGATE, by=None, iso3="TLS")
    for user in (*people.values(), moderator, delegate):
        calendars.make(user)
    name = "Joint questions: Samoa, Timor-Leste"
    assert events(people["WSM"])[1:] == [name]
    assert events(people["TLS"]) == ["Meeting", "Meeting"]
    assert [events(user).count(name) for user in (people["MLT"], moderator, delegate)] == [0, 1, 1]


def test_who_asked_for_discretion_gets_entries_that_name_nothing():
    seat = statement(meeting()).seat
    seat.panelist = make_user()
    seat.save()
    seat.application.discreet = True
    seat.application.save()
    calendars.make(seat.panelist)
    file = Client().get(address(seat.panelist)).content.decode()
    assert "SUMMARY:Meeting" in file
    assert "Samoa" not in file
    assert "LOCATION" not in file


def test_the_address_ends_with_the_account():
    user = make_user()
    calendars.make(user)
    last = address(user)
    erase_person(user.email, by=None)
    assert (Client().get(last).status_code, OwnCalendar.objects.count()) == (404, 0)


def asked_by_mail(seat):
    return EntryByMail.objects.filter(seat=seat).exists()


def test_a_panelist_asks_for_entries_by_mail_and_no_longer():
    seat = statement(meeting()).seat
    seat.panelist = make_user()
    seat.save()
    client, url = signed_in(seat.panelist), reverse("desk:entry_by_mail", args=[seat.public_id])
    assert "Attach the calendar entry" in client.get(reverse("desk:my")).content.decode()
    for _ in range(2):
        client.post(url)
        assert asked_by_mail(seat)
    page = client.get(reverse("desk:my")).content.decode()
    assert "bring its calendar entry along" in page
    entry = reverse("publications:entry", args=[seat.panel.pre_session.sittings.get().uid])
    assert entry in page
    file = Client().get(entry)
    assert Calendar.from_ical(file.content).walk("VEVENT")[0]["SUMMARY"].startswith("Pre-session on Samoa")
    client.post(url, {"stop": "1"})
    assert not asked_by_mail(seat)


def test_nobody_asks_for_somebody_else():
    seat = statement(meeting()).seat
    url = reverse("desk:entry_by_mail", args=[seat.public_id])
    assert signed_in(make_user()).post(url).status_code == 404
    assert not asked_by_mail(seat)


def test_my_page_says_that_a_meeting_is_not_held_and_why():
    row = meeting()
    seat = statement(row).seat
    seat.panelist = make_user()
    seat.save()
    row.status, row.not_held_reason_en = "not_held", "Too few organisations applied."
    row.save()
    page = signed_in(seat.panelist).get(reverse("desk:my")).content.decode()
    assert "This meeting is not held." in page
    assert "Too few organisations applied." in page
    assert "The hour is not set yet" not in page


def test_an_entry_of_no_published_meeting_is_not_there():
    assert Client().get(reverse("publications:entry", args=[uuid4()])).status_code == 404
