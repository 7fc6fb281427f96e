"""Doors in front of views: who comes in, and what the others see.

Outside the staff site whoever may not gets the very same 404 as for something
that is not there. Inside it, whoever has not signed in is sent to do so.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from presessions.accounts.actors import actor_of
from presessions.accounts.sessions import proved_recently
from presessions.permissions import NOTHING, Subject, may

View = Callable[..., HttpResponse]
SubjectFrom = Callable[..., Subject]


def signed_in(view: View) -> View:
    """Ask whoever is signed out to sign in first, and bring them back here."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if actor_of(request).is_signed_in:
            return view(request, *args, **kwargs)
        return to_sign_in(request)

    return door


def requires(verb: str, subject_from: SubjectFrom | None = None) -> Callable[[View], View]:
    """Let in who may do ``verb``; anybody else gets 404.

    ``subject_from(request, *args, **kwargs)`` gives the Subject; it may raise
    Http404 itself. The signed-out get the same 404, because being asked to sign
    in would tell them that there is something.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            subject = subject_from(request, *args, **kwargs) if subject_from else NOTHING
            if not may(actor_of(request), verb, subject):
                raise Http404
            return view(request, *args, **kwargs)

        return door

    return decorate


def staff_only(verb: str, subject_from: SubjectFrom | None = None) -> Callable[[View], View]:
    """For pages inside the staff site: second factor first, then the verb.

    Whoever is not signed in as staff is sent to the staff sign-in, whoever has
    no second factor to set one up; staff without the verb, or recused from the
    subject's State, get 404.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not actor_of(request).is_staff:
                return to_staff_sign_in(request)
            subject = subject_from(request, *args, **kwargs) if subject_from else NOTHING
            if not may(actor_of(request), verb, subject):
                raise Http404
            return view(request, *args, **kwargs)

        return door

    return decorate


def step_up(view: View) -> View:
    """For exports, bulk mail and the like: the second factor again if it was given long ago.

    A button pressed too late has done nothing: its page is shown anew, and that is said.
    """

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if proved_recently(request):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            messages.warning(request, _("Nothing was done yet. Look once more, then press the button again."))
        return redirect_to_login(_way_back(request), resolve_url("accounts:prove_again"), "next")

    return door


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """A redirect to the page that asks for an address, and back to here after."""
    return redirect_to_login(_way_back(request), resolve_url("accounts:sign_in"), "next")


def to_staff_sign_in(request: HttpRequest) -> HttpResponse:
    """A redirect to the next step a member of staff has to take to come in here.

    ``accounts:staff_door`` decides: the password, the second factor, setting one
    up, or (for somebody signed in who is not staff) not found.
    """
    return redirect_to_login(_way_back(request), resolve_url("accounts:staff_door"), "next")


def _way_back(request: HttpRequest) -> str:
    return request.get_full_path() if request.method in ("GET", "HEAD") else request.path


class SignedInMixin:
    """`signed_in` for class-based views."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        inner: View = super().dispatch  # type: ignore[misc]
        return signed_in(inner)(request, *args, **kwargs)


class StaffOnlyMixin:
    """`staff_only` for class-based views: set ``verb``, override ``get_subject``."""

    verb: str

    def get_subject(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Subject:
        """What the page is about; its State decides about recusal."""
        return NOTHING

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        door = staff_only(self.verb, self.get_subject)
        inner: View = super().dispatch  # type: ignore[misc]
        return door(inner)(request, *args, **kwargs)
