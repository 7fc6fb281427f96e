"""The cookies of each sort of reader of the demonstration, signed in just now."""

from django.conf import settings
from django.test import Client

from presessions.accounts.demo import STAFF_EMAIL
from presessions.accounts.models import User
from presessions.desk.demo import APPLICANT, DELEGATE, PANELIST
from tests.applications.staff import staff_client

from . import kinds_of_pages as who


def cookies() -> dict[str, dict[str, str]]:
    """By sort of reader; nobody's for anybody."""
    people = {who.APPLYING: APPLICANT, who.SPEAKING: PANELIST, who.DELEGATE: DELEGATE}
    staff = staff_client(User.objects.get(email=STAFF_EMAIL))
    return {
        who.ANYBODY: {},
        who.STAFF: _session(staff),
        **{sort: _session(_signed_in(email)) for sort, email in people.items()},
    }


def _signed_in(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=email), backend="presessions.accounts.backends.RoleBackend")
    return client


def _session(client: Client) -> dict[str, str]:
    name = settings.SESSION_COOKIE_NAME
    return {name: client.cookies[name].value}
