"""What `floor.js` does with what it keeps, in real Chromium; `journeys/test_the_day.py` runs it before the house."""

import shutil
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from presessions import assets

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"), pytest.mark.slow]
SCRIPT = (assets.STATIC / "js/floor.js").read_text("utf-8")
RECORD, CLOCK, SCREEN = "http://floor.test/record/", "http://floor.test/clock/", "http://floor.test/screen/"
BOXES = "".join(
    f'<input type="checkbox" name="came" value="{key}" {"checked" if key in (3, 4) else ""}>'
    + (f'<input type="hidden" name="was_came" value="{key}">' if key in (3, 4) else "")
    for key in (1, 2, 3, 4)
)
AREA = 'data-floor data-tick="/tick/" data-state="/state/"'
TOLD = '<p data-kept></p><p data-refused></p><input name="csrfmiddlewaretoken">'
PAGES = {
    RECORD: f"<form {AREA} data-record>{TOLD}{BOXES}</form>",
    CLOCK: f"<div {AREA} data-clock><b data-elapsed></b><b data-who></b><b data-figure></b><i data-under></i></div>",
    SCREEN: f"""<div {AREA}><b data-elapsed></b><i data-meeting></i><form>{TOLD}
        <button name="kind" value="begin" data-begin>Begin</button>
        <button name="kind" value="end" data-end>End</button></form>
        <p data-asking hidden><b data-asking-name></b><i data-asking-clock></i></p>
        <form data-asking-stop hidden></form><ol data-queue></ol><i data-came></i></div>""",
}


class Server:
    """What the house answers, as far as the script needs it: the ticks it was sent, and who came."""

    def __init__(self) -> None:
        self.came, self.ticks, self.sent = {3, 4}, [], []
        self.away = False
        self.held: list[Route] = []
        self.holds_looks = False

    def __call__(self, route: Route) -> None:
        address = route.request.url
        if address in PAGES:
            html = f'<!doctype html><html lang="en">{PAGES[address]}<script>{SCRIPT}</script>'
            return route.fulfill(content_type="text/html; charset=utf-8", body=html)
        if self.away:
            return route.abort()
        if route.request.method == "POST":
            self.take({name: value[0] for name, value in parse_qs(route.request.post_data).items()})
        elif self.holds_looks:
            return self.held.append(route)
        return route.fulfill(json=self.state())

    def state(self) -> dict[str, object]:
        return {"ticks": list(self.ticks), "came": sorted(self.came)}

    def take(self, tick: dict[str, str]) -> None:
        self.sent.append(tick)
        who = int(tick["who"])
        if tick["kind"] == "came":
            self.came.add(who)
        elif tick["kind"] == "not_here":
            self.came.discard(who)
        else:
            self.ticks.append({"kind": tick["kind"], "who": who, "age": int(tick["age"])})


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[object]:
    found = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
    )
    yield found
    found.close()


@pytest.fixture
def context(browser):
    found = browser.new_context()
    yield found
    found.close()


@pytest.fixture
def server(context) -> Server:
    found = Server()
    context.route("**/*", found)
    return found


def opened(context, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def ticked(page: Page) -> list[int]:
    return [int(box.get_attribute("value")) for box in page.locator("input[type=checkbox]:checked").all()]


def would_save(page: Page) -> tuple[set[str], set[str]]:
    """What "Save the record" would ask for: who came, and who did not come after all."""
    came, was = page.evaluate(
        "['came', 'was_came'].map((name) => new FormData(document.forms[0]).getAll(name))"
    )
    return set(came) - set(was), set(was) - set(came)


def test_a_record_opened_again_shows_what_was_kept_and_saving_it_takes_nothing_back(context, server):
    server.away = True
    page = opened(context, RECORD)
    page.locator("[value='1'][type=checkbox]").check()
    page.locator("[value='3'][type=checkbox]").uncheck()
    expect(page.locator("[data-kept]")).to_contain_text("2 ticks are kept here")
    page.close()
    page = opened(context, RECORD)
    expect(page.locator("[data-kept]")).to_contain_text("2 ticks are kept here")
    assert ticked(page) == [1, 4]
    server.away = False
    page.close()
    page = opened(context, RECORD)
    page.wait_for_function("() => !JSON.parse(localStorage.getItem('ticks /tick/')).length")
    assert (server.came, len(server.sent)) == ({1, 4}, 2)
    assert ticked(page) == [1, 4]
    assert would_save(page) == (set(), set())


def test_a_mission_that_the_record_does_not_list_now_is_kept_as_well(context, server):
    """A search shows some missions only; the rest travels in hidden fields."""
    server.away = True
    page = opened(context, RECORD)
    page.locator("[value='1'][type=checkbox]").check()
    page.close()
    server.away = False
    page = context.new_page()
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => document.querySelector('[value=\"1\"]')?.remove(), true)"
    )
    page.goto(RECORD)
    page.wait_for_function("() => !JSON.parse(localStorage.getItem('ticks /tick/')).length")
    assert server.came == {1, 3, 4}
    assert would_save(page) == (set(), set())


def test_a_tick_names_the_one_its_page_made_before(context, server):
    page = opened(context, RECORD)
    for value in (1, 2):
        page.locator(f"[value='{value}'][type=checkbox]").check()
    page.wait_for_function("() => !JSON.parse(localStorage.getItem('ticks /tick/')).length")
    first, then = server.sent
    assert ("after" in first, then["after"]) == (False, first["key"])


def test_the_second_screen_sends_nothing(context, server):
    """It has no right to: the ticks it shows are the moderator's screen's to send."""
    page = opened(context, CLOCK)
    kept = '[{"key": "k", "kind": "begin", "who": 0, "at": 0}]'
    page.evaluate(f"localStorage.setItem('ticks /tick/', '{kept}')")
    with page.expect_request("**/state/"):
        page.evaluate("dispatchEvent(new Event('online'))")
    assert server.sent == []


def test_an_answer_older_than_a_tick_does_not_take_the_tick_off_the_screen(context, server):
    server.holds_looks = True
    page = opened(context, SCREEN)
    begin, end = page.get_by_role("button", name="Begin"), page.get_by_role("button", name="End")
    before = server.state()
    begin.click()
    expect(end).to_be_visible()
    page.wait_for_function("() => !JSON.parse(localStorage.getItem('ticks /tick/')).length")
    with page.expect_response("**/state/") as answer:
        server.held[0].fulfill(json=before)
    answer.value.finished()
    page.evaluate("new Promise(requestAnimationFrame)")
    expect(begin).to_be_hidden()
    assert end.is_visible()
