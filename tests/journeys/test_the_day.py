"""From confirmed panels to a morning run: timetable, late arrival, re-plan, moderator's screen. Real Chromium."""

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from .house import House, until
from .steps import Staff, by_keyboard, press

pytestmark = [pytest.mark.journey]

PANELS = """
from datetime import timedelta
from django.utils import timezone
from presessions.series.models import PermanentMission
from tests.scheduling.halls import make_hall, make_moderator, make_panelists, meeting_on
today = timezone.localdate()
series = make_hall(states=3, days=(today, today + timedelta(days=1)))
series.status = "call_closed"
series.save()
for iso3 in ("WSM", "TLS", "MLT"):
    make_panelists(meeting_on(series, iso3), 3, speaker_name=f"Speaker of {iso3} (sample)")
make_moderator("Moderator (sample)")
"""
ARRIVES_TOMORROW = """
from datetime import time, timedelta
from django.utils import timezone
from panels.models import Seat
from presessions.scheduling.models import Sitting
first = Sitting.objects.order_by("starts_at").first().pre_session
application = Seat.objects.filter(panel__pre_session=first).first().application
application.available_days = [str(timezone.localdate() + timedelta(days=1))]
application.arrives_at = time(10, 30)
application.save()
print("late:", first.state_under_review.name)
"""
RECORD = """
from presessions.attendance.models import FloorTick, MeetingRecord, MissionPresence, SpeakerRecord
print(FloorTick.objects.count(), MissionPresence.objects.count(), SpeakerRecord.objects.count(),
      MeetingRecord.objects.filter(sur_spoke=True).count())
"""


class Day:
    """The story, step by step."""

    def __init__(self, house: House, visitors) -> None:
        self.house, self.visitors = house, visitors
        self.staff = Staff(house, visitors.arrive(width=1024))
        self.public = visitors.arrive()
        house.manage("shell", given=PANELS)
        self.staff.enrol()

    @property
    def page(self) -> Page:
        return self.staff.page

    def programme(self) -> dict[str, str]:
        """State -> when it begins, as machines read it."""
        answer = self.public.request.get(f"{self.house.address}/programme/54/programme.json")
        return {one["state"]["iso3"]: one["starts_at"] for one in answer.json()["pre_sessions"]}

    def plan(self, button: str) -> None:
        press(self.page, self.page.get_by_role("button", name=button))
        self.until_planned(self.page.url)

    def until_planned(self, board: str) -> None:
        def planned() -> bool:
            self.page.goto(board)
            return "Best possible" in self.page.locator("#content").inner_text()

        until(planned, what="the plan")

    def publish(self) -> None:
        press(self.page, self.page.get_by_role("link", name="Preview publishing"))
        press(self.page, self.page.get_by_role("button", name="Publish", exact=True))

    def from_confirmed_panels_to_a_published_programme(self) -> None:
        self.staff.go("/staff/scheduling/timetable/series/54/")
        press(self.page, self.page.get_by_role("button", name="Begin a draft"))
        self.plan("Plan all meetings")
        self.publish()
        self.first = self.programme()
        assert min(self.first.values()).startswith(str(date.today()))
        assert self.public.request.get(f"{self.house.address}/programme/54/booklet.pdf").status == 200

    def somebody_arrives_late_and_as_little_as_possible_moves(self) -> None:
        told = self.house.manage("shell", given=ARRIVES_TOMORROW)
        late = re.search(r"late: (.+)", told)[1].strip()
        self.staff.go("/staff/scheduling/timetable/series/54/")
        expect(self.page.locator("#content")).to_contain_text(f"{late}, ")
        press(self.page, self.page.get_by_role("button", name="Open a draft to change it"))
        self.plan("Improve around locks")
        expect(self.page.locator("#content")).to_contain_text("0 new, 1 moved, 2 unchanged")
        self.publish()
        self.then = self.programme()
        (moved,) = [iso3 for iso3, start in self.then.items() if start != self.first[iso3]]
        assert self.then[moved][11:16] >= "10:30"
        self.today = min((start, iso3) for iso3, start in self.then.items())[1]

    def two_change_places_by_keyboard_around_what_is_locked(self) -> None:
        """Every key from opening the draft to throwing it away is Tab, an arrow or Enter."""
        page = self.page
        self.staff.go("/staff/scheduling/timetable/series/54/")
        self.enter(page.get_by_role("button", name="Open a draft to change it"))
        names = page.locator(".block-name")
        (kept, moved), was = names.all_inner_texts()[:2], self.places()
        self.enter(names.nth(0))
        self.enter(page.get_by_role("button", name="Lock", exact=True))
        expect(page.locator(".block-locked")).to_contain_text(kept)
        self.enter(names.nth(1))
        by_keyboard(page, page.locator("input[name=choice]:checked"))
        page.keyboard.press("ArrowDown")
        self.enter(page.get_by_role("button", name="Move", exact=True))
        assert self.places()[kept] == was[kept]
        assert self.places()[moved] != was[moved]
        self.enter(page.get_by_role("button", name="Improve around locks"))
        self.until_planned(page.url)
        assert self.places() == was
        self.enter(page.get_by_role("link", name="Put this draft away"))
        self.enter(page.locator("#content form button[type=submit]"))
        assert self.programme() == self.then

    def enter(self, wanted: Locator) -> None:
        """Tab to it, press Enter, and wait for the page it leads to."""
        by_keyboard(self.page, wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def places(self) -> dict[str, str]:
        """By the name in its block: the day and the hours of each meeting on the board."""
        found = {}
        for day in self.page.locator(".board-day").all():
            for block in day.locator(".block").all():
                hours = block.locator("span").first.inner_text()
                found[block.locator(".block-name").inner_text()] = (
                    f"{day.get_attribute('aria-label')} {hours}"
                )
        return found

    def a_morning_is_run_from_the_moderators_screen(self) -> None:
        page = self.staff.go("/staff/attendance/meetingrecord/series/54/")
        names = {"WSM": "Samoa", "TLS": "Timor-Leste", "MLT": "Malta"}
        row = page.get_by_role("row", name=re.compile(names[self.today]))
        press(page, row.get_by_role("link", name=re.compile("Moderate")))
        self.floor = page.url
        page.get_by_role("button", name="Begin the meeting").click()
        turns = page.locator(".turn")
        turns.nth(0).get_by_role("button").click()  # the State under Review opens
        turns.nth(1).get_by_role("button").click()
        expect(turns.nth(1)).to_have_class(re.compile("is-now"))
        self.ask(names[self.today])
        expect(page.locator("[data-refused]")).to_contain_text("by rule, does not ask")
        self.ask("Chile")
        expect(page.locator(".queue li")).to_have_count(1)

    def ask(self, state: str) -> None:
        label = self.page.locator("#id_who option", has_text=state).first.get_attribute("value")
        self.page.get_by_label("Permanent Mission").select_option(label)
        self.page.get_by_role("button", name="Asks for the floor").click()

    def the_line_breaks_and_nothing_is_lost(self) -> None:
        page, context = self.page, self.page.context
        until(
            lambda: not page.evaluate("Object.values(localStorage).join('').includes('kind')"),
            what="the ticks",
        )
        context.set_offline(True)
        self.ask("Ghana")
        page.locator(".turn").nth(2).get_by_role("button").click()
        expect(page.locator("[data-kept]")).to_contain_text("2 ticks are kept here")
        context.set_offline(False)
        expect(page.locator("[data-kept]")).to_be_empty(timeout=20_000)
        page.locator(".queue button").first.click()
        expect(page.locator("[data-asking-name]")).to_have_text("Chile")
        clock = context.new_page()
        clock.goto(f"{self.floor}clock/")
        expect(clock.locator("[data-who]")).to_have_text("A question from a mission")
        page.get_by_role("button", name="End the meeting").click()
        expect(clock.locator("[data-who]")).to_have_text("The meeting is over")
        until(lambda: "8 2 2 1" in self.house.manage("shell", given=RECORD), what="the record")


def test_a_series_goes_from_panels_to_a_morning_in_the_room(sqlite_house, visitors):
    day = Day(sqlite_house, visitors)
    day.from_confirmed_panels_to_a_published_programme()
    day.somebody_arrives_late_and_as_little_as_possible_moves()
    day.two_change_places_by_keyboard_around_what_is_locked()
    day.a_morning_is_run_from_the_moderators_screen()
    day.the_line_breaks_and_nothing_is_lost()
    assert visitors.outside == []
    assert visitors.complaints == []
