"""A panelist's page: the offer, answering it, who speaks. Also for a browser that came by a recovery phrase.

Whoever is signed out is asked to sign in; somebody to whom the seat doesn't belong, and anybody before it is
offered, finds nothing there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from applications.doors import own_application
from applications.models import Application
from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from presessions.accounts.parking import park_if_signed_out
from presessions.languages import asked_language, shown_in
from presessions.permissions import may
from presessions.series.enums import PreSessionStatus
from presessions.sheets import PdfUnavailable

from . import explaining, invitation, transitions
from .enums import SeatStatus
from .forms import DeclineForm, SpeakerForm
from .letters import statement_due
from .models import Seat

View = Callable[..., HttpResponse]
no_store = cache_control(no_store=True, private=True)
require_form = require_http_methods(["GET", "HEAD", "POST"])
S = SeatStatus
MOST_DAYS = 14  # of a series, read back from a form


def own_seat(view: View) -> View:
    """Hand the view its seat; see the module."""

    @no_store
    @park_if_signed_out
    @wraps(view)
    def door(request: HttpRequest, public_id: UUID, **more: Any) -> HttpResponse:
        row = _find(public_id)
        if row is None or not may(actor_of(request), "answer_offer", transitions.subject_of_seat(row)):
            raise Http404
        return view(request, row, **more)

    return door


def _find(public_id: UUID) -> Seat | None:
    rows = Seat.objects.select_related(
        "application__owner",
        "application__pre_session__series",
        "panel__pre_session__series",
        "panel__pre_session__state_under_review",
    )
    return rows.filter(public_id=public_id, offered_at__isnull=False).first()


@own_seat
@require_safe
def seat(request: HttpRequest, row: Seat) -> HttpResponse:
    """Where the offer stands, what it means, what comes next."""
    return render(request, "panels/seat.html", _values(row))


@own_seat
@require_form
def accept(request: HttpRequest, row: Seat) -> HttpResponse:
    """Ask once, then accept; ask again where the days are not those that the page showed."""
    if request.method == "POST":
        shown = request.POST.get("days", "")
        if row.status == S.OFFERED and shown and shown != _days_told(row):
            moved = {"days_before": _days_from(shown)}
            return render(request, "panels/accept.html", _values(row) | moved, status=409)
        try:
            transitions.confirm_seat(row, by=_account(request), actor=actor_of(request))
        except transitions.NotPossible as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("Your seat is confirmed. Thank you."))
        return redirect("panels:seat", row.public_id)
    values = _values(row)
    if not values["is_open"]:
        return redirect("panels:seat", row.public_id)
    return render(request, "panels/accept.html", values)


@own_seat
@require_form
def decline(request: HttpRequest, row: Seat) -> HttpResponse:
    """Ask once, with room for a reason that nobody has to give."""
    if code := asked_language(request):
        typed = request.POST.dict()
        return shown_in(
            request,
            code,
            lambda: render(
                request,
                "panels/decline.html",
                _values(row) | _form(DeclineForm(initial=typed), "decline-form"),
            ),
        )
    form = DeclineForm(request.POST or getattr(request, "parked", None))
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            transitions.decline_seat(row, by=_account(request), actor=actor_of(request), reason=reason)
        except transitions.NotPossible as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("You are not taking this seat. Thank you for telling us."))
        return redirect("panels:seat", row.public_id)
    if row.status not in (S.OFFERED, S.CONFIRMED) or (row.status == S.CONFIRMED and _is_past(row)):
        return redirect("panels:seat", row.public_id)
    values = _values(row) | _form(form, "decline-form")
    return render(request, "panels/decline.html", values, status=422 if request.method == "POST" else 200)


@own_seat
@require_form
def speaker(request: HttpRequest, row: Seat) -> HttpResponse:
    """Name or change who speaks, in which language, with which needs."""
    if row.status not in (S.OFFERED, S.CONFIRMED):
        return redirect("panels:seat", row.public_id)
    if code := asked_language(request):
        typed = request.POST.dict()
        return shown_in(
            request,
            code,
            lambda: render(
                request,
                "panels/speaker.html",
                _values(row) | _form(SpeakerForm(seat=row, typed=typed), "speaker-form"),
            ),
        )
    data = request.POST if request.method == "POST" else getattr(request, "parked", None)
    form = SpeakerForm(data, seat=row)
    if request.method == "POST" and form.is_valid():
        try:
            transitions.name_speaker(row, **form.cleaned_data, by=_account(request), actor=actor_of(request))
        except transitions.NotPossible as no:
            messages.error(request, str(no))
        else:
            messages.success(request, _("Saved. We see the change at once."))
        return redirect("panels:seat", row.public_id)
    values = _values(row) | _form(form, "speaker-form")
    return render(request, "panels/speaker.html", values, status=422 if request.method == "POST" else 200)


@own_seat
@require_safe
def letter(request: HttpRequest, row: Seat, language: str) -> HttpResponse:
    """The invitation letter for a visa, for whoever asked for one in the application."""
    if language not in invitation.LANGUAGES or not invitation.is_asked_for(row):
        raise Http404
    if not invitation.can_be_written(row):
        messages.error(
            request, _("Accept the seat and name the speaker first; then the letter can be written.")
        )
        return redirect("panels:seat", row.public_id)
    try:
        content = invitation.letter(row, language, timezone.localdate())
    except PdfUnavailable:
        messages.error(request, _("The letter can’t be made just now. Write to us, and we send it."))
        return redirect("panels:seat", row.public_id)
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{invitation.file_name(language)}"'
    return answer


@own_application()
@require_safe
def why(request: HttpRequest, application: Application) -> HttpResponse:
    """After the meeting: the criterion that decided, to the applicant who was not chosen."""
    if not explaining.may_ask(application):
        raise Http404
    told = explaining.explanation(application) if application.pre_session.is_past else None
    return render(request, "panels/why.html", {"application": application, "told": told})


def _days_told(row: Seat) -> str:
    """The days that a page about this seat shows, as its form sends them back."""
    return " ".join(day.date.isoformat() for day in row.panel.pre_session.series.days.all()) or "none"


def _days_from(sent: str) -> list[date]:
    """The same read back, as far as it can be."""
    found = re.findall(r"\b\d{4}-[01]\d-[0-3]\d\b", sent)[:MOST_DAYS]
    try:
        return [date.fromisoformat(each) for each in found]
    except ValueError:
        return []


def _is_past(row: Seat) -> bool:
    return row.panel.pre_session.is_past


def _values(row: Seat) -> dict[str, Any]:
    meeting = row.panel.pre_session
    series, is_held = meeting.series, not meeting.is_off
    return {
        "seat": row,
        "application": row.application,
        "series": series,
        "meeting": meeting,
        "state": meeting.state_under_review,
        "is_off": not is_held and row.status in (S.OFFERED, S.CONFIRMED),
        "is_past": is_held and _is_past(row),
        "is_open": is_held and row.status == S.OFFERED and meeting.status != PreSessionStatus.HELD,
        "is_confirmed": is_held and row.status == S.CONFIRMED,
        "letters": invitation.LANGUAGES if invitation.is_asked_for(row) else (),
        "can_be_invited": invitation.can_be_written(row),
        "days": list(series.days.all()),
        "days_told": _days_told(row),
        "statement_due": statement_due(series, get_language() or "en"),
    }


def _form(form: Any, name: str) -> dict[str, Any]:
    return {"form": form, "language_form": name}


def _account(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
