"""Both plans of series 36, from what is on record of it: each can be entered by hand and is judged by the rules.

In spring 2020 eleven meetings were planned in person; thirteen were held online in October, each half of a day closed
by joint questions. Entered on the board and as a file. Needs the database.
"""

import datetime as dt
import json

import pytest

from presessions.scheduling import drafts, transitions
from presessions.scheduling.board import Board
from presessions.scheduling.joint import save_joint
from presessions.scheduling.timetable import Code
from presessions.scheduling.timetable_files import run
from presessions.series.models import DayBreak, PreSession, State
from presessions.series.reference import writer
from presessions.series.reference.parse import parse
from tests.factories import make_day, make_room, make_series

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


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


def test_the_days_online_are_entered_with_their_joint_questions_on_the_board(meetings):
    """Each half of a day ends with questions to all of its States, thirteen meetings and four joint ones."""
    draft = enter(held_online(meetings), opens="09:00", closes="16:45", pause=("11:30", "14:00"))
    dates, room = [day.date for day in draft.series.days.all()], draft.series.rooms.get()
    for half, (start, end) in enumerate(JOINT):
        date, begins = dates[half // 2], minutes(start)
        heard = [
            row.pre_session
            for row in draft.sittings.select_related("pre_session")
            if (place := drafts.placed("", row, None)).date == date
            and place.start < begins
            and (place.start >= 14 * 60) is (begins >= 14 * 60)
        ]
        questions = save_joint(draft.series, pre_sessions=heard, minutes=minutes(end) - begins, by=None)
        transitions.place(draft, questions, date=date, start=begins, room=room, by=None)
    board = Board.of(draft)
    assert (board.problems, len(board.meetings)) == ([], 17)
    first = draft.series.joint_questions.first()
    transitions.place(draft, first, date=dates[0], start=8 * 60 + 15, room=room, by=None)
    assert Code.ORDER in {one.code for one in Board.of(draft).problems}


# --- With the joint questions: meetings of their own, as a file -----------------------------------

JOINT = ("10:45", "11:30"), ("16:00", "16:45"), ("10:45", "11:30"), ("15:30", "16:15")
"""The joint questions that closed each half of the two days; their ends are read off the other half."""


def online_file(meetings, **more):
    """The days online as a task: each meeting fixed where it was held, joint questions with everybody of their half."""
    dates = sorted({row.date_start for row in meetings if row.date_start})
    found, people = [], {}
    for row in sorted(meetings, key=lambda row: (row.date_start, row.time_slot)):
        start, end = row.time_slot.split("-")
        half = 2 * dates.index(row.date_start) + (start > "12:00")
        panelists = [f"{row.state_id} 1", f"{row.state_id} 2"]
        people.setdefault(half, []).extend(panelists)
        found.append(fixed(row.state_id, row.date_start, start, end, panelists))
    for half, (start, end) in enumerate(JOINT):
        found.append(fixed(f"questions {half + 1}", dates[half // 2], start, end, people[half]))
    return {
        "turnaround_min": 0,
        "transfer_min": 10,
        "days": [
            {
                "date": str(date),
                "open": "09:00",
                "close": "16:45",
                "rooms": ["online"],
                "breaks": [{"from": "11:30", "to": "14:00"}],
            }
            for date in dates
        ],
        "meetings": found,
        **more,
    }


def fixed(name, date, start, end, panelists):
    length = minutes(end) - minutes(start)
    where = {"date": str(date), "start": start, "room": "online"}
    return {"id": name, "duration": length, "panelists": panelists, "fixed": where}


def test_joint_questions_are_meetings_with_the_people_of_several_states(meetings):
    task = online_file(meetings)
    status, answer = run(json.dumps(task))
    plan = json.loads(answer)
    assert (status, plan["feasible"], len(plan["meetings"])) == (0, True, 17)
    assert {one["id"]: one["start"] for one in plan["meetings"]} == {
        one["id"]: one["fixed"]["start"] for one in task["meetings"]
    }


def test_a_speaker_of_joint_questions_cannot_be_elsewhere(meetings):
    task = online_file(meetings)
    for day in task["days"]:
        day["rooms"].append("second")
    late = next(one for one in task["meetings"] if one["id"] == "BGR")
    late["fixed"] = {**late["fixed"], "start": "11:00", "room": "second"}
    status, answer = run(json.dumps(task))
    (clash,) = json.loads(answer)["conflicts"][:1]
    assert status == 1
    assert clash == [
        "BGR fixed on 2020-10-12",
        "BGR fixed at 11:00",
        "questions 1 fixed on 2020-10-12",
        "questions 1 fixed at 10:45",
        "BGR 1 in one meeting at a time (BGR, questions 1)",
    ]
