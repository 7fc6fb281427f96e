"""A briefing: chosen, made by the worker while the page says how far it is, and taken away.

Nothing of it is kept anywhere but in its row: pages and file are ``no-store``, and the file is looked at each time. A
briefing made for delegates of some States is there for these alone; to others it is as if it had never been.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from presessions import wording

from . import briefing_files, briefing_jobs, briefings, documents, library
from .briefing_form import BriefingForm
from .briefing_models import Briefing, BriefingKind, BriefingStep
from .outside_views import delegate_states, no_store

LIMITS = {"briefing": settings.BRIEFINGS_PER_NETWORK}


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose States or issues; a link may choose some already. Sending makes one briefing, however often it is sent."""
    over = library.meetings()
    known = library.issues().values()
    if request.method != "POST":
        initial = {
            "series": request.GET.get("series", ""),
            "state": request.GET.getlist("state"),
            "issue": request.GET.getlist("issue"),
        }
        form = BriefingForm(None, over=over.values(), issues=known, initial=initial)
        return _form(request, form)
    form = BriefingForm(request.POST, over=over.values(), issues=known)
    readers = briefings.readers_of(delegate_states(request))
    if not form.is_valid():
        return _form(request, form, status=422)
    if refusal := _refusal(briefings.count(form.choice, over, readers=readers)):
        form.add_error(None, refusal)
        return _form(request, form, status=422)
    if not ratelimit.consume(request, app="publications", action="briefing", config=LIMITS):
        form.add_error(None, _("Too many requests came from here. Wait an hour, then try again."))
        return _form(request, form, status=429)
    kind = BriefingKind.WORD if request.POST.get("kind") == BriefingKind.WORD else BriefingKind.PDF
    row = briefing_jobs.ask(form.choice, kind=kind, language=_language(), readers=readers)
    return no_store(HttpResponseRedirect(reverse("publications:briefing", args=[row.pk])))


@require_safe
def briefing(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far a briefing is, in words; the file once it is there."""
    row = _find(request, key)
    ready = row.step == BriefingStep.READY
    values: dict[str, Any] = {
        "row": row,
        "choice": briefing_jobs.choice_of(row),
        "chosen": _chosen(briefing_jobs.choice_of(row)),
        "waits": briefing_jobs.is_under_way(row),
        "is_true": ready and briefing_jobs.is_true(row, timezone.now()),
        "until": wording.moment(row.expires_at, _language()) if ready and row.expires_at else "",
        "packages": documents.PACKAGES,
    }
    return no_store(render(request, "publications/public/briefing_made.html", values))


@require_safe
def briefing_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """The file, as long as what is in it is exactly what its reader may see; else nothing is here."""
    row = _find(request, key, with_content=True)
    if not row.content or not briefing_jobs.is_true(row, timezone.now()):
        raise Http404
    with override(row.language):
        name = briefing_files.name(briefing_jobs.choice_of(row), row.kind)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Language": row.language,
        "X-Robots-Tag": "noindex",
    }
    return no_store(
        HttpResponse(bytes(row.content), content_type=briefing_files.FORMATS[row.kind], headers=headers)
    )


def _find(request: HttpRequest, key: UUID, *, with_content: bool = False) -> Briefing:
    rows = Briefing.objects.filter(pk=key)
    row = (rows if with_content else rows.defer("content")).first()
    if row is None or row.readers not in ("", briefings.readers_of(delegate_states(request))):
        raise Http404
    return row


def _form(request: HttpRequest, form: BriefingForm, status: int = 200) -> HttpResponse:
    values = {
        "form": form,
        "most": briefings.MOST,
        "hours": settings.BRIEFING_HOURS,
        "for_missions": bool(delegate_states(request)),
    }
    return no_store(render(request, "publications/public/briefing.html", values, status=status))


def _refusal(count: int) -> str:
    """Why no briefing is made of so many recommendations; "" where one is."""
    if not count:
        return _("Nothing that is shared matches. Choose other States or issues, or fewer.")
    if count <= briefings.MOST:
        return ""
    words = ngettext(
        "This would be %(count)d recommendation; a briefing holds at most %(most)d. Choose fewer States or issues.",
        "This would be %(count)d recommendations; a briefing holds at most %(most)d. Choose fewer States or issues.",
        count,
    )
    return words % {"count": count, "most": briefings.MOST}


def _chosen(choice: briefings.Choice) -> list[str]:
    """What was chosen, in the language of the page."""
    names = {meeting.slug: meeting.name for meeting in library.meetings().values()}
    return briefing_files.chosen(choice, names)


def _language() -> str:
    return (get_language() or "en")[:2]
