"""Waking a worker. What waits is a row and beat looks for it: a broker that is away costs seconds, never work."""

from __future__ import annotations

import logging
from functools import partial

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)


def wake_on_commit(task: str, *args: object, expires: int | None = None) -> None:
    """Send a task of this name when the transaction ends well; ``expires`` in seconds, for one that beat repeats."""
    transaction.on_commit(partial(_wake, task, args, expires), robust=True)


def _wake(task: str, args: tuple[object, ...], expires: int | None) -> None:
    try:
        current_app.send_task(task, args=args, retry=False, ignore_result=True, expires=expires)
    except Exception:  # noqa: BLE001 - whatever the broker's client raises
        log.info("the broker could not be woken for %s; it waits for the beat", task)
