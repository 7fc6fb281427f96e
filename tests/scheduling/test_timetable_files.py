"""The JSON interface: what a file may say, the one line when it says something else, and the command."""

import datetime as dt
import io
import json
import sys
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from presessions.scheduling.timetable import (
    Day,
    Fixed,
    Input,
    Meeting,
    OrderWish,
    Person,
    Placed,
    Plan,
    Proof,
    Span,
    Window,
)
from presessions.scheduling.timetable_check import BadInput, check
from presessions.scheduling.timetable_files import read, run, write

TUESDAY, FRIDAY = dt.date(2026, 4, 7), dt.date(2026, 4, 10)


def sample():
    """The file of the documentation, as values one may change."""
    breaks = [{"from": "10:50", "to": "11:10"}]
    return {
        "grid_min": 5,
        "turnaround_min": 5,
        "transfer_min": 10,
        "days": [
            {"date": "2026-04-07", "open": "09:00", "close": "13:00", "rooms": ["R1"], "breaks": breaks},
            {"date": "2026-04-10", "open": "09:00", "close": "13:00", "rooms": ["R1"], "breaks": breaks},
        ],
        "meetings": [
            {
                "id": "M00",
                "state": "AAA",
                "duration": 60,
                "languages": ["fr"],
                "panelists": ["P0"],
                "moderators": ["mod1"],
                "fixed": {"start": "09:30", "room": "R1"},
            },
            {
                "id": "M01",
                "state": "BBB",
                "duration": 30,
                "languages": ["en"],
                "panelists": [],
                "moderators": [],
            },
        ],
        "people": {
            "P0": {
                "organisation": "O0",
                "available": [{"date": "2026-04-10", "from": "09:00", "to": "13:00"}],
            }
        },
        "order": [{"before": "M00", "after": "M01", "hard": False}],
        "published": [
            {
                "id": "M00",
                "date": "2026-04-07",
                "start": "09:00",
                "end": "10:00",
                "room": "R1",
                "moderator": "mod1",
            }
        ],
    }


def changed(path, value):
    """The sample with one value changed; `path` like "days.0.open"."""
    found = here = sample()
    *parents, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in parents:
        here = here[step]
    if value is ...:
        del here[last]
    else:
        here[last] = value
    return json.dumps(found)


def test_read_turns_a_file_into_values():
    pause = (Span(650, 670),)
    assert read(json.dumps(sample())) == Input(
        days=(Day(TUESDAY, 540, 780, ("R1",), pause), Day(FRIDAY, 540, 780, ("R1",), pause)),
        meetings=(
            Meeting("M00", "AAA", 60, ("fr",), ("P0",), ("mod1",), Fixed(None, 570, "R1")),
            Meeting("M01", "BBB", 30, ("en",)),
        ),
        people={"P0": Person("P0", "O0", (Window(FRIDAY, 540, 780),))},
        order=(OrderWish("M00", "M01", False),),
        published=(Placed("M00", TUESDAY, 540, 600, "R1", "mod1"),),
    )


def test_read_fills_in_what_may_be_left_out():
    given = read(
        '{"days": [{"date": "2026-04-07", "open": "00:00", "close": "24:00", "rooms": ["R"]}],'
        ' "meetings": [{"id": "M", "panelists": ["a", "b", "c", "d"], "languages": ["FR"], "note": 1}],'
        ' "people": {"a": {"available": null}}, "extra": []}'
    )
    assert given == Input(
        days=(Day(TUESDAY, 0, 1440, ("R",)),),
        meetings=(Meeting("M", "", 45, ("fr",), ("a", "b", "c", "d")),),
        people={"a": Person("a")},
    )


def test_read_refuses_a_task_without_meetings_whatever_else_it_says():
    for text in ('{"days": [], "meetings": []}', '{"id": null, "days": [], "meetings": []}'):
        assert run(text) == (2, "meetings: none given; name at least one")


def test_read_takes_speaking_minutes_for_meetings_without_duration():
    text = changed("meetings.1.duration", ...)
    text = json.dumps({**json.loads(text), "speaking_min": 5})
    assert [m.duration for m in read(text).meetings] == [60, 30]


BAD = [
    ("days", 3, "days: a list wanted, not 3"),
    ("days", ..., "days: missing; add it"),
    ("meetings", None, "meetings: missing; add it"),
    ("days.0", "Tuesday", 'days[0]: an object in braces wanted, not "Tuesday"'),
    ("days.0.date", "7 April", 'days[0].date: a date like 2026-04-07 wanted, not "7 April"'),
    ("days.0.date", "2026-02-30", 'days[0].date: a date like 2026-04-07 wanted, not "2026-02-30"'),
    ("days.0.open", "9:00", 'days[0].open: a time like 09:30 wanted, not "9:00"'),
    ("days.0.open", "25:00", 'days[0].open: a time like 09:30 wanted, not "25:00"'),
    ("days.0.open", 9, "days[0].open: a time like 09:30 wanted, not 9"),
    ("days.0.rooms", [""], 'days[0].rooms[0]: a name in quotes wanted, not ""'),
    ("days.0.rooms", [["R1"]], 'days[0].rooms[0]: a name in quotes wanted, not ["R1"]'),
    ("days.0.rooms", ["a\nb"], 'days[0].rooms[0]: a name in quotes wanted, not "a\\nb"'),
    ("meetings.0.duration", "60", 'meetings[0].duration: a whole number wanted, not "60"'),
    ("meetings.0.duration", True, "meetings[0].duration: a whole number wanted, not true"),
    ("meetings.0.duration", 60.5, "meetings[0].duration: a whole number wanted, not 60.5"),
    (
        "meetings.0.fixed.start",
        "x" * 60,
        f'meetings[0].fixed.start: a time like 09:30 wanted, not "{"x" * 36}...',
    ),
    ("order.0.hard", "yes", 'order[0].hard: true or false wanted, not "yes"'),
    ("people", [], "people: an object in braces, a person to each id wanted, not []"),
    ("people.P0", 1, "people.P0: an object in braces wanted, not 1"),
    ("people.P0.available.0.to", ..., "people.P0.available[0].to: missing; add it"),
    ("grid_min", 0, "grid_min: 0 minutes; give 1 to 60"),
    ("speaking_min", -3, "speaking_min: -3 minutes; give 0 to 60"),
    ("speaking_min", 700, "speaking_min: 700 minutes; give 0 to 60"),
    ("turnaround_min", -1, "turnaround_min: -1 minutes; give 0 to 720"),
    ("transfer_min", 1000, "transfer_min: 1000 minutes; give 0 to 720"),
    (
        "days.0.close",
        "08:00",
        "day 2026-04-07: 09:00-08:00 ends before it begins; swap or mend the two times",
    ),
    ("days.0.close", "09:00", "day 2026-04-07: begins and ends at 09:00; give it some length"),
    ("days.1.date", "2026-04-07", "days: 2026-04-07 is there twice; join the two into one"),
    ("days", [], "days: none given; name at least one day with a room"),
    ("days.0.rooms", [], "day 2026-04-07: no room; name one or leave the day out"),
    ("days.0.rooms", ["R1", "R1"], "day 2026-04-07: room R1 is there twice; name it once"),
    (
        "days.0.breaks.0.from",
        "08:50",
        "day 2026-04-07, break 08:50-11:10: outside the hours 09:00-13:00; mend the break or the hours",
    ),
    (
        "days.0.breaks.0",
        {"from": "11:10", "to": "10:50"},
        "day 2026-04-07, break 11:10-10:50: 11:10-10:50 ends before it begins; swap or mend the two times",
    ),
    (
        "days.0.breaks.0",
        {"from": "09:00", "to": "13:00"},
        "day 2026-04-07: breaks leave no time to meet; shorten them or leave the day out",
    ),
    ("meetings.1.id", "M00", "meetings: M00 is there twice; give each its own id"),
    ("meetings.0.duration", 0, "meeting M00: a duration of 0 minutes; give 1 to 1440"),
    ("meetings.0.panelists", ["P0", "P0"], "meeting M00: panelist P0 is there twice; name each once"),
    ("meetings.0.moderators", ["m", "m"], "meeting M00: moderator m is there twice; name each once"),
    (
        "meetings.0.fixed.date",
        "2026-04-08",
        "meeting M00: fixed on 2026-04-08, which isn't one of the days; add the day or free it",
    ),
    (
        "meetings.0.fixed.room",
        "R9",
        "meeting M00: fixed in room R9, which no day has; add the room or free it",
    ),
    (
        "meetings.0.fixed.start",
        "23:30",
        "meeting M00: fixed at 23:30, it would run past midnight; fix it earlier",
    ),
    (
        "people.P0.available.0.to",
        "08:00",
        "person P0, available on 2026-04-10: 09:00-08:00 ends before it begins; swap or mend the two times",
    ),
    (
        "people.P0.available",
        [
            {"date": "2026-04-10", "from": "10:00", "to": "12:00"},
            {"date": "2026-04-10", "from": "09:00", "to": "11:00"},
        ],
        "person P0: available on 2026-04-10 09:00-11:00 and 10:00-12:00, which overlap; join them into one",
    ),
    ("order.0.after", "MX", "order M00 before MX: no meeting is called MX; mend the id"),
    ("order.0.after", "M00", "order: M00 can't be before itself; name two meetings"),
    ("published.0.room", ..., "published[0].room: missing; add it"),
    ("published", [sample()["published"][0]] * 2, "published: M00 is there twice; keep one of them"),
]


@pytest.mark.parametrize(("path", "value", "line"), BAD)
def test_bad_input_is_one_line_that_says_what_and_where(path, value, line):
    assert run(changed(path, value)) == (2, line)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "the file is empty; docs/timetable.md shows what belongs in it"),
        (" \n\n", "the file is empty; docs/timetable.md shows what belongs in it"),
        ('{\n"days": [}', "line 2: not JSON (Expecting value); mend it there"),
        ("[]", "the file: an object in braces wanted, not []"),
        ("null", "the file: an object in braces wanted, not null"),
        ("[" * 100_000, "not a timetable: too many brackets inside each other"),
        ('{"grid_min": ' + "1" * 5_000 + "}", "not a timetable: a number with too many digits"),
        ('{"people": {"P": {}, "P": {}}}', '"P" is there twice in one object; keep one of them'),
    ],
)
def test_what_is_no_timetable_at_all_is_one_line_too(text, line):
    assert run(text) == (2, line)


def test_check_refuses_an_empty_id_whoever_asks():
    day = Day(TUESDAY, 540, 780, ("R1",))
    with pytest.raises(BadInput, match="an id is empty"):
        check(Input((day,), (Meeting("", "", 30),)))


def test_a_published_meeting_no_longer_held_is_no_mistake():
    given = read(json.dumps(sample()))
    check(replace(given, published=(replace(given.published[0], id="gone"),)))


@settings(max_examples=200)
@given_any(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["id", "days", "meetings", "date", "open", "rooms"]), inner)
        ),
    )
)
def test_any_other_json_is_bad_input_in_one_line(value):
    status, line = run(json.dumps(value))
    assert status == 2
    assert len(line.splitlines()) == 1


def test_run_prints_a_plan():
    status, text = run(json.dumps(sample()))
    assert status == 0
    assert json.loads(text) == {
        "feasible": True,
        "proof": "optimal",
        "interpreter_mornings": 1,
        "broken_wishes": 0,
        "latest_end": "11:40",
        "moved": 1,
        "meetings": [
            {
                "id": "M00",
                "date": "2026-04-10",
                "start": "09:30",
                "end": "10:30",
                "room": "R1",
                "moderator": "mod1",
            },
            {
                "id": "M01",
                "date": "2026-04-10",
                "start": "11:10",
                "end": "11:40",
                "room": "R1",
                "moderator": None,
            },
        ],
    }


def test_run_prints_a_clash():
    status, text = run(changed("meetings.0.fixed.date", "2026-04-07"))
    assert status == 1
    assert json.loads(text) == {
        "feasible": False,
        "conflicts": [["M00 fixed on 2026-04-07", "P0 only on 2026-04-10"]],
    }


def test_write_says_when_something_is_not_proven():
    placed = (Placed("M", TUESDAY, 540, 600, "R1"),)
    plan = Plan(
        True, Proof.NOT_PROVEN, placed, latest_end=600, bounds={"latest_end": 595, "broken_wishes": 0}
    )
    found = json.loads(write(plan))
    assert (found["proof"], found["bounds"]) == ("not proven", {"latest_end": "09:55", "broken_wishes": 0})
    assert json.loads(write(Plan(False, Proof.NOT_PROVEN, conflicts=(("a",),)))) == {
        "feasible": False,
        "conflicts": [["a"]],
        "proof": "not proven",
    }


def command(path, capsys):
    status = 0
    try:
        call_command("plan_timetable", str(path))
    except SystemExit as leaving:
        status = leaving.code
    out, err = capsys.readouterr()
    return status, out, err


def test_command_prints_the_plan_and_leaves_quietly(tmp_path, capsys):
    path = tmp_path / "task.json"
    path.write_text(json.dumps(sample()), encoding="utf-8-sig")
    status, out, err = command(path, capsys)
    assert (status, json.loads(out)["feasible"], err) == (0, True, "")


def test_command_leaves_with_one_and_the_clash(tmp_path, capsys):
    path = tmp_path / "task.json"
    path.write_text(changed("meetings.0.fixed.date", "2026-04-07"))
    status, out, err = command(path, capsys)
    assert (status, json.loads(out)["feasible"], err) == (1, False, "")


def test_command_leaves_with_two_and_one_line(tmp_path, capsys):
    path = tmp_path / "task.json"
    path.write_text("{}")
    assert command(path, capsys) == (2, "", "days: missing; add it\n")
    path.write_bytes(b"\xff\xfe")
    assert command(path, capsys) == (2, "", f"{path}: not UTF-8 text; save it as UTF-8\n")
    missing = tmp_path / "nowhere.json"
    assert command(missing, capsys) == (2, "", f"{missing}: can't be read (No such file or directory)\n")


@pytest.mark.parametrize("limit", ["0", "-1", "nan", "inf", "soon"])
def test_command_refuses_a_time_limit_that_is_none(tmp_path, limit):
    path = tmp_path / "task.json"
    path.write_text(json.dumps(sample()))
    with pytest.raises(CommandError, match=f"'{limit}': give a number of seconds above 0, like 60"):
        call_command("plan_timetable", str(path), "--time-limit", limit)


def test_what_only_the_author_can_mend_is_said_with_the_way_out():
    task = sample()
    task["meetings"] = [{"id": name, "duration": 30} for name in ("A", "B", "C", "D")]
    task["order"] = [
        {"before": before, "after": after, "hard": True} for before, after in ("DA", "AB", "BC", "CA")
    ]
    task["meetings"][3]["duration"] = 115
    task["published"] = []
    status, answer = run(json.dumps(task))
    assert status == 1
    assert json.loads(answer)["conflicts"]
    assert json.loads(answer)["ways_out"] == [
        "meeting D: 115 minutes are longer than any stretch without a break (110 minutes, 2026-04-07 09:00-10:50);"
        " shorten the meeting or a break, or open a day for longer",
        "order: A before B before C before A goes round in a circle;"
        " leave one of these out, or make it a wish (hard: false)",
    ]


def test_command_reads_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(sample()).encode())))
    status, out, _ = command("-", capsys)
    assert (status, json.loads(out)["moved"]) == (0, 1)
