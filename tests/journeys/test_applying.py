"""Applying, by four people: without script, by keyboard alone, on a slow line, on a line that breaks."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .applying import (
    COALITION,
    NHRI,
    PAGE,
    USABLE,
    Line,
    arrived,
    by_keyboard_alone,
    house_with_a_call,
    on_a_slow_line,
    report,
    without_script,
)
from .house import House
from .steps import ANSWERS, begin_application, fill

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house with an open call, for all who apply here."""
    with house_with_a_call(tmp_path_factory.mktemp("applying")) as open_house:
        yield open_house


def test_cso_applies_without_script_in_spanish(house: House, visitors, tmp_path: Path) -> None:
    page = without_script(
        house, visitors, ANSWERS, language="es-ES", email="cso@example.org", folder=tmp_path
    )
    arrived(house, visitors, page, language="es-ES", email="cso@example.org")
    page.goto(f"{house.address}/my/")
    page.locator("ul.tasks a").first.click()
    assert page.url.endswith("/status/")
    assert visitors.complaints == visitors.outside == []


def test_coalition_applies_by_keyboard_alone(house: House, visitors, tmp_path: Path) -> None:
    page = by_keyboard_alone(
        house, visitors, COALITION, language="en-GB", email="coalition@example.org", folder=tmp_path
    )
    arrived(house, visitors, page, language="en-GB", email="coalition@example.org")


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


def test_nhri_applies_in_french_on_a_slow_line(house: House, visitors, tmp_path: Path) -> None:
    page = on_a_slow_line(house, visitors, NHRI, language="fr-FR", email="nhri@example.org", folder=tmp_path)
    arrived(house, visitors, page, language="fr-FR", email="nhri@example.org")


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
