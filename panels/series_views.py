"""Staff's page over all States of a series, and asking for all their proposals at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from presessions.accounts.access import staff_only
from presessions.accounts.actors import actor_of
from presessions.series.models import Series

from . import rounds
from .admin_views import no_store, page
from .models import SeriesRun
from .overview import Overview


@staff_only("propose_panel")
@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """The series whose panels are made now: the newest with applications, else the newest there is."""
    rows = Series.objects.order_by("-session__number")
    series = rows.filter(pre_sessions__applications__submitted_at__isnull=False).first() or rows.first()
    if series is None:
        raise Http404
    return redirect("admin:panels_overview", series.number)


@no_store
@staff_only("propose_panel")
@require_safe
def overview(request: HttpRequest, number: int) -> HttpResponse:
    """Who has a panel, who lacks applicants, who waits; the balance of the whole."""
    series = get_object_or_404(Series.objects.with_days().select_related("session"), session_id=number)
    recused = actor_of(request).recused
    told = Overview.of(series, hidden=recused)
    run = SeriesRun.objects.filter(series=series).first()
    values = {
        "series": series,
        "overview": told,
        "run": run,
        "failed": {iso3: why for iso3, why in run.failed.items() if iso3 not in recused} if run else {},
        "others": Series.objects.exclude(pk=series.pk)
        .order_by("-session__number")
        .values_list("session_id", flat=True)[:6],
        "title": f"{series}: panels",
    }
    return page(request, "overview.html", values)


@staff_only("propose_panel")
@require_POST
def solve(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a proposal for every State whose panel is open; a worker does it."""
    series = get_object_or_404(Series, session_id=number)
    run = rounds.begin(series, by=request.user)  # type: ignore[arg-type]
    messages.success(
        request, f"Asked for {run.total} States." if run.total else "There is no panel to propose now."
    )
    return redirect("admin:panels_overview", number)
