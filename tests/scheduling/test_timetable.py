"""The rules: what each of them says about places, which labels they carry, and what lifting one does."""

from dataclasses import replace

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from presessions.scheduling.timetable import (
    Code,
    Day,
    Fixed,
    Goals,
    Input,
    Meeting,
    OrderWish,
    Person,
    Placed,
    Problem,
    Span,
    Window,
    broken_wishes,
    canonical,
    clock,
    constraints,
    duration_for,
    goals,
    places,
    problems,
    without,
)
from presessions.scheduling.timetable_values import common, joined
from tests.scheduling import exhaustive
from tests.scheduling.tasks import TUESDAY, dates, small

WEDNESDAY = dates(2)[1]
MORNING = Day(TUESDAY, 540, 780, ("R1", "R2"), (Span(650, 670),))


def meeting(name="M0", duration=60, **more):
    return Meeting(name, f"State of {name}", duration, **more)


def at(name="M0", start=540, *, length=60, date=TUESDAY, room="R1", moderator=None):
    return Placed(name, date, start, start + length, room, moderator)


def task(*meetings, days=(MORNING,), **more):
    return Input(tuple(days), meetings or (meeting(),), **more)


def codes(found):
    return [problem.code for problem in found]


@pytest.mark.parametrize(
    ("speakers", "minutes", "expected"),
    [(0, 7, 30), (1, 5, 30), (3, 5, 35), (4, 5, 40), (5, 7, 55), (6, 7, 60), (6, 10, 60), (2, 7, 30)],
)
def test_duration_for_speakers_is_rounded_to_five_between_half_an_hour_and_an_hour(
    speakers, minutes, expected
):
    assert duration_for(speakers, speaking_minutes=minutes) == expected


def test_duration_for_takes_other_limits():
    assert duration_for(6, speaking_minutes=10, maximum=90) == 80
    assert duration_for(0, speaking_minutes=7, minimum=10) == 20


@given_any(st.integers(0, 12), st.integers(1, 15))
def test_duration_for_is_never_more_than_two_minutes_off_inside_its_limits(speakers, minutes):
    wanted = max(30, min(60, 18 + minutes * speakers))
    assert abs(duration_for(speakers, speaking_minutes=minutes) - wanted) <= 2


def test_clock_writes_hours_and_minutes():
    assert [clock(0), clock(575), clock(1440)] == ["00:00", "09:35", "24:00"]


def test_segments_lie_between_breaks_even_where_breaks_overlap_or_touch_the_hours():
    day = Day(TUESDAY, 540, 780, ("R1",), (Span(700, 720), Span(540, 560), Span(600, 640), Span(620, 660)))
    assert day.segments() == [Span(560, 600), Span(660, 700), Span(720, 780)]
    assert Day(TUESDAY, 540, 600, ("R1",), (Span(570, 600),)).segments() == [Span(540, 570)]


def test_windows_that_touch_are_one():
    person = Person("P0", "O", (Window(TUESDAY, 600, 660), Window(TUESDAY, 540, 600)))
    assert person.free(TUESDAY) == [Span(540, 660)]
    assert person.free(WEDNESDAY) == []
    assert Person("P0").free(TUESDAY) == [Span(0, 1440)]


def test_common_stretches_are_those_in_both():
    assert common([Span(0, 10), Span(20, 30)], [Span(5, 25)]) == [Span(5, 10), Span(20, 25)]
    assert joined([Span(5, 9), Span(0, 5), Span(2, 3)]) == [Span(0, 9)]


def test_starts_are_on_the_grid_or_where_fixed():
    given = task(grid_min=30)
    assert given.starts(meeting(), MORNING, Span(545, 660)) == [570, 600]
    assert given.starts(meeting(fixed=Fixed(start=547)), MORNING, Span(545, 660)) == [547]
    assert given.starts(meeting(fixed=Fixed(start=547)), MORNING, Span(550, 660)) == []
    assert given.starts(meeting(fixed=Fixed(date=WEDNESDAY)), MORNING, Span(545, 660)) == []


def test_problems_of_a_good_timetable_are_none():
    given = task(meeting("M0"), meeting("M1", 45))
    assert problems([at("M0"), at("M1", 605, length=45)], given) == []


SOLO = [
    (meeting(), at(length=50), Code.DURATION, (), "M0 has 50 minutes and needs 60"),
    (meeting(), at(start=542), Code.GRID, (), "M0 at 09:02 isn't on the grid of 5 minutes"),
    (
        meeting(),
        at(start=535),
        Code.HOURS,
        ("2026-04-07",),
        "M0 lies outside the hours 09:00-13:00 of 2026-04-07",
    ),
    (
        meeting(),
        at(start=725),
        Code.HOURS,
        ("2026-04-07",),
        "M0 lies outside the hours 09:00-13:00 of 2026-04-07",
    ),
    (
        meeting(),
        at(start=600),
        Code.BREAK,
        ("2026-04-07", "10:50", "11:10"),
        "M0 runs into the break 10:50-11:10 of 2026-04-07",
    ),
    (meeting(), at(room="R9"), Code.NO_ROOM, (), "M0 is in R9, which isn't held on 2026-04-07"),
    (
        meeting(),
        at(date=WEDNESDAY),
        Code.NO_DAY,
        (),
        "M0 is on 2026-04-08, which is no day of the series",
    ),
    (
        meeting(fixed=Fixed(date=WEDNESDAY)),
        at(),
        Code.FIXED_DATE,
        ("M0",),
        "M0 is fixed on 2026-04-08, not 2026-04-07",
    ),
    (meeting(fixed=Fixed(start=570)), at(), Code.FIXED_START, ("M0",), "M0 is fixed at 09:30, not 09:00"),
    (meeting(fixed=Fixed(room="R2")), at(), Code.FIXED_ROOM, ("M0",), "M0 is fixed in R2, not R1"),
    (meeting(moderators=("b", "a")), at(), Code.MODERATOR, ("M0",), "M0 needs a moderator: a or b"),
    (meeting(moderators=("a",)), at(moderator="c"), Code.MODERATOR, ("M0",), "M0 needs a moderator: a"),
    (meeting(), at(moderator="c"), Code.MODERATOR, ("M0",), "M0 has c as moderator and needs none"),
    (
        meeting(panelists=("P0",)),
        at(),
        Code.AVAILABLE,
        ("P0",),
        "P0 isn't available for M0 on 2026-04-07 09:00-10:00",
    ),
    (
        meeting(moderators=("P0",)),
        at(moderator="P0"),
        Code.AVAILABLE,
        ("P0",),
        "P0 isn't available for M0 on 2026-04-07 09:00-10:00",
    ),
]


@pytest.mark.parametrize(("held", "placed", "code", "subject", "words"), SOLO)
def test_problems_name_what_is_wrong_with_one_place(held, placed, code, subject, words):
    given = task(held, people={"P0": Person("P0", "O", (Window(TUESDAY, 600, 780),))})
    assert problems([placed], given) == [Problem(code, ("M0",), words, subject)]


def test_problems_name_missing_unknown_and_doubled_meetings():
    given = task(meeting("M0"), meeting("M1"))
    found = problems([at("M0"), at("M0", 670), at("MX", room="R2")], given)
    assert codes(found) == [Code.UNPLACED, Code.UNKNOWN, Code.TWICE]
    assert found[0].words == "M1 has no place"
    assert found[1].words == "MX isn't a meeting of this series"


def test_a_start_fixed_by_hand_may_lie_off_the_grid():
    given = task(meeting(fixed=Fixed(start=542)))
    assert problems([at(start=542)], given) == []


def test_one_room_holds_one_meeting_at_a_time_with_turnaround():
    given = task(meeting("M0"), meeting("M1", 30))
    assert codes(problems([at("M0"), at("M1", 605, length=30)], given)) == []
    close = problems([at("M0"), at("M1", 600, length=30)], given)
    assert [(p.code, p.meetings, p.subject) for p in close] == [
        (Code.ROOM, ("M0", "M1"), ("2026-04-07", "R1"))
    ]
    assert close[0].words == "R1 holds M0 and M1 with only 0 minutes between"
    both = problems([at("M0"), at("M1", 545, length=30)], given)
    assert both[0].words == "R1 holds M0 and M1 at the same time"
    assert problems([at("M0"), at("M1", 545, length=30, room="R2")], given) == []


def test_a_person_needs_time_between_rooms_and_only_there():
    given = task(
        meeting("M0", panelists=("P0",)), meeting("M1", 30, panelists=("P0", "P1")), turnaround_min=0
    )
    walk = problems([at("M0"), at("M1", 605, length=30, room="R2")], given)
    assert walk == [
        Problem(Code.PERSON, ("M0", "M1"), "P0 is in M0 and M1 with only 5 minutes between", ("P0",))
    ]
    assert problems([at("M0"), at("M1", 610, length=30, room="R2")], given) == []
    assert problems([at("M0"), at("M1", 600, length=30)], given) == []


def test_a_moderator_is_a_person_like_others():
    given = task(meeting("M0", moderators=("mod",)), meeting("M1", panelists=("mod",)))
    found = problems([at("M0", moderator="mod"), at("M1", room="R2")], given)
    assert found == [Problem(Code.PERSON, ("M0", "M1"), "mod is in M0 and M1 at the same time", ("mod",))]


def test_a_hard_wish_is_kept_and_a_soft_one_counted():
    hard = task(meeting("M0"), meeting("M1", 30), order=(OrderWish("M1", "M0", hard=True),))
    late = [at("M0"), at("M1", 605, length=30)]
    assert problems(late, hard) == [
        Problem(Code.ORDER, ("M0", "M1"), "M1 must be over before M0 begins", ("M1", "M0"))
    ]
    assert problems([at("M0", 670), at("M1", 540, length=30)], hard) == []
    soft = replace(hard, order=(OrderWish("M1", "M0"), OrderWish("M0", "M1"), OrderWish("M0", "M9")))
    assert broken_wishes(late, soft) == [OrderWish("M1", "M0")]
    assert problems(late, soft) == []


def test_an_order_wish_over_dates_looks_at_the_date():
    given = task(
        meeting("M0"),
        meeting("M1"),
        days=(MORNING, replace(MORNING, date=WEDNESDAY)),
        order=(OrderWish("M0", "M1", hard=True),),
    )
    assert problems([at("M0", 720), at("M1", 540, date=WEDNESDAY)], given) == []
    assert codes(problems([at("M1", 720), at("M0", 540, date=WEDNESDAY)], given)) == [Code.ORDER]


def test_goals_count_mornings_by_date_room_and_language():
    given = task(
        meeting("M0", languages=("fr", "en")),
        meeting("M1", languages=("fr", "es")),
        meeting("M2", languages=("fr",)),
        days=(MORNING, replace(MORNING, date=WEDNESDAY)),
    )
    placed = [at("M0"), at("M1", 670), at("M2", 720, date=WEDNESDAY)]
    assert goals(placed, given) == Goals(0, 0, 3, 0, 780)
    assert goals([], given) == Goals(0, 0, 0, 0, 0)


def test_goals_count_changes_for_meetings_in_both_lists_only():
    old = (at("M0"), at("M1", 670), at("M2", 720), at("gone"))
    given = task(*(meeting(f"M{i}") for i in range(4)), published=old)
    new = [
        at("M0", date=WEDNESDAY),
        at("M1", 670, room="R2"),
        at("M2", 720, moderator="somebody else"),
        at("M3"),
    ]
    assert goals(new, given).levels == (1, 2, 0, 0, 780)


def test_canonical_puts_no_moderator_first():
    assert canonical([at("M1", moderator="a"), at("M0")]) == (
        (TUESDAY, 540, "R1", ""),
        (TUESDAY, 540, "R1", "a"),
    )


def test_constraints_carry_the_labels_a_clash_is_told_in():
    given = Input(
        days=(Day(WEDNESDAY, 0, 1440, ("R1",)), MORNING),
        meetings=(
            meeting("M1", panelists=("P0", "P1"), moderators=("b", "a")),
            meeting("M0", panelists=("P0", "P2"), fixed=Fixed(TUESDAY, 570, "R2")),
        ),
        people={
            "P0": Person("P0", "O", (Window(TUESDAY, 540, 780), Window(WEDNESDAY, 600, 660))),
            "P1": Person("P1", "O", ()),
            "P2": Person("P2"),
            "a": Person("a", "O", (Window(dates(3)[2], 540, 780),)),
            "elsewhere": Person("elsewhere", "O", ()),
        },
        order=(OrderWish("M1", "M0"), OrderWish("M0", "M1", hard=True)),
    )
    assert [rule.words for rule in constraints(given)] == [
        "M0 before M1",
        "M0 fixed on 2026-04-07",
        "M0 fixed at 09:30",
        "M0 fixed in room R2",
        "M1 needs a moderator: a or b",
        "P0 only on 2026-04-07, 2026-04-08 10:00-11:00",
        "P0 in one meeting at a time (M0, M1)",
        "P1 is never available",
        "a only on 2026-04-09 09:00-13:00",
        "break 10:50-11:10 on 2026-04-07",
        "2026-04-07 open 09:00-13:00",
        "R1 holds one meeting at a time on 2026-04-07 (5 min between)",
        "R2 holds one meeting at a time on 2026-04-07 (5 min between)",
        "R1 holds one meeting at a time on 2026-04-08 (5 min between)",
    ]
    assert constraints(without(given, constraints(given))) == []


@settings(max_examples=150)
@given_any(st.integers(0, 10**6), st.data())
def test_lifting_a_rule_removes_its_problems_and_no_others(seed, data):
    given = small(seed)
    placed = [_anywhere(one, given, data) for one in given.meetings]
    before = problems(placed, given)
    rules = constraints(given)
    for rule in rules:
        after = problems(placed, without(given, [rule]))
        gone = {(p.code, p.subject) for p in before} - {(p.code, p.subject) for p in after}
        assert gone <= {(rule.code, rule.subject)}
        assert (rule.code, rule.subject) not in {(p.code, p.subject) for p in after} or _chaired(rule, placed)
    known = {(rule.code, rule.subject) for rule in rules}
    for problem in before:
        movable = problem.code in {rule.code for rule in rules} and problem.code is not Code.MODERATOR
        assert not movable or (problem.code, problem.subject) in known


def _anywhere(one, given, data):
    day = data.draw(st.sampled_from(given.days))
    start = data.draw(st.integers(17, 24)) * 30
    moderator = data.draw(st.sampled_from([*one.moderators, None]))
    return Placed(
        one.id, day.date, start, start + one.duration, data.draw(st.sampled_from(day.rooms)), moderator
    )


def _chaired(rule, placed):
    """A meeting that needs no moderator any more may still have one."""
    return rule.code is Code.MODERATOR and any(p.id == rule.subject[0] and p.moderator for p in placed)


@settings(max_examples=150)
@given_any(st.integers(0, 10**6), st.data())
def test_problems_agree_with_the_plainest_reading_of_the_rules(seed, data):
    given = small(seed)
    placed = tuple(_anywhere(one, given, data) for one in sorted(given.meetings, key=lambda m: m.id))
    assert (problems(placed, given) == []) is exhaustive.allowed(placed, given)
    assert goals(placed, given).levels == exhaustive.figures(placed, given)


def test_places_offers_every_start_and_room_with_what_it_would_break():
    given = task(meeting("M0"), meeting("M1", 45, moderators=("a", "b")), grid_min=30)
    placed = [at("M0", moderator=None), at("M1", 720, length=45, moderator="b")]
    found = places("M1", placed, given)
    assert [(p.placed.start, p.placed.room) for p in found] == [
        (start, room) for start in range(540, 721, 30) for room in ("R1", "R2")
    ]
    assert {p.placed.moderator for p in found} == {"b"}
    by_spot = {(p.placed.start, p.placed.room): codes(p.problems) for p in found}
    assert by_spot[540, "R1"] == [Code.ROOM]
    assert by_spot[540, "R2"] == []
    assert by_spot[630, "R1"] == [Code.BREAK]


def test_places_takes_another_moderator_where_that_helps():
    given = task(meeting("M0", panelists=("b",)), meeting("M1", moderators=("b", "a")))
    free = places("M1", [at("M0")], given)
    assert {p.placed.moderator for p in free if p.placed.room == "R2"} == {"a"}
    now = places("M1", [at("M0"), at("M1", 720, moderator="b")], given)
    assert {p.placed.moderator for p in now if p.placed.start == 540} == {"a"}
    assert {p.placed.moderator for p in now if p.placed.start == 720} == {"b"}


def test_places_knows_a_fixed_start_off_the_grid_and_meetings_without_moderator():
    given = task(
        meeting(fixed=Fixed(start=542)), days=(replace(MORNING, close=605, breaks=(), rooms=("R1",)),)
    )
    assert [(p.placed.start, codes(p.problems)) for p in places("M0", [], given)] == [
        (540, [Code.FIXED_START]),
        (542, []),
        (545, [Code.FIXED_START]),
    ]


def test_places_of_an_unknown_meeting_is_an_error():
    with pytest.raises(KeyError):
        places("MX", [], task())


@settings(max_examples=60)
@given_any(st.integers(0, 10**6), st.data())
def test_places_says_what_problems_would_say_after_the_move(seed, data):
    given = small(seed)
    placed = [_anywhere(one, given, data) for one in given.meetings]
    name = data.draw(st.sampled_from([one.id for one in given.meetings]))
    for place in places(name, placed, given)[::5]:
        after = problems([p for p in placed if p.id != name] + [place.placed], given)
        assert set(place.problems) == {problem for problem in after if name in problem.meetings}
