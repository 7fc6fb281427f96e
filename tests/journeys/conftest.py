"""A house for each pair of database and broker, and Chromium to visit it with."""

import os
import shutil
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from .house import House

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def visitors(chromium: Browser) -> Iterator["Visitors"]:
    """People with a browser window each; nobody's window reaches beyond this machine."""
    people = Visitors(chromium)
    yield people
    people.leave()


class Visitors:
    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []
        self.outside: list[str] = []
        self.complaints: list[str] = []

    def arrive(self, *, language: str = "en-GB", width: int = 1280, script: bool = True) -> Page:
        """A new person with an empty browser; what the page complains of is kept."""
        context = self.browser.new_context(
            locale=language, viewport={"width": width, "height": 900}, java_script_enabled=script
        )
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: self._note(request.url))
        page.on("console", lambda message: self._hear(message))
        page.on("response", lambda response: self._fault(response))
        return page

    def _note(self, url: str) -> None:
        host = urllib.parse.urlsplit(url).hostname
        if host not in ("127.0.0.1", None):
            self.outside.append(url)

    def _hear(self, message) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def _fault(self, response) -> None:
        asked_by_page = response.request.resource_type != "document"
        if response.status >= 500 or (response.status == 404 and asked_by_page):
            self.complaints.append(f"{response.status} {response.url}")

    def leave(self) -> None:
        """Close all windows; where JOURNEY_SHOTS names a folder, keep a picture of what each showed last."""
        folder = os.environ.get("JOURNEY_SHOTS")
        for number, context in enumerate(self.contexts, start=1):
            for page in context.pages if folder else ():
                page.screenshot(path=Path(folder) / f"{number:02}.png", full_page=True)
            context.close()


@pytest.fixture
def sqlite_house(tmp_path: Path) -> Iterator[House]:
    """SQLite and the filesystem broker."""
    with on_sqlite(tmp_path) as house:
        yield house


@pytest.fixture
def postgres_house(tmp_path: Path) -> Iterator[House]:
    """PostgreSQL and Redis, where this machine has them."""
    with on_postgres(tmp_path) as house:
        yield house


@contextmanager
def on_sqlite(folder: Path) -> Iterator[House]:
    house = House(folder, f"sqlite:///{folder / 'journey.sqlite3'}")
    try:
        yield house.start()
    finally:
        house.stop()


@contextmanager
def on_postgres(folder: Path) -> Iterator[House]:
    address, redis_url = os.environ.get("TEST_DATABASE_URL", ""), os.environ.get("TEST_REDIS_URL", "")
    if not address.startswith("postgres") or not redis_url:
        pytest.skip("PostgreSQL or Redis is not there")
    name = f"journey_{os.getpid()}_{folder.name[-12:]}".lower().replace("-", "_")
    _sql(address, f'CREATE DATABASE "{name}"')
    house = House(folder, urllib.parse.urlsplit(address)._replace(path=f"/{name}").geturl(), redis_url)
    try:
        yield house.start()
    finally:
        house.stop()
        _sql(address, f'DROP DATABASE "{name}" WITH (FORCE)')


def _sql(address: str, statement: str) -> None:
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
