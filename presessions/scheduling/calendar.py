"""Meetings as a calendar file (RFC 5545): feeds of a series, a day or one meeting.

Hours stand in Geneva time with the zone's own rules beside them, so that an entry is right on both sides of a clock
change and says the hour on the wall of the room. An entry keeps its UID over all versions; a higher SEQUENCE moves
it, CANCELLED takes it out. It carries what the programme shows and nothing else: no attendee, no alarm, no note.

Pure: values in, bytes out; knows neither Django nor the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from presessions.wording import GENEVA

ZONE = "Europe/Zurich"
_Part = TypeVar("_Part", TimezoneDaylight, TimezoneStandard)
WINTER, SUMMER = timedelta(hours=1), timedelta(hours=2)


@dataclass(frozen=True)
class Entry:
    """One meeting. ``uid`` never changes; ``sequence`` rises when it moves; moments carry a zone."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    organizer: str = ""
    cancelled: bool = False


def calendar_file(entries: Iterable[Entry], *, name: str, by_mail: bool = False) -> bytes:
    """The file; ``name`` is what a calendar program calls it. Lines end in CRLF and are folded at 75 octets.

    ``by_mail``: to be taken in once, not followed. Where it only takes entries away its method is CANCEL, and then
    each entry should have an ``organizer`` (an e-mail address), by whom programs recognise it (RFC 5546, 3.2.5).
    """
    rows = list(entries)
    cancels = by_mail and bool(rows) and all(entry.cancelled for entry in rows)
    calendar = Calendar()
    calendar.add("prodid", "-//Pre-sessions//Programme//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancels else "PUBLISH")
    if not by_mail:
        calendar.add("x-wr-calname", name)
    calendar.add_component(_zone())
    for entry in rows:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    changed = entry.changed_at.astimezone(UTC).replace(microsecond=0)
    event.add("uid", entry.uid)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", entry.sequence + int(entry.cancelled))
    event.add("dtstart", entry.starts_at.astimezone(GENEVA))
    event.add("dtend", entry.ends_at.astimezone(GENEVA))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("summary", entry.summary)
    for field in ("location", "description", "url"):
        if text := getattr(entry, field):
            event.add(field, text)
    if entry.organizer:
        event.add("organizer", f"mailto:{entry.organizer}")
    return event


def _zone() -> Timezone:
    """Clocks go forward on the last Sunday of March at 02:00, back on the last of October at 03:00 (since 1996).

    Written out, because each start has to stand in the time before the change (RFC 5545, 3.6.5), which what
    the library makes by itself doesn't.
    """
    zone = Timezone()
    zone.add("tzid", ZONE)
    zone.add_component(_change(TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), (WINTER, SUMMER)))
    zone.add_component(_change(TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), (SUMMER, WINTER)))
    return zone


def _change(part: _Part, name: str, first: datetime, offsets: tuple[timedelta, timedelta]) -> _Part:
    part.add("tzname", name)
    part.add("dtstart", first)
    part.add("rrule", {"freq": "yearly", "bymonth": first.month, "byday": "-1su"})
    part.add("tzoffsetfrom", offsets[0])
    part.add("tzoffsetto", offsets[1])
    return part
