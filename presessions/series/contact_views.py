"""The page on which staff take in a file that says what contacts are: check it, then all of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from presessions.accounts.access import staff_only
from presessions.accounts.actors import actor_of
from presessions.row_files import Line, Sheet, Unreadable, read_sheet

from . import contact_import
from .contact_import import Checked, Faulty
from .models import Contact
from .staff_forms import ContactFileForm

SALT = "series.contacts"
UNDO_SALT = "series.contacts.undo"
MAX_AGE = 3600  # seconds between checking a file and taking it, or taking and undoing it
TOO_LATE = "Too much time has passed since the file was checked. Choose it once more."


@cache_control(no_store=True, private=True)
@staff_only("send_mailing")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Choose a file and see what it would do; nothing is done until the button below is pressed."""
    if request.method != "POST":
        return _show(request, ContactFileForm())
    return _take(request) if "held" in request.POST else _check(request)


def _check(request: HttpRequest) -> HttpResponse:
    form = ContactFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        sheet = read_sheet(form.cleaned_data["file"].read(), most=contact_import.MAX_ROWS)
        checked = contact_import.check(sheet, actor=actor_of(request))
    except Unreadable as why:
        form.add_error("file", str(why))
        return _show(request, form, status=422)
    rows = [[line.number, line.cells] for line in sheet.lines]
    held = {"by": request.user.pk, "headings": sheet.headings, "rows": rows}
    sealed = signing.dumps(held, salt=SALT, compress=True)
    return _show(request, form, status=422 if checked.faults else 200, checked=checked, held=sealed)


def _take(request: HttpRequest) -> HttpResponse:
    held = _unsealed(request, SALT)
    if held is None:
        messages.error(request, TOO_LATE)
        return redirect("admin:series_contact_import")
    sheet = Sheet(held["headings"], [Line(number, cells) for number, cells in held["rows"]])
    try:
        done = contact_import.take(sheet, by=request.user)  # type: ignore[arg-type]
    except Faulty as faulty:
        messages.error(request, "Something changed meanwhile; nothing was done.")
        return _show(request, ContactFileForm(), status=422, checked=faulty.checked)
    return _done(request, done)


def _done(request: HttpRequest, done: Checked) -> HttpResponse:
    changes = [[known.contact.pk, known.contact.kind, known.kind] for known in done.known]
    said = f"Noted for {len(done.known)}; asked by e-mail: {len(done.wishes)}."
    if not changes:
        messages.success(request, said)
        return redirect("admin:series_contact_changelist")
    sealed = signing.dumps({"by": request.user.pk, "changes": changes}, salt=UNDO_SALT, compress=True)
    return _show(request, ContactFileForm(), done=said, undo=sealed)


@cache_control(no_store=True, private=True)
@staff_only("send_mailing")
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Put back what was known before; mails that asked somebody stay asked."""
    held = _unsealed(request, UNDO_SALT)
    if held is None:
        messages.error(request, "Too much time has passed. What each is can be changed on its own page.")
    else:
        changes = [(key, before, after) for key, before, after in held["changes"]]
        count = contact_import.undo(changes, by=request.user)  # type: ignore[arg-type]
        messages.success(request, f"Put back for {count}.")
    return redirect("admin:series_contact_changelist")


def _unsealed(request: HttpRequest, salt: str) -> dict[str, Any] | None:
    """What this person's page held, unless it is too old or somebody else's."""
    try:
        held = signing.loads(request.POST.get("held", ""), salt=salt, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return held if held["by"] == request.user.pk else None


def _show(request: HttpRequest, form: forms.Form, *, status: int = 200, **more: Any) -> HttpResponse:
    from django.contrib.admin import site  # the staff site, known once all apps are ready

    values = {
        **site.each_context(request),
        "title": "Contacts from a file",
        "opts": Contact._meta,
        "form": form,
        "columns": contact_import.COLUMNS.items(),
        **more,
    }
    return render(request, "admin/series/contact_import.html", values, status=status)
