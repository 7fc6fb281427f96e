"""One whole series, from the call to published recommendations, walked by clicking in real Chromium.

Twelve people, eight steps, real processes: on SQLite with the filesystem broker and on PostgreSQL with Redis.
"""

import re
from datetime import date, timedelta

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from .house import House, until
from .steps import ANSWERS, Staff, begin_application, link_in, press, sign_in, write_application

pytestmark = [pytest.mark.journey, pytest.mark.slow]

SUMMARY = "Villages test their own wells each month and find that results differ."
RECOMMENDATION = "Publish the results of all village wells each quarter, starting in 2028."

# The meetings took place: every day and sitting of the series moves two months and a half into the past.
TIME_PASSES = """
from datetime import timedelta
from presessions.scheduling.models import Sitting
from presessions.series.models import SeriesDay
for day in SeriesDay.objects.order_by("date"):
    SeriesDay.objects.filter(pk=day.pk).update(date=day.date - timedelta(days=75))
for row in Sitting.objects.all():
    Sitting.objects.filter(pk=row.pk).update(
        starts_at=row.starts_at - timedelta(days=75), ends_at=row.ends_at - timedelta(days=75)
    )
"""


class Journey:
    """The story, step by step; what one step leaves behind the next one finds."""

    def __init__(self, house: House, visitors) -> None:
        self.house, self.visitors = house, visitors
        self.staff = Staff(house, visitors.arrive())
        self.iso3 = "TLS"
        self.report = house.folder / "report.pdf"
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.save(self.report)

    def at(self, page: Page, path: str) -> Page:
        page.goto(f"{self.house.address}{path}")
        return page

    # 1 --- the call -------------------------------------------------------------

    def staff_plan_and_open_the_call(self) -> None:
        page = self.staff.enrol().go("/staff/series/series/plan/")
        page.get_by_label("UPR Working Group session").select_option(label=self._session(page))
        today = date.today()
        page.get_by_label("First day of the series").fill(str(today + timedelta(days=60)))
        page.get_by_label("The call opens on").fill(str(today - timedelta(days=3)))
        page.get_by_label("The call closes on").fill(str(today + timedelta(days=20)))
        page.get_by_role("button", name="Plan the series").click()
        page.get_by_role("link", name="Open the call").first.click()
        page.get_by_role("button", name="Open the call").click()

    def _session(self, page: Page) -> str:
        texts = page.get_by_label("UPR Working Group session").locator("option").all_inner_texts()
        return next(text for text in texts if text.startswith("Session 54"))

    def somebody_asks_for_calls(self) -> None:
        page = self.at(self.visitors.arrive(language="fr-FR", width=360), "/calls/subscribe/")
        page.locator("input[type=email]").fill("contact@example.org")
        page.locator("main form button[type=submit]").last.click()
        text = self.house.letters.wait("contact@example.org")
        page.goto(link_in(text, "confirm"))
        page.locator("main button[type=submit]").first.click()

    def staff_send_the_call(self) -> None:
        page = self.staff.go("/staff/series/series/")
        page.get_by_role("link", name="Series 54").first.click()
        page.get_by_role("link", name="Write to those who asked").click()
        page.get_by_role("button", name=re.compile("^Write to 1 address")).click()

    def the_call_is_public(self) -> None:
        for language, words in (("en-GB", "Apply"), ("fr-FR", "Candidatures"), ("es-ES", "Solicitudes")):
            page = self.at(self.visitors.arrive(language=language, width=360), "/calls/54/")
            expect(page.locator("h1")).to_be_visible()
            assert words in page.locator("body").inner_text()
        page = self.at(
            self.visitors.arrive(script=False), "/calls/54/deadline.ics".replace("deadline.ics", "")
        )
        assert (
            page.request.get(f"{self.house.address}/calls/54/deadline.ics")
            .text()
            .startswith("BEGIN:VCALENDAR")
        )
        assert "<feed" in page.request.get(f"{self.house.address}/calls/feed/").text()

    # 2 --- applying --------------------------------------------------------------

    def organisations_apply(self) -> None:
        self.applicants: dict[str, Page] = {}
        for number in range(1, 9):
            email = f"org{number}@example.org"
            page = self.visitors.arrive(width=360 if number % 2 else 1280)
            answers = {
                **ANSWERS,
                "organisation_name": f"Riverbank Circle {number} (sample)",
                "speaker_name": f"Speaker {number} (sample)",
                "speaker_email": email,
                "gender": "F" if number % 2 else "M",
            }
            begin_application(self.house, page, state=self.iso3, answers=answers, email=email)
            write_application(page, answers, file=str(self.report) if number == 1 else "")
            expect(page.locator("main")).to_contain_text("54-")
            self.house.letters.wait(email, saying="54-")
            self.applicants[email] = page

    def somebody_without_mail_comes_back_with_the_phrase(self) -> None:
        page = self.visitors.arrive(script=False)
        begin_application(self.house, page, state=self.iso3, answers=ANSWERS)
        words = page.locator(".phrase").inner_text().split()
        reference = re.search(r"54-[0-9A-Z]{6}", page.locator("main").inner_text())
        assert reference
        other = self.at(self.visitors.arrive(), "/apply/return/")
        other.locator("[name=reference]").fill(reference[0])
        other.locator("[name=phrase]").fill(" ".join(words))
        other.locator("main form button[type=submit]").first.click()
        expect(other.locator("h1")).to_be_visible()
        assert "/apply/return/" not in other.url

    def one_of_them_withdraws(self) -> None:
        page = self.applicants["org8@example.org"]
        self.at(page, "/my/").get_by_role("link", name="Timor-Leste").click()
        page.get_by_role("link", name=re.compile("withdraw", re.IGNORECASE)).first.click()
        page.locator("main form button[type=submit]").first.click()
        self.house.letters.wait("org8@example.org", saying="54-", after=2)

    # 3 --- the panel ----------------------------------------------------------------

    def staff_confirm_what_was_claimed(self) -> None:
        page = self.staff.go("/staff/applications/application/?status__exact=submitted")
        press(page, page.locator("#result_list tbody a").first)
        for _ in range(7):
            page.locator("[name=evidence], [name=confirmed_evidence]").first.fill(
                "The report itself (sample)."
            )
            press(page, page.get_by_role("button", name="Confirm as claimed"))
            following = page.get_by_role("link", name="Next (J)")
            if not following.count():
                break
            press(page, following)

    def staff_close_the_call(self) -> None:
        # The letter of the call leaves a minute after staff start it, and never once the call is closed.
        self.house.letters.wait("contact@example.org", after=1, seconds=90)
        page = self.staff.go("/staff/series/series/")
        press(page, page.get_by_role("link", name="Series 54").first)
        press(page, page.get_by_role("link", name="Close the call now"))
        page.locator("[name=reason]").fill("Everybody we expected has applied.")
        press(page, page.get_by_role("button", name="Close the call now"))

    def staff_propose_approve_and_offer(self) -> None:
        page = self.staff.go("/staff/panels/panel/series/54/")
        press(page, page.get_by_role("link", name="Timor-Leste").first)
        press(page, page.get_by_role("button", name="Propose a panel"))
        self.bench = page.url
        expect(page.locator(".bench")).to_contain_text("Best possible")
        press(page, page.get_by_role("link", name="Approve this panel"))
        page.locator("main textarea, #content textarea").first.fill(
            "The rule's own proposal, nothing overruled."
        )
        press(page, page.locator("#content form button.btn-primary").last)
        press(page, page.get_by_role("link", name="Look at the offers"))
        press(page, page.get_by_role("button", name="Offer 6 seats"))

    def panelists_answer_and_one_declines(self) -> None:
        offered = []
        for email, page in self.applicants.items():
            if email == "org8@example.org":
                continue
            self.at(page, "/my/")
            links = page.locator("a[href^='/seat/']")
            if links.count():
                press(page, links.first)
                offered.append((email, page))
        assert len(offered) == 6
        self.declined, page = offered.pop()
        press(page, page.get_by_role("link", name="Decline"))
        press(page, page.locator("main form button[type=submit]").first)
        for email, page in offered:
            self._accept(page)
            self.house.letters.wait(email, saying="54-")
        staff = self.staff.page
        staff.goto(self.bench)
        press(staff, staff.get_by_role("link", name="Look at the offers"))
        press(staff, staff.get_by_role("button", name="Offer 1 seat"))
        taken = {email for email, _ in offered} | {self.declined, "org8@example.org"}
        (email,) = set(self.applicants) - taken
        page = self.at(self.applicants[email], "/my/")
        press(page, page.locator("a[href^='/seat/']").first)
        self._accept(page)
        self.panelists = [*(email for email, _ in offered), email]
        staff.goto(self.bench)
        assert staff.locator(".seat, .seats li").count() == 6

    def _accept(self, page: Page) -> None:
        press(page, page.get_by_role("link", name="Accept the seat"))
        press(page, page.get_by_role("button", name="Yes, we accept"))

    # 4 --- the timetable -------------------------------------------------------------

    def staff_plan_the_mornings(self) -> None:
        self.house.manage("make_staff", "moderator@example.org", "--role", "moderator")
        page = self.staff.go("/staff/scheduling/timetable/series/54/")
        press(page, page.get_by_role("button", name="Begin a draft"))
        press(page, page.get_by_role("button", name="Plan all meetings"))
        self.board = page.url

        def planned() -> bool:
            page.goto(self.board)
            return "Best possible" in page.locator("#content").inner_text()

        until(planned, seconds=120, what="the plan")

    def staff_move_a_meeting_by_hand_and_publish(self) -> None:
        page = self.staff.page
        press(page, page.locator("a.block-name", has_text="Timor-Leste").first)
        place = page.locator("#places input[type=radio]:not([disabled]), input[name=place]:not([disabled])")
        place.last.check(force=True)
        press(page, page.get_by_role("button", name="Move"))
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        press(page, page.get_by_role("button", name="Undo"))
        press(page, page.get_by_role("link", name="Preview publishing"))
        for box in page.locator("#content form input[type=checkbox]").all():
            box.check(force=True)
        press(page, page.get_by_role("button", name="Publish", exact=True))
        self.staff.go("/staff/series/series/")
        press(page, page.get_by_role("link", name="Series 54").first)
        press(page, page.get_by_role("link", name=re.compile("programme|announce", re.IGNORECASE)).first)
        press(page, page.locator("#content form button.btn-primary").first)
        for email in self.panelists:
            self.house.letters.wait(email, after=3)

    def the_programme_is_public_without_names(self) -> None:
        page = self.at(self.visitors.arrive(width=360, language="es-ES"), "/programme/54/")
        text = page.locator("body").inner_text()
        assert "Timor-Leste" in text
        assert "Riverbank" not in text
        for path in ("/programme/feed/", "/54/timor-leste/meeting.ics"):
            answer = page.request.get(f"{self.house.address}{path}")
            assert answer.status == 200
            assert "Riverbank" not in answer.text()
        self.reader = page

    # 5 --- statements and consent -------------------------------------------------------

    def a_panelist_writes_and_chooses_who_may_read_what(self) -> None:
        self.speaker = page = self.applicants[self.panelists[0]]
        self.at(page, "/my/")
        press(page, page.get_by_role("link", name="Prepare your statement"))
        self.statement = page.url
        page.goto(f"{self.statement}text/summary/")
        page.locator("main textarea").first.fill(SUMMARY)
        press(page, page.get_by_role("button", name=re.compile("^Save and continue")))
        page.goto(f"{self.statement}recommendations/")
        page.locator("[name=recommendation_1]").fill(RECOMMENDATION)
        page.locator("[name=recommendation_2]").fill("Answer each village in writing within thirty days.")
        page.locator("[name=issue_1_1]").select_option(index=3)
        page.locator("[name=question_1]").fill("Who reads the results of the wells?")
        press(page, page.get_by_role("button", name=re.compile("^Save and continue")))
        page.goto(f"{self.statement}sharing/")
        self._tick("Recommendation 1", "Everyone")
        self._tick("The organisation’s name", "Everyone")
        self._tick("In short", "Missions")
        press(page, page.get_by_role("button", name="Save my choices"))
        page.goto(f"{self.statement}send/")
        press(page, page.get_by_role("button", name="Send the statement"))

    def _tick(self, item: str, audience: str) -> None:
        row = self.speaker.locator(".consent fieldset", has_text=item).first
        row.get_by_label(audience, exact=True).check(force=True)

    def nothing_is_readable_before_staff_publish(self) -> None:
        assert RECOMMENDATION not in self._public_text()

    def staff_check_and_publish(self) -> None:
        page = self.staff.go("/staff/publications/statement/?status__exact=received")
        press(page, page.locator("#result_list tbody a").first)
        press(page, page.get_by_role("button", name="I have read it"))
        press(page, page.get_by_role("link", name="Publish what was agreed"))
        press(page, page.get_by_role("button", name="Publish", exact=True))
        self.house.letters.wait(self.panelists[0], saying="/statements/", seconds=90)

    # 6 --- missions read -----------------------------------------------------------------

    def _public_text(self, page: Page | None = None) -> str:
        return self.at(page or self.reader, "/54/timor-leste/").locator("main").inner_text()

    def the_public_reads_what_was_agreed(self) -> None:
        page = self.visitors.arrive()
        text = self._public_text(page)
        assert RECOMMENDATION in text
        assert SUMMARY not in text
        assert "Speaker" not in text
        for path, start in (("sheet.pdf", b"%PDF"), ("recommendations.docx", b"PK"), ("text/", b"")):
            answer = page.request.get(f"{self.house.address}/54/timor-leste/{path}")
            assert answer.status == 200
            assert answer.body().startswith(start)
            assert SUMMARY.encode() not in answer.body()
        found = self.at(page, "/library/?q=wells").locator("main").inner_text()
        assert RECOMMENDATION in found

    def delegates_are_invited_and_read(self) -> None:
        self.delegates = {}
        for state, email in (("Fiji", "fiji@mission.example"), ("Timor-Leste", "timor@mission.example")):
            page = self.staff.go(f"/staff/attendance/invitation/?q={state}")
            press(page, page.locator("main table a, #content table a", has_text=state).first)
            page.locator("#content [name=email]").fill(email)
            press(page, page.get_by_role("button", name="Send the invitation"))
            self.house.letters.wait(email)
            delegate = self.visitors.arrive()
            sign_in(self.house, delegate, email)
            self.at(delegate, "/missions/invitation/")
            for button in delegate.locator("main form button[type=submit]").all()[:1]:
                press(delegate, button)
            self.delegates[state] = delegate
        assert SUMMARY in self._public_text(self.delegates["Fiji"])
        own, anonymous = self.delegates["Timor-Leste"], self.visitors.arrive()
        assert self._public_text(own) == self._public_text(anonymous)

    # 7 --- mail ---------------------------------------------------------------------------

    def staff_see_what_went_out(self) -> None:
        page = self.staff.go("/staff/mail/outgoingmail/")
        expect(page.locator("#result_list")).to_contain_text("Sent")
        assert len(self.house.letters.to("contact@example.org")) == 2  # the confirmation and the call
        identifiers = [letter["Message-ID"] for letter in self.house.letters.kept]
        assert len(identifiers) == len(set(identifiers))
        for letter in self.house.letters.kept:
            assert "Timor" not in letter["Subject"]
            assert "Riverbank" not in letter["Subject"]

    # 8 --- the day, the figures -------------------------------------------------------------

    def the_day_is_recorded_and_counted(self) -> None:
        self.house.manage("shell", "-v0", given=TIME_PASSES)
        page = self.staff.go("/staff/attendance/meetingrecord/series/54/")
        press(page, page.locator("#content a", has_text="Timor-Leste").first)
        for number in (0, 1, 2):
            page.locator("[name=came]").nth(number).check(force=True)
        page.locator("[name=sur]").nth(1).check(force=True)
        for seat in page.locator("select[name^=seat], select[name^=speaker]").all():
            seat.select_option("present")
        for radio in page.locator("input[type=radio][value=present]").all():
            radio.check(force=True)
        press(page, page.get_by_role("button", name="Save the record"))
        press(page, page.get_by_role("button", name="Mark as held"))
        figures = self.at(self.visitors.arrive(width=360), "/figures/").locator("main").inner_text()
        assert "54" in figures
        expect(self.staff.go("/staff/").locator("#content")).to_be_visible()

    def withdrawal_takes_effect_on_the_next_request(self) -> None:
        assert RECOMMENDATION in self._public_text()
        self.speaker.goto(f"{self.statement}sharing/")
        press(self.speaker, self.speaker.get_by_role("button", name="Share nothing"))
        assert RECOMMENDATION not in self._public_text()
        assert SUMMARY not in self._public_text(self.delegates["Fiji"])
        assert RECOMMENDATION not in self.at(self.reader, "/library/?q=wells").locator("main").inner_text()
        assert (
            RECOMMENDATION.encode()
            not in self.reader.request.get(f"{self.house.address}/54/timor-leste/text/").body()
        )


def walk(house: House, visitors) -> None:
    journey = Journey(house, visitors)
    journey.staff_plan_and_open_the_call()
    journey.somebody_asks_for_calls()
    journey.staff_send_the_call()
    journey.the_call_is_public()
    journey.organisations_apply()
    journey.somebody_without_mail_comes_back_with_the_phrase()
    journey.one_of_them_withdraws()
    journey.staff_confirm_what_was_claimed()
    journey.staff_close_the_call()
    journey.staff_propose_approve_and_offer()
    journey.panelists_answer_and_one_declines()
    journey.staff_plan_the_mornings()
    journey.staff_move_a_meeting_by_hand_and_publish()
    journey.the_programme_is_public_without_names()
    journey.a_panelist_writes_and_chooses_who_may_read_what()
    journey.nothing_is_readable_before_staff_publish()
    journey.staff_check_and_publish()
    journey.the_public_reads_what_was_agreed()
    journey.delegates_are_invited_and_read()
    journey.staff_see_what_went_out()
    journey.the_day_is_recorded_and_counted()
    journey.withdrawal_takes_effect_on_the_next_request()
    assert visitors.outside == []
    assert visitors.complaints == []


def test_one_series_on_sqlite_with_the_filesystem_broker(sqlite_house: House, visitors) -> None:
    walk(sqlite_house, visitors)


def test_one_series_on_postgresql_with_redis(postgres_house: House, visitors) -> None:
    walk(postgres_house, visitors)
