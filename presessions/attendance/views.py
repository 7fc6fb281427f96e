"""The page an invitation leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from presessions.accounts.access import signed_in
from presessions.accounts.actors import actor_of, forget_actor
from presessions.series.models import State

from . import transitions
from .enums import InvitationStatus
from .models import Invitation

if TYPE_CHECKING:
    from presessions.accounts.models import User


@cache_control(no_store=True, private=True)
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    """What this person is a delegate of. Signing in accepts; whoever was signed in already does it here."""
    user = cast("User", request.user)  # the door lets nobody else in
    if request.method == "POST":
        transitions.accept(user)
        forget_actor(request)
        return redirect("attendance:accept")
    waiting = Invitation.objects.filter(email=user.email, status=InvitationStatus.SENT)
    values = {
        "waiting": [] if user.is_staff else list(waiting.select_related("mission__state")),
        "states": list(State.objects.filter(pk__in=actor_of(request).delegate_states)),
    }
    return render(request, "attendance/accept.html", values)
