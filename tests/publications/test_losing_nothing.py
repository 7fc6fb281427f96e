"""What a panelist types is never lost: limits, windows, sessions, languages, double clicks. Needs the database."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from publications.models import Consent, Recommendation, Section, Statement
from tests.factories import make_user
from tests.publications.speakers import make_spoken, share, speaker_client
from tests.publications.test_views import url

pytestmark = pytest.mark.django_db

LONG = " ".join(f"word{number}" for number in range(1500))


def test_fifteen_hundred_words_in_any_script_survive():
    statement = make_spoken()
    text = f"{LONG}\n\nالماء في القرية\n\nПроверено"
    speaker_client(statement).post(url(statement, "statement_section", "developments"), {"text": text})

    assert Section.objects.get(kind="developments").text == text


def test_text_that_is_too_long_is_kept_beside_and_said_kindly():
    statement = make_spoken()
    client = speaker_client(statement)
    address = url(statement, "statement_section", "summary")
    answer = client.post(address, {"text": LONG})

    assert answer.status_code == 422
    assert "Shorten the text by 1350 words, to 150" in answer.content.decode()
    assert Section.objects.get(kind="summary").text == "We checked every well on the island."
    assert "word1499" in client.get(address).content.decode()
    assert client.post(url(statement, "send")).status_code == 422
    client.post(url(statement, "discard", "summary"))
    assert "We checked every well" in client.get(address).content.decode()


def test_recommendation_of_two_thousand_words_is_kept_and_refused():
    statement = make_spoken(recommendations=0)
    client = speaker_client(statement)
    answer = client.post(url(statement, "recommendations"), {"recommendation_1": "do " * 2000})

    assert (answer.status_code, Recommendation.objects.count()) == (422, 0)
    assert "Shorten the text by 1880 words, to 120" in answer.content.decode()


def seen_by(client: Client, address: str) -> dict[str, str]:
    page = client.get(address).content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("seen", "tab", "whole")}


def test_two_windows_notice_each_other_and_both_keep_their_text():
    statement = make_spoken()
    client, address = speaker_client(statement), url(statement, "statement_section", "plan")
    first, second = seen_by(client, address), seen_by(client, address)
    client.post(address, {"text": "From the first window.", **first})
    answer = client.post(address, {"text": "From the second window.", **second})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "From the first window." in page
    assert "From the second window." in page
    assert Section.objects.get(kind="plan").text == "From the first window."


def test_autosave_answers_with_the_hour_and_keeps_what_does_not_fit():
    statement = make_spoken()
    client, address = speaker_client(statement), url(statement, "statement_section", "summary")
    answer = client.post(address, {"text": LONG}, headers={"X-Autosave": "1"})

    assert re.fullmatch(r"Saved at \d\d:\d\d", answer.json()["saved"])
    assert list(Statement.objects.get(pk=statement.pk).unsaved) == ["summary"]


def test_text_survives_the_end_of_the_session():
    statement = make_spoken()
    client = Client(enforce_csrf_checks=True)
    address = url(statement, "statement_section", "plan")
    client.get(reverse("accounts:sign_in"))
    token = client.cookies["csrf"].value
    answer = client.post(address, {"text": LONG, "csrfmiddlewaretoken": token})
    assert answer.status_code == 302
    client.force_login(statement.seat.panelist, backend="presessions.accounts.backends.RoleBackend")
    page = client.get(address).content.decode()

    assert "Nothing you wrote is lost." in page
    assert Section.objects.get(kind="plan").text == LONG


def test_switching_the_language_keeps_what_was_typed():
    statement = make_spoken()
    client, address = speaker_client(statement), url(statement, "statement_section", "plan")
    answer = client.post(address, {"text": "Typed before switching.", "switch_language": "fr"})

    assert (answer.status_code, answer.cookies["lang"].value) == (302, "fr")
    assert Section.objects.get(kind="plan").text == "Typed before switching."


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("down-1", ["B", "A", "C"]),
        ("up-3", ["A", "C", "B"]),
        ("remove-2", ["A", "C"]),
        ("up-1", ["A", "B", "C"]),
    ],
)
def test_recommendations_move_with_plain_buttons_and_keep_their_addresses(move, order):
    statement = make_spoken(recommendations=0)
    client, address = speaker_client(statement), url(statement, "recommendations")
    texts = {f"recommendation_{number}": text for number, text in enumerate("ABC", start=1)}
    client.post(address, texts)
    keys = {each.text: each.public_id for each in Recommendation.objects.all()}
    client.post(address, {**texts, "move": move})

    now = list(statement.recommendations.all())
    assert [each.text for each in now] == order
    assert {each.text: each.public_id for each in now} == {text: keys[text] for text in order}


def test_sending_the_same_page_twice_writes_once():
    statement = make_spoken(recommendations=0)
    client, address = speaker_client(statement), url(statement, "recommendations")
    sent = {"recommendation_1": "Publish the results.", **seen_by(client, address)}
    client.post(address, sent)
    client.post(address, sent)

    assert Recommendation.objects.count() == 1


def test_somebody_else_writes_nothing():
    statement = make_spoken()
    client = Client()
    client.force_login(make_user(), backend="presessions.accounts.backends.RoleBackend")
    answer = client.post(url(statement, "statement_section", "plan"), {"text": "Not mine."})

    assert (answer.status_code, Section.objects.filter(kind="plan").count()) == (404, 0)


def cut(client: Client, address: str, fields: dict, **headers) -> int:
    """Send half of what the page would send, as a connection that breaks does."""
    body = urlencode(fields, doseq=True).encode()
    kind = "application/x-www-form-urlencoded"
    return client.generic("POST", address, body[: len(body) // 2], kind, headers=headers).status_code


@pytest.mark.parametrize("headers", [{}, {"X-Autosave": "1"}])
@pytest.mark.parametrize("page", ["section", "points"])
def test_half_a_page_never_writes_over_a_whole_one(page, headers):
    statement = make_spoken()
    client = speaker_client(statement)
    name, *rest = ("recommendations",) if page == "points" else ("statement_section", "summary")
    address = url(statement, name, *rest)
    window = seen_by(client, address)
    field = "recommendation_1" if page == "points" else "text"
    fields = {"seen": window["seen"], "tab": window["tab"], field: "Longer words. " * 9, "whole": "1"}

    assert cut(client, address, fields, **headers) == 400
    assert Section.objects.get(kind="summary").text == "We checked every well on the island."
    assert [each.text for each in Recommendation.objects.all()] == [
        f"Publish the results of well {number} each quarter." for number in (1, 2)
    ]
    assert Statement.objects.get(pk=statement.pk).version == statement.version


def test_half_a_choice_withdraws_nothing():
    statement = make_spoken()
    client, address = speaker_client(statement), url(statement, "consent")
    client.post(address, {"share": share(statement, "public")})
    given = Consent.objects.count()
    fields = {"seen": "1", "share": share(statement, "public"), "when": "now", "whole": "1"}

    assert cut(client, address, fields) == 400
    assert Consent.objects.count() == given
    assert client.post(address, {**fields, "share": []}).status_code == 302
    assert Consent.objects.filter(given=False).count() == given
