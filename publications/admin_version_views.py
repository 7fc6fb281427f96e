"""Staff read earlier versions of a statement; only its speaker brings one back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from applications.doors import no_store
from presessions.accounts.access import staff_only

from . import version_pages
from .admin_views import _about, _row


@no_store
@staff_only("check_statement")
@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version, the latest first."""
    row = _row(request, pk)
    values = {**_about(request, row), "lines": version_pages.lines_of(row)}
    return render(request, "admin/publications/statement/versions.html", values)


@no_store
@staff_only("check_statement")
@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What changed in one version, word by word."""
    row = _row(request, pk)
    found = version_pages.found(row, number)
    shown = version_pages.compared(row, found, with_now=request.GET.get("with") == "now")
    values = {**_about(request, row), **shown}
    return render(request, "admin/publications/statement/version.html", values)
