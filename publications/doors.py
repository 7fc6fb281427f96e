"""Who comes in to the pages of one statement: its panelist, or the browser that has the application's phrase.

Somebody signed out is asked to sign in, whatever the address; what they had sent is parked and given back.
Anybody else, and everybody once the statement is closed, gets the same 404 as for a statement that never was.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse

from applications.doors import no_store
from presessions.accounts.actors import actor_of
from presessions.accounts.parking import park_if_signed_out
from presessions.permissions import may

from .enums import StatementStatus
from .models import WITH_ALL, Statement
from .transitions import subject_of

View = Callable[..., HttpResponse]


def own_statement(verb: str = "write_statement", *, without: str = "") -> Callable[[View], View]:
    """Hand the view its statement; see the module. ``without``: what its page does not show, and need not ask for."""

    def decorate(view: View) -> View:
        @no_store
        @park_if_signed_out
        @wraps(view)
        def door(request: HttpRequest, public_id: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
            row = find(public_id, without=without)
            if row is None or not may(actor_of(request), verb, subject_of(row)):
                raise Http404
            return view(request, row, *args, **kwargs)

        return door

    return decorate


def find(public_id: UUID, *, without: str = "") -> Statement | None:
    """The statement with what every page of it needs but for ``without``, in few queries."""
    rows = Statement.objects.with_meeting().with_hour().exclude(status=StatementStatus.CLOSED)
    names = [name for name in WITH_ALL if name != without]
    return with_guardian(rows.prefetch_related(*names).filter(public_id=public_id).first())


def with_guardian(row: Statement | None) -> Statement | None:
    """The same statement; where it has a guardian, read once for all that asks for them."""
    if row is not None and getattr(row, "has_guardian", True):
        prefetch_related_objects([row], "guardians")
    return row
