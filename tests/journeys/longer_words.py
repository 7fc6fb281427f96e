"""`make longer`: every kind of page at 320 px with words 40 % longer, from either side, and with the spacing of text
that readers may set for themselves: nothing is wider than the window, no control lies outside it, no text is cut off.

320 px is also what a window of 1280 px shows at 400 %. Starts the demonstration in a folder of its own. Exits with 1 if
there was anything.

``python -m tests.journeys.longer_words [--only NAME] [--language fr] [--keep FOLDER]``
"""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from .house import House
from .pictures import TOO_WIDE, _look_up, _window, demonstration

# Every word of three letters and more gets 40 % of its length behind it; fields keep what was typed.
LONGER = """(direction) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    if (!text.nodeValue.trim() || ["SCRIPT", "STYLE", "TEXTAREA"].includes(text.parentElement.tagName)) continue;
    const longer = word => /\\p{L}{3,}/u.test(word) ? word + "w".repeat(Math.ceil(word.length * 0.4)) : word;
    text.nodeValue = text.nodeValue.split(/(\\s+)/).map(longer).join("");
  }
  document.documentElement.dir = direction;
}"""
# WCAG 2.2, 1.4.12
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important;"
    + " word-spacing: .16em !important } p { margin-block-end: 2em !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
OUTSIDE = """() => {
  const scrolls = e => ["auto", "scroll"].includes(getComputedStyle(e).overflowX);
  const inside = e => { while ((e = e.parentElement)) if (scrolls(e)) return true; return false; };
  const found = [];
  for (const e of document.querySelectorAll("a, button, label, summary, legend, input, select, h1, h2, h3, td, th")) {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    if (!e.checkVisibility() || box.width < 2 || box.height < 2 || e.closest(".visually-hidden")) continue;
    const name = `${e.tagName.toLowerCase()}.${e.className} “${(e.textContent || "").trim().slice(0, 30)}”`;
    const past = box.right > innerWidth + 1 || box.left < -1, away = box.right < 0 || box.bottom < 0;
    if (past && !away && !inside(e)) found.push(`outside: ${name}`);
    const clips = ["hidden", "clip"].includes(style.overflowX) && !["INPUT", "SELECT"].includes(e.tagName);
    if (clips && e.scrollWidth > e.clientWidth + 2) found.push(`cut off: ${name}`);
  }
  return found;
}"""


def main() -> int:
    asked = _asked()
    with demonstration(asked.keep) as house:
        looks, faults = _look_at_all(house, asked)
    print(f"{looks} looks at 320 px, {len(faults)} faults")
    return 1 if faults else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", default=[], help="pages whose name begins so")
    parser.add_argument("--language", action="append", default=[])
    parser.add_argument("--keep", type=Path, help="a folder to keep the demonstration in for the next time")
    return parser.parse_args()


def _look_at_all(house: House, asked: argparse.Namespace) -> tuple[int, list[str]]:
    kinds, cookies = _look_up(house)
    looks, faults = 0, []
    with sync_playwright() as playwright:
        from .conftest import ARGUMENTS, CHROMIUM

        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for kind in kinds:
            if kind.who == "staff" or (asked.only and not kind.name.startswith(tuple(asked.only))):
                continue  # staff pages are in English alone
            for language in asked.language or kind.languages:
                context = _window(
                    browser, house, width=320, cookies={"lang": language, **cookies[kind.who]}, dark=False
                )
                page = context.new_page()
                for how in HOW:
                    page.goto(f"{house.address}{kind.path}")
                    looks += 1
                    for fault in wrong(page, how):
                        faults.append(f"{kind.name} {language} {how}: {fault}")
                        print(f"  {faults[-1]}", flush=True)
                context.close()
        browser.close()
    return looks, faults


HOW = ("longer", "longer, from the right", "spaced")


def wrong(page: Page, how: str) -> list[str]:
    """What does not fit of this page once its words are so."""
    if how == "spaced":
        page.evaluate(SPACED)
    else:
        page.evaluate(LONGER, "rtl" if how.endswith("right") else "ltr")
    wide = page.evaluate(TOO_WIDE)
    return [*page.evaluate(OUTSIDE), *([f"wider than its window: {wide}"] if wide else [])]


if __name__ == "__main__":
    sys.exit(main())
