"""Ways of applying, told once: without script, by keyboard alone, on a slow line; and who applies."""

import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
from playwright.sync_api import Page, expect

from .house import House, code_in
from .steps import ANSWERS, begin_application, write_application

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

NHRI = {
    **ANSWERS,
    "organisation_name": "Office of the Provedor (sample)",
    "kind": "nhri",
    "nhri_accreditation": "A",
    "nhri_as_of": "2024-03-28",
    "founded": "2004",
    "statement_language": "fr",
}
COALITION = {
    **ANSWERS,
    "organisation_name": "Coalition of Springs (sample)",
    "is_coalition": "yes",
    "coalition_members": "Riverbank Circle (sample)\nWells for All (sample)",
}

KINDS = {"cso": ANSWERS, "coalition": COALITION, "nhri": NHRI}


@contextmanager
def house_with_a_call(folder: Path) -> Iterator[House]:
    """A house with an open call."""
    house = House(folder, f"sqlite:///{folder / 'journey.sqlite3'}")
    try:
        house.start().manage("shell", "-v0", given=CALL_IS_OPEN)
        yield house
    finally:
        house.stop()


def report(folder: Path, size: int) -> Path:
    """An honest PDF of at least so many bytes."""
    path = folder / "Rapport été.pdf"
    path.write_bytes(report_bytes(size))
    return path


def report_bytes(size: int) -> bytes:
    """The same, as bytes."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.Sample = pdf.make_stream(os.urandom(size))
        pdf.save(out)
    return out.getvalue()


def without_script(house: House, visitors, answers: dict, *, language: str, email: str, folder: Path) -> Page:
    """A telephone of 320 px with scripts off, and a report attached."""
    page = visitors.arrive(language=language, width=320, script=False)
    begin_application(house, page, state="TLS", answers=answers, email=email)
    write_application(page, answers, file=str(report(folder, 1000)))
    return page


def by_keyboard_alone(
    house: House, visitors, answers: dict, *, language: str, email: str, folder: Path
) -> Page:
    """Tab, arrows, space, letters and Enter; nothing is clicked."""
    page = visitors.arrive(language=language)
    page.goto(f"{house.address}/apply/?state=TLS")
    by_keyboard(page, {**answers, "shared": "yes"})
    tab_to(page, "e.type === 'email'")
    page.keyboard.type(email)
    leave_by(page, "Enter")
    tab_to(page, "e.name === 'code'")
    page.keyboard.type(code_in(house.letters.wait(email)))
    leave_by(page, "Enter")
    tab_to(page, "e.matches('.task-list a, main ul.tasks a')")
    leave_by(page, "Enter")
    for _ in range(9):
        by_keyboard(page, answers)
    assert page.url.rstrip("/").endswith("/check")
    tab_to(page, "e.matches('main form button.btn-primary')")
    leave_by(page, "Enter")
    return page


def on_a_slow_line(house: House, visitors, answers: dict, *, language: str, email: str, folder: Path) -> Page:
    """A telephone on 240/200 kbit/s and 840 ms; no page and no application costs more than it may."""
    page = visitors.arrive(language=language, width=360)
    line = Line(page)
    begin_application(house, page, state="TLS", answers=answers, email=email)
    write_application(page, answers)
    expect(page.locator(".big-reference")).to_be_visible()
    cost = sum(line.pages.values())
    print(f"a whole application, {language}: {cost:,} bytes on {len(line.pages)} pages")
    assert max(line.pages.values()) < PAGE
    assert cost <= WHOLE
    return page


Way = Callable[..., Page]
WAYS: tuple[Way, ...] = (without_script, on_a_slow_line, by_keyboard_alone)


def arrived(house: House, visitors, page: Page, *, language: str, email: str) -> None:
    """Sent, confirmed on the page and by mail, in this language; no fault, nothing from elsewhere."""
    expect(page.locator("html")).to_have_attribute("lang", language[:2])
    expect(page.locator(".big-reference")).to_contain_text("54-")
    house.letters.wait(email, saying=page.locator(".big-reference").inner_text().strip())
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
        elif told["type"] == "date":
            if answer:
                type_a_day(page, answer)
        elif answer and told["type"] != "file":
            page.keyboard.press("Control+A")
            page.keyboard.type(str(answer))
    raise AssertionError("the page has no end")


def type_a_day(page: Page, day: str) -> None:
    """Into the browser's own field, whose parts stand in the order of the browser's language."""
    year, month, date = day.split("-")
    for keys in (date + month + year, month + date + year):
        if page.evaluate("document.activeElement.value") == day:
            return
        for key in ("ArrowLeft", "ArrowLeft"):
            page.keyboard.press(key)
        page.keyboard.type(keys)
    assert page.evaluate("document.activeElement.value") == day


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
