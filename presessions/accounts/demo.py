"""The staff account of the demonstration: its password and its second factor are public.

Refused wherever the site is not the demonstration, whatever calls it.
"""

from __future__ import annotations

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.db import transaction

from presessions.accounts.grants import grant
from presessions.accounts.models import User
from presessions.permissions import Role

STAFF_EMAIL = "staff@demo.example"
STAFF_PASSWORD = "demonstration-only"  # noqa: S105 - printed by `make run`; opens nothing real
STAFF_SECRET = "PRESESSIONSDEMOONLYSECRET2345672"  # noqa: S105 - base32, as an app would hold it


class NotTheDemonstration(Exception):
    """Asked for outside the demonstration."""

    def __init__(self) -> None:
        super().__init__("This exists in the demonstration only (DEMO=1, never in production).")


def check_demo() -> None:
    """Raise ``NotTheDemonstration`` unless this is the demonstration."""
    if settings.PRODUCTION or not settings.DEMO:
        raise NotTheDemonstration


def make_demo_staff() -> User:
    """The demonstration's administrator, ready to sign in; made once, mended when called again."""
    check_demo()
    with transaction.atomic():
        user, _ = User.objects.get_or_create(email=STAFF_EMAIL, defaults={"name": "Demonstration staff"})
        if not user.check_password(STAFF_PASSWORD):
            user.set_password(STAFF_PASSWORD)
            user.save()
        grant(user, Role.ADMINISTRATOR, by=None)
        if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            TOTP.activate(user, STAFF_SECRET)
    user.refresh_from_db()
    return user


def current_code(now: float | None = None) -> tuple[str, int]:
    """The code of this half minute, and for how many seconds it is still shown by an app."""
    check_demo()
    moment = int(time.time() if now is None else now)
    period = app_settings.TOTP_PERIOD
    return format_hotp_value(hotp_value(STAFF_SECRET, moment // period)), period - moment % period
