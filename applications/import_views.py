"""The page on which staff take in applications that came by e-mail: check a file, then take all of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from presessions.accounts.access import staff_only
from presessions.accounts.actors import actor_of
from presessions.row_files import Line, Sheet, Unreadable, read_sheet
from presessions.series.models import Series

from . import importing
from .admin_forms import ImportForm, TakeForm
from .doors import no_store
from .import_columns import columns, template
from .importing import Checked, Faulty
from .models import Application

SALT = "applications.import"
MAX_AGE = 3600  # seconds between checking a file and taking it
MAX_HELD = 1_500_000  # characters of the checked file that the page carries, below what one form may hold
FAULTS_SHOWN = 200


@no_store
@staff_only("import_applications")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Choose a file and see what is in it; nothing is kept until "Take" is pressed."""
    if request.method == "POST":
        return _take(request) if "held" in request.POST else _check(request)
    return _show(request, ImportForm(initial={"series": _newest()}))


@staff_only("import_applications")
@require_safe
def empty(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """The template to fill in, for one series."""
    from .spreadsheets import FORMATS

    series = Series.objects.filter(session_id=number).first()
    if series is None or kind not in FORMATS:
        raise Http404
    answer = HttpResponse(template(series, kind), content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="applications-{number}.{kind}"'
    return answer


def _newest() -> Series | None:
    return Series.objects.filter(status__in=importing.TAKES).order_by("-session__number").first()


def _check(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, status=422)
    series, upload = form.cleaned_data["series"], form.cleaned_data["file"]
    try:
        data = upload.read()
        sheet = read_sheet(data, most=importing.MAX_ROWS)
        checked = importing.check(sheet, series, actor=actor_of(request))
        held = _hold(request, sheet, series, upload.name, importing.sha256(data))
    except Unreadable as why:
        form.add_error("file", str(why))
        return _show(request, form, status=422)
    values = {"checked": checked, "file_name": upload.name, "take_form": TakeForm(initial={"held": held})}
    return _show(request, form, status=422 if checked.faults else 200, **values)


def _hold(request: HttpRequest, sheet: Sheet, series: Series, name: str, digest: str) -> str:
    """The rows that were checked, sealed for this person: the server keeps nothing of them."""
    rows = [[line.number, line.cells] for line in sheet.lines]
    held = {"by": request.user.pk, "series": series.pk, "name": name, "sha256": digest}
    sealed = signing.dumps({**held, "headings": sheet.headings, "rows": rows}, salt=SALT, compress=True)
    if len(sealed) > MAX_HELD:
        raise Unreadable("There is too much text in one file. Split it in two.")
    return sealed


def _take(request: HttpRequest) -> HttpResponse:
    form = TakeForm(request.POST)
    try:
        held = signing.loads(request.POST["held"], salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        held = None
    if held is None or held["by"] != request.user.pk or not form.is_valid():
        messages.error(request, "Too much time has passed since the file was checked. Choose it once more.")
        return redirect("admin:applications_application_import")
    series = Series.objects.filter(pk=held["series"]).first()
    sheet = Sheet(held["headings"], [Line(number, cells) for number, cells in held["rows"]])
    again = ImportForm(initial={"series": series})
    if series is None:
        raise Http404
    try:
        done = importing.take(
            sheet,
            series,
            file_name=held["name"],
            digest=held["sha256"],
            by=request.user,  # type: ignore[arg-type]
            tell=form.cleaned_data["tell"],
        )
    except Unreadable as why:
        again.add_error(None, str(why))
        return _show(request, again, status=422)
    except Faulty as faulty:
        messages.error(request, "Something changed meanwhile; nothing was taken.")
        return _show(request, again, status=422, checked=faulty.checked, file_name=held["name"])
    return _taken(request, done, series)


def _taken(request: HttpRequest, done: Checked, series: Series) -> HttpResponse:
    taken, known = len(done.ready), len(done.known)
    before = f" {known} had been taken before." if known else ""
    messages.success(request, f"{taken} application{'' if taken == 1 else 's'} taken in.{before}")
    query = urlencode({"came": "imported", "pre_session__series__id__exact": str(series.pk)})
    return redirect(f"{reverse('admin:applications_application_changelist')}?{query}")


def _show(request: HttpRequest, form: forms.Form, *, status: int = 200, **more: Any) -> HttpResponse:
    checked: Checked | None = more.get("checked")
    series = list(Series.objects.filter(status__in=importing.TAKES).order_by("-session__number"))
    meeting = series[0].pre_sessions.select_related("state_under_review").first() if series else None
    values = {
        **admin.site.each_context(request),
        "title": "Take in applications that came by e-mail",
        "opts": Application._meta,
        "form": form,
        "series_at_work": series,
        "columns": columns(meeting) if meeting and not checked else [],
        "faults": checked.faults[:FAULTS_SHOWN] if checked else [],
        "more_faults": max(len(checked.faults) - FAULTS_SHOWN, 0) if checked else 0,
        **more,
    }
    return render(request, "admin/applications/application/import.html", values, status=status)
