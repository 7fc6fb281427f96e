"""A button pressed twice, and the language changed, on the pages before there is an application. Needs the database."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from applications.models import Application
from presessions.mail.models import OutgoingMail
from presessions.mail.sealing import unseal
from tests.applications.test_views import FIRST, fill, meeting  # noqa: F401
from tests.factories import make_application, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
BEGIN, CODE = reverse("applications:begin"), reverse("applications:code")


def asked(meeting: Any) -> Client:  # noqa: F811
    client = Client()
    client.post(reverse("applications:start"), {"meeting": meeting.pk, **FIRST})
    return client


def token(client: Client, page: str) -> str:
    """Of the form on this page, masked anew each time it is made."""
    return str(client.get(page).context["csrf_token"])


def same_browser(client: Client) -> Client:
    """The browser as it was before an answer came: it sends its second press with the cookies of the first."""
    twin = Client()
    for name, morsel in client.cookies.items():
        twin.cookies[name] = morsel.value
    return twin


def code_of() -> str:
    return unseal(OutgoingMail.objects.filter(message="sign_in_code").latest("pk").sealed_code)


def test_begun_twice_with_a_phrase_shows_the_words_of_one_application(meeting: Any) -> None:  # noqa: F811
    client = asked(meeting)
    data = {"way": "phrase", "csrfmiddlewaretoken": token(client, BEGIN)}
    twin = same_browser(client)
    client.post(BEGIN, data)
    answer = twin.post(BEGIN, data)
    assert "Write these down now" in answer.text
    row = Application.objects.get()
    assert twin.get(reverse("applications:tasks", args=[row.public_id])).status_code == 200
    words = " ".join(answer.context["words"])
    back = {"reference": row.reference, "phrase": words}
    assert Client().post(reverse("applications:resume"), back).status_code == 302


def test_code_pressed_twice_leads_to_one_draft(meeting: Any) -> None:  # noqa: F811
    client = asked(meeting)
    client.post(BEGIN, {"email": "owner@example.org"})
    data = {"code": code_of(), "csrfmiddlewaretoken": token(client, CODE)}
    twin = same_browser(client)
    first, second = client.post(CODE, data), twin.post(CODE, data)
    row = Application.objects.get()
    assert first.url == second.url == reverse("applications:tasks", args=[row.public_id])
    assert twin.get(second.url).status_code == 200


def test_sign_in_pressed_twice_is_signed_in() -> None:
    client, page = Client(), reverse("accounts:code")
    client.post(reverse("accounts:sign_in"), {"email": "owner@example.org"})
    data = {"code": code_of(), "csrfmiddlewaretoken": token(client, page)}
    twin = same_browser(client)
    client.post(page, data)
    assert twin.post(page, data).status_code == 302
    assert twin.session["_auth_user_id"] == client.session["_auth_user_id"]
    assert Session.objects.count() == 1


def test_what_was_parked_is_given_back_after_a_second_press(meeting: Any) -> None:  # noqa: F811
    row = make_application(meeting, status="draft", owner=make_user("owner@example.org"))
    page, sign_in = reverse("applications:page", args=[row.public_id, "background"]), reverse("accounts:code")
    client = Client()
    client.get(reverse("accounts:sign_in"))
    client.post(page, {"about": "Fifteen hundred words."})
    client.post(reverse("accounts:sign_in"), {"email": "owner@example.org"})
    data = {"code": code_of(), "csrfmiddlewaretoken": token(client, sign_in)}
    twin = same_browser(client)
    client.post(sign_in, data)
    twin.post(sign_in, data)
    assert twin.get(page).context["form"]["about"].value() == "Fifteen hundred words."


def test_mark_of_another_page_leads_nowhere(meeting: Any) -> None:  # noqa: F811
    """Whoever planted a session in this browser has pages, and marks, of their own."""
    client = asked(meeting)
    planted = same_browser(client)
    theirs = token(planted, BEGIN)
    client.post(BEGIN, {"way": "phrase", "csrfmiddlewaretoken": token(client, BEGIN)})
    assert planted.post(BEGIN, {"way": "phrase", "csrfmiddlewaretoken": theirs}).url == reverse(
        "applications:start"
    )
    row = Application.objects.get()
    assert planted.get(reverse("applications:tasks", args=[row.public_id])).status_code == 302


@pytest.mark.parametrize("ended", ["signed out", "later"])
def test_mark_ends_with_its_session_and_after_some_seconds(ended: str) -> None:
    client, page = Client(), reverse("accounts:code")
    client.post(reverse("accounts:sign_in"), {"email": "owner@example.org"})
    data = {"code": code_of(), "csrfmiddlewaretoken": token(client, page)}
    twin = same_browser(client)
    client.post(page, data)
    if ended == "later":
        caches["limits"].clear()
    else:
        client.post(reverse("accounts:sign_out"))
    assert twin.post(page, data).status_code == 422
    assert "_auth_user_id" not in twin.session


def test_wrong_code_pressed_twice_counts_twice(meeting: Any) -> None:  # noqa: F811
    client = asked(meeting)
    client.post(BEGIN, {"email": "owner@example.org"})
    mark = token(client, CODE)
    tries = [client.post(CODE, {"code": "BBBB-BBBB", "csrfmiddlewaretoken": mark}).text for _ in range(2)]
    assert "4 more times" in tries[0]
    assert "3 more times" in tries[1]


# --- another language, in the middle ---------------------------------------------------------


def test_first_answers_stay_when_the_language_changes(meeting: Any) -> None:  # noqa: F811
    client, page = Client(), reverse("applications:start")
    typed = {"meeting": str(meeting.pk), "kind": "grassroots", "shared": "yes"}
    answer = client.post(page, {**typed, "switch_language": "fr"})
    assert 'lang="fr"' in answer.text
    assert {name: answer.context["form"][name].value() for name in typed} == typed
    assert not answer.context["form"].errors
    assert client.get(page).wsgi_request.LANGUAGE_CODE == "fr"


def test_address_stays_when_the_language_changes(meeting: Any) -> None:  # noqa: F811
    client = asked(meeting)
    answer = client.post(BEGIN, {"email": "owner@exam", "switch_language": "es"})
    assert answer.context["form"]["email"].value() == "owner@exam"
    assert 'lang="es"' in answer.text
    assert not OutgoingMail.objects.exists()


def test_half_a_code_stays_when_the_language_changes(meeting: Any) -> None:  # noqa: F811
    client = asked(meeting)
    client.post(BEGIN, {"email": "owner@example.org"})
    answer = client.post(CODE, {"code": "ABC", "switch_language": "fr"})
    assert answer.context["form"]["code"].value() == "ABC"
    assert 'lang="fr"' in answer.text
    assert not answer.context["form"].errors


def test_words_stay_when_the_language_changes() -> None:
    typed = {"reference": "54-ABCDEF", "phrase": "nize repi"}
    client, page = Client(), reverse("applications:resume")
    answer = client.post(page, {**typed, "next": "/apply/", "switch_language": "fr"})
    assert {name: answer.context["form"][name].value() for name in typed} == typed
    assert answer.context["next"] == "/apply/"


def test_tries_count_alike_however_a_reference_is_written(settings: Any) -> None:
    """Else the count would tell which references there are."""
    settings.SIGN_IN_LIMITS = {
        **settings.SIGN_IN_LIMITS,
        "phrase": {"account_here": "2/1m", "network": "99/1m", "account": "99/1m"},
    }
    client, page = Client(), reverse("applications:resume")
    tries = [
        client.post(page, {"reference": written, "phrase": "a b"}).text
        for written in ("54-ZZZZZ9", "54 zzzzz9", "x54/ZZZZZ9")
    ]
    assert ["Too many tries" in text for text in tries] == [False, False, True]


def test_letters_are_in_the_language_in_which_it_was_sent(meeting: Any) -> None:  # noqa: F811
    owner = make_user("owner@example.org")
    client = Client()
    client.force_login(owner, backend="presessions.accounts.backends.RoleBackend")
    row = make_application(meeting, status="draft", owner=owner, language="en")
    fill(client, row)
    client.post(reverse("applications:check", args=[row.public_id]), headers={"Accept-Language": "fr"})
    row.refresh_from_db()
    assert (row.status, row.language) == ("submitted", "fr")
    assert OutgoingMail.objects.get(message="application_received").language == "fr"
