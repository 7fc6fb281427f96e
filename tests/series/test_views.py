"""The public pages of calls: what they say, in three languages, cheaply, and what they keep to themselves."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from presessions import wording
from presessions.series import deadlines, transitions
from presessions.series.call_page import Standing, share_text, short_text, state_lines
from presessions.series.draw import commitment, state_seed
from presessions.series.models import PreSession, Series
from presessions.series.transitions import Words
from tests.factories import make_pre_session, make_series

from .conftest import NOW, pre_session_of
from .test_transitions import LATER

pytestmark = pytest.mark.django_db
WORDS = Words("A long power cut", "Une longue coupure", "Un corte largo")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def call(opened, officer):
    """A call with a State of its own deadline and one that is not held."""
    transitions.extend_deadline([pre_session_of(opened, "TLS")], closes_at=LATER, reasons=WORDS, by=officer)
    transitions.mark_not_held(
        pre_session_of(opened, "SSD"), reasons=Words("Moved", "Reporté", "Movido"), by=officer
    )
    opened.refresh_from_db()
    return opened


def page(path, language="en", client=None):
    return (client or Client()).get(path, headers={"accept-language": language})


def test_call_says_deadline_zone_clock_change_and_what_is_left(call):
    text = page("/calls/54/").content.decode()
    assert "Wednesday 28 October 2026, 23:59" in text
    assert "Geneva time, UTC+1 (clocks go back on 25 October)." in text
    assert "21\u00a0days and 4\u00a0hours left." in text  # counted through the night with 25 hours
    assert 'datetime="2026-10-28T23:59:00+01:00" data-local=' in text


@pytest.mark.parametrize(
    ("language", "deadline"),
    [("fr", "mercredi 28 octobre 2026, 23\u00a0h\u00a059"), ("es", "miércoles 28 de octubre de 2026, 23:59")],
)
def test_call_speaks_french_and_spanish(call, language, deadline):
    answer = page("/calls/54/", language)
    assert deadline in answer.content.decode()
    assert {"Cookie", "Accept-Language"} <= {word.strip() for word in answer.headers["Vary"].split(",")}


def test_states_stand_in_review_order_with_reason_and_own_deadline(call):
    lines = state_lines(Series.objects.with_pre_sessions().get(pk=call.pk), NOW)
    assert [line.iso3 for line in lines][:3] == ["TGO", "SYR", "ISL"]
    told = {line.iso3: (line.standing, line.reason) for line in lines}
    assert told["TGO"] == (Standing.OPEN, "")
    assert told["TLS"] == (Standing.OPEN_OWN, "A long power cut")
    assert told["SSD"] == (Standing.NOT_HELD, "Moved")
    text = page("/calls/54/").content.decode()
    assert "Open until 4 November, 23:59" in text
    assert "Not held here" in text


def test_after_everybodys_deadline_the_page_leads_with_the_states_own(call):
    with time_machine.travel(call.closes_at + timedelta(hours=2), tick=False):
        text = page("/calls/54/").content.decode()
        lines = state_lines(
            Series.objects.with_pre_sessions().get(pk=call.pk), call.closes_at + timedelta(hours=2)
        )
    assert "Wednesday 4 November 2026, 23:59" in text
    assert [line.iso3 for line in lines if line.is_open] == ["TLS"]


def test_closed_call_offers_no_application(call, officer):
    transitions.close_call(call, by=officer)
    text = page("/calls/54/").content.decode()
    assert "The call for series 54 is closed" in text
    assert "?state=" not in text
    assert "See if this is for you" not in text


def test_seals_are_shown_and_seeds_never(call):
    text = page("/calls/54/").content.decode()
    seed = state_seed(call.seed, "TGO")
    assert commitment(seed) in text
    assert seed not in text
    assert call.seed not in text


@pytest.mark.parametrize("path", ["", "text/", "deadline.ics", "TGO/deadline.ics"])
def test_planned_series_is_not_found_anywhere(planned, path):
    assert page(f"/calls/54/{path}").status_code == 404
    assert "54" not in page("/calls/feed/").content.decode().replace("2026", "")


@pytest.mark.parametrize(
    "path", ["/calls/9999/", "/calls/99999999999999999999/", "/calls/54/XXX/deadline.ics"]
)
def test_what_is_not_there_is_not_found(call, path):
    assert page(path).status_code == 404


def test_list_says_what_to_do_when_no_call_is_open(planned):
    Series.objects.update(opens_at=NOW + timedelta(days=9))
    text = page("/calls/").content.decode()
    assert "The next one is expected on 16 October 2026." in text
    assert 'href="/calls/subscribe/"' in text


def test_list_shows_open_and_earlier_calls(call):
    earlier = make_series(53, status="announced")
    make_pre_session(earlier, "TGO")
    answer = page("/calls/")
    assert [entry["series"].number for entry in answer.context["open_calls"]] == [54]
    assert [series.number for series in answer.context["closed_calls"]] == [53]


@pytest.mark.parametrize("path", ["/calls/", "/calls/54/", "/calls/feed/", "/calls/subscribe/"])
def test_pages_are_small(call, path):
    answer = Client().get(path, headers={"accept-encoding": "gzip"})
    assert len(answer.content) < 14_000


@pytest.mark.parametrize("number", [1, 3])
def test_list_and_feed_ask_the_same_number_of_queries(calendar, number, django_assert_num_queries):
    for one in range(number):
        make_pre_session(make_series(60 + one), "TGO")
    with django_assert_num_queries(2):
        page("/calls/")
    with django_assert_num_queries(2):
        page("/calls/feed/")


@pytest.mark.parametrize("states", [1, 11])
def test_call_asks_the_same_number_of_queries(opened, states, django_assert_num_queries):
    keep = list(opened.pre_sessions.values_list("pk", flat=True)[:states])
    PreSession.objects.exclude(pk__in=keep).delete()
    with django_assert_num_queries(3):
        page("/calls/54/")


# --- what a browser may keep --------------------------------------------------------------------------------


def test_page_unchanged_is_304_and_changed_is_sent_again(call, officer):
    client = Client()
    client.get("/calls/54/")
    first = client.get("/calls/54/")
    assert first.headers["Cache-Control"] == "no-cache"
    etag = first.headers["ETag"]
    assert client.get("/calls/54/", headers={"if-none-match": etag}).status_code == 304
    transitions.mark_not_held(pre_session_of(call, "TGO"), reasons=WORDS, by=officer)
    assert client.get("/calls/54/", headers={"if-none-match": etag}).status_code == 200


def test_other_language_is_another_page(call):
    client = Client()
    page("/calls/54/", client=client)
    etag = page("/calls/54/", client=client).headers["ETag"]
    answer = client.get("/calls/54/", headers={"if-none-match": etag, "accept-language": "fr"})
    assert answer.status_code == 200


def test_with_a_session_nothing_is_kept(call, client, officer):
    client.force_login(officer)
    answer = client.get("/calls/54/")
    assert "ETag" not in answer.headers
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["/calls/", "/calls/54/", "/calls/feed/", "/calls/54/text/", "/calls/54/deadline.ics"]
)
def test_pages_that_are_read_refuse_to_be_posted_to(call, path):
    assert Client().post(path).status_code == 405


# --- feed, calendar, text -----------------------------------------------------------------------


def test_feed_is_atom_with_a_stable_id_and_the_last_change(call):
    answer = page("/calls/feed/fr/")
    root = ElementTree.fromstring(answer.content)
    entry = root.find(f"{ATOM}entry")
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "fr"
    assert entry.find(f"{ATOM}id").text == "tag:presessions.localhost,2026:call-54"
    assert entry.find(f"{ATOM}link").attrib["href"].endswith("/calls/54/")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"


def event(path):
    calendar = Calendar.from_ical(page(path).content)
    (only,) = calendar.events
    return calendar, only


def test_calendar_entry_is_the_instant_with_a_stable_uid_and_a_growing_sequence(call, officer):
    _, before = event("/calls/54/deadline.ics")
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        transitions.extend_call(call, closes_at=LATER, by=officer)
    _, after = event("/calls/54/deadline.ics")
    assert before["UID"] == after["UID"] == "call-54@presessions.localhost"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (1, 2)  # the own deadline of one State counts
    assert before.decoded("DTSTART") == deadlines.end_of(call.opens_at.date().replace(month=10, day=28))
    assert after.decoded("DTSTART") == LATER
    assert after.decoded("DTSTAMP") > before.decoded("DTSTAMP")


def test_calendar_entry_of_a_state_has_its_own_deadline_and_names_no_state(call):
    _, own = event("/calls/54/TLS/deadline.ics")
    assert (own.decoded("DTSTART"), own["SEQUENCE"]) == (LATER, 1)
    assert "Timor" not in page("/calls/54/TLS/deadline.ics").content.decode()


def test_calendar_entry_of_a_state_not_held_cancels_itself(call):
    calendar, gone = event("/calls/54/SSD/deadline.ics")
    assert (calendar["METHOD"], gone["STATUS"], gone["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_text_to_share_is_plain_and_the_short_one_fits(call):
    answer = page("/calls/54/text/")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    assert text.endswith("/calls/54/\n")
    assert "Togo, Syrian Arab Republic" in text
    assert "South Sudan" not in text
    lines = state_lines(Series.objects.with_pre_sessions().get(pk=call.pk), NOW)
    assert text == share_text(call, lines, "http://127.0.0.1:8000/calls/54/", NOW)
    assert len(short_text(call, lines, "https://presessions.example.org/calls/54/", NOW)) <= 280


def test_feed_texts_and_calendar_name_the_own_deadline_once_everybodys_has_passed(call):
    _, before = event("/calls/54/deadline.ics")
    with time_machine.travel(call.closes_at + timedelta(days=1), tick=False):
        said = wording.moment(LATER, "en", year=True)
        over = wording.moment(call.closes_at, "en", year=True)
        texts = [page(f"/calls/{path}").content.decode() for path in ("54/text/", "feed/")]
        lines = state_lines(Series.objects.with_pre_sessions().get(pk=call.pk), timezone.now())
        texts.append(short_text(call, lines, "https://presessions.example.org/calls/54/", timezone.now()))
        _, after = event("/calls/54/deadline.ics")

    assert [(said in text, over in text) for text in texts] == [(True, False)] * 3
    assert (after.decoded("DTSTART"), after["SEQUENCE"] >= before["SEQUENCE"]) == (LATER, True)
    assert said in after["DESCRIPTION"]


def test_calendar_entry_keeps_its_sequence_when_the_state_of_an_own_deadline_moves(call, officer):
    _, before = event("/calls/54/TLS/deadline.ics")
    _, everybody = event("/calls/54/deadline.ics")
    transitions.move_review(pre_session_of(call, "TLS"), make_series(55), by=officer, reason="Moved.")

    _, gone = event("/calls/54/TLS/deadline.ics")
    _, after = event("/calls/54/deadline.ics")
    assert (gone["STATUS"], gone["SEQUENCE"] > before["SEQUENCE"]) == ("CANCELLED", True)
    assert after["SEQUENCE"] >= everybody["SEQUENCE"]
