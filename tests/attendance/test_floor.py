"""Who has the floor, read from ticks. No database."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from presessions.attendance.floor import Tick, TickKind, minutes, read

NINE = datetime(2027, 3, 30, 7, tzinfo=UTC)


def at(seconds, kind, who=0):
    return Tick(TickKind(kind), NINE + timedelta(seconds=seconds), who)


def after(seconds):
    return NINE + timedelta(seconds=seconds)


def test_nobody_has_the_floor_before_it_begins():
    floor = read([])
    assert (floor.turn, floor.began_at, floor.elapsed(NINE), floor.queue) == (None, None, 0, [])


def test_who_starts_ends_the_turn_before_and_begins_the_meeting():
    floor = read([at(0, "sur"), at(130, "speaker", 7), at(500, "speaker", 8)])
    assert floor.turn == (TickKind.SPEAKER, 8)
    assert floor.seconds((TickKind.SUR, 0), after(600)) == 130
    assert floor.seconds((TickKind.SPEAKER, 7), after(600)) == 370
    assert floor.seconds((TickKind.SPEAKER, 8), after(600)) == 100
    assert floor.elapsed(after(600)) == 600


def test_a_speaker_who_goes_on_adds_up():
    floor = read([at(0, "speaker", 7), at(60, "stop"), at(100, "speaker", 7), at(130, "stop")])
    assert (floor.turn, floor.seconds((TickKind.SPEAKER, 7), after(999))) == (None, 90)


def test_missions_wait_in_the_order_in_which_they_asked_each_once():
    floor = read([at(0, "ask", 3), at(1, "ask", 5), at(2, "ask", 3), at(3, "ask", 4), at(4, "leave", 4)])
    assert floor.queue == [3, 5]
    floor = read([at(0, "ask", 3), at(1, "ask", 5), at(9, "mission", 3), at(10, "leave", 9)])
    assert (floor.queue, floor.turn) == ([5], (TickKind.MISSION, 3))


def test_the_end_stops_all_clocks_and_going_on_reopens():
    ticks = [at(0, "begin"), at(10, "speaker", 7), at(70, "end")]
    floor = read(ticks)
    assert (floor.turn, floor.elapsed(after(999)), floor.queue) == (None, 70, [])
    floor = read([*ticks, at(100, "begin")])
    assert (floor.ended_at, floor.elapsed(after(200))) == (None, 200)
    assert read([at(0, "end")]).ended_at is None


def test_the_order_of_arrival_changes_nothing():
    ticks = [at(0, "begin"), at(5, "ask", 3), at(10, "speaker", 7), at(70, "mission", 3), at(90, "stop")]
    assert len({str(read(order)) for order in permutations(ticks)}) == 1


def test_minutes_are_read_as_on_a_clock():
    assert [minutes(one) for one in (0, 59, 427, 3601)] == ["0:00", "0:59", "7:07", "60:01"]
