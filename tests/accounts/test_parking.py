"""What was sent while signed out comes back; needs the database."""

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from django.views.decorators.http import require_POST

from presessions.accounts.models import ParkedPost
from presessions.accounts.parking import park_if_signed_out, remove_old
from tests.accounts.conftest import mailed_code

ADA = "ada@example.org"
TEXT = "une, « deux »\r\n‏ثلاثة & four=4 " * 200


@park_if_signed_out
def essay(request):
    parked = request.parked
    return HttpResponse(parked["text"] if parked else "-")


@park_if_signed_out
@require_POST
def button(request):
    return HttpResponse("done")


urlpatterns = [path("essay/", essay), path("button/", button), path("", include("presessions.urls"))]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def visitor() -> Client:
    """A browser that checks CSRF like a real one."""
    client = Client(enforce_csrf_checks=True)
    client.get("/sign-in/")
    return client


def post(client: Client, address: str, **fields: str):
    return client.post(address, {"csrfmiddlewaretoken": client.cookies["csrf"].value, **fields})


def sign_in(client: Client, way_on: str) -> str:
    post(client, "/sign-in/", email=ADA, next=way_on)
    return post(client, "/sign-in/code/", code=mailed_code(ADA), next=way_on)["Location"]


def test_text_sent_while_signed_out_comes_back_after_signing_in_to_the_letter(visitor):
    answer = post(visitor, "/essay/", text=TEXT)
    assert answer["Location"] == "/sign-in/?next=/essay/"
    assert visitor.get(sign_in(visitor, "/essay/")).content.decode() == TEXT
    assert visitor.get("/essay/").content == b"-"
    assert ParkedPost.objects.count() == 0


def test_text_rests_encrypted_and_without_the_token(visitor):
    post(visitor, "/essay/", text="a secret sentence")
    row = ParkedPost.objects.get()
    assert b"secret" not in bytes(row.payload)
    assert visitor.cookies["csrf"].value not in row.browser


def test_another_browser_does_not_get_it(visitor):
    post(visitor, "/essay/", text=TEXT)
    other = Client(enforce_csrf_checks=True)
    other.get("/sign-in/")
    assert other.get(sign_in(other, "/essay/")).content == b"-"


def test_the_last_version_of_a_page_is_the_one_kept(visitor):
    post(visitor, "/essay/", text="first")
    post(visitor, "/essay/", text="second")
    assert visitor.get(sign_in(visitor, "/essay/")).content == b"second"


def test_text_is_kept_for_a_day(visitor):
    with time_machine.travel("2026-04-01 10:00", tick=False) as clock:
        post(visitor, "/essay/", text=TEXT)
        clock.shift(24 * 3600 - 1)
        assert remove_old() == 0
        clock.shift(2)
        assert visitor.get(sign_in(visitor, "/essay/")).content == b"-"


def test_what_nobody_came_back_for_is_removed(visitor):
    with time_machine.travel("2026-04-01 10:00", tick=False) as clock:
        post(visitor, "/essay/", text=TEXT)
        clock.shift(24 * 3600 + 1)
        assert remove_old() == 1


def test_looking_while_signed_out_parks_nothing(visitor):
    assert visitor.get("/essay/")["Location"] == "/sign-in/?next=/essay/"
    assert ParkedPost.objects.count() == 0


def test_an_opened_application_needs_no_account(visitor):
    session = visitor.session
    session["opened_applications"] = ["a1"]
    session.save()
    visitor.cookies["session"] = session.session_key
    assert visitor.get("/essay/").content == b"-"


def test_what_is_too_much_to_keep_stands_on_the_page_and_can_be_sent_from_there(visitor, settings):
    settings.PARKED_PER_HOUR = 1
    post(visitor, "/essay/", text="first")
    answer = post(visitor, "/essay/", text='second <b>"quoted"</b>', other="")
    page = answer.content.decode()
    assert answer.status_code == 429
    assert '<input type="hidden" name="text" value="second &lt;b&gt;&quot;quoted&quot;&lt;/b&gt;">' in page
    assert '<input type="hidden" name="other" value="">' in page
    assert page.count('name="csrfmiddlewaretoken"') >= 1
    assert visitor.get(sign_in(visitor, "/essay/")).content == b"first"


def test_a_text_beyond_all_forms_is_given_back_and_not_kept(visitor, settings):
    settings.PARKED_MAX_BYTES = 1000
    answer = post(visitor, "/essay/", text=TEXT)
    assert (answer.status_code, ParkedPost.objects.count()) == (429, 0)
    assert "« deux »" in answer.content.decode()


@override_settings(SECRET_KEY="another key altogether, long enough to be one")
def test_what_was_sealed_under_another_key_is_dropped_and_not_an_error(visitor):
    with override_settings(SECRET_KEY="the first key, long enough to be one as well"):
        from presessions.accounts.sealing import seal

        sealed = seal("text=x", "parked post")
    post(visitor, "/essay/", text=TEXT)
    ParkedPost.objects.update(payload=sealed)
    assert visitor.get(sign_in(visitor, "/essay/")).content == b"-"


@pytest.mark.parametrize(
    ("told", "led_to"),
    [
        ("http://testserver/essay/?page=2", "/essay/?page=2"),
        ("http://elsewhere.example/essay/", "/my/"),
        ("http://testserver//elsewhere.example/", "/my/"),
        ("", "/my/"),
    ],
)
def test_button_pressed_while_signed_out_leads_back_to_its_page(visitor, told, led_to):
    """It is no page by itself: whoever has signed in for it presses it once more."""
    token = {"csrfmiddlewaretoken": visitor.cookies["csrf"].value}
    visitor.post("/button/", token, headers={"Referer": told} if told else {})
    answer = visitor.get(sign_in(visitor, "/button/"))
    assert (answer.status_code, answer.headers["Location"]) == (302, led_to)
    assert visitor.get("/button/").status_code == 405
    assert "Press the button once more" in visitor.get("/my/").text
