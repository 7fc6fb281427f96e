"""All States of a series solved at once, in the background, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from applications.enums import ApplicationStatus
from applications.models import Application
from presessions.accounts.actors import actor_of
from presessions.permissions import Refused
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession, Series
from presessions.waking import wake_on_commit

from . import transitions
from .enums import SETTLED_PANELS
from .models import Panel, SeriesRun

if TYPE_CHECKING:
    from presessions.accounts.models import User


def begin(series: Series, *, by: User) -> SeriesRun:
    """Ask for a proposal for every State whose panel is still open; one run at a time.

    States without an application, not held, already approved, or from which ``by`` is recused are left out.
    """
    with transaction.atomic():
        Series.objects.select_for_update(no_key=True).get(pk=series.pk)
        running = SeriesRun.objects.filter(series=series, finished_at=None).first()
        if running:
            return running
        keys = _to_solve(series, by)
        made = SeriesRun.objects.create(series=series, asked_by=by, waiting=keys, total=len(keys))
        wake_on_commit("panels.tasks.solve_series", made.pk)
    return made


def _to_solve(series: Series, by: User) -> list[int]:
    sent = Application.objects.exclude(status__in=[ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN])
    rows = (
        PreSession.objects.filter(
            series=series, status=PreSessionStatus.PLANNED, pk__in=sent.values("pre_session_id")
        )
        .exclude(panel__status__in=SETTLED_PANELS)
        .exclude(state_under_review__in=actor_of(by).recused)
    )
    return list(rows.order_by("order").values_list("pk", flat=True))


def go_on(run_id: int) -> None:
    """Solve what is left of a run, each State in a transaction of its own."""
    while _next(run_id):
        pass


def _next(run_id: int) -> bool:
    """One State; False when there is none left."""
    with transaction.atomic():
        run = SeriesRun.objects.select_for_update(no_key=True).filter(pk=run_id, finished_at=None).first()
        if run is None:
            return False
        if run.waiting:
            key, *run.waiting = run.waiting
            _solve(run, key)
        if not run.waiting:
            run.finished_at = timezone.now()
        run.save(update_fields=["waiting", "failed", "finished_at"])
        return run.finished_at is None


def _solve(run: SeriesRun, key: int) -> None:
    pre_session = PreSession.objects.select_related("series", "state_under_review").filter(pk=key).first()
    if pre_session is None:
        return
    iso3 = pre_session.state_under_review_id
    try:
        with transaction.atomic():
            panel = Panel.objects.get_or_create(pre_session=pre_session)[0]
            proposal = transitions.propose(panel, by=run.asked_by)
    except (transitions.NotPossible, Refused) as no:
        run.failed[iso3] = str(no)
    else:
        if proposal.result["panel"] is None:
            run.failed[iso3] = "The wishes can’t all be met."
