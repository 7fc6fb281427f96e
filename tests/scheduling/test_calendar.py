"""Calendar files: read back by the library and by hand, on both sides of a clock change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from presessions.scheduling.calendar import Entry, calendar_file

GENEVA = ZoneInfo("Europe/Zurich")
SAID = {
    "UID",
    "DTSTAMP",
    "LAST-MODIFIED",
    "SEQUENCE",
    "DTSTART",
    "DTEND",
    "STATUS",
    "SUMMARY",
    "LOCATION",
    "URL",
    "DESCRIPTION",
}
CHANGED = datetime(2026, 9, 1, 8, 30, 15, 999, tzinfo=UTC)


def entry(starts_at: datetime, **fields) -> Entry:
    values = {
        "uid": "6b1f@presessions.example",
        "sequence": 0,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=45),
        "changed_at": CHANGED,
        "summary": "Pre-session on Samoa",
    }
    return Entry(**{**values, **fields})


def lines(data: bytes) -> list[str]:
    """The content lines, unfolded: what any reader of RFC 5545 sees first."""
    return data.decode().replace("\r\n ", "").split("\r\n")[:-1]


def event_lines(data: bytes) -> dict[str, str]:
    found = lines(data)
    inside = found[found.index("BEGIN:VEVENT") + 1 : found.index("END:VEVENT")]
    return dict(line.split(":", 1) for line in inside)


def last_sunday(year: int, month: int) -> datetime:
    day = datetime(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def by_hand(data: bytes) -> datetime:
    """The instant of the start, from the file's own zone rules and nothing else."""
    found = lines(data)
    local = datetime.strptime(event_lines(data)["DTSTART;TZID=Europe/Zurich"], "%Y%m%dT%H%M%S")
    assert found[found.index("BEGIN:VTIMEZONE") + 1] == "TZID:Europe/Zurich"
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in found
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in found
    summer_from = last_sunday(local.year, 3).replace(hour=2)
    summer_until = last_sunday(local.year, 10).replace(hour=3)
    offset = 2 if summer_from <= local < summer_until else 1
    return (local - timedelta(hours=offset)).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts_at", "wall"),
    [
        (datetime(2026, 3, 27, 8, tzinfo=UTC), "20260327T090000"),
        (datetime(2026, 3, 30, 7, tzinfo=UTC), "20260330T090000"),
        (datetime(2026, 10, 23, 7, tzinfo=UTC), "20261023T090000"),
        (datetime(2026, 10, 26, 8, tzinfo=UTC), "20261026T090000"),
    ],
)
def test_hours_are_right_on_both_sides_of_a_clock_change(starts_at, wall):
    data = calendar_file([entry(starts_at)], name="Series 54")
    assert event_lines(data)["DTSTART;TZID=Europe/Zurich"] == wall
    assert by_hand(data) == starts_at
    event = Calendar.from_ical(data).walk("VEVENT")[0]
    assert event.start.astimezone(UTC) == starts_at
    assert event.end - event.start == timedelta(minutes=45)


@given(st.datetimes(datetime(2024, 1, 2), datetime(2030, 12, 30), timezones=st.just(UTC)))
def test_any_instant_survives_the_file(moment):
    starts_at = moment.replace(second=0, microsecond=0)
    local = starts_at.astimezone(GENEVA)
    if local.replace(fold=1).utcoffset() != local.replace(fold=0).utcoffset():
        return  # the hour that happens twice, at three in the night: no meeting is held then
    assert by_hand(calendar_file([entry(starts_at)], name="x")) == starts_at


def test_a_moved_meeting_keeps_its_uid_and_raises_its_sequence():
    first = event_lines(calendar_file([entry(datetime(2026, 10, 6, 7, tzinfo=UTC))], name="x"))
    moved = event_lines(calendar_file([entry(datetime(2026, 10, 7, 7, tzinfo=UTC), sequence=1)], name="x"))
    assert (first["UID"], first["SEQUENCE"], first["STATUS"]) == (
        "6b1f@presessions.example",
        "0",
        "CONFIRMED",
    )
    assert (moved["UID"], moved["SEQUENCE"]) == (first["UID"], "1")


def test_a_meeting_that_is_not_held_is_cancelled_with_a_higher_sequence():
    data = calendar_file([entry(datetime(2026, 10, 6, 7, tzinfo=UTC), sequence=3, cancelled=True)], name="x")
    assert (event_lines(data)["STATUS"], event_lines(data)["SEQUENCE"]) == ("CANCELLED", "4")


def test_an_entry_says_what_it_is_given_and_nothing_else():
    data = calendar_file(
        [
            entry(
                datetime(2026, 10, 6, 7, tzinfo=UTC),
                location="Room XXI, Palais des Nations",
                url="https://example.org/54/",
                description="Six speakers;\ntwo languages, " + "é" * 90,
            )
        ],
        name="Series 54",
    )
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    assert {name.split(";")[0] for name in event_lines(data)} == SAID
    assert event_lines(data)["LOCATION"] == "Room XXI\\, Palais des Nations"
    assert "METHOD:PUBLISH" in lines(data)
    assert "X-WR-CALNAME:Series 54" in lines(data)
    event = Calendar.from_ical(data).walk("VEVENT")[0]
    assert event["DESCRIPTION"].startswith("Six speakers;\ntwo languages, éé")


def test_the_same_entries_give_the_same_bytes():
    entries = [
        entry(datetime(2026, 10, 6, 7, tzinfo=UTC)),
        entry(datetime(2026, 10, 6, 8, tzinfo=UTC), uid="b"),
    ]
    assert calendar_file(entries, name="x") == calendar_file(entries, name="x")


@given(st.datetimes(datetime(2024, 1, 1), datetime(2034, 1, 1), timezones=st.just(UTC)))
def test_a_second_library_reads_the_same_instant(starts_at):
    """vobject knows the zone from the file alone; on both sides of each clock change."""
    starts_at = starts_at.replace(microsecond=0, second=0)
    data = calendar_file([entry(starts_at, cancelled=True)], name="x")
    event = vobject.readOne(data.decode()).vevent
    meant = {event.dtstart.value.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
    assert starts_at in meant
    assert (event.uid.value, event.sequence.value, event.status.value) == (
        "6b1f@presessions.example",
        "1",
        "CANCELLED",
    )
