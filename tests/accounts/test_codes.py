"""Signing in by a mailed code; needs the database."""

import pytest
import time_machine
from django.test import Client

from presessions.accounts.models import User
from presessions.mail.models import OutgoingMail
from tests.accounts.conftest import mailed_code

ADA = "ada@example.org"


def ask(client: Client, email: str = ADA, **more: str):
    return client.post("/sign-in/", {"email": email, **more})


def type_code(client: Client, code: str, **more: str):
    return client.post("/sign-in/code/", {"code": code, **more})


def signed_in_as(client: Client) -> str | None:
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk).email if pk else None


def test_code_signs_in_and_makes_the_account_of_a_new_address(client):
    ask(client)
    assert User.objects.count() == 0
    answer = type_code(client, mailed_code(ADA))
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    assert signed_in_as(client) == ADA
    assert User.objects.get().has_usable_password() is False


def test_code_is_taken_in_small_letters_and_without_its_dash(client):
    ask(client)
    type_code(client, " " + mailed_code(ADA).lower().replace("-", " "))
    assert signed_in_as(client) == ADA


def test_code_leads_on_to_the_page_that_asked(client):
    assert ask(client, next="/apply/43/").headers["Location"] == "/sign-in/code/?next=%2Fapply%2F43%2F"
    assert type_code(client, mailed_code(ADA), next="/apply/43/")["Location"] == "/apply/43/"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "\\\\evil"]
)
def test_code_leads_nowhere_else(client, elsewhere):
    ask(client)
    assert type_code(client, mailed_code(ADA), next=elsewhere)["Location"] == "/my/"


def test_one_person_whatever_the_capitals(client):
    User.objects.create_user(ADA)
    ask(client, " Ada@Example.ORG ")
    type_code(client, mailed_code(ADA))
    assert (signed_in_as(client), User.objects.count()) == (ADA, 1)


def test_looking_at_pages_never_signs_in_and_never_uses_up_a_code(client):
    ask(client)
    code = mailed_code(ADA)
    for _ in range(5):
        client.get("/sign-in/code/", {"code": code})
        client.head("/sign-in/code/", {"code": code})
    assert signed_in_as(client) is None
    type_code(client, code)
    assert signed_in_as(client) == ADA


def test_code_works_only_where_it_was_asked_for(client):
    ask(client)
    stranger = Client()
    answer = type_code(stranger, mailed_code(ADA))
    assert (answer.status_code, signed_in_as(stranger)) == (422, None)
    assert "This code no longer works. Ask for a new one." in answer.content.decode()


def test_code_works_once(client):
    ask(client)
    code = mailed_code(ADA)
    type_code(client, code)
    client.post("/sign-in/out/")
    assert type_code(client, code).status_code == 422


def test_code_works_for_ten_minutes(client):
    with time_machine.travel("2026-04-01 10:00", tick=False) as clock:
        ask(client)
        code = mailed_code(ADA)
        clock.shift(10 * 60 + 1)
        assert "no longer works" in type_code(client, code).content.decode()
    assert signed_in_as(client) is None


def test_wrong_code_says_how_often_it_may_be_tried_and_then_is_spent(client):
    ask(client)
    right = mailed_code(ADA)
    wrong = "ZZZZ-ZZZZ" if right != "ZZZZ-ZZZZ" else "BBBB-BBBB"
    said = [type_code(client, wrong).content.decode() for _ in range(5)]
    assert "You can try 4 more times." in said[0]
    assert "You can try once more." in said[3]
    assert "no longer works" in said[4]
    assert "no longer works" in type_code(client, right).content.decode()


def test_a_new_code_puts_the_old_one_out_of_use(client):
    ask(client)
    old = mailed_code(ADA)
    ask(client)
    type_code(client, old)
    assert signed_in_as(client) is None
    type_code(client, mailed_code(ADA))
    assert signed_in_as(client) == ADA


@pytest.mark.parametrize("address", ["", "ada", "ada@", "a b@example.org", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_said_beside_the_field(client, address):
    answer = ask(client, address)
    assert (answer.status_code, OutgoingMail.objects.count()) == (422, 0)


def test_known_unknown_disabled_and_staff_addresses_are_answered_alike(client, officer):
    User.objects.create_user("known@example.org")
    User.objects.create_user("gone@example.org", is_active=False)

    def answer(email):
        browser = Client()
        first = ask(browser, email)
        page = browser.get("/sign-in/code/").content.decode()
        token = browser.cookies["csrf"].value
        headers = {name: value for name, value in first.headers.items() if name != "Content-Length"}
        return first.status_code, headers, sorted(browser.cookies), _plain(page, email, token)

    addresses = ["known@example.org", "unknown@example.org", "gone@example.org", officer.email]
    assert len({repr(answer(email)) for email in addresses}) == 1
    assert OutgoingMail.objects.count() == 4


def _plain(page: str, email: str, token: str) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.replace(email, "…"))


def test_a_disabled_account_does_not_come_in(client):
    User.objects.create_user("gone@example.org", is_active=False)
    ask(client, "gone@example.org")
    assert "no longer works" in type_code(client, mailed_code("gone@example.org")).content.decode()
    assert signed_in_as(client) is None


def test_staff_are_sent_to_their_own_door(client, officer):
    ask(client, officer.email)
    answer = type_code(client, mailed_code(officer.email))
    assert (answer["Location"], signed_in_as(client)) == ("/sign-in/staff/", None)


def test_codes_asked_for_in_anothers_name_do_not_keep_the_owner_out(client):
    answers = [ask(client).status_code for _ in range(6)]
    assert answers == [302] * 5 + [422]
    assert ask(client, "other@example.org").status_code == 302
    owner = Client(REMOTE_ADDR="198.51.100.7")
    assert ask(owner).status_code == 302
    type_code(owner, mailed_code(ADA))
    assert signed_in_as(owner) == ADA


def test_an_address_is_not_sent_codes_without_end_from_wherever_they_are_asked(client, settings):
    settings.SIGN_IN_LIMITS = {
        **settings.SIGN_IN_LIMITS,
        "ask_code": {"account_here": "2/10m", "network": "60/10m", "account": "3/10m"},
    }
    places = [Client(REMOTE_ADDR=f"198.51.100.{number}") for number in (1, 1, 1, 2, 3)]
    assert [ask(place).status_code for place in places] == [302, 302, 422, 302, 422]
    assert ask(places[0], "other@example.org").status_code == 302


def test_a_network_is_not_sent_codes_without_end_for_whatever_addresses(client, settings):
    settings.SIGN_IN_LIMITS = {
        **settings.SIGN_IN_LIMITS,
        "ask_code": {"account_here": "5/10m", "network": "3/10m", "account": "30/10m"},
    }
    forged = [Client(HTTP_X_FORWARDED_FOR=f"203.0.113.{number}") for number in range(4)]
    answers = [ask(browser, f"{number}@example.org").status_code for number, browser in enumerate(forged)]
    assert answers == [302] * 3 + [422]


def test_guessing_is_refused_after_ten_and_keeps_the_owner_out_nowhere(client):
    guesses = []
    for _ in range(3):
        ask(client)
        guesses += [type_code(client, "ZZZZ-ZZZZ").content.decode() for _ in range(4)]
    assert ["Too many tries." in page for page in guesses] == [False] * 10 + [True] * 2
    for owner in (Client(), Client(REMOTE_ADDR="198.51.100.7")):
        ask(owner)
        type_code(owner, mailed_code(ADA))
        assert signed_in_as(owner) == ADA


def test_a_code_is_spent_after_five_wrong_ones_where_too_many_were_tried_too(client, settings):
    settings.SIGN_IN_LIMITS = {
        **settings.SIGN_IN_LIMITS,
        "wrong_code": {"account_here": "1/15m", "network": "9/15m", "account": "9/15m"},
    }
    ask(client)
    said = [type_code(client, "ZZZZ-ZZZZ").content.decode() for _ in range(5)]
    assert ["Too many tries." in page for page in said] == [False, True, True, True, False]
    type_code(client, mailed_code(ADA))
    assert signed_in_as(client) is None


def test_a_forged_forwarding_header_does_not_escape_the_limit(client):
    answers = []
    for number in range(12):
        ask_again = Client(HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
        ask(ask_again, f"{number}@example.org")
        answers.append("Too many tries." in type_code(ask_again, "ZZZZ-ZZZZ").content.decode())
    assert answers == [False] * 10 + [True] * 2


def test_signing_in_gives_the_session_a_new_key_and_keeps_an_opened_application(client):
    session = client.session
    session["opened_applications"] = ["a1"]
    session.save()
    before = client.session.session_key
    ask(client)
    type_code(client, mailed_code(ADA))
    assert client.session.session_key != before
    assert client.session["opened_applications"] == ["a1"]


def test_signing_out_ends_the_session_and_clears_what_the_browser_kept(client):
    ask(client)
    type_code(client, mailed_code(ADA))
    assert client.get("/sign-in/out/").status_code == 405
    answer = client.post("/sign-in/out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert signed_in_as(client) is None
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_pages_exist_in_each_language(client, language):
    client.cookies["lang"] = language
    ask(client)
    pages = [
        client.get(path) for path in ("/sign-in/", "/sign-in/code/", "/sign-in/staff/", "/sign-in/goodbye/")
    ]
    assert [page.status_code for page in pages] == [200] * 4
    assert {page["Content-Language"] for page in pages} == {language}
    assert OutgoingMail.objects.get().language == language


def test_a_double_press_on_the_code_leaves_one_account(client):
    ask(client)
    code = mailed_code(ADA)
    twin = Client()
    twin.cookies = client.cookies.copy()
    type_code(client, code)
    type_code(twin, code)
    assert (signed_in_as(client), User.objects.count()) == (ADA, 1)


def test_changing_the_language_keeps_the_address_that_was_typed_and_sends_nothing(client):
    page = client.post(
        "/sign-in/",
        {"email": "ada@exam", "next": "/apply/43/", "switch_language": "fr"},
        HTTP_ACCEPT_LANGUAGE="en",
    )
    assert page.status_code == 200
    assert 'lang="fr"' in page.text
    assert 'value="ada@exam"' in page.text
    assert 'name="next" value="/apply/43/"' in page.text
    assert 'lang="fr"' in client.get("/sign-in/").text
    assert OutgoingMail.objects.count() == 0


def test_changing_the_language_keeps_half_a_code_and_counts_no_try(client):
    ask(client)
    code = mailed_code(ADA)
    page = client.post("/sign-in/code/", {"code": code[:3], "next": "/apply/43/", "switch_language": "es"})
    assert (page.status_code, page.context["form"]["code"].value()) == (200, code[:3])
    assert 'lang="es"' in page.text
    assert 'name="next" value="/apply/43/"' in page.text
    for _ in range(9):
        client.post("/sign-in/code/", {"code": "WRNG", "switch_language": "fr"})
    type_code(client, code)
    assert signed_in_as(client) == ADA
