"""Writing to those who asked: who gets it, the start, the minute in which it can be stopped."""

from datetime import date, timedelta

import pytest
import time_machine

from presessions.mail import registry
from presessions.mail.models import Mailing, OutgoingMail
from presessions.permissions import Refused, Role
from presessions.series import deadlines, mailing, subscriptions, transitions
from presessions.series.enums import CallAudience, ContactStatus, PreSessionStatus
from presessions.series.errors import NotPossible
from presessions.series.models import Contact, Series
from tests.factories import make_officer

from .conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


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
    with django_assert_num_queries(4):
        mailing.audience(opened)


def addresses(series):
    return [person.email for person in mailing.audience(series).contacts]


def left_out(series):
    return dict(mailing.audience(series).skipped)


def test_only_those_who_named_a_state_of_it(opened, people):
    opened.audience = CallAudience.NAMED
    assert addresses(opened) == ["togo@example.org"]
    assert left_out(opened)["all@example.org"] == "asked for all calls, not for one of these States by name"
    assert left_out(opened)["france@example.org"] == "asked for other States only"


def test_only_readers_of_some_languages(opened, people):
    opened.audience_languages = "en es"
    assert addresses(opened) == ["all@example.org"]
    assert left_out(opened)["togo@example.org"] == "reads a language that is not written to"
    assert opened.audience_said.endswith("is open, readers of English and Spanish")


def test_whoever_asked_only_for_a_state_that_is_closed_gets_no_call(opened, people):
    opened.pre_sessions.filter(state_under_review="TGO").update(status=PreSessionStatus.NOT_HELD)
    assert left_out(opened)["togo@example.org"] == "asked for other States only"


def test_a_deadline_of_their_own_is_written_to_those_who_named_the_state(opened, people, officer):
    mailing.start(opened, by=officer)
    contact("haiti@example.org", states=["HTI"])
    later = deadlines.end_of(date(2026, 11, 4))
    with time_machine.travel(NOW + timedelta(days=24), tick=False):
        reasons = transitions.Words("Storm", "Tempête", "Tormenta")
        rows = opened.pre_sessions.filter(state_under_review="TGO")
        transitions.extend_deadline(rows, closes_at=later, reasons=reasons, by=officer)
        opened.refresh_from_db()
        assert addresses(opened) == []  # everybody whose State is open has the first mail
        opened.audience = CallAudience.EXTENDED
        opened.save()
        assert addresses(opened) == ["togo@example.org"]
        assert left_out(opened)["haiti@example.org"] == "asked for other States only"
        again = mailing.start(opened, by=officer)
        mail = again.mails.get()
        assert mail.to == "togo@example.org"
        said = registry.values(mail.message, mail.ids, "en")
        assert said["closes"].startswith("Wednesday 4 November 2026")
        assert mailing.start(opened, by=officer) == again
        assert left_out(opened)["togo@example.org"] == "has this message already"


def test_a_wider_audience_reaches_only_those_who_have_no_mail_yet(opened, people, officer):
    opened.audience = CallAudience.NAMED
    opened.save()
    narrow = mailing.start(opened, by=officer)
    opened.audience = CallAudience.ASKED
    opened.save()
    wide = mailing.start(opened, by=officer)
    assert [mail.to for mail in narrow.mails.all()] == ["togo@example.org"]
    assert [mail.to for mail in wide.mails.all()] == ["all@example.org"]
    assert ["togo@example.org", "has this message already"] in wide.skipped
    assert (narrow.audience, wide.audience) == (str(CallAudience.NAMED.label), str(CallAudience.ASKED.label))


def test_nobody_is_written_to_where_the_audience_was_changed_under_the_button(opened, people, officer):
    seen = opened.audience_said
    Series.objects.filter(pk=opened.pk).update(audience=CallAudience.NAMED)
    with pytest.raises(NotPossible, match="changed meanwhile who receives it"):
        mailing.start(opened, by=officer, seen=seen)
    assert not OutgoingMail.objects.exists()


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
