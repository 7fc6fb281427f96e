"""What people do, in their words: the steps that journeys are told in."""

import base64
import hmac
import re
import struct
import time
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from .house import House, code_in

MOST_TABS = 80
ADDRESS_OF_THIS_MACHINE = re.compile(r"https?://127\.0\.0\.1:\d+\S*")


def totp(secret: str, at: float) -> str:
    """The six digits an authenticator app shows (RFC 6238, SHA-1, 30 s)."""
    counter = struct.pack(">Q", int(at) // 30)
    digest = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, "sha1")
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


@dataclass
class Staff:
    """A member of staff with an authenticator app."""

    house: House
    page: Page
    email: str = "officer@example.org"
    secret: str = ""
    role: str = "administrator"
    password: str = field(default="", repr=False)

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.house.address}{path}")
        return self.page

    def enrol(self) -> "Staff":
        """Made by a colleague on the command line, then password and second factor in the browser."""
        told = self.house.manage("make_staff", self.email, "--role", self.role)
        self.password = told.rsplit("once: ", 1)[1].strip()
        self.go("/staff/")
        self.page.get_by_label("E-mail").fill(self.email)
        self.page.get_by_label("Password").fill(self.password)
        self.page.locator("main button[type=submit]").click()
        self.page.get_by_role("link", name=re.compile("app", re.IGNORECASE)).first.click()
        self.secret = self.page.locator("code.secret").inner_text().replace(" ", "")
        self.page.locator("main input[inputmode=numeric], main input[name=code]").first.fill(
            totp(self.secret, time.time())
        )
        self.page.get_by_role("button", name="Continue").click()
        self.page.get_by_role("link", name="I have them, continue").click()
        return self


def sign_in(house: House, page: Page, email: str) -> None:
    """With a code from the mail, typed into the page that asked."""
    before = len(house.letters.to(email))
    page.goto(f"{house.address}/sign-in/")
    page.locator("input[type=email]").fill(email)
    page.locator("main button[type=submit]").first.click()
    page.locator("input[name=code]").fill(code_in(house.letters.wait(email, after=before)))
    page.locator("main button[type=submit]").first.click()


def link_in(text: str, containing: str = "") -> str:
    """The first address in a letter (that contains this)."""
    return next(found for found in ADDRESS_OF_THIS_MACHINE.findall(text) if containing in found)


# What an applicant answers, by the name of the field; what a page does not ask is left out.
ANSWERS: dict[str, str | list[str] | bool] = {
    "organisation_name": "Riverbank Circle (sample)",
    "kind": "national",
    "is_coalition": "no",
    "website": "https://riverbank.example",
    "about": "We keep records with the people we work for, train volunteers and write to ministries.",
    "founded": "1998",
    "has_ecosoc": "no",
    "submitted": "own",
    "submission_reference": "Sample report 1",
    "why_1": "Wells run dry two months a year.",
    "works_on_gender": "yes",
    "motivation": "Nobody else on this panel speaks about water in the villages.",
    "speaker_name": "Speaker One (sample)",
    "speaker_position": "Coordinator",
    "speaker_email": "speaker@riverbank.example",
    "gender": "F",
    "under_18": "no",
    "attendance": "in_person",
    "speaks": ["en", "fr"],
    "statement_language": "en",
    "needs_visa_letter": "no",
    "needs_funding": "no",
    "risk": "none",
}


def fill(page: Page, answers: dict) -> None:
    """Answer whatever this page asks, as a person would: choose, tick or type, field after field."""
    form = page.locator("main form").first
    # inside the form: the buttons that change the language belong to it and stand elsewhere
    names = form.evaluate(
        "form => [...new Set([...form.querySelectorAll('input, select, textarea')]"
        ".filter(e => e.name && e.type !== 'hidden').map(e => e.name))]"
    )
    for name in names:
        field = form.locator(f"[name='{name}']").first
        kind = field.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        value = answers.get(name)
        if name.startswith("issue_") and kind == "select" and value is None and name.endswith("1"):
            field.select_option(index=3)
        elif value is None or kind == "file":
            continue
        elif kind == "select":
            field.select_option(str(value))
        elif kind in ("radio", "checkbox"):
            for each in value if isinstance(value, list) else [value]:
                box = form.locator(f"[name='{name}'][value='{each}']")
                if not box.is_checked():
                    form.locator(f"label[for='{box.get_attribute('id')}']").click()
        else:
            field.fill(str(value))


def begin_application(house: House, page: Page, *, state: str, answers: dict, email: str = "") -> None:
    """The first questions, then a code by e-mail, or a recovery phrase where no address is given."""
    page.goto(f"{house.address}/apply/?state={state}")
    fill(page, {**answers, "shared": "no"})
    page.locator("main form button[type=submit]").last.click()
    if not email:
        page.locator("form:has(input[value=phrase]) button").click()
        return
    before = len(house.letters.to(email))
    page.locator("main input[type=email]").fill(email)
    page.locator("form:has(input[type=email]) button[type=submit]").click()
    page.locator("input[name=code]").fill(code_in(house.letters.wait(email, after=before)))
    page.locator("main form button[type=submit]").first.click()


def write_application(page: Page, answers: dict, *, file: str = "") -> None:
    """Every page, from the first to "check your answers", and send; in whatever language the pages are."""
    page.locator(".task-list a, main ol a, main ul a").first.click()
    for _ in range(12):
        if page.url.rstrip("/").endswith("/check"):
            break
        fill(page, answers)
        chooser = page.locator("main input[type=file]")
        if file and chooser.count():
            chooser.set_input_files(file)
            by_hand = page.locator("button[name=stay]")
            if by_hand.is_visible():
                press(page, by_hand)
            expect(page.locator("#files li")).to_have_count(1)  # with script, choosing it has sent it
            file = ""
            fill(page, answers)
        press(page, page.locator("main form button.btn-primary").first)
    press(page, page.locator("main form button.btn-primary").last)


def by_keyboard(page: Page, wanted: Locator) -> None:
    """Go there with Tab alone, as somebody does who has no mouse; fails where Tab doesn't lead there."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def press(page: Page, button: Locator) -> None:
    """Press, and wait for the page it leads to."""
    with page.expect_navigation():
        button.click()
