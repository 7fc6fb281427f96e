"""Is the house in order? Facts for monitoring and for the banner that staff see."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.utils import timezone
from redis import Redis, RedisError

from presessions.mail.models import OutgoingMail

from .models import Heartbeat

BEAT_LATE = timedelta(minutes=5)
MAIL_LATE = timedelta(minutes=10)  # a mail that is due waits a beat or two, not longer


@dataclass(frozen=True)
class Fact:
    """One thing that was looked at: its name, whether it is well, and a sentence where it is not."""

    name: str
    ok: bool
    sentence: str = ""


def facts(now: datetime | None = None) -> list[Fact]:
    """Database, broker, storage, beat and outbox, each looked at just now."""
    now = now or timezone.now()
    database = _fact("database", _database)
    if not database.ok:
        return [database]
    return [database, *house_facts(now)]


def house_facts(now: datetime) -> list[Fact]:
    """The same without the database, for a page that came out of it."""
    return [
        _fact("broker", _broker),
        _fact("storage", _storage),
        _fact("beat", lambda: _beat(now)),
        _fact("outbox", lambda: _outbox(now)),
    ]


def _fact(name: str, look: Callable[[], str]) -> Fact:
    try:
        sentence = look()
    except (DatabaseError, RedisError, OSError) as fault:
        sentence = f"The {name} does not answer ({type(fault).__name__})."
    return Fact(name, not sentence, sentence)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _broker() -> str:
    if settings.REDIS_URL:
        with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as redis:
            redis.ping()
        return ""
    folder = Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]))
    return "" if folder.is_dir() else "The folder of the broker is missing."


def _storage() -> str:
    storage = storages["private"]
    name = storage.save(f"health/{secrets.token_hex(8)}", ContentFile(b"well"))
    storage.delete(name)
    return ""


def _beat(now: datetime) -> str:
    last = Heartbeat.objects.filter(name="beat").first()
    if last is None or now - last.at > BEAT_LATE:
        return "Beat has not been heard of for five minutes: reminders and mails are not being sent."
    return ""


def _outbox(now: datetime) -> str:
    late = OutgoingMail.objects.due(now - MAIL_LATE).count()
    return f"{late} mails have been due for over ten minutes." if late else ""
