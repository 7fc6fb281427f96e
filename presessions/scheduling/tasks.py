"""Planning runs in the worker: the solver never enters a web process."""

from __future__ import annotations

import logging

from celery import shared_task

from . import planning, words
from .models import Timetable

TIME_LIMIT_S = 60.0

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def plan(timetable_id: int) -> None:
    """Plan the draft that was asked for; quiet if it is gone, done or no longer a draft."""
    from .timetable_solver import solve  # OR-Tools is loaded by the worker only, and only here

    timetable = Timetable.objects.select_related("series").filter(pk=timetable_id).first()
    begun = planning.begin_plan(timetable) if timetable else None
    if timetable is None or begun is None:
        return
    given, version = begun
    try:
        found = solve(given.input, time_limit_s=TIME_LIMIT_S)
        clashes = [words.noted(conflict, given) for conflict in found.conflicts]
        planning.take_plan(timetable, found, version=version, clashes=clashes)
    except Exception:
        log.exception("planning timetable %s failed", timetable_id)
        planning.note_run(timetable, "failed")
        raise


@shared_task(ignore_result=True)
def plan_asked() -> None:
    """Plan whatever was asked for while the broker or the worker was away; beat wakes this."""
    for timetable_id in planning.waiting():
        plan(timetable_id)
