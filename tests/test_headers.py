"""Headers on every page, and the pages for when something went wrong."""

import re

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from presessions import errors
from presessions.headers import ALWAYS, SecurityHeaders


def raising(exception):
    def view(request):
        raise exception

    return view


def plain(request):
    return HttpResponse("ok")


def kept(request):
    return HttpResponse("ok", headers={"Cache-Control": "max-age=60"})


def read_form(request):
    return HttpResponse(str(len(request.POST)))


urlpatterns = [
    path("plain/", plain),
    path("kept/", kept),
    path("form/", read_form),
    path("400/", raising(RequestDataTooBig("too big"))),
    path("403/", raising(PermissionDenied())),
    path("500/", raising(RuntimeError("a secret of the house"))),
    path("503/", raising(OperationalError("no connection"))),
    path("429/", lambda request: errors.too_many(request)),
    path("", include("presessions.urls")),
]
handler400 = "presessions.errors.bad_request"
handler403 = "presessions.errors.forbidden"
handler404 = "presessions.errors.not_found"
handler500 = "presessions.errors.server_error"

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
PAGES = {
    "/sign-in/": 200,
    "/plain/": 200,
    "/400/": 413,
    "/403/": 403,
    "/nowhere/": 404,
    "/429/": 429,
    "/500/": 500,
    "/503/": 503,
    "/staff/": 302,
    "/sign-in/out/": 405,
}
CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'none'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-src 'self'",
    "frame-ancestors 'none'",
    "manifest-src 'none'",
}


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_answer_carries_the_headers(visitor, address, language):
    answer = visitor.get(address, headers={"accept-language": language})
    assert answer.status_code == PAGES[address]
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == CSP


@pytest.mark.parametrize("address", [address for address, status in PAGES.items() if status >= 400])
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_error_pages_speak_the_readers_language_and_tell_no_secret(visitor, address, language):
    answer = visitor.get(address, headers={"accept-language": language})
    page = answer.content.decode()
    assert f'<html lang="{language}"' in page
    assert [word for word in ("Traceback", "secret of the house", "presessions/") if word in page] == []
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_a_way_of_asking_that_is_not_allowed_says_which_are(visitor):
    page = visitor.get("/sign-in/out/")
    assert (page.headers["Allow"], int(page.headers["Content-Length"])) == ("POST", len(page.content))
    file = visitor.post("/static/img/mark.svg", headers={"accept-language": "es"})
    assert (file.status_code, file.headers["Allow"]) == (405, "GET, HEAD")
    assert '<html lang="es"' in file.content.decode()
    assert set(file.headers["Content-Security-Policy"].split("; ")) == CSP


def test_files_of_the_look_carry_the_headers_too(visitor):
    answer = visitor.get("/static/img/mark.svg")
    assert answer.status_code == 200
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == CSP


def test_unreachable_database_says_when_to_come_back(visitor):
    assert visitor.get("/503/").headers["Retry-After"] == "30"


def test_error_pages_ask_no_database(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        visitor.get("/500/")
        visitor.get("/503/")


def test_an_error_page_without_its_template_still_answers_in_three_languages(rf, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("no templates")

    monkeypatch.setattr(errors, "render_to_string", broken)
    answer = errors.page(rf.get("/"), 500)
    assert re.findall(r'lang="(\w\w)"', answer.content.decode()) == ["en", "fr", "es"]
    assert answer.status_code == 500


def test_a_form_without_its_token_is_refused_and_gives_back_what_was_typed():
    visitor = Client(enforce_csrf_checks=True)
    typed = {"organisation_name": "Asociación <b>", "password": "hush", "code": "BCDF-GHJK", "empty": " "}
    answer = visitor.post("/form/", typed, headers={"accept-language": "es"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Asociación &lt;b&gt;" in page
    assert [word for word in ("hush", "BCDF-GHJK", "organisation") if word in page] == []


def test_more_fields_than_a_form_has_are_refused_as_too_large(visitor, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    assert visitor.post("/form/", {str(number): "x" for number in range(11)}).status_code == 413


@pytest.mark.parametrize(
    ("address", "rule"),
    [("/plain/", "no-cache"), ("/kept/", "max-age=60"), ("/nowhere/", "no-store, private")],
)
def test_public_pages_are_asked_for_anew(visitor, address, rule):
    assert visitor.get(address).headers["Cache-Control"] == rule


def test_nothing_is_kept_of_a_session(visitor, django_user_model):
    visitor.force_login(django_user_model.objects.create_user("ada@example.org"))
    assert visitor.get("/plain/").headers["Cache-Control"] == "no-store, private"


def test_pages_vary_by_cookie_and_language(visitor):
    varies = {name.strip() for name in visitor.get("/plain/").headers["Vary"].split(",")}
    assert varies >= {"Cookie", "Accept-Language"}


def test_search_engines_are_told_to_stay_away_from_the_demonstration(visitor, settings):
    settings.DEMO = True
    assert visitor.get("/plain/").headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    settings.DEMO = False
    assert "X-Robots-Tag" not in visitor.get("/plain/").headers


def test_security_txt_can_be_read_and_expires_within_the_year(visitor):
    with time_machine.travel("2026-04-01T12:00Z", tick=False):
        answer = visitor.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert fields == {
        "Contact": "mailto:presessions@localhost",
        "Expires": "2026-09-28T00:00:00Z",
        "Preferred-Languages": "en, fr, es",
        "Canonical": "http://127.0.0.1:8000/.well-known/security.txt",
    }


def test_a_foreign_host_is_refused(visitor):
    assert visitor.get("/plain/", headers={"host": "evil.example"}).status_code == 400
    assert visitor.get("/plain/", headers={"x-forwarded-host": "evil.example"}).status_code == 200


def test_a_head_says_the_length_of_the_page_and_brings_nothing_of_it():
    head = SecurityHeaders(plain)(RequestFactory().head("/plain/"))

    assert (head.content, head.headers["Content-Length"]) == (b"", "2")
    assert SecurityHeaders(plain)(RequestFactory().get("/plain/")).content == b"ok"
