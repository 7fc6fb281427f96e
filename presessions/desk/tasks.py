"""Beat's sign of life, and what the desk sends of itself."""

from celery import shared_task
from django.utils import timezone

from presessions.lifecycle import public_marks

from . import digests, notices
from .models import Heartbeat


@shared_task
def heartbeat() -> None:
    """Sent by beat, run by a worker: a row that is young shows that both are alive."""
    Heartbeat.note("beat", timezone.now())
    public_marks.tidy()


@shared_task
def send_publication_notices() -> None:
    """Tell delegates of what is new to read; see ``notices``."""
    notices.send_notices(timezone.now())


@shared_task
def send_digests() -> None:
    """Tell delegates what is new on what they chose; see ``digests``."""
    digests.send_due(timezone.now())
