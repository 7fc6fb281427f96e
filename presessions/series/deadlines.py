"""When a call opens, closes and reminds, and the days a series is given unless staff say otherwise.

The rules in plain words:

- A deadline is an instant. Staff say it as a day and an hour on the clock in Geneva; where that
  hour comes twice or never (clocks going back or forward) the later instant counts, because a
  deadline in doubt is decided for the applicant.
- The deadline itself is still in time. After it a silent grace runs, in which what was begun
  may still be sent (design, section 12).
- A reminder falls due a number of Geneva days before the deadline, at the deadline's own hour.
- The offer of a seat is answered before the series begins; one made on the eve or later, before the
  series is over.
- A new series is given the Tuesday to Friday of the week four weeks before the Working Group
  session; the record shows 2.9 to 12 weeks (past_series.csv), so this is only a beginning.
- A new call opens on a Monday, closes on a Wednesday five weeks later and thirteen weeks before
  the series; a late one is open for 19 days, as the call of series 46 was.

Pure: no Django, no clock; ``now`` and ``today`` are arguments. Instants are in UTC.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from presessions.wording import GENEVA

CLOSING_HOUR = time(23, 59)
OPENING_HOUR = time(9, 0)
WEEKS_BEFORE_SESSION = 4
CALL_CLOSES_WEEKS_BEFORE = 13
CALL_OPEN_WEEKS = 5
SHORTEST_CALL = timedelta(days=19)
SHORTEST_OFFER = timedelta(days=1)

DAY_OPENS = time(9, 0)
# Two meetings of a whole panel (six speakers, an hour) fit before the break and two after it, so four mornings hold
# the fourteen States of a session; most panels are smaller and staff then close earlier.
DAY_CLOSES = time(13, 30)
MORNING_BREAK = (time(11, 5), time(11, 20))

_BREAK = re.compile(r"^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$")


@dataclass(frozen=True)
class CallTimes:
    """When a call opens and closes (UTC)."""

    opens_at: datetime
    closes_at: datetime


def at_geneva(day: date, hour: time) -> datetime:
    """The instant at which clocks in Geneva show this day and hour; in doubt the later one."""
    shown = datetime.combine(day, hour.replace(tzinfo=None))
    both = (shown.replace(tzinfo=GENEVA, fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(both)


def end_of(day: date) -> datetime:
    """The usual deadline on that day: 23:59 in Geneva."""
    return at_geneva(day, CLOSING_HOUR)


def last_instant(deadline: datetime, grace_minutes: int) -> datetime:
    """Until when something begun may still be sent."""
    return deadline + timedelta(minutes=grace_minutes)


def is_open(opens_at: datetime, deadline: datetime, now: datetime) -> bool:
    """Whether something new may be begun; both ends belong to it."""
    return opens_at <= now <= deadline


def in_grace(deadline: datetime, grace_minutes: int, now: datetime) -> bool:
    """Whether the deadline has passed and the silent grace runs."""
    return deadline < now <= last_instant(deadline, grace_minutes)


def is_over(deadlines: Iterable[datetime], grace_minutes: int, now: datetime) -> bool:
    """Whether the last of the deadlines has passed, its grace included; never without deadlines."""
    last = max(deadlines, default=None)
    return last is not None and last_instant(last, grace_minutes) < now


def reminder_due(deadline: datetime, days: int) -> datetime:
    """The instant of the reminder ``days`` Geneva days before the deadline."""
    local = deadline.astimezone(GENEVA)
    return at_geneva(local.date() - timedelta(days=days), local.time())


def reminders_due(deadline: datetime, days: Iterable[int], now: datetime) -> tuple[int, ...]:
    """Those of ``days`` whose reminder has fallen due while the deadline is still to come, fewest first.

    Only the first of them is worth sending: somebody who comes late is not told twice.
    """
    if now >= deadline:
        return ()
    return tuple(day for day in sorted(set(days)) if reminder_due(deadline, day) <= now)


def offer_ends(now: datetime, offer_days: int, days: Iterable[date]) -> datetime:
    """Until when an offer made now can be answered: its days, but not until the series has begun.

    With less than a day left before it begins, not until it is over; after it, its days.
    """
    usual = now + timedelta(days=offer_days)
    mornings = sorted(days)
    if not mornings or end_of(mornings[-1]) <= now:
        return usual
    begins = end_of(mornings[0] - timedelta(days=1))
    return min(usual, begins if begins - now >= SHORTEST_OFFER else end_of(mornings[-1]))


def default_days(session_starts: date, *, weeks: int = WEEKS_BEFORE_SESSION) -> tuple[date, ...]:
    """Tuesday to Friday of the week ``weeks`` weeks before the one in which the session starts."""
    return days_from(_monday(session_starts) - timedelta(weeks=weeks) + timedelta(days=1))


def days_from(first_day: date) -> tuple[date, ...]:
    """Four days that follow one another, the first of them ``first_day``."""
    return tuple(first_day + timedelta(days=number) for number in range(4))


def default_call(first_day: date, *, today: date) -> CallTimes:
    """The call of a series that begins on ``first_day``, seen from ``today``."""
    closing = _monday(first_day) - timedelta(weeks=CALL_CLOSES_WEEKS_BEFORE) + timedelta(days=2)
    opening = _monday(closing) - timedelta(weeks=CALL_OPEN_WEEKS)
    if opening < today:
        opening = today
        closing = max(closing, today + SHORTEST_CALL)
    return CallTimes(at_geneva(opening, OPENING_HOUR), end_of(closing))


def parse_breaks(text: str, opens: time, closes: time) -> tuple[tuple[time, time], ...]:
    """Breaks as staff write them: "10:50-11:10, 12:00-12:10".

    Raises ``ValueError`` with a sentence that says which one does not fit: not written so, ending
    before it begins, outside the day's hours, or inside another.
    """
    found: list[tuple[time, time]] = []
    for part in (part.strip() for part in text.replace(";", ",").split(",")):
        if part:
            found.append(_one_break(part, opens, closes))
    found.sort()
    for (_, ends), (starts, _ends) in pairwise(found):
        if starts < ends:
            raise ValueError(f"The break at {starts:%H:%M} begins before the one before it ends.")
    return tuple(found)


def write_breaks(breaks: Sequence[tuple[time, time]]) -> str:
    """The text that ``parse_breaks`` reads back."""
    return ", ".join(f"{starts:%H:%M}-{ends:%H:%M}" for starts, ends in breaks)


def _one_break(part: str, opens: time, closes: time) -> tuple[time, time]:
    match = _BREAK.match(part)
    try:
        hours = [int(number) for number in match.groups()] if match else [99, 0, 99, 0]
        starts, ends = time(hours[0], hours[1]), time(hours[2], hours[3])
    except ValueError:
        raise ValueError(f"Write a break as 10:50-11:10; “{part}” can’t be read.") from None
    if ends <= starts:
        raise ValueError(f"The break {part} ends before it begins.")
    if starts < opens or ends > closes:
        raise ValueError(f"The break {part} lies outside {opens:%H:%M}-{closes:%H:%M}.")
    return starts, ends


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
