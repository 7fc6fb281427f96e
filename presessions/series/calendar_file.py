"""The deadline of a call as a calendar file (RFC 5545).

One event at the deadline's instant, in UTC, so that it is right across clock changes and for
readers anywhere. Its UID never changes and its SEQUENCE grows with each new deadline, so a calendar
that has it moves it; it names no State, because calendars are shared and synchronised.
"""

from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

REMIND_BEFORE = timedelta(days=1)


def deadline(
    *,
    uid: str,
    at: datetime,
    sequence: int,
    changed_at: datetime,
    summary: str,
    description: str,
    url: str,
    cancelled: bool = False,
) -> bytes:
    """The file. ``cancelled`` takes the event out of calendars that hold it."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", at.astimezone(UTC))
    event.add("sequence", sequence + int(cancelled))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("summary", summary)
    event.add("description", description)
    event.add("url", url)
    if not cancelled:
        event.add_component(_alarm(summary))
    calendar = Calendar()
    calendar.add("prodid", "-//Pre-sessions//Calls for applications//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -REMIND_BEFORE)
    return alarm
