"""Staff read one application after the other, confirm what decides a seat, and compare."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from presessions.accounts.access import staff_only
from presessions.accounts.actors import actor_of
from presessions.lifecycle import audit
from presessions.lifecycle.models import AuditKind, StatusChange
from presessions.lifecycle.tables import Refused

from .admin_forms import AskForm, ConfirmForm, MoveForm, NoteForm, ReopenForm, VerdictForm
from .checks import checks_of
from .corrections import NotAsked, take_back
from .corrections import ask as ask_correction
from .doors import no_store
from .eligibility import name_key
from .enums import ApplicationStatus, FileStatus
from .keeping import note_mark, note_of_staff
from .merging import standing_overlaps
from .models import Application, ApplicationIssue, Labelled, Organisation, SupportingFile
from .organisations import likely_duplicates, of_one_home
from .reading import PageRead, files_of
from .reading import read as read_pages
from .serving import served
from .transitions import back_to_received, confirm_claims, reopen, shortlist

COMPARED_AT_LEAST, COMPARED_AT_MOST = 2, 6
LIST = "admin:applications_application_changelist"


def row_for(request: HttpRequest, pk: int) -> Application:
    """The application; one from which the reader is recused is not found."""
    row = _all().filter(pk=pk).first()
    if row is None or row.pre_session.state_under_review_id in actor_of(request).recused:
        raise Http404
    return row


def _all() -> QuerySet[Application]:
    return (
        Application.objects.with_meeting()
        .select_related("owner", "organisation", "confirmed_by", "imported__of_import")
        .prefetch_related(
            Prefetch("issues", ApplicationIssue.objects.select_related("issue")),
            Prefetch("labelled", Labelled.objects.select_related("label")),
            "files",
        )
    )


def _read_url(row: Application) -> str:
    return reverse("admin:applications_application_change", args=[row.pk])


@no_store
@staff_only("assess_application")
@require_safe
def read(request: HttpRequest, pk: int, **extra: Any) -> HttpResponse:
    """All answers in order, the claims beside what is confirmed, its life."""
    return reading_page(request, row_for(request, pk))


def reading_page(request: HttpRequest, row: Application, *, status: int = 200, **forms: Any) -> HttpResponse:
    (before, after), same_name = _neighbours(row)
    pages = read_pages(row)
    values = {
        **admin.site.each_context(request),
        "title": f"{row.reference} {row.organisation_name}",
        "opts": Application._meta,
        "application": row,
        "pages": pages,
        "checks": checks_of(row, pages, same_name=same_name, verdicts=row.verdicts.select_related("by")),
        "verdict_form": VerdictForm(),
        "files": files_of(row),
        "claims": _claims(row),
        "confirm_form": ConfirmForm.of(row),
        "note_form": NoteForm(initial={"staff_note": row.staff_note, "seen": note_mark(row.staff_note)}),
        "reopen_form": ReopenForm(),
        "ask_form": AskForm(application=row) if "ask" in request.GET and row.is_standing else None,
        "corrections": row.corrections.select_related("asked_by"),
        "changes": StatusChange.objects.of(row).select_related("by"),
        "before": before,
        "after": after,
        "overlaps": standing_overlaps(row),
        "duplicates": _duplicates(row),
        "may_shortlist": row.status == ApplicationStatus.SUBMITTED,
        "may_go_back": row.status == ApplicationStatus.SHORTLISTED,
        **forms,
    }
    return render(request, "admin/applications/application/read.html", values, status=status)


def _neighbours(row: Application) -> tuple[tuple[int | None, int | None], bool]:
    """Those before and after it for the same State, in the order of the list; whether another has its name."""
    same = Application.objects.standing().filter(pre_session=row.pre_session_id)
    names = list(same.order_by("organisation_name", "pk").values_list("pk", "organisation_name"))
    keys, mine = [pk for pk, _ in names], name_key(row.organisation_name)
    same_name = any(pk != row.pk and mine and name_key(name) == mine for pk, name in names)
    if row.pk not in keys:
        return (None, keys[0] if keys else None), same_name
    place = keys.index(row.pk)
    before = keys[place - 1] if place else None
    return (before, keys[place + 1] if place + 1 < len(keys) else None), same_name


def _duplicates(row: Application) -> list[Organisation]:
    return likely_duplicates(row.organisation, of_one_home(row.organisation)) if row.organisation else []


def _claims(row: Application) -> list[dict[str, str]]:
    """What decides a seat: as claimed, and as confirmed."""
    told = {True: "Yes", False: "No", None: "–"}
    return [
        {
            "what": "Kind",
            "claimed": row.get_kind_display() or "–",
            "confirmed": row.get_confirmed_kind_display() or "–",
        },
        {
            "what": "Coalition",
            "claimed": told[row.is_coalition],
            "confirmed": told[row.confirmed_is_coalition],
        },
        {
            "what": "Report to OHCHR",
            "claimed": " ".join(filter(None, [row.get_submitted_display(), row.submission_reference])) or "–",
            "confirmed": told[row.confirmed_submitted],
        },
    ]


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
    return HttpResponseRedirect(_read_url(row))


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
    return HttpResponseRedirect(_read_url(row))


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
    return HttpResponseRedirect(_read_url(row))


@staff_only("extend_deadline")
@require_POST
def reopen_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Let this one be sent or changed after the deadline."""
    row = row_for(request, pk)
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return reading_page(request, row, status=422, reopen_form=form)
    reopen(row, until=form.cleaned_data["until"], by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
    messages.success(request, "Reopened.")
    return HttpResponseRedirect(_read_url(row))


@staff_only("assess_application")
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the applicant to correct some answers, or take that back."""
    row = row_for(request, pk)
    if request.POST.get("do") == "take_back":
        for correction in row.corrections.asked():
            take_back(correction, by=request.user)  # type: ignore[arg-type]
            messages.success(request, "Taken back: the answers are closed again.")
        return HttpResponseRedirect(_read_url(row))
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
    return HttpResponseRedirect(_read_url(row))


@staff_only("read_file")
@require_safe
def file(request: HttpRequest, pk: int, file_id: UUID) -> HttpResponse:
    """A file that was checked; who read it is recorded."""
    row = row_for(request, pk)
    found = SupportingFile.objects.filter(application=row, public_id=file_id, status=FileStatus.CLEAN).first()
    if found is None:
        raise Http404
    answer = served(found)
    audit.record(AuditKind.FILE_VIEW, by=request.user, what=found, detail={"application": row.pk})  # type: ignore[arg-type]
    return answer


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
        for row in _all().filter(pk__in=keys)
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
        "claims": [_claims(row) for row in rows],
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
