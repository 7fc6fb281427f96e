"""What becomes of a mail with every answer a mail server can give. Needs the database; the server is real."""

import threading
from datetime import timedelta

import pytest
from django.core import checks
from django.db import OperationalError, connection
from django.utils import timezone

from presessions.mail import delivery, outbox, transitions
from presessions.mail.enums import MailStatus
from presessions.mail.models import OutgoingMail
from tests.mail.office import Office
from tests.mail.sources import received, serving
from tests.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(tmp_path, settings):
    """Opens a mail server that answers as told; several may follow one another on the same port."""
    place = Office(tmp_path, database="")
    settings.EMAIL_BACKEND = "presessions.mail.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", place.port, 0.5

    def answering(answer):
        place.close()
        place.processes.clear()
        place.open_sink(answer=answer)
        return place

    yield answering
    place.close()


def later(**ahead):
    """Everything that waits becomes due."""
    OutgoingMail.objects.update(next_attempt_at=timezone.now() - timedelta(**ahead or {"seconds": 1}))


def test_mails_leave_and_are_recorded(server, queued):
    place = server("take")
    mails = [queued(number, language=("en", "fr", "es")[number % 3]) for number in range(60)]
    assert delivery.drain() == delivery.Tally(sent=60)
    assert sorted(place.taken()) == sorted((mail.message_id, mail.to) for mail in mails)
    assert set(OutgoingMail.objects.values_list("status", "claim_token", "possibly_twice", "attempts")) == {
        ("sent", "", False, 0)
    }


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        ("rcpt-450", "waiting", "450 4.2.0 (address) not now"),
        ("data-451", "waiting", "451 5.7.1 the text is not wanted"),
        ("mail-550", "waiting", "550 this sender may not"),
        ("rcpt-550", "failed", "550 4.2.0 (address) not now"),
        ("data-554", "failed", "554 5.7.1 the text is not wanted"),
    ],
)
def test_refusal_is_retried_or_final_and_keeps_the_servers_words(server, queued, answer, status, words):
    server(answer)
    mail = queued(1)
    delivery.drain()
    mail.refresh_from_db()
    assert (mail.status, mail.attempts, mail.last_error, mail.possibly_twice) == (status, 1, words, False)
    if status == "waiting":
        assert timedelta(seconds=50) < mail.next_attempt_at - timezone.now() <= timedelta(minutes=1)


def test_refusal_for_now_is_retried_for_a_day_and_then_failed(server, queued):
    server("rcpt-450")
    mail, waited = queued(1), timedelta()
    for attempt in range(1, len(delivery.RETRY_AFTER) + 1):
        later()
        delivery.drain()
        mail.refresh_from_db()
        assert (mail.status, mail.attempts) == ("waiting", attempt)
        waited += mail.next_attempt_at - timezone.now()
    assert waited > timedelta(hours=24)
    later()
    delivery.drain()
    mail.refresh_from_db()
    assert mail.status == "failed"


def test_one_refused_reader_keeps_no_other_from_getting_theirs(server, queued):
    place = server("take")
    for number in range(5):
        queued(number)
    with serving(
        "application_received", lambda ids, language: 1 / 0 if ids["number"] == 2 else received(ids, language)
    ):
        assert delivery.drain() == delivery.Tally(sent=4, failed=1)
    assert len(place.taken()) == 4
    failed = OutgoingMail.objects.get(status=MailStatus.FAILED)
    assert failed.last_error == "The message could not be written (ZeroDivisionError)."


def test_mail_no_longer_relevant_is_dropped_and_says_so(server, queued):
    place = server("take")
    mail = queued(1)
    with serving("application_received", lambda ids, language: None):
        assert delivery.drain() == delivery.Tally(dropped=1)
    mail.refresh_from_db()
    assert (mail.status, mail.last_error) == ("dropped", "It was no longer needed when its time came.")
    assert place.taken() == []


def test_server_that_is_away_costs_no_attempt_and_everything_waits_a_little(queued, settings):
    settings.EMAIL_BACKEND = "presessions.mail.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    for number in range(60):
        queued(number)
    assert delivery.drain() == delivery.Tally()
    assert set(OutgoingMail.objects.values_list("status", "attempts", "possibly_twice")) == {
        ("waiting", 0, False)
    }
    assert not OutgoingMail.objects.due(timezone.now()).exists()
    assert OutgoingMail.objects.due(timezone.now() + delivery.AWAY).count() == 60


def test_server_that_says_421_at_once_counts_as_away(server, queued):
    server("421")
    mail = queued(1)
    delivery.drain()
    mail.refresh_from_db()
    assert (mail.status, mail.attempts) == ("waiting", 0)


def test_server_that_limits_letters_per_connection_gets_several_connections(server, queued):
    place = server("421-after-3")
    for number in range(10):
        queued(number)
    delivery.drain()
    later()
    delivery.drain()
    assert len({reader for _, reader in place.taken()}) == len(place.taken()) == 10


def test_silence_before_the_letter_is_no_reason_to_flag(server, queued):
    server("rcpt-hang")
    mail, behind = queued(1), queued(2)
    assert delivery.drain() == delivery.Tally(later=1)
    mail.refresh_from_db()
    behind.refresh_from_db()
    assert (mail.status, mail.possibly_twice, mail.attempts) == ("waiting", False, 1)
    assert (behind.status, behind.attempts) == ("waiting", 0)


def test_silence_after_the_letter_is_flagged_and_sent_again_under_the_same_id(server, queued):
    server("hang-after-data")
    mail = queued(1)
    assert delivery.drain() == delivery.Tally(uncertain=1)
    mail.refresh_from_db()
    assert (mail.status, mail.possibly_twice) == ("uncertain", True)
    later()
    place = server("take")
    assert delivery.drain() == delivery.Tally(sent=1)
    mail.refresh_from_db()
    assert (mail.status, mail.possibly_twice) == ("sent", True)
    assert place.taken() == [(mail.message_id, mail.to)] * 2


def test_dead_sender_gives_back_what_it_had_not_begun(queued):
    begun, idle = queued(1), queued(2)
    now = timezone.now()
    transitions.claim("dead", now=now, limit=10)
    assert transitions.mark_in_flight([begun.pk], "dead", now=now) == {begun.pk}
    assert transitions.recover(now + timedelta(seconds=119)) == 0
    assert transitions.recover(now + timedelta(seconds=121)) == 1
    begun.refresh_from_db()
    idle.refresh_from_db()
    assert (begun.status, begun.possibly_twice, begun.claim_token) == ("uncertain", True, "")
    assert (idle.status, idle.possibly_twice, idle.claim_token) == ("waiting", False, "")


def test_sender_that_lost_its_lease_may_not_hand_over(queued):
    mails = [queued(number) for number in range(3)]
    now = timezone.now()
    transitions.claim("slow", now=now, limit=10)
    transitions.recover(now + timedelta(seconds=121))
    transitions.claim("other", now=now + timedelta(seconds=121), limit=1)
    assert transitions.mark_in_flight([mail.pk for mail in mails], "slow", now=now) == set()
    transitions.record_sent([mail.pk for mail in mails], "slow", now=now)
    assert not OutgoingMail.objects.filter(status=MailStatus.SENT).exists()


def test_database_going_away_while_writing_leaves_the_batch_to_the_lease(server, queued):
    server("take")
    queued(1)

    def gone(ids, language):
        raise OperationalError("the database went away")

    with serving("application_received", gone), pytest.raises(OperationalError):
        delivery.drain()
    mail = OutgoingMail.objects.get()
    assert (mail.status, mail.attempts) == ("waiting", 0)


def test_senders_at_the_same_time_share_the_work(server, queued):
    place = server("take")
    for number in range(120):
        queued(number)
    failures = []

    def send():
        try:
            delivery.drain()
        except Exception as error:  # noqa: BLE001 - whatever it was, the test shows it
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(place.taken()) == len({message_id for message_id, _ in place.taken()}) == 120
    assert not OutgoingMail.objects.filter(possibly_twice=True).exists()


def test_lease_shorter_than_a_letter_may_take_is_refused_at_start(settings):
    settings.OUTBOX_LEASE = timedelta(seconds=60)
    assert [error.id for error in checks.run_checks() if error.id.startswith("mail.")] == ["mail.E001"]


def test_wake_up_that_fails_fails_nothing_and_is_not_tried_at_once(queued, monkeypatch):
    asked = []

    def away(*args, **kwargs):
        asked.append(args)
        raise ConnectionError

    monkeypatch.setattr(outbox, "_quiet_until", 0.0)
    monkeypatch.setattr(outbox.current_app, "send_task", away)
    queued(1)
    queued(2)
    assert len(asked) == 1
