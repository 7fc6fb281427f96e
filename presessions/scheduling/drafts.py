"""From rows to the timetable's values and back: what is to be placed, who must be there, what came out.

Meetings get ids in review order ("M01"); the pages translate them back to States. What was held already is part of
the timetable too: it stays where it was and asks nothing of anybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Exists, OuterRef, Prefetch, Q

from panels.models import Seat
from presessions.accounts.models import User
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession, Room, Series
from presessions.wording import GENEVA

from . import attending
from .enums import TimetableStatus
from .models import JointQuestions, JointSitting, Sitting, Timetable
from .rows import Ref, Row, ref_of, ref_of_row
from .timetable import Day, Fixed, Input, Meeting, OrderWish, Placed, Span, alone, together

_JOINT = JointQuestions.pre_sessions.through


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
    sittings: dict[str, Row] = field(default_factory=dict)
    published: dict[str, Row] = field(default_factory=dict)
    seats: dict[str, list[Seat]] = field(default_factory=dict)
    not_held: tuple[PreSession, ...] = ()
    joint: dict[str, JointQuestions] = field(default_factory=dict)
    same_length: bool = True

    def id_of(self, ref: Ref) -> str | None:
        """The meeting's id, or None where it is not to be placed."""
        return next((key for key, row in self.rows.items() if ref_of(row) == ref), None)

    @cached_property
    def rows(self) -> dict[str, PreSession | JointQuestions]:
        """Every meeting to be placed: Pre-sessions in review order, then joint questions."""
        return {**self.pre_sessions, **self.joint}

    def silent_on(self, iso3s: Collection[str]) -> Given:
        """As somebody recused from these States reads it: nobody who sits on their panels is named."""
        hidden = {
            person
            for key, row in self.pre_sessions.items()
            if row.state_under_review_id in iso3s and (meeting := self.input.meeting(key))
            for person in meeting.panelists
        }
        return replace(self, people={key: name for key, name in self.people.items() if key not in hidden})

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

    def place_of(self, key: str, sitting: Row) -> Placed:
        """One sitting as the rule sees it; a moderator who may not any more is kept by an id of their own."""
        return placed(key, sitting, chair_id(self.moderators, sitting))


def given_for(timetable: Timetable) -> Given:
    """Everything a timetable of this series is judged by, read with a constant number of queries."""
    series = timetable.series
    every = series.pre_sessions.select_related("state_under_review").order_by("order", "pk")
    rows = list(every.annotate(is_in_joint=Exists(_JOINT.objects.filter(presession=OuterRef("pk")))))
    held = [row for row in rows if not row.is_off]
    pre_sessions: dict[str, PreSession] = {f"M{number:02d}": row for number, row in enumerate(held, start=1)}
    rooms = {room.name: room for room in series.rooms.all()}
    days = _days(series, tuple(sorted(rooms)))
    seats = attending.confirmed_seats(series)
    all_seats = [seat for one in seats.values() for seat in one]
    keys = attending.person_keys(all_seats)
    chairs, recused = attending.moderators()
    joint = _joint(series) if any(row.is_in_joint for row in rows) else {}
    sittings, published = _sittings(timetable, {**pre_sessions, **joint})
    by_key = {key: seats.get(row.pk, []) for key, row in pre_sessions.items()}
    by_key |= {key: [s for one in row.held for s in seats.get(one.pk, [])] for key, row in joint.items()}
    reading = _Reading(series, days, seats, keys, chairs, recused, sittings, published)
    given = Input(
        days=days,
        meetings=(
            *(reading.meeting(key, row) for key, row in pre_sessions.items()),
            *(reading.joint(key, row, by_key[key]) for key, row in joint.items()),
        ),
        order=_questions_follow(joint, pre_sessions),
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
        seats=by_key,
        joint=joint,
        same_length=series.same_length,
        not_held=tuple(row for row in rows if row.is_off),
    )


def _joint(series: Series) -> dict[str, JointQuestions]:
    """Joint questions by id; those of which no meeting is held any more are none."""
    states = Prefetch("pre_sessions", PreSession.objects.select_related("state_under_review"))
    rows = [row for row in series.joint_questions.prefetch_related(states) if row.held]
    return {f"Q{number:02d}": row for number, row in enumerate(rows, start=1)}


def _questions_follow(
    joint: Mapping[str, JointQuestions], pre_sessions: Mapping[str, PreSession]
) -> tuple[OrderWish, ...]:
    """Each panel is heard before the questions to it are asked."""
    keys = {row.pk: key for key, row in pre_sessions.items()}
    return tuple(
        OrderWish(keys[one.pk], key, hard=True)
        for key, row in joint.items()
        for one in row.held
        if one.pk in keys
    )


def chair_id(moderators: Mapping[str, User], sitting: Row) -> str | None:
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


def sitting_for(timetable: Timetable, given: Given, placed: Placed) -> Row:
    """An unsaved sitting for one place."""
    meeting = given.rows[placed.id]
    row: Row = (
        Sitting(timetable=timetable, pre_session=meeting)
        if isinstance(meeting, PreSession)
        else JointSitting(timetable=timetable, joint=meeting)
    )
    row.starts_at, row.ends_at = instant(placed.date, placed.start), instant(placed.date, placed.end)
    row.room, row.moderator = given.rooms[placed.room], given.moderators.get(placed.moderator or "")
    return row


def instant(day: dt.date, minutes: int) -> dt.datetime:
    """The instant of a Geneva wall-clock time, in UTC."""
    local = dt.datetime.combine(day, dt.time(), tzinfo=GENEVA) + dt.timedelta(minutes=minutes)
    return local.astimezone(dt.UTC)


def placed(key: str, sitting: Row, moderator: str | None) -> Placed:
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
    sittings: Mapping[str, Row]
    published: Mapping[str, Row]

    def joint(self, key: str, row: JointQuestions, seats: list[Seat]) -> Meeting:
        """The people of several States, interpreted as each of their panels is.

        Who may moderate each of them may moderate these.
        """
        sitting = self.sittings.get(key)
        stays = self._known(key, sitting) if sitting is not None and sitting.locked else None
        of_each = [self.seats.get(one.pk, []) for one in row.held]
        tongues = (attending.interpreted([attending.language_of(s) for s in panel]) for panel in of_each)
        iso3s = {one.state_under_review_id for one in row.held}
        return Meeting(
            id=key,
            state=str(row),
            duration=row.duration_minutes,
            languages=tuple(sorted({one for some in tongues for one in some})),
            panelists=tuple(sorted({self.keys[seat.pk] for seat in seats})),
            moderators=tuple(sorted(one for one, barred in self.recused.items() if not barred & iso3s)),
            fixed=Fixed(stays.date, stays.start, stays.room) if stays else Fixed(),
        )

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
        return self._known(key, sitting) if sitting is not None else None

    def _known(self, key: str, sitting: Row) -> Placed | None:
        """The place, as long as its day and room are the series' still."""
        place = placed(key, sitting, chair_id(self.moderators, sitting))
        known = any(day.date == place.date and place.room in day.rooms for day in self.days)
        return place if known else None

    def _duration(self, seats: list[Seat]) -> int:
        """Room for a whole panel; in a series whose meetings differ, from the minutes of each confirmed speaker."""
        usual = self.series.speaking_minutes_max
        return self.series.minutes_for(sum(seat.speaking_minutes or usual for seat in seats))


def _sittings(
    timetable: Timetable, meetings: Mapping[str, PreSession | JointQuestions]
) -> tuple[dict[str, Row], dict[str, Row]]:
    """The sittings of this version and of the published one (none where this is it), by meeting; a query a kind."""
    keys = {ref_of(row): key for key, row in meetings.items()}
    wanted = Q(timetable=timetable) | Q(timetable__status=TimetableStatus.PUBLISHED)
    wanted &= Q(timetable__series=timetable.series)
    rows: list[Row] = list(Sitting.objects.filter(wanted).select_related("room", "moderator"))
    if any(isinstance(row, JointQuestions) for row in meetings.values()):
        rows += JointSitting.objects.filter(wanted).select_related("room", "moderator")
    mine: dict[str, Row] = {}
    out: dict[str, Row] = {}
    for row in rows:
        key = keys.get(ref_of_row(row))
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
