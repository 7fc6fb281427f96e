"""Signing in by a one-time code that is typed into the page that asked for it.

Mail scanners open links, so there is none that signs in: the code (eight
consonants, 34 bits) works for ten minutes, five tries, and only in the session
that asked. Known, unknown and disabled addresses are answered alike; an account
is made when the right code for a new address is typed.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal.cryptokit import normalize_user_code
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language

from presessions.accounts import limits, parking
from presessions.accounts.actors import forget_actor
from presessions.accounts.adapter import LOGIN_CODE
from presessions.accounts.managers import clean_email
from presessions.accounts.models import User
from presessions.accounts.sessions import OPENED

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

PENDING = "sign_in_code"
TRIES = 5
BACKEND = "presessions.accounts.backends.RoleBackend"


class CodeRefused(Exception):
    """The code does not sign anybody in."""


class WrongCode(CodeRefused):
    """Not the code that was sent; ``tries_left`` says how often it may be tried."""

    def __init__(self, tries_left: int) -> None:
        self.tries_left = tries_left
        super().__init__(f"{tries_left} tries left")


class NoCode(CodeRefused):
    """No code waits here: too old, used, tried too often, or never asked for."""


class TooMany(CodeRefused):
    """Too many codes asked for, or tried, in a short time."""


class ForStaff(CodeRefused):
    """The address belongs to staff, who sign in with password and second factor."""


def start(request: HttpRequest, email: str) -> None:
    """Send a code to ``email`` (its form checked before) and wait for it in this session.

    The same happens whether we know the address or not. Raises ``TooMany``.
    """
    address = clean_email(email)
    if not limits.use(request, "ask_code", address):
        raise TooMany
    adapter = get_adapter()
    code = adapter.generate_login_code()
    with transaction.atomic():
        adapter.send_mail(LOGIN_CODE, address, {"code": code})
    request.session[PENDING] = {
        "email": address,
        "code": _hash(code, address),
        "at": time.time(),
        "tries": 0,
    }


def waiting_for(request: HttpRequest) -> str:
    """The address a code was sent to from this session, or ""."""
    pending: dict[str, Any] = request.session.get(PENDING) or {}
    return str(pending.get("email", ""))


def cancel(request: HttpRequest) -> None:
    """Forget the code this session waits for."""
    request.session.pop(PENDING, None)


def verify(request: HttpRequest, code: str) -> User:
    """Sign in with the code that was sent from this session.

    The session gets a new key and keeps what it held (an opened application).
    Raises ``WrongCode``, ``NoCode``, ``TooMany`` or ``ForStaff``.
    """
    session = request.session
    pending: dict[str, Any] | None = session.get(PENDING)
    if not pending or time.time() - pending["at"] > settings.CODE_MINUTES * 60:
        cancel(request)
        raise NoCode
    if not constant_time_compare(_hash(code, pending["email"]), pending["code"]):
        within = limits.use(request, "wrong_code", pending["email"])
        _count_a_try(session, pending, within=bool(within))
    cancel(request)
    user = _user_of(pending["email"])
    sign_in(request, user)
    return user


def sign_in(request: HttpRequest, user: User) -> None:
    """Open a session for somebody who has just proved who they are."""
    browser = parking.browser_of(request)
    opened = request.session.get(OPENED)
    login(request, user, backend=BACKEND)
    if opened:
        request.session[OPENED] = opened
    record_authentication(request, user, method="code", email=user.email)
    parking.follow(request, browser)
    forget_actor(request)


def _count_a_try(session: SessionBase, pending: dict[str, Any], *, within: bool) -> None:
    pending["tries"] += 1
    if pending["tries"] >= TRIES:
        session.pop(PENDING, None)
        raise NoCode
    session[PENDING] = pending
    if not within:
        raise TooMany
    raise WrongCode(TRIES - pending["tries"])


def _user_of(email: str) -> User:
    with transaction.atomic():
        user, _ = User.objects.get_or_create(
            email=email, defaults={"language": (get_language() or "en")[:2], "password": make_password(None)}
        )
    if user.is_staff:
        raise ForStaff
    if not user.is_active:
        raise NoCode
    return user


def _hash(code: str, email: str) -> str:
    return salted_hmac(PENDING + email, normalize_user_code(code), algorithm="sha256").hexdigest()
