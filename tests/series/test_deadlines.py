"""Instants of calls, their grace, their reminders, and the days a series is given."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presessions.series import deadlines
from presessions.wording import GENEVA

DAYS = st.dates(date(2015, 1, 1), date(2040, 12, 31))
HOURS = st.times().map(lambda hour: hour.replace(second=0, microsecond=0))
INSTANTS = st.datetimes(datetime(2015, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (
            date(2026, 10, 24),
            time(23, 59),
            datetime(2026, 10, 24, 21, 59, tzinfo=UTC),
        ),  # the last of summer time
        (date(2026, 10, 25), time(23, 59), datetime(2026, 10, 25, 22, 59, tzinfo=UTC)),  # clocks went back
        (
            date(2026, 10, 25),
            time(2, 30),
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        ),  # comes twice: the later
        (date(2026, 10, 28), time(23, 59), datetime(2026, 10, 28, 22, 59, tzinfo=UTC)),
        (
            date(2027, 3, 27),
            time(23, 59),
            datetime(2027, 3, 27, 22, 59, tzinfo=UTC),
        ),  # the last of winter time
        (
            date(2027, 3, 28),
            time(2, 30),
            datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        ),  # never comes: 03:30 is meant
        (date(2027, 3, 28), time(23, 59), datetime(2027, 3, 28, 21, 59, tzinfo=UTC)),  # clocks went forward
    ],
)
def test_at_geneva_is_right_across_clock_changes(day, hour, expected):
    assert deadlines.at_geneva(day, hour) == expected


def test_end_of_is_one_minute_to_midnight_in_geneva():
    assert deadlines.end_of(date(2026, 10, 28)) == datetime(2026, 10, 28, 22, 59, tzinfo=UTC)


@given(DAYS, HOURS)
def test_at_geneva_shows_that_day_and_hour_unless_clocks_skip_it(day, hour):
    instant = deadlines.at_geneva(day, hour)
    local = instant.astimezone(GENEVA)
    shown = (local.date(), local.time())
    an_hour_on = datetime.combine(day, hour) + timedelta(hours=1)
    assert shown in {(day, hour), (an_hour_on.date(), an_hour_on.time())}


@given(INSTANTS, st.sampled_from(["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu", "Europe/Zurich"]))
def test_deadline_is_one_instant_wherever_it_is_read(instant, zone):
    elsewhere = instant.astimezone(ZoneInfo(zone))
    opens = instant - timedelta(days=1)
    assert deadlines.is_open(opens, instant, elsewhere)
    assert not deadlines.is_open(opens, instant, elsewhere + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("seconds", "is_open", "in_grace"),
    [(-1, True, False), (0, True, False), (1, False, True), (3600, False, True), (3601, False, False)],
)
def test_deadline_and_grace_are_exact_to_the_second(seconds, is_open, in_grace):
    deadline = deadlines.end_of(date(2026, 10, 25))
    now = deadline + timedelta(seconds=seconds)
    assert deadlines.is_open(deadline - timedelta(days=30), deadline, now) is is_open
    assert deadlines.in_grace(deadline, 60, now) is in_grace


def test_nothing_is_open_before_the_call_opens():
    opens = deadlines.at_geneva(date(2026, 9, 21), time(9))
    assert not deadlines.is_open(opens, opens + timedelta(days=30), opens - timedelta(seconds=1))


def test_call_is_over_after_the_last_deadline_and_its_grace():
    first, last = deadlines.end_of(date(2026, 10, 28)), deadlines.end_of(date(2026, 11, 4))
    end = deadlines.last_instant(last, 60)
    assert not deadlines.is_over([first, last], 60, end)
    assert deadlines.is_over([first, last], 60, end + timedelta(seconds=1))
    assert not deadlines.is_over([], 60, end)


def test_reminder_keeps_the_deadlines_hour_across_a_clock_change():
    deadline = deadlines.end_of(date(2026, 10, 28))  # winter time
    assert deadlines.reminder_due(deadline, 7) == deadlines.end_of(date(2026, 10, 21))  # summer time


@given(INSTANTS, st.lists(st.integers(1, 30), max_size=5), INSTANTS)
def test_reminders_due_are_those_whose_moment_came_and_none_once_it_is_over(deadline, days, now):
    due = deadlines.reminders_due(deadline, days, now)
    assert list(due) == sorted(set(due))
    if now >= deadline:
        assert due == ()
    else:
        assert set(due) == {day for day in days if deadlines.reminder_due(deadline, day) <= now}


def test_default_days_are_tuesday_to_friday_four_weeks_before():
    assert deadlines.default_days(date(2018, 11, 5)) == tuple(date(2018, 10, day) for day in (9, 10, 11, 12))


@given(DAYS, st.integers(1, 12))
def test_default_days_are_four_working_days_in_one_week(session_starts, weeks):
    days = deadlines.default_days(session_starts, weeks=weeks)
    assert [day.weekday() for day in days] == [1, 2, 3, 4]
    assert timedelta(weeks=weeks - 1) < session_starts - days[0] < timedelta(weeks=weeks + 1)


def test_default_call_opens_on_a_monday_and_closes_on_a_wednesday():
    call = deadlines.default_call(date(2027, 1, 26), today=date(2026, 8, 1))
    assert call.opens_at == deadlines.at_geneva(date(2026, 9, 21), time(9))
    assert call.closes_at == deadlines.end_of(date(2026, 10, 28))


@given(DAYS, DAYS)
def test_default_call_is_never_shorter_than_the_shortest_on_record_nor_in_the_past(first_day, today):
    call = deadlines.default_call(first_day, today=today)
    assert call.opens_at.astimezone(GENEVA).date() >= today
    assert call.closes_at - call.opens_at >= deadlines.SHORTEST_CALL


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("", ()),
        ("10:50-11:10", ((time(10, 50), time(11, 10)),)),
        ("12:00 – 12:10; 9:30-9:40", ((time(9, 30), time(9, 40)), (time(12), time(12, 10)))),
    ],
)
def test_breaks_are_read_and_sorted(text, breaks):
    assert deadlines.parse_breaks(text, time(9), time(13)) == breaks


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("coffee", "Write a break as 10:50-11:10; “coffee” can’t be read."),
        ("25:00-26:00", "Write a break as 10:50-11:10; “25:00-26:00” can’t be read."),
        ("11:10-10:50", "The break 11:10-10:50 ends before it begins."),
        ("08:30-09:10", "The break 08:30-09:10 lies outside 09:00-13:00."),
        ("10:00-11:00, 10:30-10:40", "The break at 10:30 begins before the one before it ends."),
    ],
)
def test_breaks_that_do_not_fit_are_refused_in_words(text, sentence):
    with pytest.raises(ValueError) as refused:
        deadlines.parse_breaks(text, time(9), time(13))
    assert str(refused.value) == sentence


@given(st.lists(st.integers(0, 239), unique=True, max_size=8).filter(lambda marks: len(marks) % 2 == 0))
def test_breaks_written_are_breaks_read(minutes):
    marks = [(datetime(2026, 1, 1, 9) + timedelta(minutes=minute)).time() for minute in sorted(minutes)]
    pairs = tuple(zip(marks[::2], marks[1::2], strict=True))
    assert deadlines.parse_breaks(deadlines.write_breaks(pairs), time(9), time(13)) == pairs


SERIES = [date(2027, 3, 31), date(2027, 3, 30), date(2027, 4, 1)]


@pytest.mark.parametrize(
    ("now", "days", "expected"),
    [
        (
            datetime(2027, 3, 1, 12, tzinfo=UTC),
            SERIES,
            datetime(2027, 3, 8, 12, tzinfo=UTC),
        ),  # early: its days
        (datetime(2027, 3, 1, 12, tzinfo=UTC), [], datetime(2027, 3, 8, 12, tzinfo=UTC)),
        # 29 March 2027, 23:59 of summer time
        (datetime(2027, 3, 25, 12, tzinfo=UTC), SERIES, datetime(2027, 3, 29, 21, 59, tzinfo=UTC)),
        (datetime(2027, 3, 28, 21, 59, tzinfo=UTC), SERIES, datetime(2027, 3, 29, 21, 59, tzinfo=UTC)),
        # less than a day before it begins, and while it runs: before it is over
        (datetime(2027, 3, 28, 22, 0, tzinfo=UTC), SERIES, datetime(2027, 4, 1, 21, 59, tzinfo=UTC)),
        (datetime(2027, 4, 1, 9, tzinfo=UTC), SERIES, datetime(2027, 4, 1, 21, 59, tzinfo=UTC)),
        # a series on record, entered afterwards
        (datetime(2027, 4, 1, 21, 59, tzinfo=UTC), SERIES, datetime(2027, 4, 8, 21, 59, tzinfo=UTC)),
    ],
)
def test_an_offer_is_answered_before_the_series_begins_or_at_least_before_it_is_over(now, days, expected):
    assert deadlines.offer_ends(now, 7, days) == expected
