"""Looking at a bulk act before it is done, doing it, undoing it; the verdict on a check."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from presessions.accounts.access import staff_only

from . import bulk
from .admin_forms import BulkForm, VerdictForm
from .admin_reading import back_to_reading, reading_page, row_for
from .doors import no_store
from .models import Application, BulkAct

MOST = 200


def preview(request: HttpRequest, act: str, keys: list[int]) -> HttpResponse:
    """From ticked rows: what would happen to each."""
    if len(keys) > MOST:
        messages.error(request, f"Choose at most {MOST} at once.")
        return redirect("admin:applications_application_changelist")
    form = BulkForm(
        act=act, initial={"act": act, "keys": ",".join(map(str, keys)), "ticket": uuid.uuid4().hex}
    )
    return _show(request, act, keys, form)


@no_store
@staff_only(bulk.VERB)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Do it, or show once more what is missing."""
    name = request.POST.get("act", "")
    if name not in bulk.ACTS:
        raise Http404
    form = BulkForm(request.POST, act=name)
    valid = form.is_valid()
    keys = form.cleaned_data.get("keys", [])
    if not valid:
        return _show(request, name, keys, form, status=422)
    done = bulk.act_on(
        name,
        keys,
        ticket=form.cleaned_data["ticket"],
        by=request.user,  # type: ignore[arg-type]
        label=form.cleaned_data.get("label", ""),
        reason=form.cleaned_data.get("reason", ""),
    )
    return redirect("admin:applications_application_bulk_done", done.pk)


def _show(
    request: HttpRequest, name: str, keys: list[int], form: BulkForm, *, status: int = 200
) -> HttpResponse:
    label = str(form.data.get("label", "")).strip()
    lines = bulk.look(name, keys[:MOST], label=label, by=request.user)  # type: ignore[arg-type]
    needs_label = name in {"label", "unlabel"} and not label
    values = {
        "title": bulk.ACTS[name],
        "form": form,
        "lines": lines,
        "needs_label": needs_label,
        "count": len(lines) if needs_label else sum(not line.why_not for line in lines),
    }
    return _page(request, "bulk.html", values, status=status)


@no_store
@staff_only(bulk.VERB)
@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done, and the button that undoes it."""
    found = BulkAct.objects.select_related("by", "label").filter(pk=pk).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        count = bulk.undo(found, by=request.user)  # type: ignore[arg-type]
        messages.success(request, f"Undone for {count} application{'' if count == 1 else 's'}.")
        return redirect("admin:applications_application_bulk_done", pk)
    rows = bulk.rows_of(found.changed, by=request.user)  # type: ignore[arg-type]
    values = {"title": f"{bulk.ACTS[found.act]}: done", "done": found, "rows": rows}
    return _page(request, "bulk_done.html", values)


@staff_only(bulk.VERB)
@require_POST
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """What staff hold of one check, with a reason; or the computed answer again."""
    row = row_for(request, pk)
    form = VerdictForm(request.POST)
    if request.POST.get("do") == "forget":
        bulk.unjudge(row, request.POST.get("check", ""), by=request.user)  # type: ignore[arg-type]
    elif not form.is_valid():
        return reading_page(request, row, status=422, verdict_form=form)
    else:
        data = form.cleaned_data
        bulk.judge(row, data["check"], holds=data["holds"], reason=data["why"], by=request.user)  # type: ignore[arg-type]
        messages.success(request, "Saved.")
    return back_to_reading(request, row)


def _page(request: HttpRequest, template: str, values: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context = {**admin.site.each_context(request), "opts": Application._meta, **values}
    return render(request, f"admin/applications/application/{template}", context, status=status)
