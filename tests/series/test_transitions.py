"""What happens to a series, its call and its Pre-sessions: rules, records, repeated clicks."""

from datetime import date, timedelta

import pytest
import time_machine

from presessions.lifecycle.models import StatusChange
from presessions.lifecycle.tables import Refused as NotInTable
from presessions.permissions import Refused, Role
from presessions.series import deadlines, transitions
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.errors import NotPossible
from presessions.series.models import PreSession, Review, Series, State, WorkingGroupSession
from presessions.series.tasks import close_due_calls
from presessions.series.transitions import Words
from tests.factories import make_application, make_officer, make_user

from .conftest import CALL, DAYS, NOW, pre_session_of, recuse

pytestmark = pytest.mark.django_db
WORDS = Words("A power cut", "Une coupure", "Un corte")
LATER = deadlines.end_of(date(2026, 11, 4))


def life(thing):
    return [(change.from_status, change.to_status) for change in StatusChange.objects.of(thing)]


# --- planning ------------------------------------------------------------------------------------


def test_plan_series_fills_states_days_breaks_and_room_from_the_calendar(planned):
    iso3s = planned.pre_sessions.order_by("order").values_list("state_under_review_id", flat=True)
    assert list(iso3s) == ["TGO", "SYR", "ISL", "VEN", "ZWE", "LTU", "UGA", "TLS", "MDA", "HTI", "SSD"]
    assert [(day.date, f"{day.opens:%H:%M}", f"{day.closes:%H:%M}") for day in planned.days.all()] == [
        (day, "09:00", "13:30") for day in DAYS
    ]
    assert [str(one) for day in planned.days.all() for one in day.breaks.all()] == ["11:05–11:20"] * 4
    assert [room.name for room in planned.rooms.all()] == ["Room 1"]
    assert planned.status == SeriesStatus.PLANNED


def test_plan_series_takes_days_and_call_from_the_session_date(calendar, officer):
    session = WorkingGroupSession.objects.get(number=51)  # 19 January 2026
    with time_machine.travel("2025-05-01T12:00:00Z", tick=False):
        series = transitions.plan_series(session, by=officer)
    assert [day.date for day in series.days.all()] == [date(2025, 12, day) for day in (23, 24, 25, 26)]
    assert series.closes_at == deadlines.end_of(date(2025, 9, 24))


def test_plan_series_twice_is_one_series(planned, officer):
    again = transitions.plan_series(planned.session, by=officer, days=DAYS, call=CALL)
    assert (again.pk, Series.objects.count(), again.pre_sessions.count()) == (planned.pk, 1, 11)


def test_plan_series_needs_dates_and_states(calendar, officer):
    with pytest.raises(NotPossible, match="The calendar has no date for session 54"):
        transitions.plan_series(WorkingGroupSession.objects.get(number=54), by=officer)
    empty = WorkingGroupSession.objects.create(number=55, cycle=5, starts_on=date(2027, 5, 3))
    with pytest.raises(NotPossible, match="The calendar has no State for session 55"):
        transitions.plan_series(empty, by=officer)
    backwards = deadlines.CallTimes(CALL.closes_at, CALL.opens_at)
    with pytest.raises(NotPossible, match="The call would close before it opens"):
        transitions.plan_series(
            WorkingGroupSession.objects.get(number=54), by=officer, days=DAYS, call=backwards
        )
    assert not Series.objects.exists()


# --- the call ----------------------------------------------------------------------------------------


def test_open_call_is_recorded_once(planned, officer):
    transitions.open_call(planned, by=officer)
    transitions.open_call(planned, by=officer)
    assert life(planned) == [("planned", "call_open")]
    assert StatusChange.objects.of(planned).get().by == officer


def test_open_call_before_its_planned_hour_opens_it_now(planned, officer):
    Series.objects.filter(pk=planned.pk).update(opens_at=NOW + timedelta(days=3))
    transitions.open_call(planned, by=officer)
    assert planned.opens_at == NOW
    assert pre_session_of(planned, "TGO").is_open(NOW)


def test_open_call_says_all_that_speaks_against_it(planned, officer):
    planned.days.all().delete()
    planned.pre_sessions.all().delete()
    Series.objects.filter(pk=planned.pk).update(closes_at=NOW - timedelta(minutes=1))
    with pytest.raises(NotPossible) as refused:
        transitions.open_call(planned, by=officer)
    assert [sentence.partition(":")[0] for sentence in refused.value.sentences] == [
        "There is no State for which a Pre-session is planned",
        "There are no days yet",
        "The deadline Wednesday 7 October 2026, 19",
    ]
    assert life(planned) == []


def test_open_call_refuses_a_deadline_after_the_first_meeting(planned, officer):
    Series.objects.filter(pk=planned.pk).update(closes_at=deadlines.end_of(DAYS[0]))
    with pytest.raises(NotPossible, match="lies after the first Pre-session"):
        transitions.open_call(planned, by=officer)


@pytest.mark.parametrize("role", [Role.MODERATOR, None])
def test_only_officers_open_a_call(planned, role):
    somebody = make_officer(role=role) if role else make_user()
    with pytest.raises(Refused):
        transitions.open_call(planned, by=somebody)
    planned.refresh_from_db()
    assert planned.status == SeriesStatus.PLANNED


def test_close_and_reopen_set_a_new_deadline_and_its_version(opened, officer):
    transitions.close_call(opened, by=officer, reason="enough")
    transitions.close_call(opened, by=officer, reason="enough")
    transitions.reopen_call(opened, closes_at=LATER, by=officer, reason="more time")
    transitions.reopen_call(opened, closes_at=LATER, by=officer, reason="more time")
    assert life(opened)[1:] == [("call_open", "call_closed"), ("call_closed", "call_open")]
    assert (opened.closes_at, opened.deadline_version) == (LATER, 2)


def test_close_call_before_its_time_says_now_and_keeps_no_later_deadline(opened, officer):
    transitions.extend_deadline([pre_session_of(opened, "TLS")], closes_at=LATER, reasons=WORDS, by=officer)
    transitions.close_call(opened, by=officer, reason="enough")
    assert (opened.closes_at, pre_session_of(opened, "TLS").deadline) == (NOW, NOW)


def test_close_call_after_its_time_leaves_the_deadline_alone(opened, officer):
    deadline = opened.closes_at
    with time_machine.travel(deadline + timedelta(minutes=5), tick=False):
        transitions.close_call(opened, by=officer, reason="over")
    assert (opened.closes_at, opened.deadline_version) == (deadline, 0)


def test_extend_call_moves_later_only_and_lifts_earlier_own_deadlines(opened, officer):
    early = pre_session_of(opened, "TGO")
    PreSession.objects.filter(pk=early.pk).update(closes_at=opened.closes_at + timedelta(hours=1))
    with pytest.raises(NotPossible, match="can only move to later"):
        transitions.extend_call(opened, closes_at=opened.closes_at - timedelta(days=1), by=officer)
    transitions.extend_call(opened, closes_at=LATER, by=officer)
    early.refresh_from_db()
    assert (early.closes_at, early.deadline, early.deadline_sequence) == (None, LATER, 2)


def test_take_back_call_is_refused_once_somebody_began_to_apply(opened, officer):
    make_application(pre_session_of(opened, "TGO"))
    with pytest.raises(NotPossible, match="Applications have been begun"):
        transitions.take_back_call(opened, by=officer, reason="mistake")


def test_take_back_call_turns_it_into_a_plan(opened, officer):
    transitions.take_back_call(opened, by=officer, reason="mistake")
    transitions.take_back_call(opened, by=officer, reason="mistake")
    assert life(opened) == [("planned", "call_open"), ("call_open", "planned")]


# --- the clock -------------------------------------------------------------------------------------------


def test_close_due_calls_waits_for_the_last_states_deadline_and_the_grace(opened, officer):
    transitions.extend_deadline([pre_session_of(opened, "TLS")], closes_at=LATER, reasons=WORDS, by=officer)
    moments = [
        (opened.closes_at + timedelta(minutes=61), 0),
        (LATER + timedelta(minutes=60), 0),
        (LATER + timedelta(minutes=60, seconds=1), 1),
        (LATER + timedelta(minutes=61), 0),
    ]
    closed = []
    for moment, _ in moments:
        with time_machine.travel(moment, tick=False):
            closed.append(close_due_calls())
    assert closed == [count for _, count in moments]
    assert life(opened)[-1] == ("call_open", "call_closed")
    assert StatusChange.objects.of(opened).last().by_what == "system"


# --- States --------------------------------------------------------------------------------------------


def test_extend_deadline_for_some_states_leaves_the_others(opened, officer):
    chosen = [pre_session_of(opened, iso3) for iso3 in ("TGO", "HTI")]
    transitions.extend_deadline(chosen, closes_at=LATER, reasons=WORDS, by=officer)
    own = opened.pre_sessions.exclude(closes_at=None).values_list("state_under_review_id", "closes_reason_fr")
    assert sorted(own) == [("HTI", "Une coupure"), ("TGO", "Une coupure")]
    after = opened.closes_at + timedelta(hours=2)
    assert pre_session_of(opened, "TGO").is_open(after)
    assert not pre_session_of(opened, "SYR").is_open(after)


def test_extend_deadline_after_the_call_closed_opens_it_for_those_states_only(opened, officer):
    transitions.close_call(opened, by=officer)
    after = opened.closes_at + timedelta(days=1)
    with time_machine.travel(after, tick=False):
        transitions.extend_deadline(
            [pre_session_of(opened, "TGO")], closes_at=LATER, reasons=WORDS, by=officer
        )
        opened.refresh_from_db()
        still = PreSession.objects.open_on(after).values_list("state_under_review_id", flat=True)
        assert list(still) == ["TGO"]
        assert [row.pk for row in opened.pre_sessions.all() if row.is_open(after)] == [
            pre_session_of(opened, "TGO").pk
        ]


def test_extend_deadline_twice_is_one_version(opened, officer):
    for _ in range(2):
        transitions.extend_deadline(
            [pre_session_of(opened, "TGO")], closes_at=LATER, reasons=WORDS, by=officer
        )
    assert pre_session_of(opened, "TGO").deadline_version == 1


def test_extend_deadline_names_each_thing_that_speaks_against_it(opened, officer):
    not_held = pre_session_of(opened, "SYR")
    transitions.mark_not_held(not_held, reasons=WORDS, by=officer)
    with pytest.raises(NotPossible) as refused:
        transitions.extend_deadline(
            [not_held, pre_session_of(opened, "TGO")],
            closes_at=opened.closes_at - timedelta(days=1),
            reasons=WORDS,
            by=officer,
        )
    assert refused.value.sentences == (
        "Togo: a deadline that was published can only move to later.",
        "Syrian Arab Republic: no Pre-session is planned.",
    )
    with pytest.raises(NotPossible, match="Choose at least one State"):
        transitions.extend_deadline([], closes_at=LATER, reasons=WORDS, by=officer)


def test_mark_not_held_needs_the_reason_in_three_languages(opened, officer):
    with pytest.raises(NotPossible, match="in English, French and Spanish"):
        transitions.mark_not_held(pre_session_of(opened, "TGO"), reasons=Words("x", "", "x"), by=officer)


def test_mark_not_held_and_back(opened, officer):
    row = pre_session_of(opened, "TGO")
    transitions.mark_not_held(row, reasons=WORDS, by=officer)
    transitions.mark_not_held(row, reasons=WORDS, by=officer)
    assert (row.status, row.not_held_reason_es) == ("not_held", "Un corte")
    transitions.mark_planned(row, by=officer, reason="they apply after all")
    assert life(row) == [("planned", "not_held"), ("not_held", "planned")]
    assert row.not_held_reason_en == ""


def test_recused_staff_do_nothing_with_that_state(opened, officer):
    recuse(officer, "TGO")
    with pytest.raises(Refused):
        transitions.mark_not_held(pre_session_of(opened, "TGO"), reasons=WORDS, by=officer)
    both = [pre_session_of(opened, iso3) for iso3 in ("TGO", "HTI")]
    with pytest.raises(Refused):
        transitions.extend_deadline(both, closes_at=LATER, reasons=WORDS, by=officer)
    assert pre_session_of(opened, "HTI").closes_at is None


# --- a review that moves ---------------------------------------------------------------------------------


@pytest.fixture
def next_series(opened, officer):
    session = WorkingGroupSession.objects.create(number=55, cycle=5, starts_on=date(2027, 5, 3))
    Review.objects.create(session=session, state=State.objects.get(iso3="FRA"), order=1)
    return transitions.plan_series(session, by=officer)


def test_move_review_takes_applications_along_and_leaves_a_line(opened, next_series, officer):
    row = pre_session_of(opened, "SSD")
    application = make_application(row)
    heard = []
    listener = transitions.after_review_moved(lambda *news: heard.append(news))
    try:
        transitions.move_review(row, next_series, officer, "the review was postponed")
        transitions.move_review(row, next_series, officer, "the review was postponed")
    finally:
        transitions._after_move.remove(listener)
    application.refresh_from_db()
    assert (application.pre_session.series, application.pre_session.order) == (next_series, 2)
    left = pre_session_of(opened, "SSD")
    assert (left.status, left.order) == (PreSessionStatus.NOT_HELD, 11)
    assert left.not_held_reason_fr == "L’examen est reporté à la session 55. Les candidatures suivent."
    assert heard == [(row, opened, officer)]


def test_move_review_back_finds_its_place_again(opened, next_series, officer):
    row = pre_session_of(opened, "SSD")
    transitions.move_review(row, next_series, officer, "postponed")
    transitions.move_review(row, opened, officer, "not postponed after all")
    assert (row.series, row.order, opened.pre_sessions.count()) == (opened, 11, 11)
    assert row.status == PreSessionStatus.PLANNED
    assert pre_session_of(next_series, "SSD").status == PreSessionStatus.NOT_HELD


def test_move_review_is_refused_where_the_state_is_planned_already(opened, next_series, officer):
    PreSession.objects.create(series=next_series, state_under_review_id="SSD", order=9)
    with pytest.raises(NotPossible, match="South Sudan stands in series 55 too"):
        transitions.move_review(pre_session_of(opened, "SSD"), next_series, officer, "postponed")
    assert pre_session_of(opened, "SSD").status == PreSessionStatus.PLANNED


# --- to the end ---------------------------------------------------------------------------------------------


def test_series_walks_to_its_end_and_back(opened, officer):
    transitions.close_call(opened, by=officer)
    transitions.announce(opened, by=officer)
    transitions.take_back_announcement(opened, by=officer, reason="a room is missing")
    transitions.announce(opened, by=officer)
    with pytest.raises(NotPossible, match="its last day is still to come"):
        transitions.archive(opened, by=officer)
    with time_machine.travel("2027-01-29T12:31:00Z", tick=False):
        with pytest.raises(NotPossible, match="Say first whether these were held: Togo, "):
            transitions.archive(opened, by=officer)
        for row in opened.pre_sessions.all():
            transitions.mark_held(row, by=officer)
        transitions.archive(opened, by=officer)
        transitions.unarchive(opened, by=officer, reason="a figure is wrong")
    assert [to for _, to in life(opened)] == [
        "call_open",
        "call_closed",
        "announced",
        "call_closed",
        "announced",
        "archived",
        "announced",
    ]


def test_announce_from_an_open_call_is_not_in_the_table(opened, officer):
    with pytest.raises(NotInTable):
        transitions.announce(opened, by=officer)
