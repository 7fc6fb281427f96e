"""The pages of one application: the list of tasks, the questions, the check, sending it."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from presessions import wording
from presessions.accounts.actors import actor_of
from presessions.errors import bad_request
from presessions.languages import asked_language, in_language

from .answers import answers_of
from .doors import account_of, find, own_application
from .eligibility import Page, pages
from .enums import ApplicationStatus
from .keeping import Differs, Sent, digest, is_cut, keep
from .models import Application
from .open_now import stands_still
from .page_forms import PageForm, as_sent, initial_from, raw_from
from .phrases import give_phrase
from .reading import PageRead, files_of, held_by, read, summary
from .sentences import sentence
from .steps import FORMS, GROUPS
from .transitions import NotPossible, may_change, submit
from .upload_views import take_files, unfinished

require_form = require_http_methods(["GET", "HEAD", "POST"])


@own_application()
@require_safe
def tasks(request: HttpRequest, application: Application) -> HttpResponse:
    """All pages of the form and where each stands."""
    if not (application.is_draft or may_change(application, timezone.now())):
        return redirect("applications:status", application.public_id)
    pages_read = {page.page: page for page in read(application)}
    groups = [
        {
            "title": title,
            "tasks": [_task(application, pages_read[page]) for page in group if page in pages_read],
        }
        for title, group in GROUPS
    ]
    done = sum(page.is_done for page in pages_read.values())
    values = {
        "application": application,
        "groups": groups,
        "done": done,
        "total": len(pages_read),
        "still": _still(application),
    }
    return render(request, "applications/tasks.html", values)


def _task(application: Application, page: PageRead) -> dict[str, Any]:
    address = reverse("applications:page", args=[application.public_id, page.page])
    return {
        "title": page.title,
        "url": address,
        "note": summary(application, page),
        "status": _task_status(page),
    }


def _task_status(page: PageRead) -> dict[str, str]:
    if page.checking and page.is_done:
        return {"label": _("Being checked"), "shape": "disc", "tone": "amber"}
    if page.is_done:
        return {"label": _("Done"), "shape": "disc", "tone": "green"}
    if page.is_unsaved:
        return {"label": _("To complete"), "shape": "half", "tone": "amber"}
    if page.is_started:
        return {"label": _("Started"), "shape": "half", "tone": "blue"}
    return {"label": _("Not started"), "shape": "ring", "tone": ""}


def _still(application: Application) -> str:
    """Why a draft can't be sent, or what was sent can't be changed, now; "" where it can."""
    now = timezone.now()
    if application.is_draft or may_change(application, now):
        return stands_still(application, now) if application.is_draft else ""
    return stands_still(application, now) or "answered"


@own_application()
@require_form
def page(request: HttpRequest, application: Application, name: str) -> HttpResponse:
    """One page of questions. Whatever is sent is kept, whether it fits or not."""
    form_class = _form_class(name)
    if request.method == "POST":
        return _save(request, application, form_class)
    parked: QueryDict | None = getattr(request, "parked", None)
    if parked is not None and not is_cut(parked):
        return _restore_parked(request, application, form_class, parked)
    if application.status == ApplicationStatus.WITHDRAWN:
        return redirect("applications:status", application.public_id)
    held = held_by(form_class, application)
    kept = form_class.page in application.unsaved
    if "check" in request.GET:
        form = form_class(as_sent(held), application=application)
    else:
        form = form_class(
            application=application, initial=initial_from(form_class, application, held) if kept else None
        )
    return _show(request, application, form)


def _form_class(name: str) -> type[PageForm]:
    try:
        return FORMS[Page(name)]
    except ValueError:
        raise Http404 from None


def _save(request: HttpRequest, application: Application, form_class: type[PageForm]) -> HttpResponse:
    if is_cut(request.POST):
        return bad_request(request)  # half a page is never written over a whole one
    form = form_class(request.POST, request.FILES, application=application)
    autosave = request.headers.get("X-Autosave") == "1"
    sent = _sent(form, request.POST, autosave=autosave)
    try:
        kept = keep(application, sent, held_by=partial(held_by, form_class), actor=actor_of(request))
    except Differs as differs:
        return _show_differing(request, application, form, differs)
    fresh = find(application.public_id) or kept.application
    if autosave:
        return JsonResponse(
            {"saved": wording.saved_at(kept.at, get_language() or "en"), "version": fresh.version}
        )
    if fresh.status == ApplicationStatus.WITHDRAWN:
        return _withdrawn(request, fresh)
    if form.page is Page.REPORT:
        take_files(request, fresh, form)
    other = asked_language(request)
    if other and "file" not in form.errors:
        return in_language(redirect("applications:page", fresh.public_id, form.page), other)
    if not form.is_valid() and "later" not in request.POST:
        return _show(request, fresh, form, saved_at=kept.at, status=422)
    if not kept.applied and form.is_valid():
        messages.warning(
            request, _("What you wrote is kept, but came too late to be sent. You can download it.")
        )
    return _onward(request, fresh, form_class.page)


def _sent(form: PageForm, data: Any, *, autosave: bool = False) -> Sent:
    valid = form.is_valid()
    return Sent(
        page=form.page,
        raw=raw_from(form, data),
        tab=data.get("tab", ""),
        seen=data.get("seen", ""),
        autosave=autosave,
        values=form.values() if valid else None,
        issues=form.issues() if valid else None,
    )


def _withdrawn(request: HttpRequest, application: Application) -> HttpResponse:
    """What was typed after it was withdrawn is kept: it is there again once the withdrawal is undone."""
    messages.warning(
        request, _("Your application is withdrawn. What you wrote is kept, and you can download it.")
    )
    return redirect("applications:status", application.public_id)


def _onward(request: HttpRequest, application: Application, done: Page) -> HttpResponse:
    """To the page after this one, or back to the list."""
    if "stay" in request.POST or (done is Page.REPORT and request.FILES):
        messages.success(request, _("Saved."))
        return redirect("applications:page", application.public_id, done)
    order = pages(answers_of(application))
    after = [later for later in order if list(Page).index(later) > list(Page).index(done)]
    if "later" in request.POST or not application.is_draft or not after:
        name = "check" if application.is_draft and not after and "later" not in request.POST else "tasks"
        return redirect(f"applications:{name}", application.public_id)
    return redirect("applications:page", application.public_id, after[0])


def _restore_parked(
    request: HttpRequest, application: Application, form_class: type[PageForm], parked: QueryDict
) -> HttpResponse:
    """What was sent while signed out is kept now, as it would have been then."""
    form = form_class(parked, application=application)
    try:
        keep(application, _sent(form, parked), held_by=partial(held_by, form_class), actor=actor_of(request))
    except Differs as differs:
        return _show_differing(request, application, form, differs)
    if application.status == ApplicationStatus.WITHDRAWN:
        return _withdrawn(request, application)
    messages.success(request, _("You were signed out while you wrote. Nothing you wrote is lost."))
    return _show(request, find(application.public_id) or application, form)


def _show_differing(
    request: HttpRequest, application: Application, form: PageForm, differs: Differs
) -> HttpResponse:
    """This window's own text in the fields, and beside it what the other one saved."""
    if request.headers.get("X-Autosave") == "1":
        return JsonResponse({"saved": "", "differs": differs.fields}, status=409)
    other = {line.name: line for row in read(application) if row.page is form.page for line in row.lines}
    theirs = [
        {"label": other[name].label, "value": other[name].typed or other[name].value}
        for name in differs.fields
        if name in other
    ]
    return _show(request, application, form, differing=theirs, status=409)


def _show(
    request: HttpRequest,
    application: Application,
    form: PageForm,
    *,
    status: int = 200,
    saved_at: Any = None,
    differing: list[dict[str, str]] | None = None,
) -> HttpResponse:
    order = pages(answers_of(application))
    number = order.index(form.page) + 1 if form.page in order else len(order)
    values = {
        "application": application,
        "form": form,
        "number": number,
        "total": len(order),
        "seen": digest(held_by(type(form), application)),
        "tab": request.POST.get("tab") or secrets.token_urlsafe(9),
        "saved_at": saved_at,
        "differing": differing,
        "has_files": form.page is Page.REPORT,
        "files": files_of(application) if form.page is Page.REPORT else [],
        "uploads": unfinished(application) if form.page is Page.REPORT else [],
        "still": _still(application),
        "language_form": "answers",
        "enter_saves": True,
    }
    return render(request, "applications/page.html", values, status=status)


@own_application()
@require_form
def check(request: HttpRequest, application: Application) -> HttpResponse:
    """All answers once more, what is missing, and the button that sends them."""
    problems: list[str] = []
    if request.method == "POST":
        try:
            application = submit(
                application,
                by=account_of(request),
                actor=actor_of(request),
                language=(get_language() or "en")[:2],
            )
        except NotPossible as refusal:
            problems = [sentence(problem) for problem in refusal.problems if not problem.page]
        else:
            if application.status == ApplicationStatus.WITHDRAWN:
                messages.warning(
                    request, _("Your application is withdrawn, and stays so until you undo that.")
                )
            return redirect("applications:sent", application.public_id)
    if not application.is_draft:
        return redirect("applications:status", application.public_id)
    pages_read = read(application)
    values = {
        "application": application,
        "pages": pages_read,
        "files": files_of(application),
        "uploads": unfinished(application),
        "problems": problems,
        "missing": [row for row in pages_read if not row.is_done],
        "still": _still(application),
    }
    return render(request, "applications/check.html", values, status=422 if request.method == "POST" else 200)


@own_application()
@require_safe
def sent(request: HttpRequest, application: Application) -> HttpResponse:
    """The confirmation: the reference, and what happens next."""
    if not application.is_standing:
        return redirect("applications:tasks", application.public_id)
    values = {
        "application": application,
        "is_not_held": application.pre_session.is_off,
        "may_change": may_change(application, timezone.now()),
    }
    return render(request, "applications/sent.html", values)


@own_application()
@require_form
def phrase(request: HttpRequest, application: Application) -> HttpResponse:
    """A recovery phrase to write down, for whom mail is not reliable."""
    if request.method == "POST":
        return give_phrase(request, application)
    return render(request, "applications/phrase.html", {"application": application})
