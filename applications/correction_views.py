"""The page on which an applicant corrects what staff asked about, and nothing else.

What is typed is kept at every press and, with script, while it is typed; it counts once it is sent.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from presessions import wording
from presessions.accounts.actors import actor_of
from presessions.errors import bad_request
from presessions.languages import asked_language, in_language

from .correction_pages import WINDOW, correction_forms, held, keep_typed, typed_on
from .corrections import answer
from .doors import account_of, find, own_application
from .enums import CorrectionStatus
from .keeping import Differs, Sent, digest, is_cut
from .models import Application, Correction
from .open_now import FILE, open_correction
from .page_forms import PageForm
from .reading import files_of
from .sentences import sentence
from .transitions import NotPossible
from .upload_views import take_files, unfinished


@own_application()
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, application: Application) -> HttpResponse:
    """The answers that are open, and the button that sends them again. What was typed is kept in any case."""
    correction = open_correction(application)
    parked: QueryDict | None = getattr(request, "parked", None)
    if correction is None:
        return _closed(request, application, request.POST if request.method == "POST" else parked)
    if request.method == "POST":
        return _save(request, application, correction)
    if parked is None or is_cut(parked):
        return _show(request, application, correction, correction_forms(correction, application))
    pages = correction_forms(correction, application, parked)
    try:
        keep_typed(correction, _sent(pages, parked), actor=actor_of(request))
    except Differs as differs:
        return _show_differing(request, application, correction, pages, differs)
    messages.success(request, _("You were signed out while you wrote. Nothing you wrote is lost."))
    return _show(request, application, correction, pages)


def _closed(request: HttpRequest, application: Application, data: QueryDict | None) -> HttpResponse:
    """Too late, taken back or sent already: what was typed is kept beside the request, to be taken along."""
    last = application.corrections.first()
    if data is None or last is None or is_cut(data):
        return redirect("applications:status", application.public_id)
    pages = correction_forms(last, application, data)
    raw = typed_on(pages, data)
    if last.status == CorrectionStatus.ANSWERED and raw == held(last, application):
        return redirect("applications:status", application.public_id)
    saved_at = keep_typed(last, Sent(WINDOW, raw), actor=actor_of(request))
    if request.headers.get("X-Autosave") == "1":
        return _saved(saved_at)
    messages.warning(
        request,
        _(
            "This correction is closed. What you wrote is kept, and you can download it. Write to us about it."
        ),
    )
    return redirect("applications:status", application.public_id)


def _save(request: HttpRequest, application: Application, correction: Correction) -> HttpResponse:
    if is_cut(request.POST):
        return bad_request(request)  # half a page is never written over a whole one
    pages = correction_forms(correction, application, request.POST, request.FILES)
    autosave = request.headers.get("X-Autosave") == "1"
    try:
        saved_at = keep_typed(
            correction, _sent(pages, request.POST, autosave=autosave), actor=actor_of(request)
        )
    except Differs as differs:
        if autosave:
            return JsonResponse({"saved": "", "differs": differs.fields}, status=409)
        return _show_differing(request, application, correction, pages, differs)
    if autosave:
        return _saved(saved_at)
    valid = all([page.is_valid() for page in pages])  # noqa: C419 - each page says what is wrong with it
    for page in pages:
        if FILE in page.fields:
            take_files(request, application, page)
            valid = valid and page.is_valid()
    other = asked_language(request)
    if other and not _refused_file(pages):
        return in_language(redirect("applications:correct", application.public_id), other)
    if "later" in request.POST or ("stay" in request.POST and not _refused_file(pages)):
        messages.success(request, _("Saved."))
        name = "status" if "later" in request.POST else "correct"
        return redirect(f"applications:{name}", application.public_id)
    if not valid:
        return _show(request, application, correction, pages, status=422, saved_at=saved_at)
    return _send(request, application, correction, pages)


def _send(
    request: HttpRequest, application: Application, correction: Correction, pages: list[PageForm]
) -> HttpResponse:
    try:
        answer(correction, pages, by=account_of(request), actor=actor_of(request))
    except NotPossible as refusal:
        problem = sentence(refusal.problems[0])
        return _show(request, application, correction, pages, status=422, problem=problem)
    messages.success(request, _("Thank you. Your correction has arrived."))
    return redirect("applications:status", application.public_id)


def _refused_file(pages: list[PageForm]) -> bool:
    return any(FILE in page.errors for page in pages)


def _sent(pages: list[PageForm], data: QueryDict, *, autosave: bool = False) -> Sent:
    raw = typed_on(pages, data)
    return Sent(WINDOW, raw, tab=data.get("tab", ""), seen=data.get("seen", ""), autosave=autosave)


def _saved(at: Any) -> JsonResponse:
    return JsonResponse({"saved": wording.saved_at(at, get_language() or "en")})


def _show_differing(
    request: HttpRequest,
    application: Application,
    correction: Correction,
    pages: list[PageForm],
    differs: Differs,
) -> HttpResponse:
    """This window's own text in the fields, and beside it what the other one typed."""
    theirs = held(Correction.objects.get(pk=correction.pk), application)
    labels = {name: str(field.label) for page in pages for name, field in page.fields.items()}
    differing = [
        {"label": labels[name], "value": ", ".join(theirs.get(name, []))}
        for name in differs.fields
        if name in labels
    ]
    return _show(request, application, correction, pages, status=409, differing=differing)


def _show(
    request: HttpRequest,
    application: Application,
    correction: Correction,
    pages: list[PageForm],
    *,
    status: int = 200,
    problem: str = "",
    saved_at: Any = None,
    differing: list[dict[str, str]] | None = None,
) -> HttpResponse:
    has_files = FILE in correction.names
    fresh = (find(application.public_id) or application) if has_files else application
    shown = Correction.objects.get(pk=correction.pk)
    values: dict[str, Any] = {
        "application": application,
        "correction": correction,
        "pages": pages,
        "wrong": [page for page in pages if page.errors],
        "problem": problem,
        "seen": digest(held(shown, application)),
        "tab": request.POST.get("tab") or secrets.token_urlsafe(9),
        "saved_at": saved_at or (timezone.now() if request.method == "POST" else None),
        "differing": differing,
        "has_files": has_files,
        "language_form": "answers",
        "enter_saves": True,
        "files": files_of(fresh) if has_files else [],
        "uploads": unfinished(fresh) if has_files else [],
    }
    return render(request, "applications/correct.html", values, status=status)
