"""A panel tried out by ticking: counted by the server, and live by the script, which must say the same."""

import re
from random import Random

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from playwright.sync_api import Page, sync_playwright

from panels import transitions
from panels.models import Panel
from presessions import assets
from tests.applications.staff import staff_client
from tests.factories import make_officer
from tests.journeys.conftest import ARGUMENTS, CHROMIUM
from tests.panels.houses import make_pool

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOUSE = "http://bench.test"
TICK = """([keys, on]) => keys.forEach(key => {
  const box = document.querySelector(`input[name="id"][value="${key}"]`);
  box.checked = on;
  box.dispatchEvent(new Event("change", { bubbles: true }));
})"""
SCRIPT = (assets.STATIC / "js/panel-meters.js").read_text("utf-8")


def url(name: str, panel: Panel, *more: int) -> str:
    return reverse(f"admin:panels_{name}", args=[panel.pre_session_id, *more])


def proposed(count: int = 8, **series) -> Panel:
    panel = make_pool(count, **series)
    transitions.propose(panel, by=make_officer())
    panel.refresh_from_db()
    return panel


def keys(panel: Panel, *, seated: bool) -> list[int]:
    found = panel.seats.active().values_list("application_id", flat=True)
    rows = panel.pre_session.applications
    return list(found if seated else rows.exclude(pk__in=list(found)).values_list("pk", flat=True))


def tried(panel: Panel, *ids: int):
    return staff_client().get(url("workbench", panel), {"id": ids})


def meter(page, key: str) -> dict:
    return next(each for each in page.context["meters"] if each["key"] == key)


def test_ticked_ones_change_sides_and_nothing_is_changed():
    panel = proposed()
    (out, *_), (into, *_) = keys(panel, seated=True), keys(panel, seated=False)
    before = panel.version
    page = tried(panel, out, into)
    names = panel.pre_session.applications.in_bulk([out, into])
    assert page.context["trial"].sentences[-1] == (
        f"As ticked: {names[out].organisation_name} out; {names[into].organisation_name} in."
    )
    assert meter(page, "size")["value"] == 6
    panel.refresh_from_db()
    assert panel.version == before
    assert sorted(keys(panel, seated=True)) == sorted({*keys(panel, seated=True), out})


def test_a_seventh_is_counted_and_said_to_be_too_many():
    panel = proposed()
    page = tried(panel, keys(panel, seated=False)[0])
    assert meter(page, "size")["cost"] == "+1"
    assert page.context["trial"].sentences[0] == "7 panelists: at most 6."


def test_the_bar_shows_what_could_be_more_and_a_trial_has_no_seven_of_five():
    panel = proposed(12, panel_size=5)
    possible = panel.proposals.first().result["possible"]["submitted"]
    weaker = tried(panel, keys(panel, seated=True)[0])
    shown = meter(weaker, "size")
    assert (shown["value"], shown["missing"], shown["top"]) == (4, 1, 5)
    reports = panel.pre_session.applications.filter(pk__in=keys(panel, seated=False)).exclude(
        submitted="none"
    )
    more = meter(tried(panel, *reports.values_list("pk", flat=True)), "submitted")
    assert more["value"] > possible
    assert more["note"] == f"more than the {possible} possible"


def test_seats_that_nobody_can_take_are_empty_in_the_bar():
    page = staff_client().get(url("workbench", proposed(3)))
    bar = '<span class="pip"></span>' * 3 + '<span class="pip pip-none"></span>' * 3
    assert bar in page.content.decode()


def test_a_coalition_and_its_member_are_said_to_clash():
    panel = proposed()
    (seated, *_), (other, *_) = keys(panel, seated=True), keys(panel, seated=False)
    rows = panel.pre_session.applications
    rows.get(pk=seated).organisation.members.add(rows.get(pk=other).organisation)
    said = tried(panel, other).context["trial"].sentences
    names = sorted((rows.get(pk=key) for key in (seated, other)), key=lambda row: str(row.public_id))
    assert f"{names[0].organisation_name} and {names[1].organisation_name} can’t sit together." in said


def test_an_offered_seat_stays_and_says_so():
    panel, officer = proposed(), make_officer()
    transitions.approve(panel, by=officer, reason="Balanced.")
    transitions.offer_seats(panel, by=officer)
    key = keys(panel, seated=True)[0]
    name = panel.pre_session.applications.get(pk=key).organisation_name
    page = tried(panel, key)
    assert page.context["trial"].sentences == (f"{name} was offered its seat and stays.",)
    assert meter(page, "size")["value"] == 6


def test_who_is_ticked_is_shown_and_stays_ticked():
    panel = proposed(30)
    last = staff_client().get(url("workbench", panel), {"all": "1"}).context["rows"][-1]["row"].pk
    page = tried(panel, last)
    assert page.context["hidden"] == 0
    assert f'value="{last}" checked' in page.content.decode()


@pytest.mark.parametrize("given", ["x", "9" * 4000, "0", "-1"])
def test_no_key_is_no_trial(given):
    page = staff_client().get(url("workbench", proposed()), {"id": given})
    assert (page.status_code, page.context["trial"]) == (200, None)


def test_the_button_leads_to_the_trial():
    panel = proposed()
    key = keys(panel, seated=False)[0]
    answer = staff_client().post(url("try", panel), {"id": [key]})
    assert answer.headers["Location"] == f"{url('workbench', panel)}?id={key}#live"


def test_the_button_with_nothing_ticked_says_what_to_do():
    panel = proposed()
    page = staff_client().post(url("try", panel), {"reason": "Typed with care"})
    assert page.status_code == 422
    assert "Tick at least one application." in page.content.decode()
    assert "Typed with care" in page.content.decode()


def test_side_by_side_tells_the_rules_reason_for_each():
    panel = proposed()
    ids = keys(panel, seated=False)[:1] + keys(panel, seated=True)[:1]
    client = staff_client()
    answer = client.post(url("compare", panel), {"id": ids})
    page = client.get(answer.headers["Location"])
    reasons = panel.proposals.first().result["reasons"]
    for row in panel.pre_session.applications.filter(pk__in=ids):
        assert reasons[str(row.public_id)]["text"] in re.sub(r"&#x27;", "'", page.content.decode())
    assert meter_of(page, "size") == 2


def test_side_by_side_names_the_best_swap_of_each():
    panel, client = proposed(9), staff_client()
    seated = panel.seats.active().first().application
    other = panel.pre_session.applications.exclude(seats__panel=panel).first()
    text = client.get(url("beside", panel), {"id": [seated.pk, other.pk]}).text
    for row, words in ((seated, "{} in its place: "), (other, "In place of {}: ")):
        best = client.get(url("about", panel, row.pk)).context["about"].exchanges[0]
        name = (best["into"] if row == seated else best["out"]).organisation_name
        assert words.format(f'<bdi dir="auto">{name}</bdi>') in text or words.format(name) in text
        assert f"{url('about', panel, row.pk)}#swap" in text


@pytest.mark.parametrize(
    ("statement", "speaks", "said"),
    [("fr", "en fr", "FR, also EN"), ("es", "", "ES"), ("", "en ar", "EN, AR"), ("fr", "fr", "FR")],
)
def test_a_row_says_the_language_of_the_statement_first(statement, speaks, said):
    panel = proposed(2)
    row = panel.pre_session.applications.first()
    row.statement_language, row.speaks = statement, speaks
    row.save()
    page = staff_client().get(url("workbench", panel))
    assert next(line["languages"] for line in page.context["rows"] if line["row"] == row) == said
    assert f'data-label="Languages">{said}</td>' in page.text


def meter_of(page, key: str) -> int:
    return next(each for each in page.context["alone"]["meters"] if each["key"] == key)["value"]


@pytest.mark.parametrize("count", [1, 7])
def test_side_by_side_takes_two_to_six(count):
    panel = proposed(9)
    ids = list(panel.pre_session.applications.values_list("pk", flat=True))[:count]
    answer = staff_client().get(url("beside", panel), {"id": ids})
    assert answer.headers["Location"] == url("workbench", panel)


@pytest.mark.parametrize("count", [2, 6])
def test_side_by_side_asks_the_same_number_of_queries(count, django_assert_num_queries):
    panel, client = proposed(9), staff_client()
    ids = list(panel.pre_session.applications.values_list("pk", flat=True))[:count]
    client.get(url("beside", panel), {"id": ids})
    with django_assert_num_queries(12):
        assert client.get(url("beside", panel), {"id": ids}).status_code == 200


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_the_script_counts_and_says_what_the_server_does():
    panel = varied(make_pool(24, policy="coalition-at-least-one"))
    client, random = staff_client(), Random(5)
    transitions.propose(panel, by=make_officer())
    every = list(panel.pre_session.applications.values_list("pk", flat=True))
    sets = [random.sample(every, random.choice((1, 2, 3, 5, 9))) for _ in range(14)]
    html = client.get(url("workbench", panel), {"all": "1"}).content.decode()
    expected = [client.get(url("workbench", panel), {"id": ids}).content.decode() for ids in sets]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        untouched = read(served(page, html))
        for ids, answer in zip(sets, expected, strict=True):
            first = read(served(page, answer, script=False))
            served(page, html)
            page.evaluate(TICK, [ids, True])
            assert read(page) == first
            page.evaluate(TICK, [ids, False])
            assert read(page) == untouched
        browser.close()


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("script", [True, False])
def test_on_a_phone_what_can_be_done_is_at_hand_wherever_one_ticks(script):
    html = staff_client().get(url("workbench", proposed(40)), {"all": "1"}).content.decode()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script)
        served(page, html, script=script, styled=True)
        boxes = page.locator('input[name="id"]')
        row, pin = boxes.nth(30), page.locator('[data-act="pin"]')
        row.scroll_into_view_if_needed()
        assert pin.bounding_box()["y"] < 0
        place = row.bounding_box()["y"]
        row.check()
        assert row.bounding_box()["y"] == pytest.approx(place, abs=1)
        edge = page.locator("#reason").bounding_box()
        for act in ("compare", "pin", "exclude"):
            found = page.locator(f'[data-act="{act}"]').bounding_box()
            assert edge["y"] < found["y"] < 740 - found["height"]
            assert found["x"] >= 0
            assert found["x"] + found["width"] <= 360
        boxes.last.focus()
        assert boxes.last.bounding_box()["y"] < edge["y"] - 24  # not behind it
        if script:
            assert page.evaluate("document.documentElement.scrollWidth") == 360
        row.uncheck()
        assert pin.bounding_box()["y"] < 0
        browser.close()


def varied(panel: Panel) -> Panel:
    """Kinds, languages, coalitions and linked ones of every sort."""
    random = Random(7)
    rows = list(panel.pre_session.applications.order_by("pk"))
    for number, row in enumerate(rows):
        row.confirmed_kind = random.choice(("national", "grassroots", "international", "regional"))
        row.confirmed_is_coalition = random.random() < 0.4
        row.gender = random.choice(("F", "M", "X", "undisclosed"))
        row.statement_language = random.choice(("en", "en", "fr", "ar", "pt", ""))
        if number % 9 == 0:
            row.confirmed_kind = "nhri"
        if number % 5 == 3:
            row.organisation.members.add(rows[number - 2].organisation, rows[number - 3].organisation)
        row.save()
    return panel


def served(page: Page, html: str, *, script: bool = True, styled: bool = False) -> Page:
    """The page from nowhere, with our script or with none, with our styles or with none."""
    page.unroute_all()

    def serve(route):
        address = route.request.url
        if address == f"{HOUSE}/":
            return route.fulfill(content_type="text/html; charset=utf-8", body=html)
        if script and "panel-meters" in address:
            return route.fulfill(content_type="text/javascript; charset=utf-8", body=SCRIPT)
        if styled and address.endswith(".css"):
            return route.fulfill(path=finders.find(address.partition(settings.STATIC_URL)[2]))
        return route.fulfill(status=204)

    page.route("**/*", serve)
    page.goto(f"{HOUSE}/")
    return page


def read(page: Page) -> list:
    """What the meters and the sentence say."""
    meters = page.locator("[data-meter]").evaluate_all(
        """found => found.map(meter => [
             meter.dataset.meter,
             meter.innerText.split(/\\s+/).join(" ").trim(),
             [...meter.querySelectorAll(".pip")].map(pip => pip.className).join(" "),
             meter.querySelector(".gain") !== null,
           ])"""
    )
    return [meters, page.locator("#ticked").inner_text()]
