"""Signing in by a code, and signing out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presessions.accounts import codes
from presessions.accounts.actors import actor_of
from presessions.accounts.forms import CodeForm, EmailForm
from presessions.accounts.same_press import finds_its_session
from presessions.languages import asked_language, shown_in

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_form
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address and send it a code; the answer is the same for every address."""
    way_on = next_of(request)
    if request.method != "POST" and actor_of(request).is_signed_in:
        return HttpResponseRedirect(way_on or resolve_url(settings.LOGIN_REDIRECT_URL))
    if language := asked_language(request):
        form = EmailForm(initial={"email": request.POST.get("email", "")})
        return shown_in(request, language, lambda: _asking(request, form, way_on))
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes.start(request, form.cleaned_data["email"])
        except codes.TooMany:
            form.add_error(
                "email", gettext("Too many codes were asked for. Wait a few minutes, then try again.")
            )
        else:
            return HttpResponseRedirect(with_next("accounts:code", way_on))
    return _asking(request, form, way_on)


def _asking(request: HttpRequest, form: EmailForm, way_on: str) -> HttpResponse:
    values = {"form": form, "next": way_on, "language_form": "by-email", "enter_saves": True}
    return render(request, "accounts/sign_in.html", values, status=_status(form))


@sensitive_post_parameters("code")
@require_form
@finds_its_session
def code(request: HttpRequest) -> HttpResponse:
    """Take the code where it was asked for. Looking at this page never signs anybody in."""
    way_on = next_of(request)
    if actor_of(request).is_signed_in and not codes.waiting_for(request):
        return HttpResponseRedirect(way_on or resolve_url(settings.LOGIN_REDIRECT_URL))
    if language := asked_language(request):
        form = CodeForm(initial={"code": request.POST.get("code", "")})
        return shown_in(request, language, lambda: _typing(request, form, way_on))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes.verify(request, form.cleaned_data["code"])
        except codes.ForStaff:
            return HttpResponseRedirect(with_next("accounts:staff_sign_in", way_on))
        except codes.CodeRefused as refusal:
            form.add_error("code", why(refusal))
        else:
            return HttpResponseRedirect(way_on or resolve_url(settings.LOGIN_REDIRECT_URL))
    return _typing(request, form, way_on)


def _typing(request: HttpRequest, form: CodeForm, way_on: str) -> HttpResponse:
    email = codes.waiting_for(request)
    values = {"form": form, "next": way_on, "email": email}
    values |= {"language_form": "by-code" if email else "", "enter_saves": True}
    return render(request, "accounts/code.html", values, status=_status(form))


def why(refusal: codes.CodeRefused) -> str:
    """A refused code in the reader's words; used wherever a code is typed."""
    if isinstance(refusal, codes.WrongCode):
        left = refusal.tries_left
        return ngettext(
            "This is not the code we sent. You can try once more.",
            "This is not the code we sent. You can try %(left)d more times.",
            left,
        ) % {"left": left}
    if isinstance(refusal, codes.TooMany):
        return gettext(
            "Too many tries. Look once more at our newest mail, or wait a quarter of an hour and ask for a new code."
        )
    return gettext("This code no longer works. Ask for a new one.")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and have the browser forget the pages it kept."""
    logout(request)
    rotate_token(request)
    answer = redirect("accounts:signed_out")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/signed_out.html")


def next_of(request: HttpRequest) -> str:
    """Where to go afterwards: only a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""


def with_next(name: str, way_on: str) -> str:
    """The address of a page that will lead on to ``way_on``."""
    return f"{reverse(name)}?{urlencode({'next': way_on})}" if way_on else reverse(name)


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
