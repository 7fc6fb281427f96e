"""Who comes in to the pages of one application: its owner, or the browser that has its recovery phrase.

Somebody signed out is asked to sign in, whatever the address; what they had sent
is parked and given back. Somebody signed in to whom it doesn't belong gets the
same 404 as for an application that never was.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from presessions.accounts.parking import park_if_signed_out
from presessions.permissions import Refused, may

from .models import Application

View = Callable[..., HttpResponse]
no_store = cache_control(no_store=True, private=True)


def own_application(verb: str = "edit_application") -> Callable[[View], View]:
    """Hand the view its application; see the module."""

    def decorate(view: View) -> View:
        @no_store
        @park_if_signed_out
        @wraps(view)
        def door(request: HttpRequest, public_id: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
            row = find(public_id)
            if row is None or not may(actor_of(request), verb, row.subject):
                raise Http404
            try:
                return view(request, row, *args, **kwargs)
            except Refused:  # erased in another window while this one was on its way
                raise Http404 from None

        return door

    return decorate


def find(public_id: UUID) -> Application | None:
    """The application with what every page of it needs, in few queries."""
    rows = (
        Application.objects.with_meeting().select_related("owner").prefetch_related("issues__issue", "files")
    )
    return rows.filter(public_id=public_id).first()


def account_of(request: HttpRequest) -> User | None:
    """The signed-in account, or None for a browser that came by its phrase."""
    return request.user if isinstance(request.user, User) else None
