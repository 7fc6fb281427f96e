"""Broken rules and clashes in words; needs the database."""

from datetime import date

import pytest

from presessions.scheduling import attending, transitions, words
from presessions.scheduling.board import Board
from presessions.scheduling.models import Sitting
from presessions.scheduling.timetable import Code, Problem
from presessions.series.models import DayBreak, PreSession
from tests.factories import make_application, make_panel, make_seat
from tests.scheduling.halls import (
    TUESDAY,
    WEDNESDAY,
    given_of,
    make_draft,
    make_hall,
    make_moderator,
    make_panelists,
    meeting_on,
    put,
)

pytestmark = pytest.mark.django_db


def said(draft, **options):
    """Every broken rule of a draft: its meeting and the sentence."""
    return [(one.head, one.text) for one in Board.of(draft, **options).broken]


def speaker(series, iso3, **fields):
    meeting = meeting_on(series, iso3)
    return make_seat(make_panel(meeting), application=make_application(meeting, status="selected", **fields))


def two_rooms():
    return make_draft(make_hall(rooms=("Room XX", "Room XXI")), hours=())


def test_somebody_on_two_panels_at_once_is_told_by_organisation_or_as_a_panelist():
    draft = two_rooms()
    for iso3 in ("WSM", "TLS"):
        speaker(draft.series, iso3, speaker_email="ada@example.org", organisation_name="Reef Watch")
    put(draft, "WSM", "09:00")
    put(draft, "TLS", "09:10", room="Room XX")
    expected = " also sits on the panel of Timor-Leste, 09:10–09:40."
    assert said(draft) == [("Samoa, Tuesday 09:00", f"The panelist of Reef Watch{expected}")]
    assert said(draft, names=False) == [("Samoa, Tuesday 09:00", f"A panelist{expected}")]


def test_a_moderator_in_two_rooms_is_told_by_name():
    draft = two_rooms()
    make_moderator("Moderator A")
    put(draft, "WSM", "09:00")
    put(draft, "TLS", "09:00", room="Room XX")
    assert said(draft) == [("Samoa, Tuesday 09:00", "Moderator A also moderates Timor-Leste, 09:00–10:00.")]


def test_a_moderator_who_may_not_any_more_is_told():
    draft = make_draft(hours=())
    chair = make_moderator("Moderator A")
    put(draft, "WSM", "09:00")
    chair.grants.all().delete()
    make_moderator()
    assert said(draft) == [("Samoa, Tuesday 09:00", "The moderator may not moderate this meeting.")]


def test_a_panel_that_grew_makes_its_meeting_too_short():
    draft = make_draft(hours=("09:00",))
    make_panelists(meeting_on(draft.series), 2)
    text = "It has 60 minutes and needs 30 with 2 speakers. Move it, or plan again."
    assert said(draft) == [("Samoa, Tuesday 09:00", text)]
    PreSession.objects.filter(state_under_review="WSM").update(duration_minutes=20)
    assert said(draft)[0][1] == "It has 60 minutes and needs 20. Move it, or plan again."


def test_a_break_and_two_in_one_room_are_told():
    draft = make_draft()
    DayBreak.objects.update(starts="10:30", ends="10:45")
    draft.series.turnaround_minutes = 10
    draft.series.save()
    assert said(draft) == [
        ("Samoa, Tuesday 09:00", "Only 5 minutes between this and Timor-Leste in Room XXI; 10 are needed."),
        ("Timor-Leste, Tuesday 10:05", "It runs into the break 10:30–10:45."),
    ]


def test_a_room_that_left_the_series_is_told():
    draft = make_draft(hours=("09:00",))
    other = make_hall_of_another_number()
    Sitting.objects.update(room=other)
    assert said(draft) == [("Samoa, Tuesday 09:00", "That room is not one of the series any more.")]


def make_hall_of_another_number():
    from tests.factories import make_room, make_series

    return make_room(make_series(55), "Elsewhere")


@pytest.mark.parametrize(
    ("code", "meetings", "subject", "sentence"),
    [
        (Code.ORDER, ("M01", "M02"), ("M01", "M02"), "It is not over before Timor-Leste begins."),
        (Code.UNPLACED, ("M01",), (), "It has no place yet."),
        (Code.UNKNOWN, ("M09",), (), "It is not to be held."),
        (Code.TWICE, ("M01",), (), "It is placed twice."),
        (Code.FIXED_DATE, ("M01",), ("M01",), "It is fixed at another place."),
        (Code.MODERATOR, ("M03",), ("M03",), "Nobody moderates it yet."),
        (Code.HOURS, ("M01",), ("2020-01-01",), ""),
    ],
)  # fmt: skip
def test_every_rule_has_words(code, meetings, subject, sentence):
    given = given_of(make_draft(hours=("09:00", "10:05")))
    assert words.problem(Problem(code, meetings, "", subject), given) == sentence


def test_two_at_the_same_time_in_one_room_are_told():
    given = given_of(make_draft(hours=("09:00", "10:05")))
    rule = Problem(Code.ROOM, ("M01", "M02"), "", ("2027-03-30", "Room XXI"))
    first, second = given.placed
    both_at_nine = [first, second.__class__(**{**vars(second), "start": 540, "end": 600})]
    assert words.problem(rule, given, at=both_at_nine) == "Room XXI holds Timor-Leste at the same time."


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("M01 before M02", "M01 before M02"),
        ("no timetable found in 1 s", "No timetable found in 1 s"),
        ("break 11:05-11:20 on 2027-03-30", "The break 11:05–11:20 on Tuesday 30 March"),
        ("2027-03-30 open 09:00-13:00", "Tuesday 30 March is open from 09:00 to 13:00"),
        (
            "Room XXI holds one meeting at a time on 2027-03-31 (5 min between)",
            "Room XXI holds one meeting at a time on Wednesday 31 March, with 5 minutes between two",
        ),
        ("M01 fixed on 2027-03-30", "Samoa is locked on its day"),
        ("M01 fixed at 09:00", "Samoa is locked at its hour"),
        ("M01 fixed in room Room XXI", "Samoa is locked in its room"),
    ],
)
def test_every_reason_of_a_clash_has_words(label, text):
    draft = make_draft()
    transitions.lock(draft, meeting_on(draft.series), locked=True, by=None)
    given = given_of(draft)
    assert words.clash(words.noted([label], given), given) == [text]


def test_people_and_moderators_of_a_clash_are_named_to_those_who_may_know():
    draft = make_draft(hours=())
    chair = make_moderator("Moderator A")
    seats = [
        speaker(
            draft.series,
            iso3,
            speaker_email="ada@example.org",
            organisation_name="Reef Watch",
            available_days=["2027-03-31"],
        )
        for iso3 in ("WSM", "TLS")
    ]
    given = given_of(draft)
    key = f"P{seats[0].pk}"
    labels = [
        f"{key} only on 2027-03-31",
        f"{key} in one meeting at a time (M01, M02)",
        f"M03 needs a moderator: mod{chair.pk}",
        f"mod{chair.pk} in one meeting at a time (M01, M02, M03)",
    ]
    kept = words.noted(labels, given)
    assert "Reef Watch" not in str(kept)
    assert words.clash(kept, given) == [
        "The panelist of Reef Watch is there only on Wednesday",
        "The panelist of Reef Watch can be in one meeting at a time (Samoa and Timor-Leste)",
        "Malta needs a moderator",
        "Moderator A can be in one meeting at a time (Samoa, Timor-Leste and Malta)",
    ]
    assert words.clash(kept, given, names=False)[0] == "A panelist is there only on Wednesday"


def test_a_clash_is_told_with_what_is_known_today():
    draft = make_draft(hours=())
    seat = speaker(draft.series, "WSM", available_days=["2027-03-31"], organisation_name="Reef Watch")
    kept = words.noted([f"P{seat.pk} only on 2027-03-31"], given_of(draft))
    seat.application.available_days = []
    seat.application.save()
    assert words.clash(kept, given_of(draft)) == [
        "The panelist of Reef Watch could not be there on all days when this was tried"
    ]
    seat.delete()
    kept.append({"code": "person", "subject": [f"P{seat.pk}"], "words": ""})
    kept.append({"code": "hours", "subject": ["2020-01-01"], "words": "2020-01-01 open"})
    assert words.clash(kept, given_of(draft))[1:] == [
        "A panelist can be in one meeting at a time (none now)",
        "2020-01-01 open",
    ]


@pytest.mark.parametrize(
    ("windows", "text"),
    [
        (["2027-03-30"], "on Tuesday"),
        (["2027-03-30", "2027-03-31"], "on Tuesday and on Wednesday"),
        (["2027-03-30", "2027-03-31", "2027-04-01"], "on Tuesday, on Wednesday and on Thursday"),
    ],
)
def test_hours_are_told_by_day(windows, text):
    draft = make_draft(make_hall(days=(TUESDAY, WEDNESDAY, date(2027, 4, 1))), hours=())
    seat = speaker(draft.series, "WSM", available_days=windows)
    assert words.hours_of(f"P{seat.pk}", given_of(draft)) == text


def test_parts_of_days_are_told_by_the_hour():
    draft = make_draft(hours=())
    seat = speaker(draft.series, "WSM")
    given = given_of(draft)
    person = given.input.people[f"P{seat.pk}"]
    window = attending.Window
    for available, text in (
        ((window(WEDNESDAY, 600, 700),), "on Wednesday from 10:00 until 11:40"),
        ((window(WEDNESDAY, 0, 500),), "on none of these days"),
    ):
        given.input.people[person.id] = person.__class__(person.id, "", available)
        assert words.hours_of(person.id, given) == text
