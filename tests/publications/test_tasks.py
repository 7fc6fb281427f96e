"""Reminders, and what the mails say when they leave. Needs the database."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from presessions.mail import registry
from presessions.mail.models import OutgoingMail
from presessions.privacy.erase import erase_person
from publications import transitions
from publications.models import Section, Statement
from publications.tasks import remind
from tests.factories import make_officer
from tests.publications.speakers import make_spoken
from tests.publications.test_transitions import give, publish, rows, wish_all

pytestmark = pytest.mark.django_db

# the series begins on 30 March 2027; statements are due 14 days before
DUE = datetime(2027, 3, 16, 9, tzinfo=ZoneInfo("Europe/Zurich"))


@pytest.mark.parametrize(
    ("before", "count"), [(22, 0), (21, 1), (14, 1), (8, 0), (7, 1), (2, 1), (1, 0), (0, 0)]
)
def test_reminders_leave_on_their_days_once(before, count):
    make_spoken()
    now = DUE - timedelta(days=before)

    assert (remind(now), remind(now)) == (count, count)
    assert OutgoingMail.objects.filter(message="statement_reminder").count() == count


def test_who_has_sent_is_not_reminded():
    statement = make_spoken()
    transitions.receive(statement, by=statement.seat.panelist)

    assert remind(DUE - timedelta(days=7)) == 0


def test_reminder_says_when_it_is_due_and_where():
    statement = make_spoken()
    values = registry.values("statement_reminder", {"statement": statement.pk}, "en")

    assert values["due"] == "Tuesday 16 March 2027"
    assert values["url"].endswith(f"/statements/{statement.public_id}/")


@pytest.mark.parametrize(
    "message",
    [
        "statement_reminder",
        "statement_returned",
        "statement_published",
        "consent_receipt",
        "statement_comments",
    ],
)
def test_mail_that_is_no_longer_true_is_dropped(message):
    statement = make_spoken()
    Statement.objects.update(status="closed")

    assert registry.values(message, {"statement": statement.pk}, "en") is None


def test_erasing_a_person_leaves_what_they_agreed_to_publish():
    statement = make_spoken()
    summary = [wish for wish in wish_all(statement) if wish.item == "section:summary"]
    give(statement, summary)
    Section.objects.create(statement=statement, kind="plan", text="Shared with nobody.")
    publish(statement)
    assert rows() == 1
    erase_person(statement.seat.panelist.email, by=make_officer(role="administrator"))

    assert rows() == 1
    assert [section.kind for section in statement.sections.all()] == ["summary"]
    assert statement.recommendations.count() == 0
