"""The address of one's own calendar: made, replaced, taken away; and the calendar itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from presessions.accounts.access import signed_in, to_sign_in
from presessions.accounts.actors import actor_of

from . import own_calendar as calendars


@require_POST
@signed_in
def address(request: HttpRequest) -> HttpResponse:
    """Make an address, a new one, or none; only the button says which."""
    if "remove" in request.POST:
        calendars.remove(request.user)  # type: ignore[arg-type]
        messages.success(request, _("The address of your calendar is gone."))
    else:
        calendars.make(request.user)  # type: ignore[arg-type]
        messages.success(request, _("This is the address of your calendar; an earlier one no longer works."))
    return redirect("desk:my")


@require_POST
def entry_by_mail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask that mails about a meeting bring its calendar entry along, or no longer; also with a recovery phrase."""
    actor = actor_of(request)
    if not (actor.is_signed_in or actor.owns):
        return to_sign_in(request)
    if not calendars.ask_by_mail(public_id, actor, wanted="stop" not in request.POST):
        raise Http404
    done = _("Mails about this meeting no longer bring its calendar entry.")
    if "stop" not in request.POST:
        done = _("Mails about this meeting will bring its calendar entry along.")
    messages.success(request, done)
    return redirect("desk:my")


@cache_control(no_store=True, private=True)
@require_safe
def own_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever has this address; to everybody else it is not there."""
    user = calendars.owner_of(token)
    if user is None:
        raise Http404
    answer = HttpResponse(calendars.calendar_of(user), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="meetings.ics"'
    answer["X-Robots-Tag"] = "noindex"
    return answer
