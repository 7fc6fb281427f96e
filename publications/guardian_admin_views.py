"""Staff confirm the parent or guardian whom a speaker named, or end what they stand for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from applications.doors import no_store
from presessions.accounts.access import staff_only

from . import guardians
from .admin_views import _about, _by, _row, _url
from .asking import asked_of
from .forms import GuardianCheckForm
from .receipts import audience_words
from .transitions import CannotDo


@no_store
@staff_only("confirm_guardian")
@require_http_methods(["GET", "HEAD", "POST"])
def guardian(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was named, how staff know them, and what waits for their word."""
    row = _row(request, pk)
    stands = row.guardian
    if request.method == "POST" and stands is None:
        raise Http404
    form = GuardianCheckForm(request.POST if "confirm" in request.POST else None)
    if request.method == "POST" and stands is not None:
        if str(stands.pk) != request.POST.get("guardian"):
            messages.error(request, "Somebody else was named meanwhile. Look again.")
            return HttpResponseRedirect(_url(row, "guardian"))
        if "end" in request.POST:
            guardians.end_guardian(stands, by=_by(request))
            messages.success(request, "Ended. What was shown on their word is gone.")
            return HttpResponseRedirect(_url(row))
        if form.is_valid() and _confirmed(request, stands, form):
            return HttpResponseRedirect(_url(row))
    values: dict[str, Any] = {
        **_about(request, row),
        "form": form,
        "guardian": stands,
        "asked": [{"asked": each, "label": audience_words(each.audience)} for each in asked_of(row)],
    }
    status = 422 if form.errors else 200
    return render(request, "admin/publications/statement/guardian.html", values, status=status)


def _confirmed(request: HttpRequest, guardian: guardians.Guardian, form: GuardianCheckForm) -> bool:
    try:
        guardians.confirm_guardian(guardian, how=form.cleaned_data["how"], by=_by(request))
    except CannotDo as refusal:
        form.add_error(None, str(refusal))
        return False
    told = "They are written to as soon as there is something to decide." if guardian.email else ""
    messages.success(request, f"Confirmed. {told}".strip())
    return True
