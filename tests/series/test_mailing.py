"""Writing to those who asked: who gets it, the start, the minute in which it can be stopped."""

from datetime import date, timedelta

import pytest
import time_machine

from presessions.mail.models import Mailing, OutgoingMail
from presessions.permissions import Refused, Role
from presessions.series import deadlines, mailing, subscriptions, transitions
from presessions.series.enums import ContactStatus
from presessions.series.errors import NotPossible
from presessions.series.models import Contact
from tests.factories import make_officer

from .conftest import NOW

pytestmark = pytest.mark.django_db


def contact(email, *, language="en", states=(), status=ContactStatus.CONFIRMED):
    row = Contact.objects.create(email=email, language=language, status=status)
    row.states.set(states)
    return row


@pytest.fixture
def people(opened):
    contact("all@example.org")
    contact("togo@example.org", language="fr", states=["TGO"])
    contact("france@example.org", language="fr", states=["FRA"])
    contact("waiting@example.org", status=ContactStatus.UNCONFIRMED)
    contact("gone@example.org", status=ContactStatus.LEFT)


def test_audience_sorts_everybody_and_says_why_not(opened, people):
    found = mailing.audience(opened)
    assert [person.email for person in found.contacts] == ["all@example.org", "togo@example.org"]
    assert found.by_language == [("English", 1), ("French", 1), ("Spanish", 0)]
    assert found.skipped == [
        ("france@example.org", "asked for other States only"),
        ("gone@example.org", "left the list"),
        ("waiting@example.org", "never confirmed the address"),
    ]


def test_audience_asks_the_same_number_of_queries_for_any_number(opened, people, django_assert_num_queries):
    for number in range(30):
        contact(f"more{number}@example.org", states=["TGO", "HTI"])
    with django_assert_num_queries(3):
        mailing.audience(opened)


def test_previews_are_the_letters_in_three_languages(opened):
    assert [letter.language for letter in mailing.previews(opened)] == ["en", "fr", "es"]


def test_start_twice_is_one_mail_each_in_their_language_leaving_in_a_minute(opened, people, officer):
    first, second = mailing.start(opened, by=officer), mailing.start(opened, by=officer)
    assert first == second
    rows = OutgoingMail.objects.order_by("to").values_list("to", "language", "next_attempt_at")
    leaves = NOW + timedelta(seconds=60)
    assert list(rows) == [("all@example.org", "en", leaves), ("togo@example.org", "fr", leaves)]


def test_stop_keeps_back_what_has_not_left_and_it_can_start_again(opened, people, officer):
    started = mailing.start(opened, by=officer)
    assert mailing.stop(started, by=officer) == 2
    assert mailing.stop(started, by=officer) == 0
    again = mailing.start(opened, by=officer)
    assert (again.mails.count(), OutgoingMail.objects.count(), Mailing.objects.count()) == (2, 2, 2)


def test_a_new_deadline_may_be_written_about_once_more(opened, people, officer):
    mailing.start(opened, by=officer)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        transitions.extend_call(opened, closes_at=deadlines.end_of(date(2026, 11, 4)), by=officer)
        assert mailing.latest(opened) is None
        mailing.start(opened, by=officer)
    assert OutgoingMail.objects.filter(to="all@example.org").count() == 2


def test_start_is_refused_without_an_open_call_or_anybody_to_write_to(opened, officer):
    with pytest.raises(NotPossible, match="Nobody on the list"):
        mailing.start(opened, by=officer)
    subscriptions.ask("new@example.org", language="en", states=[])
    transitions.close_call(opened, by=officer)
    with pytest.raises(NotPossible, match="The call is not open"):
        mailing.start(opened, by=officer)


def test_only_officers_write_to_people(opened, people):
    with pytest.raises(Refused):
        mailing.start(opened, by=make_officer(role=Role.MODERATOR))
    assert not Mailing.objects.exists()
