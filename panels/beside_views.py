"""Staff's pages beside the workbench: some applications or the policies side by side, the speaking order by hand,
the hour from which a panel is shown, the letter for a visa, closing short.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from presessions.accounts.access import staff_only
from presessions.lifecycle import audit
from presessions.lifecycle.models import AuditKind
from presessions.sheets import PACKAGES, PdfUnavailable
from presessions.wording import GENEVA

from . import invitation, judging, transitions, turns
from .about import About
from .admin_views import (
    DONE,
    asked_keys,
    carried_out,
    meeting_for,
    no_store,
    page,
    panel_of,
    require_form,
    sent,
    staff,
)
from .bench import Bench
from .comparing import columns, criteria_rows, seat_rows
from .enums import SeatStatus
from .models import Seat
from .selection_policy import MOST_PANELISTS
from .staff_forms import CloseShortForm, FloorForm, HourForm
from .workbench import alone

FEWEST_BESIDE = 2


@no_store
@staff_only("propose_panel")
@require_form
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Who speaks when, how long and in which language; the length of the meeting follows."""
    meeting = meeting_for(request, pk)
    panel = panel_of(meeting)
    seats = turns.in_order(panel.seats.active().select_related("application"))
    form = FloorForm(sent(request), seats=seats, series=meeting.series, version=panel.version)
    status = carried_out(
        form,
        lambda data: transitions.set_floor(panel, form.turns, by=staff(request), version=data["version"]),
    )
    if status == DONE:
        messages.success(request, "Order, minutes and languages are kept.")
        return redirect("admin:panels_order", meeting.pk)
    values = {
        "meeting": meeting,
        "panel": panel,
        "form": form,
        "seats": seats,
        "spoken": turns.minutes_spoken(seats, meeting.series),
        "length": meeting.duration_minutes or turns.length(seats, meeting.series),
        "title": f"{meeting.state_under_review}: speaking order",
    }
    return page(request, "order.html", values, status=status)


@no_store
@staff_only("propose_panel")
@require_safe
def policies(request: HttpRequest, pk: int) -> HttpResponse:
    """What each policy would choose from these applications, around the same seats and wishes, and its cost."""
    meeting = meeting_for(request, pk)
    bench = Bench.of(meeting, staff(request))
    asked = bench.question
    values: dict[str, Any] = {
        "meeting": meeting,
        "bench": bench,
        "panel": bench.panel,
        "title": f"{meeting.state_under_review}: policies side by side",
    }
    if asked and bench.applications:
        found = judging.compared(asked)
        values |= {
            "columns": columns(found, asked),
            "criteria": criteria_rows(found, asked),
            "seats": seat_rows(found, asked, bench),
        }
    return page(request, "policies.html", values)


@no_store
@staff_only("propose_panel")
@require_safe
def beside(request: HttpRequest, pk: int) -> HttpResponse:
    """Two to six applications side by side: what the rule says of each, and how they would do as a panel."""
    meeting = meeting_for(request, pk)
    bench = Bench.of(meeting, staff(request))
    rows = [row for row in bench.applications if row.pk in asked_keys(request.GET.getlist("id"))]
    if not FEWEST_BESIDE <= len(rows) <= MOST_PANELISTS:
        messages.error(request, "Tick two to six applications to see them side by side.")
        return redirect("admin:panels_workbench", pk)
    query = urlencode({"id": [row.pk for row in rows]}, doseq=True)
    values = {
        "meeting": meeting,
        "panel": bench.panel,
        "told": [About(bench, row) for row in rows],
        "alone": alone(bench, [str(row.public_id) for row in rows]),
        "answers": f"{reverse('admin:applications_application_compare')}?{query}",
        "query": query,
        "title": f"{meeting.state_under_review}: side by side",
    }
    return page(request, "beside.html", values)


@no_store
@staff_only("propose_panel")
@require_safe
def letter(request: HttpRequest, pk: int, key: int, language: str) -> HttpResponse:
    """The invitation letter of a confirmed panelist; who took it is recorded."""
    meeting = meeting_for(request, pk)
    seat = Seat.objects.confirmed().filter(panel__pre_session=meeting, application_id=key)
    found = seat.select_related("application", "panel__pre_session__series").first()
    if found is None or language not in invitation.LANGUAGES or not invitation.can_be_written(found):
        raise Http404
    try:
        content = invitation.letter(found, language, timezone.localdate())
    except PdfUnavailable:
        messages.error(request, f"PDFs can’t be made on this machine: {PACKAGES} are missing.")
        return redirect("admin:panels_about", pk, key)
    audit.record(AuditKind.EXPORT, by=staff(request), what=found, detail={"letter": language})
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{invitation.file_name(language)}"'
    return answer


@no_store
@staff_only("release_seat")
@require_form
def close_short(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason once, then close the panel with fewer than its seats."""
    meeting = meeting_for(request, pk, "release_seat")
    panel = panel_of(meeting)
    form = CloseShortForm(sent(request), initial={"version": panel.version})
    status = carried_out(
        form,
        lambda data: transitions.close_short(
            panel, by=staff(request), reason=data["reason"], version=data["version"]
        ),
    )
    if status == DONE:
        messages.success(request, "The panel is closed short.")
        return redirect("admin:panels_workbench", meeting.pk)
    seats = turns.in_order(panel.seats.active().select_related("application"))
    values = {
        "meeting": meeting,
        "panel": panel,
        "form": form,
        "confirmed": [seat for seat in seats if seat.status == SeatStatus.CONFIRMED],
        "proposed": [seat for seat in seats if seat.status == SeatStatus.PROPOSED],
        "title": f"{meeting.state_under_review}: close the panel short",
    }
    return page(request, "close_short.html", values, status=status)


@no_store
@staff_only("approve_panel")
@require_form
def hour(request: HttpRequest, pk: int) -> HttpResponse:
    """From when the panel may be shown outside, where this State has an hour of its own."""
    meeting = meeting_for(request, pk, "approve_panel")
    panel = panel_of(meeting)
    local = panel.shown_from.astimezone(GENEVA) if panel.shown_from else None
    kept = {"day": local.date(), "clock": local.time()} if local else {}
    form = HourForm(sent(request), initial={"version": panel.version, **kept})
    status = carried_out(
        form, lambda data: transitions.set_hour(panel, form.hour, by=staff(request), version=data["version"])
    )
    if status == DONE:
        messages.success(request, "The hour is kept.")
        return redirect("admin:panels_workbench", meeting.pk)
    values = {
        "meeting": meeting,
        "panel": panel,
        "form": form,
        "title": f"{meeting.state_under_review}: from when the panel is shown",
    }
    return page(request, "hour.html", values, status=status)
