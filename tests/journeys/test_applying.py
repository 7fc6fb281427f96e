"""Applying, by four people: without script, by keyboard alone, on a slow line, on a line that breaks."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from .house import House, code_in
from .steps import ANSWERS, begin_application, fill, write_application

pytestmark = [pytest.mark.journey, pytest.mark.slow]

CALL_IS_OPEN = """
from datetime import date, timedelta
from django.utils import timezone
from presessions.series.models import PreSession, Series, SeriesDay, WorkingGroupSession
session, now = WorkingGroupSession.objects.get(number=54), timezone.now()
series = Series.objects.create(
    session=session, status="call_open", opens_at=now - timedelta(days=3), closes_at=now + timedelta(days=20)
)
SeriesDay.objects.create(series=series, date=date.today() + timedelta(days=60), opens="09:00", closes="13:00")
for review in session.reviews.all():
    PreSession.objects.create(series=series, state_under_review=review.state, order=review.order)
"""
SLOW = {"latency": 840, "downloadThroughput": 240_000 / 8, "uploadThroughput": 200_000 / 8, "offline": False}
USABLE = 6  # seconds until the first page can be used on such a line
PAGE, WHOLE = (
    60_000,
    300_000,
)  # bytes that a page, and an application from the first question to the last, may cost


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house with an open call, for all who apply here."""
    folder = tmp_path_factory.mktemp("applying")
    open_house = House(folder, f"sqlite:///{folder / 'journey.sqlite3'}")
    try:
        open_house.start().manage("shell", "-v0", given=CALL_IS_OPEN)
        yield open_house
    finally:
        open_house.stop()


def report(folder: Path, size: int) -> Path:
    """An honest PDF of at least so many bytes."""
    path = folder / "Rapport été.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.Sample = pdf.make_stream(os.urandom(size))
        pdf.save(path)
    return path


def test_cso_applies_without_script_in_spanish(house: House, visitors, tmp_path: Path) -> None:
    page = visitors.arrive(language="es-ES", width=320, script=False)
    begin_application(house, page, state="TLS", answers=ANSWERS, email="cso@example.org")
    write_application(page, ANSWERS, file=str(report(tmp_path, 1000)))
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator(".big-reference")).to_contain_text("54-")
    house.letters.wait("cso@example.org", saying="54-")
    page.goto(f"{house.address}/my/")
    page.locator("ul.tasks a").first.click()
    assert page.url.endswith("/status/")
    assert visitors.complaints == visitors.outside == []


COALITION = {
    **ANSWERS,
    "organisation_name": "Coalition of Springs (sample)",
    "is_coalition": "yes",
    "coalition_members": "Riverbank Circle (sample)\nWells for All (sample)",
}


def test_coalition_applies_by_keyboard_alone(house: House, visitors) -> None:
    page = visitors.arrive()
    page.goto(f"{house.address}/apply/?state=TLS")
    by_keyboard(page, {**COALITION, "shared": "yes"})
    tab_to(page, "e.type === 'email'")
    page.keyboard.type("coalition@example.org")
    leave_by(page, "Enter")
    tab_to(page, "e.name === 'code'")
    page.keyboard.type(code_in(house.letters.wait("coalition@example.org")))
    leave_by(page, "Enter")
    tab_to(page, "e.matches('.task-list a, main ul.tasks a')")
    leave_by(page, "Enter")
    for _ in range(9):
        by_keyboard(page, COALITION)
    assert page.url.rstrip("/").endswith("/check")
    tab_to(page, "e.matches('main form button.btn-primary')")
    leave_by(page, "Enter")
    expect(page.locator(".big-reference")).to_contain_text("54-")
    assert visitors.complaints == visitors.outside == []


def by_keyboard(page: Page, answers: dict) -> None:
    """Answer with Tab, arrows, space and letters what stands on this page, and press its main button."""
    for _ in range(60):
        tab_to(page, "e.closest('main form') && (e.name || e.matches('button.btn-primary'))")
        told = page.evaluate(
            "(({tagName, type, name, value}) => ({tag: tagName, type, name, value}))(document.activeElement)"
        )
        answer = answers.get(told["name"])
        if told["tag"] == "BUTTON":
            leave_by(page, "Enter")
            return
        if told["type"] == "radio":
            for _ in range(12):
                if page.evaluate("document.activeElement.value") == answer:
                    page.keyboard.press("Space")
                    break
                page.keyboard.press("ArrowDown")
        elif told["type"] == "checkbox":
            if told["value"] in (answer or []):
                page.keyboard.press("Space")
        elif told["tag"] == "SELECT":
            if answer or told["name"] == "issue_1":
                choose(page, answer)
        elif answer and told["type"] != "file":
            page.keyboard.press("Control+A")
            page.keyboard.type(str(answer))
    raise AssertionError("the page has no end")


def choose(page: Page, answer: str | None) -> None:
    """Down the list until the answer stands there; the first one where any will do."""
    for _ in range(60):
        value = page.evaluate("document.activeElement.value")
        if value and value == (answer or value):
            return
        page.keyboard.press("ArrowDown")


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what has the focus is wanted."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(f"(e => Boolean({wanted}))(document.activeElement)"):
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def leave_by(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


NHRI = {
    **ANSWERS,
    "organisation_name": "Office of the Provedor (sample)",
    "kind": "nhri",
    "nhri_accreditation": "A",
    "nhri_as_of": "2024-03-28",
    "founded": "2004",
    "statement_language": "fr",
}


class Line:
    """What a page cost on a slow line; ``bytes`` as they came over it, headers included."""

    def __init__(self, page: Page) -> None:
        self.pages: dict[str, int] = {}
        self.page = page
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.send("Network.emulateNetworkConditions", SLOW)
        self.session.on("Network.loadingFinished", self._count)

    def _count(self, event: dict) -> None:
        where = re.sub(r"[0-9a-f-]{36}", "id", self.page.url.split("?")[0])
        self.pages[where] = self.pages.get(where, 0) + int(event["encodedDataLength"])


@pytest.mark.parametrize("language", ["fr-FR", "es-ES"])
def test_first_page_can_be_used_within_six_seconds_on_a_slow_line(
    house: House, visitors, language: str
) -> None:
    page = visitors.arrive(language=language, width=360)
    line = Line(page)
    begun = time.monotonic()
    page.goto(f"{house.address}/apply/?state=TLS", wait_until="commit")
    page.locator("label[for^=id_kind_]").first.click()
    expect(page.locator("[name=kind]").first).to_be_checked()
    took = time.monotonic() - begun
    page.wait_for_load_state("load")
    print(f"first page, {language}: usable after {took:.1f} s, {sum(line.pages.values()):,} bytes")
    assert took < USABLE
    assert sum(line.pages.values()) < PAGE


def test_nhri_applies_in_french_on_a_slow_line(house: House, visitors) -> None:
    page = visitors.arrive(language="fr-FR", width=360)
    line = Line(page)
    begin_application(house, page, state="TLS", answers=NHRI, email="nhri@example.org")
    write_application(page, NHRI)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator(".big-reference")).to_contain_text("54-")
    print(f"a whole application: {sum(line.pages.values()):,} bytes on {len(line.pages)} pages")
    assert max(line.pages.values()) < PAGE
    assert sum(line.pages.values()) <= WHOLE


def test_file_goes_on_where_the_connection_broke(house: House, visitors, tmp_path: Path) -> None:
    page = visitors.arrive(width=360)
    begin_application(house, page, state="TLS", answers=ANSWERS)
    page.locator("main a.btn-primary").click()
    page.goto(f"{page.url}report/")
    sent: list[int] = []
    page.on("requestfinished", lambda request: note(request, sent))
    break_after(page, piece=1)
    path = str(report(tmp_path, 1_200_000))  # five pieces
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator(".upload-line")).to_contain_text("The connection broke. 0.5 MB")
    break_after(page, piece=3)
    page.context.set_offline(False)
    expect(page.locator(".upload-line")).to_contain_text("The connection broke. 1.0 MB")
    report_page = page.url
    page.goto(
        "about:blank"
    )  # the telephone was switched off: the page says what is here, and the rest is sent
    page.unroute_all(behavior="wait")
    page.context.set_offline(False)
    page.goto(report_page)
    expect(page.locator("#files")).to_contain_text("Choose the same file again")
    fill(page, ANSWERS)
    page.locator("input[type=file]").set_input_files(path)
    page.locator("main form button.btn-primary").first.click()  # goes on by itself when the file is there
    page.wait_for_url("**/issues/")
    assert sent == [0, 1, 2, 3, 4]
    page.go_back()
    expect(page.locator("#files li")).to_have_count(1)
    page.locator("#files button").click()
    expect(page.locator("#files li")).to_have_count(0)
    assert visitors.complaints == visitors.outside == []


def note(request, sent: list[int]) -> None:
    """Which pieces the house took."""
    found = re.search(r"/uploads/[0-9a-f-]{36}/(\d+)/$", request.url)
    if found and request.response().status == 200:
        sent.append(int(found[1]))


def break_after(page: Page, *, piece: int) -> None:
    """The next piece after this one finds no connection, and nothing does until it is mended."""

    page.unroute_all(behavior="wait")

    def cut(route) -> None:
        page.context.set_offline(True)
        route.abort("internetdisconnected")

    page.route(re.compile(rf"/uploads/[0-9a-f-]+/{piece + 1}/$"), cut)
