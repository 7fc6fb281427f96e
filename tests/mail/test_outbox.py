"""What is written into the outbox, once, and what staff can do with it. Needs the database."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail as django_mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from presessions.lifecycle.models import AuditEvent, StatusChange
from presessions.lifecycle.tables import Refused, covers
from presessions.mail import delivery, outbox, registry, transitions
from presessions.mail.enums import MAIL_LIFECYCLE, MAILING_LIFECYCLE, MailingStatus, MailStatus
from presessions.mail.models import Mailing, OutgoingMail
from tests.mail.sources import received, serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return get_user_model().objects.create_user("officer@site.example", is_staff=True)


def test_every_status_is_in_its_table():
    assert covers(MAIL_LIFECYCLE, MailStatus.values)
    assert covers(MAILING_LIFECYCLE, MailingStatus.values)


def test_queue_writes_ids_and_language_and_no_text(queued):
    mail = queued(7, language="fr")
    assert (mail.to, mail.message, mail.cause, mail.version) == (
        "reader7@example.org",
        "application_received",
        "application 7",
        "1",
    )
    assert (mail.ids, mail.language, mail.series_number, mail.status) == (
        {"number": 7, "series": 54},
        "fr",
        54,
        "waiting",
    )
    assert mail.message_id.endswith("@presessions.localhost>")


def test_repeated_call_is_one_mail_and_a_new_version_another(queued):
    first, again, spelt = queued(1), queued(1), queued(1, to="  Reader1@Example.ORG ")
    other = queued(1, version="2")
    assert first == again == spelt
    assert other.message_id != first.message_id
    assert OutgoingMail.objects.count() == 2


def test_the_database_refuses_a_second_row_of_the_same_key(queued):
    mail = queued(1)
    mail.pk, mail.message_id = None, "<other@site.example>"
    with pytest.raises(IntegrityError), transaction.atomic():
        mail.save(force_insert=True)


def test_message_id_is_the_same_for_the_same_key_and_tells_no_address(queued):
    mail = queued(1)
    before = mail.message_id
    OutgoingMail.objects.all().delete()
    assert queued(1).message_id == before
    assert "reader1" not in before


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"to": "not an address"}, "not an e-mail address"),
        ({"to": "a@example.org\nBcc: b@example.org"}, "not an e-mail address"),
        ({"language": "de"}, "no mails in"),
    ],
)
def test_queue_refuses_what_could_not_be_sent(queued, said, words):
    with pytest.raises(ValueError, match=words):
        queued(1, **said)
    assert not OutgoingMail.objects.exists()


def test_queue_refuses_an_unknown_message():
    with pytest.raises(ValueError, match="no message"):
        outbox.queue("surprise", to="a@example.org", cause="x", ids={}, language="en")


def test_mail_of_a_rolled_back_cause_is_not_there(queued):
    with transaction.atomic():
        queued(1)
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


def test_many_mails_in_one_transaction_wake_the_drain_once(queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        for number in range(30):
            queued(number)
    assert callbacks == [outbox._wake]


def test_not_before_keeps_it_waiting(queued):
    later = timezone.now() + timedelta(hours=2)
    mail = queued(1, not_before=later)
    assert delivery.drain() == delivery.Tally()
    mail.refresh_from_db()
    assert (mail.status, mail.next_attempt_at) == ("waiting", later)


def test_registry_refuses_unknown_messages_and_second_sources():
    with pytest.raises(ValueError, match="no message"):
        registry.source("surprise")
    with serving("application_received", received), pytest.raises(ValueError, match="already served"):
        registry.source("application_received")(lambda ids, language: None)


def test_hold_and_release_are_recorded(queued, officer):
    mail = queued(1)
    outbox.hold(mail, officer, "wrong date")
    assert delivery.drain().sent == 0
    outbox.release(mail, officer)
    assert delivery.drain().sent == 1
    changes = StatusChange.objects.of(mail).values_list("from_status", "to_status", "by", "reason")
    assert list(changes) == [
        ("waiting", "held", officer.pk, "wrong date"),
        ("held", "waiting", officer.pk, ""),
    ]


def test_sent_mail_cannot_be_held(queued, officer):
    mail = queued(1)
    delivery.drain()
    with pytest.raises(Refused):
        outbox.hold(mail, officer)


def test_resend_is_a_new_mail_once_per_question(queued, officer):
    mail = queued(1)
    delivery.drain()
    version = outbox.next_version(mail)
    again, twice = (
        outbox.resend(mail, officer, version=version),
        outbox.resend(mail, officer, version=version),
    )
    assert again == twice != mail
    assert (again.version, again.ids, again.language) == ("1+1", mail.ids, mail.language)
    assert outbox.next_version(again) == "1+2"
    assert delivery.drain().sent == 1
    assert len({letter.extra_headers["Message-ID"] for letter in django_mail.outbox}) == 2
    assert AuditEvent.objects.get().detail == {"act": "resent", "of": mail.pk}


def test_preview_reads_what_is_true_now(queued):
    mail = queued(1)
    assert "54-1" in outbox.preview(mail).subject
    with serving(
        "application_received", lambda ids, language: {**received(ids, language), "reference": "NEW"}
    ):
        assert outbox.preview(mail).subject.endswith("NEW")
        assert outbox.preview("application_received", {"number": 9}, "en").subject.endswith("NEW")
    with serving("application_received", lambda ids, language: None), pytest.raises(outbox.NoLongerRelevant):
        outbox.preview(mail)


# --- Codes -----------------------------------------------------------------------


def test_code_is_sealed_in_the_row_and_erased_when_sent():
    mail = outbox.queue_code("reader@example.org", "KQMT7XPA", "en")
    assert "KQMT7XPA" not in str(OutgoingMail.objects.values().get())
    delivery.drain()
    mail.refresh_from_db()
    assert (mail.status, mail.sealed_code, mail.sealed_until) == ("sent", "", None)
    assert "KQMT7XPA" in django_mail.outbox[0].body
    assert "KQMT7XPA" not in django_mail.outbox[0].subject


def test_code_too_old_is_erased_and_not_sent(time_machine_at):
    mail = outbox.queue_code("reader@example.org", "KQMT7XPA", "en")
    with time_machine_at(timezone.now() + timedelta(minutes=11)):
        assert delivery.drain().sent == 0
    mail.refresh_from_db()
    assert (mail.status, mail.sealed_code, mail.last_error) == ("dropped", "", "The code was too old.")


def test_code_sealed_under_another_key_is_dropped(settings):
    mail = outbox.queue_code("reader@example.org", "KQMT7XPA", "en")
    settings.SECRET_KEY = "another key of this office, as long as the first one was, so to say"
    assert delivery.drain().dropped == 1
    mail.refresh_from_db()
    assert (mail.status, mail.sealed_code) == ("dropped", "")


def test_newer_code_drops_the_older_one_that_has_not_left():
    old = outbox.queue_code("reader@example.org", "AAAAAAAA", "en")
    other = outbox.queue_code("somebody@example.org", "BBBBBBBB", "en")
    new = outbox.queue_code("Reader@example.org", "CCCCCCCC", "en")
    old.refresh_from_db()
    assert (old.status, old.sealed_code) == ("dropped", "")
    assert {other.status, new.status} == {"waiting"}


def test_code_is_never_previewed_or_resent(officer):
    mail = outbox.queue_code("reader@example.org", "KQMT7XPA", "en")
    with pytest.raises(outbox.NotShown):
        outbox.preview(mail)
    with pytest.raises(outbox.NotShown):
        outbox.preview("sign_in_code", {}, "en")
    with pytest.raises(outbox.NotShown):
        outbox.resend(mail, officer)


def test_the_database_refuses_a_code_in_a_sent_row():
    mail = outbox.queue_code("reader@example.org", "KQMT7XPA", "en")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mail_outgoingmail SET status = 'sent', sent_at = %s WHERE id = %s",
            [timezone.now(), mail.pk],
        )


def test_codes_leave_before_letters_and_letters_before_mailings(queued):
    mailing = Mailing.objects.create(
        message="application_received", title="To all", status="started", start_at=timezone.now()
    )
    queued(1, mailing=mailing, bulk=True)
    queued(2)
    outbox.queue_code("reader3@example.org", "KQMT7XPA", "en")
    OutgoingMail.objects.update(next_attempt_at=timezone.now())
    delivery.drain()
    assert [letter.to[0] for letter in django_mail.outbox] == [
        f"reader{place}@example.org" for place in (3, 2, 1)
    ]


# --- Mailings ------------------------------------------------------------------------


@pytest.fixture
def mailing(officer):
    return Mailing.objects.create(message="application_received", title="To everybody", created_by=officer)


def test_mailing_is_held_until_started_and_leaves_a_minute_later(queued, mailing, officer, time_machine_at):
    mails = [queued(number, mailing=mailing, bulk=True) for number in range(3)]
    assert {mail.status for mail in mails} == {"held"}
    assert delivery.drain().sent == 0
    transitions.start_mailing(mailing, by=officer)
    transitions.start_mailing(mailing, by=officer)  # a second click
    assert delivery.drain().sent == 0
    with time_machine_at(timezone.now() + timedelta(seconds=61)):
        assert delivery.drain().sent == 3
    assert mailing.progress() == {"sent": 3}


def test_mailing_stopped_within_the_minute_sends_nothing(queued, mailing, officer, time_machine_at):
    for number in range(3):
        queued(number, mailing=mailing, bulk=True)
    transitions.start_mailing(mailing, by=officer)
    assert transitions.stop_mailing(mailing, by=officer) == 3
    assert transitions.stop_mailing(mailing, by=officer) == 0
    with time_machine_at(timezone.now() + timedelta(hours=1)):
        assert delivery.drain().sent == 0
    assert [event.detail["act"] for event in AuditEvent.objects.order_by("number")] == ["started", "stopped"]


def test_stopped_mailing_can_be_prepared_again(queued, mailing, officer):
    queued(1, mailing=mailing, bulk=True)
    transitions.stop_mailing(mailing, by=officer)
    mailing.refresh_from_db()
    with pytest.raises(ValueError, match="stopped"):
        queued(2, mailing=mailing, bulk=True)
    second = Mailing.objects.create(message="application_received", title="Once more")
    queued(1, mailing=second, bulk=True)
    assert second.progress() == {"held": 1}
    assert second.skipped == []


def test_whoever_has_it_already_is_left_out_and_listed(queued, mailing):
    queued(1)
    queued(1, mailing=mailing, bulk=True)
    assert mailing.skipped == [["reader1@example.org", "has this message already"]]
    assert mailing.progress() == {}


def test_one_mail_of_a_mailing_does_not_leave_before_it(queued, mailing, officer):
    mail = queued(1, mailing=mailing, bulk=True)
    with pytest.raises(transitions.NotStarted):
        outbox.release(mail, officer)


def test_overdue_since_tells_the_oldest_wait(queued):
    assert outbox.overdue_since(timezone.now()) is None
    mail = queued(1)
    assert outbox.overdue_since(timezone.now()) == mail.next_attempt_at
