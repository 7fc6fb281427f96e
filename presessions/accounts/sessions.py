"""What a session is allowed to say, and how long it lives.

Staff: 30 minutes idle and 12 hours at most, with password and second factor
given in this very session. Everybody else: 2 hours idle, renewed by activity.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

OPENED = "opened_applications"
SEEN = "seen_at"
SINCE = "signed_in_at"
STEP_UP = 15 * 60  # seconds for which a second factor counts for exports, bulk mail and the like
NOTED_EVERY = 60  # seconds; writing the session on each request would be a write for each read


def opened_applications(request: HttpRequest) -> frozenset[str]:
    """Public ids this browser opened with a recovery phrase."""
    session = getattr(request, "session", None)
    return frozenset(session.get(OPENED, ())) if session is not None else frozenset()


def open_application(request: HttpRequest, public_id: str) -> None:
    """Let this browser at one application, and renew its session key."""
    held = [*opened_applications(request), str(public_id)]
    request.session.cycle_key()
    request.session[OPENED] = sorted(set(held))
    request.session[SEEN] = time.time()


def close_application(request: HttpRequest, public_id: str) -> None:
    """Forget that this browser had opened one application."""
    request.session[OPENED] = sorted(opened_applications(request) - {str(public_id)})


def has_password(request: HttpRequest) -> bool:
    """Whether the password was given in this session."""
    return any(record["method"] == "password" for record in get_authentication_records(request, request.user))


def has_second_factor(request: HttpRequest) -> bool:
    """Whether password and second factor were both given in this session."""
    user = getattr(request, "user", None)
    session = getattr(request, "session", None)
    if user is None or session is None or not user.is_authenticated:
        return False
    methods = {record["method"] for record in get_authentication_records(request, user)}
    return {"password", "mfa"} <= methods


def note_sign_in(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """From here the twelve hours and the idle time are counted (receives ``user_logged_in``)."""
    request.session[SINCE] = request.session[SEEN] = time.time()


def proved_recently(request: HttpRequest) -> bool:
    """Whether the second factor was given in the last quarter of an hour."""
    records = get_authentication_records(request, getattr(request, "user", None))
    return any(record["method"] == "mfa" and time.time() - record["at"] < STEP_UP for record in records)


class SessionLimits:
    """Ends sessions that were idle or open for too long; notes activity once a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session: Any = request.session
        if SEEN in session or request.user.is_authenticated:
            self._apply(request, time.time())
        return self.get_response(request)

    def _apply(self, request: HttpRequest, now: float) -> None:
        session: Any = request.session
        staff = request.user.is_authenticated and request.user.is_staff
        idle = settings.STAFF_IDLE if staff else settings.APPLICANT_IDLE
        seen, since = session.get(SEEN, now), session.get(SINCE, now)
        too_long = staff and now - since > settings.STAFF_MAX.total_seconds()
        if too_long or now - seen > idle.total_seconds():
            logout(request)
            return
        if SINCE not in session:
            session[SINCE] = now
        if SEEN not in session or now - seen >= NOTED_EVERY:
            session[SEEN] = now
