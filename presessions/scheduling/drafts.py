"""From rows to the timetable's values and back: what is to be placed, who must be there, what came out.

Meetings get ids in review order ("M01"); the pages translate them back to States. What was held already is part of
the timetable too: it stays where it was and asks nothing of anybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Q

from panels.models import Seat
from presessions.accounts.models import User
from presessions.series.duration import meeting_minutes
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession, Room, Series
from presessions.wording import GENEVA

from . import attending
from .enums import TimetableStatus
from .models import Sitting, Timetable
from .timetable import Day, Fixed, Input, Meeting, Placed, Span, alone, together


@dataclass(frozen=True)
class Given:
    """The rule's input, with the rows its ids stand for.

    ``sittings`` are those of the timetable that is judged, ``published`` those people hold; ``seats`` the
    confirmed ones of each meeting, ``people`` the name of the organisation each person speaks for.
    """

    input: Input
    pre_sessions: dict[str, PreSession]
    rooms: dict[str, Room]
    moderators: dict[str, User]
    people: dict[str, str]
    sittings: dict[str, Sitting] = field(default_factory=dict)
    published: dict[str, Sitting] = field(default_factory=dict)
    seats: dict[str, list[Seat]] = field(default_factory=dict)
    not_held: tuple[PreSession, ...] = ()

    def id_of(self, pre_session_id: int) -> str | None:
        """The meeting's id of this Pre-session, or None where it is not to be placed."""
        return next((key for key, row in self.pre_sessions.items() if row.pk == pre_session_id), None)

    def eligible(self, key: str) -> list[User]:
        """Who may moderate this meeting."""
        meeting = self.input.meeting(key)
        wanted = meeting.moderators if meeting else ()
        return [self.moderators[one] for one in wanted if one in self.moderators]

    @cached_property
    def placed(self) -> list[Placed]:
        """The sittings as the rule sees them, in the order in which they are held."""
        rows = sorted(self.sittings.items(), key=lambda pair: (pair[1].starts_at, pair[1].room.name))
        return [self.place_of(key, row) for key, row in rows]

    def place_of(self, key: str, sitting: Sitting) -> Placed:
        """One sitting as the rule sees it; a moderator who may not any more is kept by an id of their own."""
        return placed(key, sitting, chair_id(self.moderators, sitting))


def given_for(timetable: Timetable) -> Given:
    """Everything a timetable of this series is judged by, read with a constant number of queries."""
    series = timetable.series
    rows = list(series.pre_sessions.select_related("state_under_review").order_by("order", "pk"))
    held = [row for row in rows if row.status != PreSessionStatus.NOT_HELD]
    pre_sessions = {f"M{number:02d}": row for number, row in enumerate(held, start=1)}
    rooms = {room.name: room for room in series.rooms.all()}
    days = _days(series, tuple(sorted(rooms)))
    seats = attending.confirmed_seats(series)
    all_seats = [seat for one in seats.values() for seat in one]
    keys = attending.person_keys(all_seats)
    chairs, recused = attending.moderators()
    sittings, published = _sittings(timetable, pre_sessions)
    reading = _Reading(series, days, seats, keys, chairs, recused, sittings, published)
    given = Input(
        days=days,
        meetings=tuple(reading.meeting(key, row) for key, row in pre_sessions.items()),
        people=attending.people(all_seats, keys, [day.date for day in days]),
        published=tuple(placed(key, row, None) for key, row in published.items()),
        turnaround_min=series.turnaround_minutes,
        transfer_min=series.transfer_minutes,
    )
    return Given(
        input=given,
        pre_sessions=pre_sessions,
        rooms=rooms,
        moderators=chairs,
        people={keys[seat.pk]: seat.application.organisation_name for seat in all_seats},
        sittings=sittings,
        published=published,
        seats={key: seats.get(row.pk, []) for key, row in pre_sessions.items()},
        not_held=tuple(row for row in rows if row.status == PreSessionStatus.NOT_HELD),
    )


def chair_id(moderators: Mapping[str, User], sitting: Sitting) -> str | None:
    """The id of who moderates, None for nobody; somebody who may not any more still has one."""
    if sitting.moderator_id is None:
        return None
    known = (key for key, user in moderators.items() if user.pk == sitting.moderator_id)
    return next(known, f"gone{sitting.moderator_id}")


def with_chair(spot: Placed, others: list[Placed], given: Input) -> Placed:
    """The place with its moderator: whoever it is now, unless another one causes fewer problems."""
    meeting = given.meeting(spot.id)
    if meeting is None or not meeting.moderators:
        return replace(spot, moderator=None)
    chairs = sorted(meeting.moderators, key=lambda one: (one != spot.moderator, one))

    def price(tried: Placed) -> int:
        return len(alone(tried, given)) + sum(len(together(tried, other, given)) for other in others)

    return min((replace(spot, moderator=chair) for chair in chairs), key=price)


def sitting_for(timetable: Timetable, given: Given, placed: Placed) -> Sitting:
    """An unsaved sitting for one place."""
    return Sitting(
        timetable=timetable,
        pre_session=given.pre_sessions[placed.id],
        starts_at=instant(placed.date, placed.start),
        ends_at=instant(placed.date, placed.end),
        room=given.rooms[placed.room],
        moderator=given.moderators.get(placed.moderator or ""),
    )


def instant(day: dt.date, minutes: int) -> dt.datetime:
    """The instant of a Geneva wall-clock time, in UTC."""
    local = dt.datetime.combine(day, dt.time(), tzinfo=GENEVA) + dt.timedelta(minutes=minutes)
    return local.astimezone(dt.UTC)


def placed(key: str, sitting: Sitting, moderator: str | None) -> Placed:
    """A sitting as the rule sees it: date and minutes on the clock in Geneva."""
    start, end = (moment.astimezone(GENEVA) for moment in (sitting.starts_at, sitting.ends_at))
    midnight = dt.datetime.combine(start.date(), dt.time())
    first, last = (
        int((moment.replace(tzinfo=None) - midnight).total_seconds()) // 60 for moment in (start, end)
    )
    return Placed(key, start.date(), first, last, sitting.room.name, moderator)


@dataclass(frozen=True)
class _Reading:
    """What a meeting's values are read from."""

    series: Series
    days: tuple[Day, ...]
    seats: Mapping[int, list[Seat]]
    keys: Mapping[int, str]
    moderators: Mapping[str, User]
    recused: Mapping[str, frozenset[str]]
    sittings: Mapping[str, Sitting]
    published: Mapping[str, Sitting]

    def meeting(self, key: str, row: PreSession) -> Meeting:
        stays = self._stays(key, row)
        if row.status == PreSessionStatus.HELD and stays is not None:
            return self._as_held(key, row, stays)
        seats = self.seats.get(row.pk, [])
        return Meeting(
            id=key,
            state=row.state_under_review.name_en,
            duration=row.duration_minutes or self._duration(seats),
            languages=attending.interpreted([attending.language_of(seat) for seat in seats]),
            panelists=tuple(sorted({self.keys[seat.pk] for seat in seats})),
            moderators=tuple(
                sorted(one for one, iso3s in self.recused.items() if row.state_under_review_id not in iso3s)
            ),
            fixed=Fixed(stays.date, stays.start, stays.room) if stays else Fixed(),
        )

    def _as_held(self, key: str, row: PreSession, was: Placed) -> Meeting:
        return Meeting(
            id=key,
            state=row.state_under_review.name_en,
            duration=was.end - was.start,
            moderators=(was.moderator,) if was.moderator else (),
            fixed=Fixed(was.date, was.start, was.room),
        )

    def _stays(self, key: str, row: PreSession) -> Placed | None:
        """The place of a meeting that is locked or was held, as long as its day and room are the series' still."""
        sitting = self.sittings.get(key)
        if row.status == PreSessionStatus.HELD:
            sitting = sitting or self.published.get(key)
        elif sitting is not None and not sitting.locked:
            sitting = None
        if sitting is None:
            return None
        place = placed(key, sitting, chair_id(self.moderators, sitting))
        known = any(day.date == place.date and place.room in day.rooms for day in self.days)
        return place if known else None

    def _duration(self, seats: list[Seat]) -> int:
        """From the minutes of each speaker. Nobody confirmed yet: room for a whole panel is kept."""
        usual = self.series.speaking_minutes_max
        return meeting_minutes(
            sum(seat.speaking_minutes or usual for seat in seats) or usual * self.series.panel_size,
            minimum=self.series.meeting_minutes_min,
            maximum=self.series.meeting_minutes_max,
        )


def _sittings(
    timetable: Timetable, pre_sessions: Mapping[str, PreSession]
) -> tuple[dict[str, Sitting], dict[str, Sitting]]:
    """The sittings of this version and of the published one (none where this is it), by meeting, in one query."""
    keys = {row.pk: key for key, row in pre_sessions.items()}
    wanted = Q(timetable=timetable) | Q(timetable__status=TimetableStatus.PUBLISHED)
    rows = Sitting.objects.filter(wanted, timetable__series=timetable.series)
    mine: dict[str, Sitting] = {}
    out: dict[str, Sitting] = {}
    for row in rows.select_related("room", "moderator"):
        key = keys.get(row.pre_session_id)
        if key is None:
            continue
        (mine if row.timetable_id == timetable.pk else out)[key] = row
    return mine, out


def _days(series: Series, rooms: tuple[str, ...]) -> tuple[Day, ...]:
    return tuple(
        Day(
            date=day.date,
            open=_minutes(day.opens),
            close=_minutes(day.closes),
            rooms=rooms,
            breaks=tuple(Span(_minutes(pause.starts), _minutes(pause.ends)) for pause in day.breaks.all()),
        )
        for day in series.days.prefetch_related("breaks")
    )


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute
