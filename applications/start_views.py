"""Before there is an application: the first questions, the two ways to begin, the way back."""

from __future__ import annotations

import re
import unicodedata
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from presessions.accounts import codes
from presessions.accounts.forms import CodeForm, EmailForm, PhraseForm
from presessions.accounts.recovery import TooManyAttempts, open_with_phrase
from presessions.accounts.same_press import finds_its_session
from presessions.accounts.sessions import open_application
from presessions.accounts.views import why
from presessions.kept import kept
from presessions.languages import asked_language, shown_in
from presessions.series.models import PreSession

from .doors import account_of, no_store
from .enums import ApplicationStatus, OrganisationKind, Submitted
from .forms import FirstQuestionsForm
from .models import Application
from .phrases import give_phrase
from .sentences import sentence
from .transitions import NotPossible, start_draft

require_form = require_http_methods(["GET", "HEAD", "POST"])
BEGUN = "apply"  # session key of the first answers
FIRST_ANSWERS = ("kind", "attendance", "submitted")


def _posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent, an empty one too."""
    return request.POST if request.method == "POST" else None


@no_store
@require_form
@kept()
def start(request: HttpRequest) -> HttpResponse:
    """Four questions and the shared device; nothing is stored but in this session."""
    asked_for = request.GET.get("state", "").upper()[:3]
    form = FirstQuestionsForm(_posted(request), state=asked_for)
    if code := asked_language(request):
        return shown_in(
            request, code, lambda: _first_questions(request, asked_for, typed=request.POST.dict())
        )
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        earlier = request.session.get(BEGUN, {})
        request.session[BEGUN] = {
            "meeting": int(answers["meeting"]),
            "token": _fresh_token(earlier.get("token")),
            **{name: answers[name] for name in FIRST_ANSWERS},
        }
        if answers["shared"] == "yes":
            request.session.set_expiry(0)
        return redirect("applications:begin")
    return _first_questions(request, asked_for, form)


def _first_questions(
    request: HttpRequest,
    asked_for: str,
    form: FirstQuestionsForm | None = None,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    if form is None:
        form = FirstQuestionsForm(initial=typed)
    open_states = {meeting.state_under_review_id for meeting in form.meetings.values()}
    values = {
        "form": form,
        "not_open": bool(asked_for) and asked_for not in open_states,
        "none_open": not form.meetings,
        "language_form": "" if not form.meetings else "first-questions",
        "enter_saves": True,
    }
    return render(request, "applications/start.html", values, status=422 if form.errors else 200)


def _fresh_token(earlier: str | None) -> str:
    """The id that the draft will have: one id for each time these questions are answered, for a browser may be
    used by several people, and one person may apply for several States."""
    taken = earlier is None or Application.objects.filter(public_id=earlier).exists()
    return str(uuid.uuid4()) if taken else str(earlier)


@no_store
@require_form
@finds_its_session
def begin(request: HttpRequest) -> HttpResponse:
    """What it takes for them, and the way in: a code by e-mail, or a recovery phrase."""
    form = FirstQuestionsForm()
    meeting = form.meetings.get(str(request.session.get(BEGUN, {}).get("meeting")))
    if meeting is None:
        return redirect("applications:start")
    email_form = EmailForm(None)
    if code := asked_language(request):
        email_form = EmailForm(initial={"email": request.POST.get("email", "")})
        return shown_in(request, code, lambda: _ways_in(request, meeting, email_form))
    if request.method == "POST":
        way = request.POST.get("way")
        if account_of(request) is not None:
            return _begin_draft(request)
        if way == "phrase":
            return _begin_with_phrase(request)
        email_form = EmailForm(request.POST)
        if email_form.is_valid() and _code_sent(request, email_form):
            return redirect("applications:code")
    return _ways_in(request, meeting, email_form)


def _ways_in(request: HttpRequest, meeting: PreSession, email_form: EmailForm) -> HttpResponse:
    values = {
        "meeting": meeting,
        "first": request.session[BEGUN],
        "advice": advice(request.session[BEGUN]),
        "form": email_form,
        "account": account_of(request),
        "standing": _standing(request, meeting),
        "language_form": "" if account_of(request) else "by-email",
        "enter_saves": True,
    }
    return render(request, "applications/begin.html", values, status=422 if email_form.errors else 200)


def _standing(request: HttpRequest, meeting: PreSession) -> Application | None:
    """What this account has sent for the same meeting already."""
    account = account_of(request)
    return (
        Application.objects.standing().filter(owner=account, pre_session=meeting).first() if account else None
    )


def advice(first: dict[str, str]) -> list[str]:
    """What to know and to have at hand, from the first answers."""
    words = [
        _("About 40 minutes. You can stop and come back whenever you like."),
        _("Your aim and work in at most 200 words, and up to four issues with a line each."),
    ]
    if first["submitted"] == Submitted.NONE:
        words.append(
            _("You can apply without a report to OHCHR; among equals, those who sent one come first.")
        )
    else:
        words.append(_("The reference of your report to OHCHR, or the file."))
    if first["kind"] == OrganisationKind.NHRI:
        words.append(_("Your GANHRI status and its date. As a rule one of the six seats is for the NHRI."))
    if first["kind"] in {OrganisationKind.INTERNATIONAL, OrganisationKind.REGIONAL}:
        words.append(
            _(
                "National and grassroots organisations come first. You are heard where there are "
                "fewer than six of them."
            )
        )
    if first["attendance"] == "remote":
        words.append(_("Panels meet in Geneva as a rule. Taking part online is possible in some series."))
    return words


def _code_sent(request: HttpRequest, form: EmailForm) -> bool:
    try:
        codes.start(request, form.cleaned_data["email"])
    except codes.TooMany:
        form.add_error("email", _("Too many codes were asked for. Wait a few minutes, then try again."))
        return False
    return True


@sensitive_post_parameters("code")
@no_store
@require_form
@finds_its_session
def code(request: HttpRequest) -> HttpResponse:
    """Take the code where it was asked for, and begin."""
    if request.method == "POST" and account_of(request) and not codes.waiting_for(request):
        return _begin_draft(request)  # pressed twice: the first press has signed in
    if BEGUN not in request.session or not codes.waiting_for(request):
        return redirect("applications:begin" if BEGUN in request.session else "applications:start")
    if language := asked_language(request):
        form = CodeForm(initial={"code": request.POST.get("code", "")})
        return shown_in(request, language, lambda: _typing(request, form))
    form = CodeForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            codes.verify(request, form.cleaned_data["code"])
        except codes.ForStaff:
            form.add_error("code", _("This address can’t be used to apply. Use another one."))
        except codes.CodeRefused as refusal:
            form.add_error("code", why(refusal))
        else:
            return _begin_draft(request)
    return _typing(request, form)


def _typing(request: HttpRequest, form: CodeForm) -> HttpResponse:
    values = {
        "form": form,
        "email": codes.waiting_for(request),
        "language_form": "by-code",
        "enter_saves": True,
    }
    return render(request, "applications/code.html", values, status=422 if form.errors else 200)


def _begin_draft(request: HttpRequest) -> HttpResponse:
    draft = _draft(request)
    return draft if isinstance(draft, HttpResponse) else redirect("applications:tasks", draft.public_id)


def _begin_with_phrase(request: HttpRequest) -> HttpResponse:
    draft = _draft(request)
    if isinstance(draft, HttpResponse):
        return draft
    open_application(request, str(draft.public_id))
    return give_phrase(request, draft)


def _draft(request: HttpRequest) -> Application | HttpResponse:
    """The draft, or the page that says why there is none."""
    first = request.session.get(BEGUN)
    form = FirstQuestionsForm()
    meeting = form.meetings.get(str(first["meeting"])) if first else None
    if first is None or meeting is None:
        messages.error(request, _("Applications for this State are not open at the moment."))
        return redirect("applications:start")
    account, token = account_of(request), uuid.UUID(first["token"])
    gone = Application.objects.filter(public_id=token).exclude(status=ApplicationStatus.DRAFT)
    if account is None and gone.exists():
        return redirect("applications:tasks", token)  # sent meanwhile; its own page says where it stands
    try:
        return start_draft(
            meeting,
            by=account,
            language=(get_language() or "en")[:2],
            public_id=None if account else token,
            first_answers={name: first[name] for name in FIRST_ANSWERS},
        )
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.problems[0]))
        return redirect("applications:start")


@sensitive_post_parameters("phrase")
@no_store
@require_form
@finds_its_session
def resume(request: HttpRequest) -> HttpResponse:
    """Come back with the reference and the recovery phrase, to that application only."""
    form = PhraseForm(_posted(request))
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    if code := asked_language(request):
        form = PhraseForm(initial=request.POST.dict())
        return shown_in(request, code, lambda: _way_back(request, form, wanted if safe else ""))
    if request.method == "POST" and form.is_valid():
        letters = _letters(form.cleaned_data["reference"])
        row = Application.objects.filter(reference_code=letters).first()
        try:
            opened = open_with_phrase(
                request,
                public_id=str(row.public_id) if row else letters,  # tries count alike, however it is written
                phrase=form.cleaned_data["phrase"],
                hashed=row.recovery_hash if row else "",
            )
        except TooManyAttempts:
            form.add_error("phrase", _("Too many tries. Wait a quarter of an hour, then try again."))
        else:
            if opened and row is not None:
                page = "tasks" if row.is_draft else "status"
                return (
                    HttpResponseRedirect(wanted) if safe else redirect(f"applications:{page}", row.public_id)
                )
            form.add_error("phrase", _("Reference and phrase don’t belong together. Look at both once more."))
    return _way_back(request, form, wanted if safe else "")


def _way_back(request: HttpRequest, form: PhraseForm, way_on: str) -> HttpResponse:
    values = {
        "form": form,
        "next": way_on,
        "language_form": "by-phrase",
        "enter_saves": True,
    }
    return render(request, "applications/resume.html", values, status=422 if form.errors else 200)


def _letters(typed: str) -> str:
    """The six characters at the end of a reference, however it is written."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", typed).upper())[-6:]
