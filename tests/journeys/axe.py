"""`make axe`: accessibility of every kind of page, in its languages, at 320 and 1280 px, with axe-core.

Starts the demonstration in a folder of its own and looks at every page of ``kinds_of_pages`` with Chromium, empty
or filled as the demonstration left it; forms that anybody may send are also looked at with their errors. Prints
each violation with its first place as it is found, and how many pages there were. Exits with 1 if there was one.

``python -m tests.journeys.axe [--only NAME] [--width 320] [--language fr] [--keep FOLDER]``
"""

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from .house import House
from .pictures import _look_up, _window, demonstration

if TYPE_CHECKING:
    from .kinds_of_pages import Kind

WIDTHS = (320, 1280)
# sent empty, these answer with their errors and change nothing
WITH_ERRORS = ("subscribe", "sign-in", "staff-sign-in", "return", "apply")
SEND_EMPTY = """() => {
  const form = [...document.querySelectorAll("main form")].find(form => form.method === "post");
  if (!form) return false;
  form.noValidate = true;
  form.requestSubmit();
  return true;
}"""


def main() -> int:
    asked = _asked()
    with demonstration(asked.keep) as house:
        pages, faults = _look_at_all(house, asked)
    by_rule = Counter(fault.split(": ")[1] for fault in faults)
    print(
        f"{sum(pages.values())} pages ({pages['with errors']} with errors), violations: {dict(by_rule) or 0}"
    )
    return 1 if faults else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", default=[], help="pages whose name begins so")
    parser.add_argument("--width", type=int, action="append", default=[])
    parser.add_argument("--language", action="append", default=[])
    parser.add_argument("--keep", type=Path, help="a folder to keep the demonstration in for the next time")
    return parser.parse_args()


def _look_at_all(house: House, asked: argparse.Namespace) -> tuple[Counter[str], list[str]]:
    kinds, cookies = _look_up(house)
    wanted = [kind for kind in kinds if not asked.only or kind.name.startswith(tuple(asked.only))]
    pages: Counter[str] = Counter()
    faults: list[str] = []
    with sync_playwright() as playwright:
        from .conftest import ARGUMENTS, CHROMIUM

        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for width in asked.width or WIDTHS:
            print(f"{width} px", flush=True)
            for kind in wanted:
                for language in kind.languages:
                    if asked.language and language not in asked.language:
                        continue
                    cookie = {"lang": language, **cookies[kind.who]}
                    context = _window(browser, house, width=width, cookies=cookie, dark=False)
                    page = context.new_page()
                    page.goto(f"{house.address}{kind.path}")
                    if kind.act:
                        kind.act(page)
                    pages["as they are"] += 1
                    found = _violations(page, f"{kind.name} {width} {language}")
                    if _send_empty(page, kind):
                        pages["with errors"] += 1
                        found += _violations(page, f"{kind.name} {width} {language} with errors")
                    context.close()
                    faults += found
                    for fault in found:
                        print(f"  {fault}", flush=True)
        browser.close()
    return pages, faults


def _send_empty(page: Page, kind: "Kind") -> bool:
    if kind.name not in WITH_ERRORS:
        return False
    with page.expect_navigation():
        return bool(page.evaluate(SEND_EMPTY))


def _violations(page: Page, where: str) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{where}: {each['id']}: {each['help']} ({len(each['nodes'])}x, {each['nodes'][0]['target']})"
        for each in found
    ]


if __name__ == "__main__":
    sys.exit(main())
