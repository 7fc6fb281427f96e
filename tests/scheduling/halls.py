"""Series with days, rooms, States and panels, as tests of the timetable begin with them."""

from datetime import date, time
from itertools import count
from typing import Any

from panels.models import Seat
from presessions.permissions import Role
from presessions.scheduling import drafts, transitions
from presessions.scheduling.models import Timetable
from presessions.series.models import DayBreak, PreSession, Room, Series
from presessions.wording import GENEVA
from tests.factories import (
    make_day,
    make_officer,
    make_panel,
    make_pre_session,
    make_room,
    make_seat,
    make_series,
)

TUESDAY, WEDNESDAY = date(2027, 3, 30), date(2027, 3, 31)
STATES = ("WSM", "TLS", "MLT", "CPV")
_numbers = count(1)


def make_hall(
    *, states: int = 3, days: tuple[date, ...] = (TUESDAY, WEDNESDAY), rooms: tuple[str, ...] = ("Room XXI",)
) -> Series:
    """A series with mornings (09:00 to 13:00, break at 11:05), rooms and Pre-sessions without panels, whose meetings
    are as long as their speakers need."""
    series = make_series(same_length=False)
    for day in days:
        morning = make_day(series, day)
        DayBreak.objects.create(day=morning, starts=time(11, 5), ends=time(11, 20))
    for name in rooms:
        make_room(series, name)
    for order, iso3 in enumerate(STATES[:states], start=1):
        make_pre_session(series, iso3, order=order)
    return series


def meeting_on(series: Series, iso3: str = "WSM") -> PreSession:
    return series.pre_sessions.select_related("state_under_review").get(state_under_review_id=iso3)


def make_panelists(meeting: PreSession, count: int = 1, **fields: Any) -> list[Seat]:
    """So many confirmed panelists, each of an organisation of their own."""
    panel = make_panel(meeting)
    first = panel.seats.count() + 1
    return [make_seat(panel, number=number, **fields) for number in range(first, first + count)]


def make_moderator(name: str = "") -> Any:
    return make_officer(role=Role.MODERATOR, name=name or f"Moderator {next(_numbers)}")


def the_room(series: Series, name: str = "Room XXI") -> Room:
    return series.rooms.get(name=name)


def put(
    timetable: Timetable, iso3: str, hour: str, *, day: date = TUESDAY, room: str = "Room XXI", by: Any = None
) -> Any:
    """Place the meeting on one State; ``hour`` as "09:30"."""
    hours, minutes = hour.split(":")
    series = timetable.series
    return transitions.place(
        timetable,
        meeting_on(series, iso3),
        date=day,
        start=int(hours) * 60 + int(minutes),
        room=the_room(series, room),
        by=by,
    )


def make_draft(
    series: Series | None = None, *, hours: tuple[str, ...] = ("09:00", "10:05", "11:20")
) -> Timetable:
    """A draft with the first States one after the other on the first day."""
    draft = transitions.start_draft(series or make_hall(), by=None)
    for iso3, hour in zip(STATES, hours, strict=False):
        put(draft, iso3, hour)
    draft.refresh_from_db()
    return draft


def hours_of(timetable: Timetable) -> dict[str, str]:
    """State -> "Tue 09:00", Geneva time."""
    return {
        row.pre_session.state_under_review_id: f"{row.starts_at.astimezone(GENEVA):%a %H:%M}"
        for row in timetable.sittings.select_related("pre_session")
    }


def given_of(timetable: Timetable) -> drafts.Given:
    return drafts.given_for(Timetable.objects.select_related("series").get(pk=timetable.pk))
