"""What the public reads of how the panels of a series were chosen: seals, seeds, hashes, numbers of the whole series.

Needs the database.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from panels import transitions
from panels.models import Panel, Proposal
from presessions.desk.chosen import chosen, counted
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import PreSession, Series, SeriesDay
from presessions.series.transitions import move_review
from tests.factories import (
    make_application,
    make_confirmed_application,
    make_day,
    make_officer,
    make_panel,
    make_pre_session,
    make_series,
)

pytestmark = pytest.mark.django_db
STATES = ("WSM", "CPV", "TLS", "MLT")
HASH = re.compile(r"\b[0-9a-f]{64}\b")


def make_chosen(series: Series, iso3: str, *, count: int = 7, status: str = PreSessionStatus.HELD) -> Panel:
    """A meeting that was held, its panel approved on a proposal from ``count`` applications, equal in everything."""
    officer = make_officer(f"{iso3.lower()}@staff.example")
    meeting = make_pre_session(series, iso3)
    for number in range(count):
        make_confirmed_application(meeting, gender="F", organisation_name=f"Sentinel{iso3}{number}")
    panel = make_panel(meeting)
    transitions.propose(panel, by=officer)
    transitions.approve(panel, by=officer, reason="Balanced.")
    meeting.status = status
    meeting.save()
    panel.refresh_from_db()
    return panel


@contextmanager
def beforehand(panel: Panel) -> Iterator[None]:
    """Within it the meeting lies ahead, so that seats can be offered and given to others."""
    meeting = PreSession.objects.filter(pk=panel.pre_session_id)
    days = SeriesDay.objects.filter(series__pre_sessions=panel.pre_session_id)
    was = days.get().date
    meeting.update(status=PreSessionStatus.PLANNED)
    days.update(date=timezone.localdate() + timedelta(days=7))
    yield
    meeting.update(status=PreSessionStatus.HELD)
    days.update(date=was)


@pytest.fixture
def series(db) -> Series:
    """Series 52 as it runs; each test says when it is over."""
    series = make_series(52, status=SeriesStatus.ANNOUNCED)
    make_day(series, timezone.localdate() - timedelta(days=7))
    return series


def told(number: int = 52):
    return chosen(number, timezone.now())


def shown(client, language: str = "en") -> str:
    answer = client.get(reverse("desk:series_selection", args=[52]), headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_page_shows_seal_seed_and_hash_of_each_meeting_held(client, series, language):
    panel = make_chosen(series, "WSM")
    make_pre_session(series, "CPV", status=PreSessionStatus.NOT_HELD)
    page = shown(client, language)

    assert f'lang="{language}"' in page[:80]
    seed = series.seed_of("WSM")
    assert hashlib.sha256(seed.encode()).hexdigest() == series.commitment_of("WSM")
    hashes = set(HASH.findall(page))
    assert hashes == {series.commitment_of("WSM"), seed, panel.proposals.get().sha256}
    assert "Sentinel" not in page
    assert "faq-2024" in page


@pytest.mark.parametrize(
    ("status", "ended", "is_told"),
    [
        (SeriesStatus.ARCHIVED, 7, True),
        (SeriesStatus.ANNOUNCED, 1, True),
        (SeriesStatus.ANNOUNCED, 0, False),
        (SeriesStatus.CALL_CLOSED, 7, False),
    ],
)
def test_nothing_is_told_before_the_end(client, status, ended, is_told):
    series = make_series(52, status=status)
    make_day(series, timezone.localdate() - timedelta(days=ended))
    make_chosen(series, "WSM")
    answer = client.get(reverse("desk:series_selection", args=[52]))
    listed = reverse("desk:series_selection", args=[52]) in client.get(reverse("desk:about_selection")).text

    assert (answer.status_code, listed) == ((200, True) if is_told else (404, False))
    assert (series.seed_of("WSM") in answer.text) is is_told


def test_the_hash_is_that_of_the_approval_and_stays_it_however_often_the_rule_is_asked(client, series):
    """How many runs there were would tell who declined: one hash a meeting, and the same before and after."""
    panel = make_chosen(series, "WSM")
    before = shown(client)
    with beforehand(panel):
        transitions.offer_seats(panel, by=make_officer("other@staff.example"))
        seat = panel.seats.active().first()
        transitions.release_seat(seat, by=make_officer("third@staff.example"), reason="Ill.")
    assert panel.proposals.count() == 2

    assert told().lines[0].record == panel.proposals.last().sha256
    assert HASH.findall(shown(client)) == HASH.findall(before)


def clash_before_approval(panel: Panel) -> Proposal:
    """A run that was asked just before the approval and has no panel: the wishes clashed."""
    run = panel.proposals.first()
    none = {"panel": None, "criteria": {}, "wishes": [], "reasons": {}}
    with time_machine.travel(panel.approved_at - timedelta(microseconds=1), tick=False):
        return Proposal.objects.create(
            panel=panel,
            policy=run.policy,
            record=run.record | {"result": run.record["result"] | none},
            sha256="0" * 64,
            result=run.result | none,
        )


def seat_by_hand(panel: Panel) -> None:
    """One of the approved seats is given to somebody whom the rule did not propose."""
    seats = panel.seats.active()
    outside = panel.pre_session.applications.exclude(pk__in=seats.values("application")).first()
    seats.filter(pk=seats.first().pk).update(application=outside)


def test_the_record_is_of_the_run_on_which_the_approved_seats_stand(series):
    panels = [make_chosen(series, iso3, count=8) for iso3 in STATES[:3]]
    before = told()
    clash_before_approval(panels[0])

    assert panels[0].proposals.first().result["panel"] is None
    assert (told().lines, told().counts) == (before.lines, before.counts)


def test_seats_that_were_pinned_after_the_approval_change_no_record(series):
    panel, officer = make_chosen(series, "WSM", count=9), make_officer("other@staff.example")
    before = told().lines
    with beforehand(panel):
        transitions.offer_seats(panel, by=officer)
        transitions.release_seat(panel.seats.active().first(), by=officer, reason="Ill.")
        seats = panel.seats.all().values("application")
        outside = panel.pre_session.applications.exclude(pk__in=seats).first()
        transitions.wish(panel, outside, "pin", by=officer, reason="They know the prisons.")
        transitions.offer_seats(panel, by=officer)

    assert panel.seats.get(application=outside).how == "pinned"
    assert told().lines == before


def test_a_panel_changed_by_hand_has_no_record_and_is_not_said_to_be_proved(client, series):
    panels = [make_chosen(series, iso3, count=8) for iso3 in STATES]
    assert told().counts.all_proven
    seat_by_hand(panels[0])

    assert [line.record == "" for line in told().lines] == [True, False, False, False]
    assert (told().counts.panels, told().counts.applications, told().counts.all_proven) == (3, 24, False)
    assert "This panel is not as the rule proposed it" in shown(client)


def test_panels_changed_by_hand_are_counted_as_overruled():
    counts = counted([a_run(), a_run(), a_run()], by_hand=3)

    assert (counts.panels, counts.overruled.count, counts.overruled.of) == (3, 3, 6)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_review_that_moved_shows_the_seal_and_seed_its_panel_was_drawn_with(client, series, language):
    """Its record was made with the seed of the series it came from, whose call showed the seal."""
    earlier = make_series(51)
    panel = make_chosen(earlier, "WSM", status=PreSessionStatus.PLANNED)
    meeting = move_review(panel.pre_session, series, None, "postponed")
    meeting.status = PreSessionStatus.HELD
    meeting.save()
    make_chosen(series, "CPV")
    moved, own = sorted(told().lines, key=lambda line: line.call)
    record = panel.proposals.get().record

    assert (moved.call, moved.seal, moved.seed) == (51, record["commitment"], record["seed"])
    assert (moved.seal, moved.record) == (earlier.commitment_of("WSM"), record["sha256"])
    assert (own.call, own.seal) == (52, series.commitment_of("CPV"))
    words = {"en": "call of series 51", "fr": "appel de la série 51", "es": "convocatoria de la serie 51"}
    assert words[language] in shown(client, language)
    type(earlier).objects.filter(pk=earlier.pk).update(seed="another")  # as if that series were no more
    assert (told().lines[0].call, told().lines[0].seal) == (None, record["commitment"])
    assert words[language] not in shown(client, language)


def test_a_panel_without_a_run_has_no_hash(series):
    meeting = make_pre_session(series, "WSM", status=PreSessionStatus.HELD)
    make_application(meeting)
    make_panel(meeting)

    assert [(line.state, line.record) for line in told().lines] == [("Samoa", "")]


def test_two_panels_are_not_counted_and_three_are(series):
    for iso3 in STATES[:2]:
        make_chosen(series, iso3, count=8)
    assert told().counts is None
    make_chosen(series, STATES[2], count=8)
    counts = told().counts

    assert (counts.panels, counts.applications, counts.all_proven) == (3, 24, True)
    # each was drawn and none overruled: either would be told of every State
    assert (counts.drawn, counts.overruled) == (None, None)


def a_run(
    *, applied: int = 8, drawn: bool = False, overruled: bool = False, proof: str = "optimal"
) -> Proposal:
    """A run as far as it is counted; not stored."""
    result = {"panel": [str(each) for each in range(min(applied, 6))], "tie_drawn": drawn, "proof": proof}
    wishes = [{"kind": "pin", "id": "0"}] if overruled else []
    record = {"applicants": [{"id": str(each)} for each in range(applied)], "result": result}
    return Proposal(record=record, result={"wishes": wishes})


@pytest.mark.parametrize("what", ["drawn", "overruled"])
@pytest.mark.parametrize(("many", "of", "is_given"), [
    (0, 6, False), (2, 6, False), (3, 6, True), (4, 6, False), (6, 6, False), (3, 5, False),
])  # fmt: skip
def test_a_number_that_fits_nearly_nobody_or_nearly_everybody_is_not_given(what, many, of, is_given):
    share = getattr(counted([a_run(**{what: place < many}) for place in range(of)]), what)

    assert (share and (share.count, share.of)) == ((many, of) if is_given else None)


@pytest.mark.parametrize(("applied", "told_number"), [((6, 6, 6), None), ((6, 6, 8), None), ((7, 7, 7), 21)])
def test_applications_are_not_counted_where_nearly_everybody_had_a_seat(applied, told_number):
    """Eighteen for eighteen seats would say of each State that nobody was turned down."""
    assert counted([a_run(applied=each) for each in applied]).applications == told_number


def test_a_panel_that_is_not_proved_is_not_said_to_be():
    assert not counted([a_run(), a_run(), a_run(proof="not proven")]).all_proven


def test_what_is_erased_later_changes_no_number(series):
    for iso3 in STATES[:3]:
        make_chosen(series, iso3, count=8)
    before = told()
    meetings = PreSession.objects.filter(series=series)
    for meeting in meetings:
        meeting.applications.update(organisation_name="", status="withdrawn")

    assert told() == before


def test_a_meeting_not_held_is_in_no_number(series):
    for iso3 in STATES[:3]:
        make_chosen(series, iso3, count=8)
    before = told()
    panel = make_chosen(series, STATES[3], count=20)
    panel.pre_session.status = PreSessionStatus.NOT_HELD
    panel.pre_session.save()

    assert (told().counts, told().lines) == (before.counts, before.lines)


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_number_of_questions(client, series, django_assert_num_queries, count):
    for iso3 in STATES[:count]:
        make_chosen(series, iso3)

    with django_assert_num_queries(6):
        client.get(reverse("desk:series_selection", args=[52]))
