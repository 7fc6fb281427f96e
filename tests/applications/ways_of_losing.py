"""The ways in which what somebody typed could be lost, each walked to its end: typed, and found again.

One list for the tests and for `make show-losses`. Each way is given a signed-in browser and a draft, types
``WORDS`` into the page "Background" and returns what is found there in the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.models import Application
from presessions.mail.models import OutgoingMail
from presessions.mail.sealing import unseal
from presessions.series.models import Series
from tests.factories import make_application, make_day, make_issue, make_pre_session, make_series, make_user

WORDS = (
    " ".join(f"mot{number} كلمة{number}\nслово{number} 词{number} शब्द{number}" for number in range(300))
    + "  \t end "
)
REST = {"founded": "2011", "has_ecosoc": "no"}
BACKEND = "presessions.accounts.backends.RoleBackend"
EMPTY = {
    "organisation_name": "",
    "kind": "",
    "is_coalition": None,
    "submitted": "",
    "speaker_name": "",
    "gender": "",
    "under_18": None,
    "statement_language": "",
}


@dataclass(frozen=True)
class Way:
    """``walk`` types ``WORDS``, meets what could lose them, and returns what is found in the end."""

    name: str
    walk: Callable[[Client, Application], str]

    def lost(self, client: Client, draft: Application) -> int:
        """How many characters are not found again, from the first that differs."""
        found = self.walk(client, draft)
        return 0 if found == WORDS else len(WORDS) - _alike(found)


def _alike(found: str) -> int:
    pairs = enumerate(zip(found, WORDS, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(found), len(WORDS)))


def scene() -> tuple[Client, Application]:
    """An open call, somebody signed in, their empty draft."""
    make_issue("UI-WATER", "Water")
    series = make_series()
    make_day(series)
    owner = make_user("owner@example.org")
    draft = make_application(make_pre_session(series, "TLS"), status="draft", owner=owner, **EMPTY)
    client = Client(raise_request_exception=False)
    client.force_login(owner, backend=BACKEND)
    return client, draft


def where(draft: Application) -> str:
    return reverse("applications:page", args=[draft.public_id, "background"])


def shown(client: Client, draft: Application) -> str:
    """What stands in the field when the page is opened."""
    return str(client.get(where(draft)).context["form"]["about"].value())


def window(client: Client, draft: Application) -> dict[str, str]:
    """The page opened in a window of its own: what it sends along with the answers."""
    page = client.get(where(draft))
    return {"seen": page.context["seen"], "tab": page.context["tab"], "whole": "1"}


def session_expiry(client: Client, draft: Application) -> str:
    gone = Client(enforce_csrf_checks=True)  # the same person, whose session is over
    gone.get(reverse("accounts:sign_in"))
    token, path = gone.cookies["csrf"].value, where(draft)
    answer = gone.post(path, {"about": WORDS, "csrfmiddlewaretoken": token})
    gone.post(answer.url, {"email": draft.owner.email, "next": path, "csrfmiddlewaretoken": token})
    code = unseal(OutgoingMail.objects.get(message="sign_in_code").sealed_code)
    gone.post(reverse("accounts:code"), {"code": code, "next": path, "csrfmiddlewaretoken": token})
    page = gone.get(path)
    assert "Nothing you wrote is lost" in page.content.decode()
    assert page.context["form"]["about"].value() == WORDS
    return shown(gone, draft)


def language_switch(client: Client, draft: Application) -> str:
    """By its button while the text stands in the page, saved by nothing before."""
    page = client.get(where(draft))
    button = '<button type="submit" form="answers" name="switch_language" value="fr"'
    if button not in page.text:
        return ""
    data = {**window(client, draft), "about": WORDS, "switch_language": "fr", "whole": "1"}
    answer = client.post(where(draft), data)
    if client.get(answer.headers["Location"]).wsgi_request.LANGUAGE_CODE != "fr":
        return ""
    return shown(client, draft)


def back_in_the_browser(client: Client, draft: Application) -> str:
    old = window(client, draft)
    client.post(where(draft), {**REST, **old, "about": "A first attempt."})
    assert (
        client.post(where(draft), {**REST, **old, "about": WORDS}).status_code == 422
    )  # too long, kept as typed
    return shown(client, draft)


def double_tap(client: Client, draft: Application) -> str:
    data = {**REST, **window(client, draft), "about": WORDS}
    assert [client.post(where(draft), data).status_code for _ in range(2)] == [422, 422]
    return shown(client, draft)


def second_window(client: Client, draft: Application) -> str:
    first, second = window(client, draft), window(client, draft)
    client.post(where(draft), {**REST, **first, "about": "From the first window."})
    answer = client.post(where(draft), {**REST, **second, "about": WORDS})
    assert answer.status_code == 409
    assert answer.context["form"]["about"].value() == WORDS
    assert answer.context["differing"] == [{"label": "Aim and work", "value": "From the first window."}]
    again = {"seen": answer.context["seen"], "tab": answer.context["tab"], "whole": "1"}
    client.post(where(draft), {**REST, **again, "about": answer.context["form"]["about"].value()})
    return shown(client, draft)


def validation_error(client: Client, draft: Application) -> str:
    answer = client.post(where(draft), {"about": WORDS, "founded": "soon"})
    assert answer.status_code == 422
    assert answer.context["form"]["about"].value() == WORDS
    assert client.get(where(draft)).context["form"]["founded"].value() == "soon"
    return shown(client, draft)


def lost_connection(client: Client, draft: Application) -> str:
    """Saved once while typing; then the connection breaks in the middle of sending: half a page changes nothing."""
    mine = window(client, draft)
    client.post(where(draft), {**mine, "about": WORDS}, headers={"X-Autosave": "1"})
    fields = {"seen": mine["seen"], "tab": mine["tab"], "about": WORDS, "whole": "1"}
    body = urlencode(fields).encode()
    for headers in ({}, {"X-Autosave": "1"}):
        cut = client.generic(
            "POST", where(draft), body[: len(body) // 2], "application/x-www-form-urlencoded", headers=headers
        )
        assert cut.status_code == 400
    return shown(client, draft)


def deadline_passing(client: Client, draft: Application) -> str:
    Series.objects.update(closes_at=timezone.now() - timedelta(hours=2))
    client.post(where(draft), {"about": WORDS})
    assert "The deadline has passed" in client.get(where(draft)).content.decode()
    taken_along = client.get(reverse("applications:data", args=[draft.public_id])).json()
    assert taken_along["unsaved"]["background"]["about"] == [WORDS]
    return shown(client, draft)


def server_error(client: Client, draft: Application) -> str:
    """The database goes away while it is saved; the page that says so gives all back, to be sent once more."""

    def away(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "applications_application" in sql:
            raise OperationalError("no connection")
        return execute(sql, params, many, context)

    data = {**REST, **window(client, draft), "about": WORDS}
    with connection.execute_wrapper(away):
        answer = client.post(where(draft), data)
    assert answer.status_code == 503
    page = answer.content.decode()
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    client.post(where(draft), {name: unescape(text) for name, text in fields})
    return shown(client, draft)


WAYS = [
    Way("session expiry", session_expiry),
    Way("language switch", language_switch),
    Way("Back in the browser", back_in_the_browser),
    Way("double tap", double_tap),
    Way("second window", second_window),
    Way("validation error", validation_error),
    Way("lost connection", lost_connection),
    Way("deadline passing", deadline_passing),
    Way("server error", server_error),
]
