"""A client signed in as staff, with password and second factor given in its session."""

import time

from django.test import Client

from presessions.accounts.models import User
from tests.factories import make_officer


def staff_client(user: User | None = None) -> Client:
    user = user or make_officer()
    client = Client()
    client.force_login(user, backend="presessions.accounts.backends.RoleBackend")
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "email": user.email},
        {"method": "mfa", "at": time.time(), "type": "totp"},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def long_since_proved(client: Client) -> Client:
    """The same browser an hour after its second factor was given."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    return client
