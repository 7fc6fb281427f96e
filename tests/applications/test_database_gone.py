"""The database goes away while somebody saves, and comes back: real web processes on a real PostgreSQL."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from applications.models import Application
from tests.applications.ways_of_losing import REST, WORDS, scene, where, window
from tests.journeys.house import ROOT, until
from tests.ports import free_port

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "not __import__('os').environ.get('TEST_DATABASE_URL')", reason="PostgreSQL is not there"
    ),
]


@contextmanager
def web(folder: Path) -> Iterator[str]:
    """gunicorn on the database of this test; its address."""
    parts = urllib.parse.urlsplit(os.environ["TEST_DATABASE_URL"])
    port = free_port()
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("TEST_", "DJANGO"))},
        "DJANGO_SETTINGS_MODULE": "tests.settings",  # no static files are collected for it
        "TEST_DATABASE_URL": parts._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "VAR_DIR": str(folder),
        "DEMO": "0",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "presessions.wsgi:application", "--bind", f"127.0.0.1:{port}",
         "--worker-class", "presessions.server.Worker", "--workers", "2", "--threads", "2", "--no-control-socket"],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: ask(f"{address}/healthz")[0] == 200, seconds=90, what="gunicorn")
        yield address
    finally:
        process.terminate()
        process.wait(30)


def ask(address: str, fields: dict[str, str] | None = None, cookie: str = "") -> tuple[int, str, float]:
    """Status, page and seconds; 0 where nobody answers."""
    data = urllib.parse.urlencode(fields).encode() if fields else None
    request = urllib.request.Request(address, data, {"Cookie": cookie, "Accept-Language": "es"})
    opener = urllib.request.build_opener(_Stay)
    begun = time.monotonic()
    try:
        with opener.open(request, timeout=60) as answer:
            return answer.status, answer.read().decode(), time.monotonic() - begun
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), time.monotonic() - begun
    except OSError:
        return 0, "", time.monotonic() - begun


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


@contextmanager
def gone() -> Iterator[None]:
    """Nobody but this test, which is connected, gets to the database."""
    name = connection.settings_dict["NAME"]
    with connection.cursor() as mine:
        mine.execute("SELECT pg_backend_pid()")
        (own,) = mine.fetchone()
    server = psycopg2.connect(os.environ["TEST_DATABASE_URL"])
    server.autocommit = True
    cursor = server.cursor()
    cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    try:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s",
            [name, own],
        )
        yield
    finally:
        cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        server.close()


def test_database_that_is_gone_is_said_in_three_languages_and_loses_nothing(tmp_path: Path) -> None:
    client, draft = scene()
    token = "a" * 32
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"
    fields = {"csrfmiddlewaretoken": token, **window(client, draft), **REST, "about": WORDS}
    before = Application.objects.values().get(pk=draft.pk)
    with web(tmp_path) as site:
        address = f"{site}{where(draft)}"
        assert ask(address, cookie=cookie)[0] == 200
        with gone():
            answers = [ask(address, fields, cookie) for _ in range(3)]
            assert Application.objects.values().get(pk=draft.pk) == before
        assert [status for status, _page, _took in answers] == [503, 503, 503]
        assert min(took for _status, _page, took in answers) < 2
        page = answers[0][1]
        assert set(re.findall(r'lang="(\w\w)"', page)) >= {"en", "fr", "es"}
        given_back = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page))
        again = {name: unescape(text) for name, text in given_back.items()}
        until(
            lambda: ask(address, again, cookie)[0] == 422, seconds=10, what="the database"
        )  # kept, and too long
    draft.refresh_from_db()
    assert draft.unsaved["background"]["about"] == [WORDS]
