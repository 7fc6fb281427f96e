"""What is done on a page before it is looked at: the states that only a hand brings about."""

import os
import re

from playwright.sync_api import Page, expect

from .applying import report_bytes

EMPTY_ALL = """() => {
  for (const field of document.querySelectorAll("main form [name]")) {
    if (["text", "email", "textarea", "select-one"].includes(field.type)) field.value = "";
    if (["radio", "checkbox"].includes(field.type)) field.checked = false;
  }
}"""
SEND = """button => {
  const form = document.querySelector("main form[data-autosave]");
  form.noValidate = true;
  form.requestSubmit(button ? form.querySelector(`[name=${button}]`) : null);
}"""
# chosen as by a hand that has no script: nothing hears of it
CHOOSE_UNHEARD = """() => {
  const chosen = new DataTransfer();
  chosen.items.add(new File(["not a report"], "rapport.exe"));
  document.querySelector("input[type=file]").files = chosen.files;
}"""


def sent_empty(page: Page) -> None:
    page.evaluate(EMPTY_ALL)
    _send(page)
    expect(page.locator(".error-summary")).to_be_visible()


def saved(page: Page) -> None:
    _write(page)
    expect(page.locator("#saved")).not_to_be_empty()


def not_saved(page: Page) -> None:
    page.route("**/correct/", lambda route: route.abort("internetdisconnected"))
    _write(page)
    expect(page.locator("#saved.is-failed")).to_be_visible()


def differing(page: Page) -> None:
    """Another window wrote something else meanwhile."""
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("[name=organisation_name]").fill(f"Written in the other window {os.urandom(2).hex()}")
    _send(other, "later")
    other.close()
    page.locator("[name=organisation_name]").fill("Written in this window")
    _send(page)
    expect(page.locator("[role=alert]")).to_be_visible()


def being_checked(page: Page) -> None:
    """A whole file has come, and nobody has looked at it yet as far as this page knows."""
    while page.locator("#files li button").count():
        with page.expect_navigation():
            page.locator("#files li button").first.click()
    _choose(page, "rapport été.pdf", report_bytes(2000))
    expect(page.locator("#files [role=status]")).to_be_visible()


def refused_at_once(page: Page) -> None:
    _choose(page, "empty.pdf", b"")
    expect(page.locator(".upload-line.is-failed")).to_be_visible()


def halted(page: Page) -> None:
    """The line is gone for good: it can be tried again, or the file removed."""
    page.clock.install()
    page.route("**/uploads/**", lambda route: route.abort("internetdisconnected"))
    _choose(page, "rapport été.pdf", report_bytes(2000))
    for _ in range(8):
        page.clock.run_for(40_000)
    expect(page.locator(".upload-acts button")).to_have_count(2)
    expect(page.locator(".upload-line")).to_contain_text(re.compile(r"\b0\sK[Bo]\b.*\b3\sK[Bo]\b"))


def refused_without_script(page: Page) -> None:
    page.evaluate(CHOOSE_UNHEARD)
    _send(page, "stay")
    expect(page.locator(".error-summary")).to_be_visible()


def _choose(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": content}
    )


def _write(page: Page) -> None:
    page.locator("[name=organisation_name]").fill(f"Association des sources {os.urandom(2).hex()}")
    page.locator("[name=organisation_name]").blur()


def _send(page: Page, button: str = "") -> None:
    with page.expect_navigation():
        page.evaluate(SEND, button)
