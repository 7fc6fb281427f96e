"""From forty applications to six confirmed panelists, with one decline and one withdrawal, in real Chromium."""

import re

import pytest
from playwright.sync_api import Page, expect

from .house import House, until
from .steps import Staff, press, sign_in

pytestmark = [pytest.mark.journey]

FORTY = """
from tests.factories import make_confirmed_application, make_day, make_pre_session, make_series, make_user
series = make_series(54, status="call_closed")
make_day(series)
meeting = make_pre_session(series, "WSM")
kinds = ("national", "grassroots", "national", "regional", "international")
for number in range(1, 41):
    make_confirmed_application(
        meeting,
        owner=make_user(f"org{number}@example.org"),
        organisation_name=f"Riverbank Circle {number} (sample)",
        kind="nhri" if number == 7 else kinds[number % 5],
        is_coalition=number % 4 == 0,
        submitted="own" if number % 3 else "none",
        gender=("F", "M", "undisclosed")[number % 3],
        issues=tuple(f"UI-{(number + step) % 13}" for step in (0, 1, 4)),
        statement_language=("en", "fr", "en")[number % 3],
    )
"""
# six panelists with four themes each: that many pips stay within their meter
PIPS = """() => {
  const row = document.querySelector('[data-meter="distinct_themes"] .pips');
  while (row.children.length < 24) row.append(row.firstElementChild.cloneNode());
  return [row.children.length, row.scrollWidth <= row.clientWidth];
}"""
ANSWERED = "The rule's own proposal, nothing overruled."


class Selection:
    """The story, step by step."""

    def __init__(self, house: House, visitors) -> None:
        self.house, self.visitors = house, visitors
        house.manage("shell", "-v0", given=FORTY)
        self.staff = Staff(house, visitors.arrive())
        self.windows: dict[str, Page] = {}

    @property
    def page(self) -> Page:
        return self.staff.page

    def staff_ask_for_a_proposal_and_look_what_a_swap_would_do(self) -> None:
        page = self.staff.enrol().go("/staff/panels/panel/series/54/")
        press(page, page.get_by_role("link", name="Samoa").first)
        press(page, page.get_by_role("button", name="Propose a panel"))
        self.bench = page.url
        expect(page.locator(".seat")).to_have_count(6)
        expect(page.locator(".bench")).to_contain_text("40 applications")
        seats = page.locator('[data-meter="size"] .meter-value')
        boxes = page.locator('input[name="id"]')
        page.keyboard.press("j")
        page.keyboard.press("Space")
        expect(seats).to_have_text(re.compile(r"^5"))
        boxes.nth(8).focus()
        page.keyboard.press("Space")
        expect(seats).to_have_text("6")
        boxes.nth(8).uncheck()  # the box takes a click itself, not only the cell around it
        boxes.nth(8).check()
        expect(seats).to_have_text("6")
        expect(page.locator("#ticked")).to_contain_text(re.compile("As ticked: .* out; .* in"))
        assert page.evaluate(PIPS) == [24, True]
        press(page, page.get_by_role("button", name="Side by side"))
        expect(page.locator("#content")).to_contain_text(
            re.compile("With(out)? it, the best panel would have|decided by the draw")
        )

    def staff_approve_and_offer_six_seats(self) -> None:
        page = self.page
        page.goto(self.bench)
        press(page, page.get_by_role("link", name="Approve this panel"))
        page.locator("#content textarea").first.fill(ANSWERED)
        press(page, page.locator("#content form button.btn-primary").last)
        press(page, page.get_by_role("link", name="Look at the offers"))
        self.offered = self._addresses("Offers")
        assert len(self.offered) == 6
        press(page, page.get_by_role("button", name="Offer 6 seats"))

    def staff_answer_the_others(self) -> None:
        page = self.page
        page.goto(self.bench)
        press(page, page.get_by_role("link", name="Answer the others"))
        press(page, page.get_by_role("button", name="Send 34 answers"))

    def five_accept_and_one_declines(self) -> None:
        *accepting, declining = self.offered
        for email in accepting:
            self._accept(email)
        page = self._seat_of(declining)
        press(page, page.get_by_role("link", name="Decline"))
        press(page, page.locator("main form button[type=submit]").first)
        self.seventh = self._offer_the_free_seat()
        self._accept(self.seventh)
        self._is_complete()

    def one_who_had_accepted_withdraws(self) -> None:
        page = self.windows[self.offered[0]]
        page.goto(f"{self.house.address}/my/")
        press(page, page.get_by_role("link", name="Samoa").first)
        press(page, page.get_by_role("link", name="Where it stands"))
        press(page, page.get_by_role("link", name="Withdraw"))
        press(page, page.get_by_role("button", name="Withdraw"))
        self.page.goto(self.bench)
        expect(self.page.locator("#content")).to_contain_text("withdrew")
        self._accept(self._offer_the_free_seat())
        self._is_complete()

    def everybody_heard_once(self) -> None:
        """Eight offers and thirty-four answers, each of them once."""

        def counted() -> dict[str, int]:
            told = self.house.manage("shell", "-v0", given=TOLD)
            return dict(re.findall(r"(\w+)=(\d+)", told))

        wanted = {"seat_offer": "8", "seat_confirmed": "7", "seat_declined_ack": "1", "answers": "34"}
        until(lambda: counted() == wanted, seconds=60, what="every letter, once")
        identifiers = [letter["Message-ID"] for letter in self.house.letters.kept]
        assert len(identifiers) == len(set(identifiers))

    def _addresses(self, head: str) -> list[str]:
        part = self.page.locator("section", has=self.page.get_by_role("heading", name=head, exact=True))
        return re.findall(r"org\d+@example\.org", " ".join(part.locator("summary").all_inner_texts()))

    def _offer_the_free_seat(self) -> str:
        page = self.page
        page.goto(self.bench)
        press(page, page.get_by_role("link", name="Look at the offers"))
        (email,) = self._addresses("Offers")
        press(page, page.get_by_role("button", name="Offer 1 seat"))
        return email

    def _seat_of(self, email: str) -> Page:
        self.house.letters.wait(email, saying="/seat/")  # the offer; then the next letter is the code
        page = self.windows[email] = self.visitors.arrive(width=360)
        sign_in(self.house, page, email)
        page.goto(f"{self.house.address}/my/")
        press(page, page.locator("a[href^='/seat/']").first)
        return page

    def _accept(self, email: str) -> None:
        page = self._seat_of(email)
        press(page, page.get_by_role("link", name="Accept the seat"))
        press(page, page.get_by_role("button", name="Yes, we accept"))

    def _is_complete(self) -> None:
        self.page.goto(self.bench)
        expect(self.page.locator(".seat-confirmed")).to_have_count(6)


TOLD = """
from presessions.mail.models import OutgoingMail
sent = OutgoingMail.objects.filter(status="sent")
for message in ("seat_offer", "seat_confirmed", "seat_declined_ack"):
    print(f"{message}={sent.filter(message=message).count()}")
print("answers=%d" % sent.filter(message__in=["reserve_notice", "not_selected"]).count())
"""


def from_forty_to_six(house: House, visitors) -> None:
    story = Selection(house, visitors)
    story.staff_ask_for_a_proposal_and_look_what_a_swap_would_do()
    story.staff_approve_and_offer_six_seats()
    story.staff_answer_the_others()
    story.five_accept_and_one_declines()
    story.one_who_had_accepted_withdraws()
    story.everybody_heard_once()
    assert visitors.outside == []
    assert visitors.complaints == []


def test_six_of_forty_are_confirmed(sqlite_house, visitors):
    from_forty_to_six(sqlite_house, visitors)


@pytest.mark.slow
def test_six_of_forty_are_confirmed_on_postgresql_and_redis(postgres_house, visitors):
    from_forty_to_six(postgres_house, visitors)
