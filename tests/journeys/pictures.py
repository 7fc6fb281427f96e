"""`make screenshots`: a picture of every kind of page, 360 and 1280 px wide, in three languages.

Starts the demonstration in a folder of its own, takes every page of ``kinds_of_pages`` with Chromium into
var/pictures, and says what a picture alone may not show: an answer that is not 200, a page wider than its
window, something the page complained of. Exits with 1 if there was any of that.

``python -m tests.journeys.pictures [--only NAME] [--width 360] [--language fr] [--dark] [--keep FOLDER]``
"""

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from .house import ROOT, House

if TYPE_CHECKING:
    from .kinds_of_pages import Kind

WIDTHS = (1280, 360)
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return "";
  const over = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > width + 1);
  return over.slice(0, 3).map(e => `${e.tagName.toLowerCase()}.${e.className}`).join(", ") || "something";
}"""


def main() -> int:
    asked = _asked()
    asked.into.mkdir(parents=True, exist_ok=True)
    with demonstration(asked.keep) as house:
        faults = _take_all(house, asked)
    print("\n".join(faults) or f"Nothing to complain of. The pictures are in {asked.into}.")
    return 1 if faults else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", default=[], help="pages whose name begins so")
    parser.add_argument("--width", type=int, action="append", default=[])
    parser.add_argument("--language", action="append", default=[])
    parser.add_argument("--dark", action="store_true", help="in the dark scheme")
    parser.add_argument("--keep", type=Path, help="a folder to keep the demonstration in for the next time")
    parser.add_argument("--into", type=Path, default=ROOT / "var" / "pictures")
    return parser.parse_args()


@contextlib.contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="presessions-pictures-") as place:
        yield Path(place)


@contextlib.contextmanager
def demonstration(kept: Path | None) -> Iterator[House]:
    """The demonstration, started in a folder of its own or in the one that is kept, and stopped at the end."""
    with _folder(kept) as folder:
        house = House(folder, f"sqlite:///{folder / 'pictures.sqlite3'}", demo=True)
        try:
            house.start()
            yield house
        finally:
            house.stop()


def _take_all(house: House, asked: argparse.Namespace) -> list[str]:
    """Take the pictures asked for; what was odd about them."""
    kinds, cookies = _look_up(house)
    wanted = [kind for kind in kinds if not asked.only or kind.name.startswith(tuple(asked.only))]
    faults: list[str] = []
    with sync_playwright() as playwright:
        from .conftest import ARGUMENTS, CHROMIUM

        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for width in asked.width or WIDTHS:
            for kind in wanted:
                for language in kind.languages:
                    if asked.language and language not in asked.language:
                        continue
                    place = asked.into / f"{kind.name}-{width}-{language}{'-dark' if asked.dark else ''}.png"
                    cookie = {"lang": language, **cookies[kind.who]}
                    context = _window(browser, house, width=width, cookies=cookie, dark=asked.dark)
                    faults += [f"{place.name}: {fault}" for fault in _take(context, house, kind, place)]
                    context.close()
        browser.close()
    return faults


def _look_up(house: House) -> tuple[list["Kind"], dict[str, dict[str, str]]]:
    """The table of pages, and for each sort of reader the cookies of being signed in."""
    for name in [name for name in os.environ if name.startswith(("TEST_", "DJANGO"))]:
        del os.environ[name]
    os.environ.update(house.environment)
    import django

    django.setup()
    from django.db import connections

    from . import kinds_of_pages as table
    from .signed_in import cookies

    found = list(table.kinds())
    signed_in = cookies()
    connections.close_all()
    return found, signed_in


def _window(
    browser: Browser, house: House, *, width: int, cookies: dict[str, str], dark: bool
) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
    )
    context.add_cookies(
        [{"name": name, "value": value, "url": house.address} for name, value in cookies.items()]
    )
    return context


def _take(context: BrowserContext, house: House, kind: "Kind", place: Path) -> list[str]:
    """One picture; what is odd about the page."""
    page: Page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
    )
    answer = page.goto(f"{house.address}{kind.path}")
    expected = 404 if kind.name in ("not-found", "papers-gone") else 200
    if answer is None or answer.status != expected:
        faults.append(f"answered {answer.status if answer else 'nothing'}")
    elif page.url != f"{house.address}{kind.path}":
        faults.append(f"led to {page.url.removeprefix(house.address)}")
    if kind.act:
        kind.act(page)
    if wide := page.evaluate(TOO_WIDE):
        faults.append(f"wider than its window: {wide}")
    page.screenshot(path=place, full_page=True)
    return faults


if __name__ == "__main__":
    sys.exit(main())
