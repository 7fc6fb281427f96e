"""The papers of a timetable for staff: PDF and workbook."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from presessions.accounts.access import staff_only
from presessions.sheets import PACKAGES, PdfUnavailable

from . import papers
from .models import Timetable

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@cache_control(no_store=True, private=True)
@staff_only("run_meeting")
@require_safe
def paper(request: HttpRequest, pk: int, name: str, kind: str) -> HttpResponse:
    """One of the papers; where PDFs can't be made the answer names the packages to install."""
    rows = Timetable.objects.with_number().select_related("series__session")
    timetable = get_object_or_404(rows, pk=pk)
    stem = f"series-{timetable.series.number}-{name}"
    if kind == "xlsx":
        if name not in papers.PLANS:
            raise Http404
        return _file(papers.plan_xlsx(papers.PLANS[name](timetable)), f"{stem}.xlsx", WORKBOOK)
    try:
        if name == "doors":
            content = papers.door_signs_pdf(timetable)
        else:
            content = papers.plan_pdf(papers.PLANS[name](timetable), timetable)
    except PdfUnavailable:
        words = f"PDFs can’t be made on this machine yet. Install {PACKAGES}, then try again.\n"
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
    return _file(content, f"{stem}.pdf", "application/pdf")


def _file(content: bytes, name: str, media_type: str) -> HttpResponse:
    how = "inline" if media_type == "application/pdf" else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
