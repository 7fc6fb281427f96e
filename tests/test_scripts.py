"""The small scripts, in real Chromium: each only improves a page that works without it."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright

from presessions import assets, wording

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"), pytest.mark.slow]
SCRIPT = (assets.STATIC / "js/site.js").read_text("utf-8")
ADDRESS = "http://pages.test/"
TEXTS = [
    "",
    "  one  ",
    "deux\u00a0mots",
    "trois\u202fmots\u2003ici",
    "a\ufeffb c\u200bd",
    "line\none\r\nline\ttwo",
    "x\u001cy\u0085z",
    "l’eau, c’est la vie",
    "水 与 生命",
    "شبكة الماء",
]


@pytest.fixture(scope="module")
def tab(playwright: Playwright) -> Iterator[Page]:
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
    )
    yield browser.new_page(locale="en-GB", timezone_id="Pacific/Port_Moresby")
    browser.close()


def opened(page: Page, body: str) -> Page:
    """A page with that body and our script, served from nowhere; posts are kept in `page.posts`."""
    page.unroute_all()
    page.posts = []

    def serve(route):
        if route.request.method == "POST":
            page.posts.append(route.request)
            if route.request.headers.get("x-autosave"):
                return route.fulfill(json={"saved": "Saved at 14:06"})
            return route.fulfill(status=204)
        html = f'<!doctype html><html lang="en">{body}<p id="announce"></p><script>{SCRIPT}</script>'
        return route.fulfill(content_type="text/html; charset=utf-8", body=html)

    page.route("**/*", serve)
    page.goto(ADDRESS)
    return page


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_counted_as_the_server_counts(tab, text):
    page = opened(
        tab,
        '<textarea id="aim"></textarea>'
        '<p id="n" data-count-for="aim" data-max="3" data-words="{count} words"></p>',
    )
    page.evaluate(
        "(text) => { aim.value = text; aim.dispatchEvent(new Event('input', {bubbles: true})); }", text
    )
    assert page.inner_text("#n") == f"{wording.count_words(text)} words"
    over = page.eval_on_selector("#n", "e => e.classList.contains('is-over')")
    assert over == (wording.count_words(text) > 3)


def test_copy_says_so_and_goes_back(tab):
    page = opened(
        tab,
        '<button type="button" data-copy="All of it" data-copied="Copied" data-failed="By hand">Copy</button>'
        '<input id="there">',
    )
    page.clock.install()
    page.click("button")
    page.wait_for_function("document.querySelector('button').textContent !== 'Copy'")
    assert page.inner_text("button") == "Copied"
    assert page.inner_text("#announce") == "Copied"
    page.clock.run_for(3100)
    assert page.inner_text("button") == "Copy"


def test_local_time_is_the_readers(tab):
    page = opened(
        tab, '<time datetime="2026-10-28T22:59:00+00:00" data-local="Where you are: {time}"></time>'
    )
    assert page.inner_text("time") == "Where you are: Thursday 29 October at 08:59 (Port Moresby)."


@pytest.mark.parametrize(
    ("zone", "moment", "said"),
    [
        ("Pacific/Kiritimati", "2026-12-10T22:59:00Z", "Here: Friday 11 December at 12:59 (Kiritimati)."),
        ("Etc/GMT+12", "2026-12-10T22:59:00Z", "Here: Thursday 10 December at 10:59."),
        ("Asia/Kathmandu", "2026-10-25T00:30:00Z", "Here: Sunday 25 October at 06:15 ("),
        # the hour that comes twice in Geneva, told apart elsewhere
        ("Africa/Bamako", "2026-10-25T00:30:00Z", "Here: Sunday 25 October at 00:30 ("),
        ("Africa/Bamako", "2026-10-25T01:30:00Z", "Here: Sunday 25 October at 01:30 ("),
        # before and after the hour that Geneva leaves out
        ("America/Lima", "2027-03-28T00:59:00Z", "Here: Saturday 27 March at 19:59 (Lima)."),
        ("America/Lima", "2027-03-28T01:00:00Z", "Here: Saturday 27 March at 20:00 (Lima)."),
        ("Europe/Zurich", "2027-03-28T01:00:00Z", ""),
        ("Europe/Paris", "2026-10-25T01:30:00Z", ""),
    ],
)
def test_local_time_is_right_in_every_zone_and_across_clock_changes(tab, zone, moment, said):
    page = tab.context.browser.new_page(locale="en-GB", timezone_id=zone)
    opened(page, f'<time datetime="{moment}" data-local="Here: {{time}}"></time>')
    shown = page.locator("time").inner_text()
    page.close()
    assert shown == said or (said.endswith("(") and shown.startswith(said))


def test_form_is_sent_once_and_says_so(tab):
    page = opened(tab, '<form method="post"><button data-waiting="Saving…">Save</button></form>')
    page.click("button")
    page.click("button", force=True)
    assert page.inner_text("button") == "Saving…"
    assert page.get_attribute("button", "aria-disabled") == "true"
    assert len(page.posts) == 1


def test_typing_is_saved_without_files_and_said(tab):
    page = opened(
        tab,
        '<form method="post" data-autosave="line" data-failed="Not saved yet"><input name="aim" id="aim">'
        '<input type="file" name="file"></form><p id="line"></p>',
    )
    page.fill("#aim", "water")
    page.press("#aim", "Tab")
    page.wait_for_function("line.textContent !== ''")
    assert page.inner_text("#line") == "Saved at 14:06"
    assert len(page.posts) == 1
    assert "water" in page.posts[0].post_data
    assert 'name="file"' not in page.posts[0].post_data


def test_typing_on_and_on_is_saved_within_five_seconds(tab):
    page = tab.context.browser.new_page()
    page.clock.install()
    opened(
        page,
        '<form method="post" data-autosave="line"><textarea name="aim" id="aim"></textarea></form><p id="line"></p>',
    )
    for second in range(1, 7):  # a letter a second: there is never a pause of three
        page.type("#aim", "x")
        page.clock.run_for(1000)
        if second == 4:
            assert page.posts == []
    page.wait_for_function("line.textContent !== ''")
    assert len(page.posts) == 1
    assert "xxxxx" in page.posts[0].post_data
    page.close()


def test_typing_that_could_not_be_saved_is_said_and_kept(tab):
    page = opened(
        tab,
        '<form method="post" data-autosave="line" data-failed="Not saved yet">'
        '<input name="aim" id="aim"></form>'
        '<p id="line"></p>',
    )
    page.route("**/*", lambda route: route.abort())
    page.fill("#aim", "water")
    page.press("#aim", "Tab")
    page.wait_for_function("line.textContent !== ''")
    assert page.inner_text("#line") == "Not saved yet"
    assert page.input_value("#aim") == "water"


def test_error_summary_takes_the_focus(tab):
    page = opened(tab, '<div id="summary" tabindex="-1" data-focus>Two things</div>')
    assert page.evaluate("document.activeElement.id") == "summary"
