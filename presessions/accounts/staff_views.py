"""Staff come in by password and second factor, and look after their second factor.

Built on allauth's second factor; its own pages are not used, because here the
second factor is not a choice.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter as second_factor_adapter
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.base.internal.flows import delete_and_cleanup, post_authentication
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as recovery_flows
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import flows as totp_flows
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn_auth
from allauth.mfa.webauthn.internal import flows as webauthn_flows
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from presessions.accounts import sessions
from presessions.accounts.actors import actor_of, forget_actor
from presessions.accounts.adapter import MAIN_FACTORS
from presessions.accounts.forms import StaffForm
from presessions.accounts.views import next_of, require_form, with_next
from presessions.errors import too_many

View = Callable[..., HttpResponse]
JUST_MADE = "recovery_codes_just_made"


@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """The next step into the staff site, or 404 for somebody signed in who is not staff."""
    way_on = next_of(request)
    if actor_of(request).is_staff:
        return HttpResponseRedirect(way_on or resolve_url("admin:index"))
    user: Any = request.user
    if not user.is_authenticated or (user.is_staff and not sessions.has_password(request)):
        return HttpResponseRedirect(with_next("accounts:staff_sign_in", way_on))
    if not user.is_staff:
        raise Http404
    return HttpResponseRedirect(with_next("accounts:second_factor", way_on))


@sensitive_post_parameters("password")
@require_form
def staff_sign_in(request: HttpRequest) -> HttpResponse:
    """Address and password; the second factor is asked for next, or set up."""
    way_on = next_of(request)
    if actor_of(request).is_staff:
        return HttpResponseRedirect(way_on or resolve_url("admin:index"))
    if request.method == "POST" and not ratelimit.consume(request, app="allauth.account", action="login"):
        return too_many(request)
    form = StaffForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        after = with_next("accounts:staff_door", way_on)
        login = Login(user=form.user, redirect_url=after, email=form.cleaned_data["email"])
        forget_actor(request)
        try:
            answer: HttpResponse = perform_password_login(
                request, {"email": form.cleaned_data["email"]}, login
            )
        except ImmediateHttpResponse as instead:
            answer = instead.response
        return answer
    status = 422 if form.is_bound else 200
    return render(request, "accounts/staff_sign_in.html", {"form": form, "next": way_on}, status=status)


class AskSecondFactor(AuthenticateView):
    """The second step of signing in: a code from the app, a security key, or a recovery code."""

    template_name = "accounts/second_factor_ask.html"

    @classmethod
    def as_view(cls, **initkwargs: Any) -> View:
        """Somebody who is in already, having gone back, is led on through the door."""
        ask: View = super().as_view(**initkwargs)

        def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return redirect("accounts:staff_door")
            return ask(request, *args, **kwargs)

        return view

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.stage.login.user
        values["has_key"] = is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN])
        values["has_app"] = is_mfa_enabled(user, [Authenticator.Type.TOTP])
        words = (
            gettext_lazy("The six digits from your app")
            if values["has_app"]
            else gettext_lazy("A recovery code")
        )
        _word(values["form"], words)
        return values


def after_password(view: View) -> View:
    """For staff whose password was given here; with a factor already set up, that too."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        proved = user.is_authenticated and user.is_staff and sessions.has_password(request)
        if proved and is_mfa_enabled(user, MAIN_FACTORS):
            proved = sessions.has_second_factor(request)
        if not proved:
            return HttpResponseRedirect(with_next("accounts:staff_door", next_of(request)))
        return view(request, *args, **kwargs)

    return inner


@require_safe
@after_password
def second_factor(request: HttpRequest) -> HttpResponse:
    """Which second factors there are; a first one must be set up before anything else."""
    mine = Authenticator.objects.filter(user_id=request.user.pk).order_by("created_at")
    factors = [one for one in mine if one.type in MAIN_FACTORS]
    values = {
        "factors": [_described(one) for one in factors],
        "has_app": any(one.type == Authenticator.Type.TOTP for one in factors),
        "codes_left": next((len(one.wrap().get_unused_codes()) for one in mine if one not in factors), 0),
        "next": next_of(request),
    }
    return render(request, "accounts/second_factor.html", values)


@require_form
@after_password
def add_app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app by scanning a code and typing what it shows."""
    user: Any = request.user
    if is_mfa_enabled(user, [Authenticator.Type.TOTP]):
        return redirect("accounts:second_factor")
    form = ActivateTOTPForm(request.POST or None, user=user)
    _word(form, gettext_lazy("The six digits your app shows now"))
    if request.method == "POST" and form.is_valid():
        factor, codes = totp_flows.activate_totp(request, form)
        return _added(request, factor, bool(codes))
    adapter = second_factor_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(user, form.secret))
    values = {"form": form, "svg": svg[svg.index("<svg") :], "secret": form.secret, "next": next_of(request)}
    return render(request, "accounts/add_app.html", values, status=422 if form.is_bound else 200)


@require_form
@after_password
def add_key(request: HttpRequest) -> HttpResponse:
    """Set up a security key or the device's own lock (needs script)."""
    user: Any = request.user
    form = AddWebAuthnForm(request.POST or None, user=user)
    _word(form, gettext_lazy("A name for this key"), field="name")
    if request.method == "POST" and form.is_valid():
        factor, codes = webauthn_flows.add_authenticator(
            request, name=form.cleaned_data["name"], credential=form.cleaned_data["credential"]
        )
        return _added(request, factor, bool(codes))
    data = {"creation_options": webauthn_auth.begin_registration(user, False)}
    values = {"form": form, "js_data": data, "next": next_of(request)}
    return render(request, "accounts/add_key.html", values, status=422 if form.is_bound else 200)


@require_POST
@after_password
def remove_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one second factor away; never the last one."""
    factor = Authenticator.objects.filter(user_id=request.user.pk, type__in=MAIN_FACTORS, pk=pk).first()
    if factor is None:
        raise Http404
    if second_factor_adapter().can_delete_authenticator(factor):
        delete_and_cleanup(request, factor)
    return redirect("accounts:second_factor")


@require_form
@after_password
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten codes for the day the phone is lost: shown once when made, made (anew) by POST."""
    if request.method == "POST":
        recovery_flows.generate_recovery_codes(request)
        request.session[JUST_MADE] = True
        return HttpResponseRedirect(with_next("accounts:recovery_codes", next_of(request)))
    factor = Authenticator.objects.filter(
        user_id=request.user.pk, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    left = factor.wrap().get_unused_codes() if factor else []
    shown = left if request.session.pop(JUST_MADE, False) else []
    values = {
        "codes": shown,
        "left": len(left),
        "has_made_some": factor is not None,
        "next": next_of(request) or resolve_url("admin:index"),
    }
    return render(request, "accounts/recovery_codes.html", values)


@require_form
def prove_again(request: HttpRequest) -> HttpResponse:
    """The second factor once more, before something weighty (``access.step_up``)."""
    if not actor_of(request).is_staff:
        return HttpResponseRedirect(with_next("accounts:staff_door", next_of(request)))
    form = ReauthenticateForm(request.POST or None, user=request.user)
    _word(form, gettext_lazy("The six digits from your app"))
    if request.method == "POST" and form.is_valid():
        form.save()
        return HttpResponseRedirect(next_of(request) or resolve_url("admin:index"))
    values = {"form": form, "next": next_of(request)}
    return render(request, "accounts/prove_again.html", values, status=422 if form.is_bound else 200)


def _added(request: HttpRequest, factor: Authenticator, with_codes: bool) -> HttpResponse:
    """A factor just set up was just proved: it counts for this session."""
    post_authentication(request, factor)
    forget_actor(request)
    if with_codes:
        request.session[JUST_MADE] = True
        return HttpResponseRedirect(with_next("accounts:recovery_codes", next_of(request)))
    return HttpResponseRedirect(next_of(request) or resolve_url("accounts:second_factor"))


def _described(factor: Authenticator) -> dict[str, Any]:
    key = factor.type == Authenticator.Type.WEBAUTHN
    return {
        "pk": factor.pk,
        "name": factor.wrap().name if key else gettext("Authenticator app"),
        "since": factor.created_at,
        "last_used": factor.last_used_at,
    }


def _word(form: Any, label: Any, *, field: str = "code") -> None:
    """Our words on allauth's field, and no placeholder in place of a label."""
    form.fields[field].label = label
    form.fields[field].widget.attrs.pop("placeholder", None)
