"""The page on which an applicant corrects what staff asked about, and nothing else."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from presessions.accounts.actors import actor_of

from .corrections import answer, correction_forms, open_correction
from .doors import account_of, own_application
from .models import Application, Correction
from .page_forms import PageForm
from .sentences import sentence
from .transitions import NotPossible


@own_application()
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, application: Application) -> HttpResponse:
    """The answers that are open, and the button that sends them again. What was typed stays on the page."""
    correction = open_correction(application)
    if correction is None:
        if request.method == "POST":
            messages.warning(
                request, _("This correction is closed. Write to us about anything that matters.")
            )
        return redirect("applications:status", application.public_id)
    if request.method != "POST":
        parked = getattr(request, "parked", None)
        return _show(request, application, correction, correction_forms(correction, application, parked))
    pages = correction_forms(correction, application, request.POST)
    if not all([page.is_valid() for page in pages]):  # noqa: C419 - each page says what is wrong with it
        return _show(request, application, correction, pages, status=422)
    try:
        answer(correction, pages, by=account_of(request), actor=actor_of(request))
    except NotPossible as refusal:
        problem = sentence(refusal.problems[0])
        return _show(request, application, correction, pages, status=422, problem=problem)
    messages.success(request, _("Thank you. Your correction has arrived."))
    return redirect("applications:status", application.public_id)


def _show(
    request: HttpRequest,
    application: Application,
    correction: Correction,
    pages: list[PageForm],
    *,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    values: dict[str, Any] = {
        "application": application,
        "correction": correction,
        "pages": pages,
        "wrong": [page for page in pages if page.errors],
        "problem": problem,
    }
    return render(request, "applications/correct.html", values, status=status)
