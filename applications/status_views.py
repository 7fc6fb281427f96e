"""After it was sent: where it stands, withdrawing, one's own data, erasure."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presessions import wording
from presessions.accounts.actors import actor_of
from presessions.accounts.sessions import close_application
from presessions.lifecycle.models import StatusChange
from presessions.sheets import PdfUnavailable

from .doors import account_of, own_application
from .eligibility import may_send
from .enums import ApplicationStatus
from .erasing import erase
from .forms import SureForm
from .models import Application
from .open_now import open_correction, stands_still
from .own import lost_seat
from .own_data import own_data
from .own_sheet import own_pdf
from .sentences import sentence
from .transitions import NotPossible, may_change, restore, withdraw

require_form = require_http_methods(["GET", "HEAD", "POST"])
S = ApplicationStatus


@own_application()
@require_safe
def status(request: HttpRequest, application: Application) -> HttpResponse:
    """Where it stands, what happens next and when, and what can be done."""
    now = timezone.now()
    if application.is_draft:
        return redirect("applications:tasks", application.public_id)
    lost = lost_seat(application)
    values = {
        "application": application,
        "has_lost_seat": lost is not None,
        "correction": open_correction(application, now),
        "timeline": timeline(application, lost),
        "may_change": may_change(application, now),
        "may_restore": application.status == S.WITHDRAWN and may_send(application.window, now),
        "may_withdraw": application.status != S.WITHDRAWN,
        "is_not_held": _is_not_held(application),
        "is_late": application.deadline <= now and application.status != S.WITHDRAWN,
        "has_answer_without_seat": application.answer_sent_at is not None
        and lost is None
        and application.status in {S.NOT_SELECTED, S.RESERVE},
    }
    return render(request, "applications/status.html", values)


def timeline(application: Application, lost: StatusChange | None = None) -> list[dict[str, str]]:
    """What was, is and will be, in words; a decision shows only once its letter has left.

    ``lost`` is the move by which a seat that was offered ended.
    """
    language = get_language() or "en"
    series = application.pre_session.series
    items: list[tuple[str, str, str]] = []
    if application.submitted_at:
        items.append(
            (
                wording.day_and_hour(application.submitted_at, language),
                _("You sent your application."),
                "done",
            )
        )
    if application.status == S.WITHDRAWN:
        items.append((_("Now"), _("It is withdrawn. Nobody considers it."), "now"))
        return [{"when": when, "what": what, "state": state} for when, what, state in items]
    if _is_not_held(application):
        items.append((_("Now"), _("This Pre-session is not held."), "now"))
        return [{"when": when, "what": what, "state": state} for when, what, state in items]
    open_still = application.deadline > timezone.now()
    # sent after it (in the silent grace, or to a series the review has left): there was nothing to change until then
    if application.submitted_at is None or application.submitted_at < application.deadline:
        deadline = wording.day_and_hour(application.deadline, language)
        items.append((deadline, _("Last moment for changes."), "next" if open_still else "done"))
    answer = _ANSWERS.get(S(application.status))
    if lost is not None:
        items.append(
            (wording.day(lost.at, language), _("The seat offered to you is no longer yours."), "now")
        )
    elif application.status == S.SELECTED and answer:  # told by the offer, on a page of its own
        items.append((_("Now"), answer(), "now"))
    elif answer and application.answer_sent_at:
        items.append((wording.day(application.answer_sent_at, language), answer(), "now"))
    else:
        by = wording.day(series.answers_by, language) if series.answers_by else _("After the deadline")
        items.append((by, _("Everyone who applied has an answer by e-mail and on this page."), "next"))
        first = "now" if open_still else "done"
        items = [
            (when, what, first if place == 0 else state) for place, (when, what, state) in enumerate(items)
        ]
    return [{"when": when, "what": what, "state": state} for when, what, state in items]


def _is_not_held(application: Application) -> bool:
    return application.pre_session.is_off and application.status != S.WITHDRAWN


_ANSWERS = {
    S.NOT_SELECTED: lambda: _("There is no seat for you this time. What is still open to you stands below."),
    S.RESERVE: lambda: _("You are in reserve: if a seat becomes free, we write to you."),
    S.SELECTED: lambda: _("A seat is offered to you."),
}


@own_application("withdraw_application")
@require_form
def withdraw_page(request: HttpRequest, application: Application) -> HttpResponse:
    """Ask once, then withdraw; undone on the status page until the deadline."""
    if request.method == "POST":
        withdraw(application, by=account_of(request), actor=actor_of(request))
        messages.success(request, _("Your application is withdrawn."))
        return redirect("applications:status", application.public_id)
    if application.status == S.WITHDRAWN:
        return redirect("applications:status", application.public_id)
    still = stands_still(application, timezone.now())
    values = {"application": application, "can_undo": not still, "is_late": still == "late"}
    return render(request, "applications/withdraw.html", values)


@own_application("withdraw_application")
@require_POST
def restore_page(request: HttpRequest, application: Application) -> HttpResponse:
    """Undo the withdrawal."""
    try:
        row = restore(application, by=account_of(request), actor=actor_of(request))
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.problems[0]))
        return redirect("applications:status", application.public_id)
    messages.success(request, _("Your application stands again."))
    return redirect("applications:tasks" if row.is_draft else "applications:status", row.public_id)


@own_application()
@require_safe
def data(request: HttpRequest, application: Application) -> HttpResponse:
    """Everything we hold from the applicant, as one file (JSON)."""
    answer = JsonResponse(own_data(application), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer.headers["Content-Disposition"] = f'attachment; filename="{application.reference}.json"'
    return answer


@own_application()
@require_safe
def data_pdf(request: HttpRequest, application: Application) -> HttpResponse:
    """The same as a sheet for reading and printing (PDF)."""
    try:
        content = own_pdf(application)
    except PdfUnavailable:
        messages.error(request, _("A PDF can’t be made just now. The other file holds the same."))
        return redirect("applications:status", application.public_id)
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{application.reference}.pdf"'
    return answer


@own_application()
@require_form
def erase_page(request: HttpRequest, application: Application) -> HttpResponse:
    """Withdraw it and erase what it holds, at once; asked for with a tick."""
    form = SureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        withdraw(application, by=account_of(request), actor=actor_of(request))
        erase(application)
        close_application(request, str(application.public_id))
        return render(request, "applications/erased.html")
    values = {"application": application, "form": form}
    return render(request, "applications/erase.html", values, status=422 if form.errors else 200)
