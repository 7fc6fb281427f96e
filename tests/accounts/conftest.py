"""People at the door, and the code that was mailed to them."""

import re
import time

import pytest
from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import caches
from django.test import Client

from presessions.accounts.grants import grant
from presessions.accounts.models import User
from presessions.mail.models import OutgoingMail
from presessions.mail.sealing import unseal
from presessions.permissions import Role

PASSWORD = "a long enough password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def room_of_its_own(db, settings):
    """No limits from other tests, and a way on that does not depend on the pages of other rooms."""
    caches["limits"].clear()
    settings.LOGIN_REDIRECT_URL = "/my/"


def mailed_code(to: str) -> str:
    """The newest code in the outbox for an address."""
    row = OutgoingMail.objects.filter(to=to).latest("pk")
    code = unseal(row.sealed_code)
    assert code is not None
    assert re.fullmatch(r"[B-Z]{4}-[B-Z]{4}", code)
    return code


def totp_code(secret: str = SECRET, step: int = 0) -> str:
    """What the app shows now (or ``step`` half minutes away)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD + step))


@pytest.fixture
def officer() -> User:
    user = User.objects.create_user("officer@example.org", PASSWORD, name="Olu Officer")
    grant(user, Role.OFFICER, by=None)
    user.refresh_from_db()
    return user


@pytest.fixture
def enrolled(officer: User) -> User:
    TOTP.activate(officer, SECRET)
    return officer


@pytest.fixture
def staff_client(client: Client, enrolled: User) -> Client:
    """A browser in which a member of staff gave password and second factor."""
    client.post("/sign-in/staff/", {"email": enrolled.email, "password": PASSWORD})
    client.post("/sign-in/staff/factor/", {"code": totp_code()})
    return client
