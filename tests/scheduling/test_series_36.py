"""Both plans of series 36, from what is on record of it: each can be entered by hand and is judged by the rules.

In spring 2020 eleven meetings were planned in person; thirteen were held online in October. The joint questions
that closed each part of the online days are on record without an hour of their own for a State, so the parts are
as long as the meetings in them. Needs the database.
"""

import datetime as dt

import pytest

from presessions.scheduling import drafts, transitions
from presessions.scheduling.board import Board
from presessions.scheduling.timetable import Code
from presessions.series.models import DayBreak, PreSession, State
from presessions.series.reference import writer
from presessions.series.reference.parse import parse
from tests.factories import make_day, make_room, make_series

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def meetings():
    """The past meetings of series 36."""
    return [row for row in parse(writer.read_folder()).past_meetings if row.series_number == 36]


def minutes(clock: str) -> int:
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def enter(
    places: dict[str, tuple[dt.date, int, int]], *, opens: str, closes: str, pause: tuple[str, str] | None
):
    """A series with these days, one room and turnaround 0, and each meeting at its place."""
    series = make_series(36, turnaround_minutes=0)
    for date in sorted({place[0] for place in places.values()}):
        day = make_day(series, date, opens=dt.time.fromisoformat(opens), closes=dt.time.fromisoformat(closes))
        if pause:
            DayBreak.objects.create(day=day, starts=pause[0], ends=pause[1])
    room = make_room(series)
    draft = transitions.start_draft(series, by=None)
    for order, (iso3, (date, start, length)) in enumerate(places.items(), start=1):
        state = State.objects.create(iso3=iso3, iso2=f"{order:02d}", name_en=iso3, slug=iso3.lower())
        meeting = PreSession.objects.create(
            series=series, state_under_review=state, order=order, duration_minutes=length
        )
        transitions.place(draft, meeting, date=date, start=start, room=room, by=None)
    return draft


def test_the_plan_in_person_can_be_entered_and_breaks_nothing(meetings):
    planned = [row for row in meetings if row.earlier_date]
    starts = {row.state_id: (row.earlier_date, minutes(row.earlier_time_slot[:5])) for row in planned}
    places = {iso3: (date, start, 30 if iso3 == "MNG" else 60) for iso3, (date, start) in starts.items()}
    draft = enter(places, opens="09:00", closes="13:00", pause=None)
    board = Board.of(draft)
    assert (len(places), board.problems, len(board.dates)) == (11, [], 4)


def held_online(meetings):
    found = {}
    for row in meetings:
        start, end = (minutes(one) for one in row.time_slot.split("-"))
        found[row.state_id] = (row.date_start, start, end - start)
    return found


def test_the_days_online_can_be_entered_and_break_nothing(meetings):
    places = held_online(meetings)
    draft = enter(places, opens="09:00", closes="16:45", pause=("11:30", "14:00"))
    board = Board.of(draft)
    assert (len(places), board.problems) == (13, [])
    assert min(length for _, _, length in places.values()) == 20
    assert [len(day.blocks) for day in board.rooms[0]["days"]] == [10, 9]


def test_with_five_minutes_between_two_the_days_online_are_judged(meetings):
    draft = enter(held_online(meetings), opens="09:00", closes="16:45", pause=("11:30", "14:00"))
    draft.series.turnaround_minutes = 5
    given = drafts.given_for(draft)
    assert given.input.turnaround_min == 5
    assert {one.code for one in Board.of(draft).problems} == {Code.ROOM}
    assert len(Board.of(draft).problems) == 9
