"""Earlier versions of a statement, for its speaker, who may bring one back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.doors import account_of
from presessions.accounts.actors import actor_of

from . import restoring, version_pages
from .doors import own_statement
from .models import Statement
from .transitions import CannotDo
from .views import about, require_form


@own_statement()
@require_safe
def versions(request: HttpRequest, row: Statement) -> HttpResponse:
    """Every version, the latest first, each with what changed in it."""
    return render(request, "publications/versions.html", {**about(row), "lines": version_pages.lines_of(row)})


@own_statement()
@require_form
def version(request: HttpRequest, row: Statement, number: int) -> HttpResponse:
    """What changed in one version, word by word; bringing it back."""
    found = version_pages.found(row, number)
    problem = ""
    if request.method == "POST":
        try:
            restoring.restore(
                row, number, seen=_seen(request), actor=actor_of(request), by=account_of(request)
            )
        except CannotDo as refusal:
            problem = str(refusal)
        else:
            said = _("Version %(number)d is back. What stood there before is a version too.") % {
                "number": number
            }
            messages.success(request, said)
            return redirect("publications:versions", row.public_id)
    values = {
        **about(row),
        **version_pages.compared(row, found, with_now=request.GET.get("with") == "now"),
        "consequences": restoring.consequences(row, found),
        "problem": problem,
    }
    return render(request, "publications/version.html", values, status=409 if problem else 200)


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1
