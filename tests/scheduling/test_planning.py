"""Asking for a plan, making it, and what may go wrong between; needs the database."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from presessions.permissions import Refused
from presessions.scheduling import planning, tasks, transitions, words
from presessions.scheduling.errors import NotPossible, Outpaced
from presessions.series.enums import PreSessionStatus
from presessions.series.models import DayBreak, PreSession
from tests.factories import make_application, make_panel, make_seat, make_user
from tests.scheduling.halls import (
    WEDNESDAY,
    given_of,
    hours_of,
    make_draft,
    make_hall,
    make_moderator,
    meeting_on,
    put,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def planned(draft):
    """Asked for and planned, as the worker does it."""
    planning.ask_for_plan(draft, by=None)
    tasks.plan(draft.pk)
    draft.refresh_from_db()
    return draft


def test_plan_places_every_meeting_with_proof_and_a_moderator():
    chair = make_moderator()
    draft = planned(make_draft(make_hall(states=4), hours=()))
    assert hours_of(draft) == {"WSM": "Tue 09:00", "TLS": "Tue 10:05", "MLT": "Wed 09:00", "CPV": "Wed 10:05"}
    assert {row.moderator for row in draft.sittings.all()} == {chair}
    outcome = draft.outcome
    assert (outcome["state"], outcome["proof"], outcome["latest_end"]) == ("planned", "optimal", 665)
    assert outcome["version"] == draft.version


def test_plan_leaves_locked_meetings_where_they_are():
    draft = make_draft(hours=("12:00",))
    transitions.lock(draft, meeting_on(draft.series), locked=True, by=None)
    row = draft.sittings.get()
    planned(draft)
    again = draft.sittings.get(pre_session=row.pre_session)
    assert (again.starts_at, again.uid, again.locked) == (row.starts_at, row.uid, True)
    assert draft.sittings.count() == 3


def test_plan_can_be_taken_back():
    draft = make_draft(hours=("12:00",))
    planned(draft)
    transitions.undo(draft, by=None)
    assert hours_of(draft) == {"WSM": "Tue 12:00"}


def test_a_new_plan_after_publication_changes_as_little_as_it_can():
    first = make_draft()
    transitions.publish_timetable(first, by=None)
    meeting = meeting_on(first.series)
    application = make_application(meeting, status="selected", available_days=["2027-03-31"])
    make_seat(make_panel(meeting), application=application)
    second = planned(transitions.start_draft(first.series, by=None))
    assert hours_of(second) == {"WSM": "Wed 09:00", "TLS": "Tue 10:05", "MLT": "Tue 11:20"}
    assert second.outcome["moved"] == 1


def test_a_clash_is_told_in_words_and_changes_nothing():
    draft = make_draft(hours=("09:00",))
    meeting = meeting_on(draft.series)
    transitions.lock(draft, meeting, locked=True, by=None)
    application = make_application(
        meeting, status="selected", organisation_name="Reef Watch", available_days=["2027-03-31"]
    )
    make_seat(make_panel(meeting), application=application)
    planned(draft)
    assert (draft.outcome["state"], hours_of(draft)) == ("clash", {"WSM": "Tue 09:00"})
    assert "Reef Watch" not in str(draft.outcome)
    (conflict,) = draft.outcome["conflicts"]
    assert (
        sorted(words.clash(conflict, given_of(draft), names=False))[0]
        == "A panelist is there only on Wednesday"
    )
    assert sorted(words.clash(conflict, given_of(draft))) == [
        "Samoa is locked on its day",
        "The panelist of Reef Watch is there only on Wednesday",
    ]


def test_a_plan_that_was_overtaken_by_an_editor_is_not_used():
    draft = make_draft(hours=())
    planning.ask_for_plan(draft, by=None)
    begun = planning.begin_plan(draft)
    put(draft, "WSM", "12:00", day=WEDNESDAY)
    from presessions.scheduling.timetable_solver import solve

    given, version = begun
    assert planning.take_plan(draft, solve(given.input), version=version, clashes=[]) is False
    draft.refresh_from_db()
    assert (draft.outcome["state"], hours_of(draft)) == ("outpaced", {"WSM": "Wed 12:00"})


def test_a_plan_for_a_draft_put_away_meanwhile_is_not_used():
    draft = make_draft(hours=())
    planning.ask_for_plan(draft, by=None)
    transitions.discard(draft, by=None)
    tasks.plan(draft.pk)
    draft.refresh_from_db()
    assert (draft.status, draft.outcome["state"]) == ("discarded", "asked")


def test_the_task_is_quiet_about_what_is_gone_or_done():
    draft = planned(make_draft(hours=()))
    before = draft.outcome
    tasks.plan(draft.pk)
    tasks.plan(draft.pk + 1000)
    draft.refresh_from_db()
    assert draft.outcome == before


def test_an_error_of_the_solver_is_told_and_changes_nothing(monkeypatch):
    draft = make_draft(hours=("09:00",))
    planning.ask_for_plan(draft, by=None)
    monkeypatch.setattr("presessions.scheduling.timetable_solver.solve", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.plan(draft.pk)
    draft.refresh_from_db()
    assert (draft.outcome["state"], hours_of(draft)) == ("failed", {"WSM": "Tue 09:00"})


def test_asking_twice_is_one_run():
    draft = make_draft(hours=())
    planning.ask_for_plan(draft, by=None)
    draft.refresh_from_db()
    first = draft.outcome
    planning.ask_for_plan(draft, by=None, version=draft.version)
    draft.refresh_from_db()
    assert draft.outcome == first


def test_asking_needs_the_role_the_version_and_a_draft():
    draft = make_draft()
    with pytest.raises(Refused):
        planning.ask_for_plan(draft, by=make_user())
    with pytest.raises(Outpaced):
        planning.ask_for_plan(draft, by=None, version=draft.version - 1)
    transitions.publish_timetable(draft, by=None)
    with pytest.raises(NotPossible, match="no draft any more"):
        planning.ask_for_plan(draft, by=None)


def no_day(series):
    series.days.all().delete()


def no_room(series):
    series.rooms.all().delete()


def no_meeting(series):
    PreSession.objects.filter(series=series).update(status=PreSessionStatus.NOT_HELD)


def break_outside(series):
    DayBreak.objects.update(starts="08:00", ends="08:30")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (no_day, "no days yet"),
        (no_room, "no room yet"),
        (no_meeting, "no Pre-session to be held"),
        (break_outside, "break 08:00-08:30: outside the hours 09:00-13:00"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_way_out(spoil, words):
    draft = make_draft(hours=())
    spoil(draft.series)
    with pytest.raises(NotPossible, match=words):
        planning.ask_for_plan(draft, by=None)
    draft.refresh_from_db()
    assert draft.outcome == {}


def test_what_a_lost_worker_left_is_begun_anew():
    draft = make_draft(hours=())
    now = datetime(2027, 1, 5, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        planning.ask_for_plan(draft, by=None)
        planning.begin_plan(draft)
        assert planning.waiting() == []
    with time_machine.travel(now + timedelta(minutes=6), tick=False):
        tasks.plan_asked()
    draft.refresh_from_db()
    assert (draft.outcome["state"], draft.sittings.count()) == ("planned", 3)


def test_the_solver_enters_no_web_process():
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'\n"
        "import django; django.setup()\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "import presessions.wsgi, presessions.scheduling.tasks\n"
        "sys.exit('ortools' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
