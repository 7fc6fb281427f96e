"""What machines and staff are told about the house; needs the database."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from presessions.desk import health, tasks
from presessions.desk.models import Heartbeat
from presessions.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db


def late_mail(minutes: int) -> None:
    OutgoingMail.objects.create(
        to="a@example.org",
        message="seat_offer",
        cause="offer 1",
        language="en",
        message_id="<1@example.org>",
        next_attempt_at=timezone.now() - timedelta(minutes=minutes),
    )


def test_the_process_answers(client):
    page = client.get(reverse("desk:healthz"))

    assert (page.status_code, page.content, page["Cache-Control"]) == (200, b"ok\n", "no-store")


def test_ready_where_all_is_well(client):
    tasks.heartbeat()

    page = client.get(reverse("desk:readyz"))

    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert page.json() == {
        "ok": True, "database": True, "broker": True, "storage": True, "beat": True, "outbox": True,
    }  # fmt: skip


@pytest.mark.parametrize(("minutes", "ok"), [(4, True), (6, False)])
def test_beat_is_late_after_five_minutes(minutes, ok):
    Heartbeat.note("beat", timezone.now() - timedelta(minutes=minutes))

    assert {fact.name: fact.ok for fact in health.facts()}["beat"] is ok


def test_beat_never_heard_of_is_late(client):
    assert client.get(reverse("desk:readyz")).status_code == 503


@pytest.mark.parametrize(("minutes", "ok"), [(5, True), (15, False)])
def test_outbox_is_late_after_ten_minutes(minutes, ok):
    late_mail(minutes)

    assert {fact.name: fact.ok for fact in health.facts()}["outbox"] is ok


def test_broker_that_does_not_answer_is_said(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    fact = {fact.name: fact for fact in health.facts()}["broker"]

    assert (fact.ok, fact.sentence) == (False, "The broker does not answer (ConnectionError).")


def test_storage_that_can_not_be_written_is_said(settings, tmp_path):
    closed = tmp_path / "closed"
    closed.write_text("a file, not a folder")
    private = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(closed)}}
    settings.STORAGES = {**settings.STORAGES, "private": private}

    assert {fact.name: fact.ok for fact in health.facts()}["storage"] is False


def test_readiness_tells_machines_no_sentence(client):
    late_mail(15)

    assert set(client.get(reverse("desk:readyz")).json().values()) == {True, False}


@pytest.mark.parametrize(("demo", "status"), [(True, 200), (False, 404)])
def test_gallery_is_for_the_demonstration(client, settings, demo, status):
    settings.DEMO = demo

    assert client.get(reverse("desk:gallery")).status_code == status
