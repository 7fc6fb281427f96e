"""What staff do beside an application they read: confirm what decides a seat, note, ask, reopen; and compare."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from presessions.accounts.access import staff_only
from presessions.accounts.actors import actor_of
from presessions.lifecycle.tables import Refused

from .admin_forms import AskForm, ConfirmForm, MoveForm, NoteForm, ReopenForm
from .admin_reading import all_rows, back_to_reading, claims_of, reading_page, row_for
from .corrections import NotAsked, take_back
from .corrections import ask as ask_correction
from .doors import no_store
from .enums import ApplicationStatus
from .keeping import note_mark, note_of_staff
from .models import Application
from .reading import PageRead
from .reading import read as read_pages
from .transitions import back_to_received, confirm_claims, may_change, reopen, shortlist

COMPARED_AT_LEAST, COMPARED_AT_MOST = 2, 6
LIST = "admin:applications_application_changelist"


@staff_only("confirm_claim")
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what is held to be true; "as claimed" takes the claims over."""
    row = row_for(request, pk)
    data = request.POST
    if "as_claimed" in data:
        claimed = ConfirmForm.of(_unconfirmed(row)).initial
        data = {**claimed, "evidence": request.POST.get("evidence", "")}  # type: ignore[assignment]
    form = ConfirmForm(data)
    if not form.is_valid():
        return reading_page(request, row, status=422, confirm_form=form)
    confirm_claims(row, **form.cleaned_data, by=request.user)  # type: ignore[arg-type]
    messages.success(request, "Confirmed.")
    return back_to_reading(request, row)


def _unconfirmed(row: Application) -> Application:
    row.confirmed_at = None
    row.confirmed_kind = ""
    return row


@staff_only("assess_application")
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the team's notes; two editors notice each other."""
    row = row_for(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return reading_page(request, row, status=422, note_form=form)
    if not note_of_staff(row, text=form.cleaned_data["staff_note"], seen=form.cleaned_data["seen"]):
        form.add_error(
            "staff_note", f"Somebody wrote here meanwhile: “{row.staff_note}”. Save again to replace it."
        )
        form.data = {**request.POST.dict(), "seen": note_mark(row.staff_note)}
        return reading_page(request, row, status=409, note_form=form)
    messages.success(request, "Saved.")
    return back_to_reading(request, row)


@staff_only("assess_application")
@require_POST
def move_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Consider it, or undo that."""
    row = row_for(request, pk)
    form = MoveForm(request.POST)
    if form.is_valid():
        verb = shortlist if form.cleaned_data["to"] == ApplicationStatus.SHORTLISTED else back_to_received
        try:
            verb(row, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Now: {row.get_status_display()}.")
    return back_to_reading(request, row)


@staff_only("extend_deadline")
@require_POST
def reopen_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Let this one be sent or changed after the deadline."""
    row = row_for(request, pk)
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return reading_page(request, row, status=422, reopen_form=form)
    row = reopen(row, until=form.cleaned_data["until"], by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
    tells = row.owner_id and may_change(row, timezone.now())
    told = "They are told by e-mail." if tells else "No e-mail is sent: tell them yourself."
    messages.success(request, f"Reopened. {told}")
    return back_to_reading(request, row)


@staff_only("assess_application")
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the applicant to correct some answers, or take that back."""
    row = row_for(request, pk)
    if request.POST.get("do") == "take_back":
        for correction in row.corrections.asked():
            take_back(correction, by=request.user)  # type: ignore[arg-type]
            messages.success(request, "Taken back: the answers are closed again.")
        return back_to_reading(request, row)
    form = AskForm(request.POST, application=row)
    if not form.is_valid():
        return reading_page(request, row, status=422, ask_form=form)
    try:
        ask_correction(row, **form.cleaned_data, by=request.user)  # type: ignore[arg-type]
    except NotAsked as why:
        form.add_error(None, str(why))
        return reading_page(request, row, status=422, ask_form=form)
    told = "They are told by e-mail." if row.owner_id else "There is no e-mail address: tell them yourself."
    messages.success(request, f"Asked. {told}")
    return back_to_reading(request, row)


def to_compare(request: HttpRequest, queryset: QuerySet[Application]) -> HttpResponse | None:
    """From ticked rows to the page that compares them; says so where they can't be compared."""
    rows = list(queryset.values_list("pk", "pre_session_id")[: COMPARED_AT_MOST + 1])
    if not COMPARED_AT_LEAST <= len(rows) <= COMPARED_AT_MOST or len({meeting for _, meeting in rows}) > 1:
        messages.error(request, "Choose two to six applications for one State.")
        return None
    address = reverse("admin:applications_application_compare")
    return redirect(f"{address}?{urlencode({'id': [pk for pk, _ in rows]}, doseq=True)}")


@no_store
@staff_only("assess_application")
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two to six applications for one State, answer beside answer."""
    asked = request.GET.getlist("id")
    keys = [int(key) for key in asked if key.isdecimal() and len(key) < 12][:COMPARED_AT_MOST]
    rows = [
        row
        for row in all_rows().filter(pk__in=keys)
        if row.pre_session.state_under_review_id not in actor_of(request).recused
    ]
    if len(rows) < COMPARED_AT_LEAST or len({row.pre_session_id for row in rows}) > 1:
        messages.error(request, "Choose two to six applications for one State.")
        return redirect(LIST)
    values = {
        **admin.site.each_context(request),
        "title": f"Compare: {rows[0].pre_session.state_under_review.name_en}",
        "opts": Application._meta,
        "applications": rows,
        "claims": [claims_of(row) for row in rows],
        "table": _side_by_side([read_pages(row) for row in rows]),
    }
    return render(request, "admin/applications/application/compare.html", values)


def _side_by_side(all_pages: list[list[PageRead]]) -> list[dict[str, Any]]:
    """Each question once, with one cell per application."""
    questions: dict[tuple[str, str], dict[str, Any]] = {}
    for place, pages in enumerate(all_pages):
        for page in pages:
            for line in page.lines:
                entry = questions.setdefault(
                    (page.page, line.name), {"label": line.label, "cells": [""] * len(all_pages)}
                )
                entry["cells"][place] = line.value
    return [entry for entry in questions.values() if any(entry["cells"])]
