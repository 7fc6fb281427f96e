"""The solver against exhaustive search, against itself in another order, and on real practice."""

from dataclasses import replace

import pytest

from presessions.scheduling.timetable import (
    Day,
    Fixed,
    Input,
    Meeting,
    OrderWish,
    Person,
    Placed,
    Proof,
    Span,
    Window,
    constraints,
    goals,
    problems,
    without,
)
from presessions.scheduling.timetable_clash import clashes
from presessions.scheduling.timetable_solver import feasible, solve
from tests.scheduling.tasks import TUESDAY, dates, series, small
from tests.scheduling.verification import (
    agrees_with_exhaustive_search,
    clashes_are_minimal,
    is_the_same_in_any_order,
)

MONDAY_ONLINE, TUESDAY_ONLINE = dates(2)


@pytest.mark.parametrize("seed", range(80))
def test_solve_agrees_with_exhaustive_search(seed):
    task = small(seed)
    plan = agrees_with_exhaustive_search(task)
    if not plan.feasible:
        clashes_are_minimal(task, plan)


@pytest.mark.parametrize("seed", range(2000, 2040))
def test_replan_makes_the_fewest_changes(seed):
    agrees_with_exhaustive_search(small(seed, republish=True))


@pytest.mark.parametrize("seed", range(3000, 3015))
def test_solve_gives_one_answer_for_any_seed_and_order(seed):
    task = small(seed)
    assert is_the_same_in_any_order(task, solve(task), seeds=3)


def test_solve_proves_a_series_and_gives_one_answer():
    task = series(5)
    plan = solve(task)
    assert (plan.feasible, plan.proof, plan.bounds) == (True, Proof.OPTIMAL, {})
    assert problems(plan.meetings, task) == []
    assert is_the_same_in_any_order(task, plan, seeds=2)


def test_solve_of_nothing_is_an_empty_timetable():
    plan = solve(Input((), ()))
    assert (plan.feasible, plan.proof, plan.meetings) == (True, Proof.OPTIMAL, ())


def test_replan_moves_only_the_meeting_that_has_to():
    task = series(5)
    first = solve(task)
    late = first.meetings[3]
    person = next(m for m in task.meetings if m.id == late.id).panelists[0]
    windows = tuple(Window(day.date, 540, 780) for day in task.days if day.date != late.date)
    changed = replace(
        task, people={**task.people, person: Person(person, "O", windows)}, published=first.meetings
    )
    plan = solve(changed)
    assert plan.feasible
    assert plan.proof is Proof.OPTIMAL
    assert problems(plan.meetings, changed) == []
    assert late.id in {p.id for p, q in zip(plan.meetings, first.meetings, strict=True) if p.date != q.date}
    assert goals(plan.meetings, changed).moved == plan.moved
    unchanged = solve(replace(task, published=first.meetings))
    assert (unchanged.moved, unchanged.meetings) == (0, first.meetings)


def test_solve_says_when_the_time_was_too_short_to_prove():
    task = series(3, meetings=28, rooms=("R1", "R2"))
    plan = solve(task, time_limit_s=2)
    if plan.feasible:
        assert problems(plan.meetings, task) == []
        assert (plan.proof is Proof.OPTIMAL) <= (not plan.bounds)
        assert set(plan.bounds) <= {"interpreter_mornings", "broken_wishes", "latest_end"}
        reached = goals(plan.meetings, task)
        assert all(bound <= getattr(reached, name) for name, bound in plan.bounds.items())
    else:
        assert "allow more time" in plan.conflicts[0][0]


def test_solve_without_time_names_what_to_do():
    plan = solve(series(3, meetings=28, rooms=("R1", "R2")), time_limit_s=0)
    assert (plan.feasible, plan.proof) == (False, Proof.NOT_PROVEN)
    assert plan.conflicts == (
        ("no timetable found in 0 s, and no proof that there is none: allow more time",),
    )


def test_feasible_says_yes_and_no():
    task = series(5)
    assert feasible(task) is True
    absent = {p: Person(p, "O", ()) for p in task.meetings[0].panelists}
    assert feasible(replace(task, people=absent)) is False


# Clashes --------------------------------------------------------------------------------------------------

HOUR = Meeting("M0", "S0", 60)
MORNING = Day(TUESDAY, 540, 660, ("R1",))


def words(task):
    return [set(clash) for clash in solve(task).conflicts]


def test_a_clash_names_a_person_and_what_was_fixed():
    task = Input(
        (MORNING, replace(MORNING, date=dates(2)[1])),
        (replace(HOUR, panelists=("P0",), fixed=Fixed(date=TUESDAY)),),
        {"P0": Person("P0", "O", (Window(dates(2)[1], 540, 780),))},
    )
    assert words(task) == [{"M0 fixed on 2026-04-07", "P0 only on 2026-04-08"}]


def test_a_clash_names_a_circle_of_wishes():
    meetings = tuple(replace(HOUR, id=f"M{i}", duration=10) for i in range(3))
    circle = tuple(OrderWish(f"M{i}", f"M{(i + 1) % 3}", hard=True) for i in range(3))
    assert words(Input((MORNING,), meetings, order=circle)) == [
        {"M0 before M1", "M1 before M2", "M2 before M0"}
    ]


def test_a_meeting_longer_than_every_stretch_clashes_with_the_breaks_and_the_hours():
    day = replace(MORNING, breaks=(Span(600, 605),))
    assert words(Input((day,), (replace(HOUR, duration=90),))) == [
        {"2026-04-07 open 09:00-11:00", "break 10:00-10:05 on 2026-04-07"}
    ]


def test_too_many_meetings_clash_with_the_room_and_the_hours():
    meetings = tuple(replace(HOUR, id=f"M{i}") for i in range(2))
    assert words(Input((MORNING,), meetings)) == [
        {
            "2026-04-07 open 09:00-11:00",
            "R1 holds one meeting at a time on 2026-04-07 (5 min between)",
        }
    ]


def test_independent_clashes_are_told_apart():
    task = Input(
        (MORNING,),
        (replace(HOUR, panelists=("P0", "P1")),),
        {"P0": Person("P0", "O", ()), "P1": Person("P1", "O", ())},
    )
    assert words(task) == [{"P0 is never available"}, {"P1 is never available"}]


def test_a_moderator_in_two_rooms_at_once_is_named():
    day = replace(MORNING, close=600, rooms=("R1", "R2"))
    meetings = tuple(replace(HOUR, id=f"M{i}", moderators=("mod",)) for i in range(2))
    found = words(Input((day,), meetings))
    assert len(found) == 1
    assert "2026-04-07 open 09:00-10:00" in found[0]


def test_clashes_without_enough_time_are_not_called_verified():
    task = Input((MORNING,), (replace(HOUR, panelists=("P0",)),), {"P0": Person("P0", "O", ())})
    found = clashes(task, lambda _task: None)
    assert [clash.verified for clash in found] == [False]
    assert found[0].words


def test_clashes_of_a_series_are_minimal_by_the_solver_itself():
    task = series(9)
    plan = solve(task)
    rules = {rule.words: rule for rule in constraints(task)}
    assert not plan.feasible
    for clash in plan.conflicts:
        assert feasible(without(task, [r for w, r in rules.items() if w not in clash])) is False
        for left_out in clash:
            kept = set(clash) - {left_out}
            assert feasible(without(task, [r for w, r in rules.items() if w not in kept])) is True


# The practice of real series ------------------------------------------------------------------------------


def at(name, date, hour, length, room="R1"):
    start = int(hour[:2]) * 60 + int(hour[3:])
    return Placed(name, date, start, start + length, room)


def as_fixed(placed, lengths):
    return tuple(
        Meeting(p.id, p.id, lengths.get(p.id, p.end - p.start), fixed=Fixed(p.date, p.start, p.room))
        for p in placed
    )


def test_series_36_as_planned_in_person_can_be_entered_and_held():
    """Four days, two or three meetings a morning, starts on the half hour, gaps of up to two hours."""
    starts = {
        0: {"Panama": "09:30", "Honduras": "11:00", "Jamaica": "12:00"},
        1: {"United States": "09:00", "Mongolia": "10:30", "Maldives": "11:00"},
        2: {"Libya": "09:30", "Malawi": "11:00", "Liberia": "12:00"},
        3: {"Belarus": "09:00", "Andorra": "11:00"},
    }
    days = tuple(Day(date, 540, 780, ("Palais",)) for date in dates(4))
    placed = [
        at(state, days[day].date, hour, 30 if state == "Mongolia" else 60, "Palais")
        for day, held in starts.items()
        for state, hour in held.items()
    ]
    task = Input(days, as_fixed(placed, {}), grid_min=30, turnaround_min=0)
    assert problems(placed, task) == []
    assert solve(task).meetings == tuple(sorted(placed, key=lambda p: p.id))


def test_series_36_as_held_online_can_be_entered_and_held():
    """Mornings and afternoons around lunch, 20 to 45 minutes, joint questions with the people of several."""
    monday = [
        ("Andorra", "09:00", 30), ("Croatia", "09:30", 30), ("Bulgaria", "10:00", 45),
        ("Joint 1", "10:45", 45),
        ("Maldives", "14:00", 20), ("Mongolia", "14:20", 20), ("Belarus", "14:40", 40),
        ("Honduras", "15:20", 40), ("Joint 2", "16:00", 45),
    ]  # fmt: skip
    tuesday = [
        ("Liberia", "09:00", 30), ("Libya", "09:30", 30), ("Malawi", "10:00", 45), ("Joint 3", "10:45", 45),
        ("United States", "14:00", 30), ("Jamaica", "14:30", 20), ("Panama", "14:50", 40),
        ("Joint 4", "15:30", 45),
    ]  # fmt: skip
    lunch = (Span(690, 840),)
    days = (
        Day(MONDAY_ONLINE, 540, 1080, ("online",), lunch),
        Day(TUESDAY_ONLINE, 540, 1080, ("online",), lunch),
    )
    placed = [
        at(name, day.date, hour, length, "online")
        for day, held in zip(days, (monday, tuesday), strict=True)
        for name, hour, length in held
    ]
    together = {
        "Joint 1": ("Andorra", "Croatia", "Bulgaria"),
        "Joint 2": ("Maldives", "Mongolia", "Belarus", "Honduras"),
        "Joint 3": ("Liberia", "Libya", "Malawi"),
        "Joint 4": ("United States", "Jamaica", "Panama"),
    }
    meetings = tuple(
        replace(m, panelists=tuple(f"speaker of {s}" for s in together.get(m.id, (m.id,))))
        for m in as_fixed(placed, {})
    )
    wishes = tuple(
        OrderWish(state, joint, hard=True) for joint, states in together.items() for state in states
    )
    task = Input(days, meetings, order=wishes, turnaround_min=0)
    assert problems(placed, task) == []
    assert solve(task).meetings == tuple(sorted(placed, key=lambda p: p.id))
    assert "room" in {p.code.value for p in problems(placed, replace(task, turnaround_min=5))}
    freed = replace(task, meetings=tuple(replace(m, fixed=Fixed()) for m in meetings))
    assert problems(solve(freed).meetings, freed) == []
