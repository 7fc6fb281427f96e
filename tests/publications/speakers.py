"""A panelist's statement on a State, ready to be walked through, and a client signed in as its panelist."""

from datetime import datetime, timedelta

from django.test import Client

from presessions.scheduling.models import Sitting, Timetable
from presessions.series.enums import SeriesStatus
from publications.models import Statement
from tests.factories import (
    make_day,
    make_panel,
    make_pre_session,
    make_room,
    make_seat,
    make_series,
    make_statement,
    make_user,
)


def speaker_client(statement: Statement) -> Client:
    client = Client()
    client.force_login(statement.seat.panelist, backend="presessions.accounts.backends.RoleBackend")
    return client


def make_spoken(iso3: str = "TLS", *, recommendations: int = 2, number: int = 54, **seat) -> Statement:
    """A statement of a confirmed panelist of an announced series with one day."""
    series = make_series(number, status=SeriesStatus.ANNOUNCED)
    make_day(series)
    panel = make_panel(make_pre_session(series, iso3))
    return make_statement(make_seat(panel, **seat), recommendations=recommendations)


def stranger() -> Client:
    client = Client()
    client.force_login(make_user(), backend="presessions.accounts.backends.RoleBackend")
    return client


def share(statement: Statement, *audiences: str, keys=None) -> list[str]:
    """The values of the boxes of these audiences (and items), as the consent page sends them."""
    from django.utils import timezone

    from publications.showing import ticks_of

    ticks = ticks_of(Statement.objects.get(pk=statement.pk), at=timezone.now())
    return [
        tick.value for tick in ticks if tick.audience in audiences and (keys is None or tick.line.key in keys)
    ]


def sit(statement: Statement, *, ends: datetime) -> Sitting:
    """Give the statement's meeting a published hour."""
    meeting = statement.seat.panel.pre_session
    timetable = Timetable.objects.create(series=meeting.series, status="published", version=1)
    return Sitting.objects.create(
        timetable=timetable,
        pre_session=meeting,
        room=make_room(meeting.series),
        starts_at=ends - timedelta(minutes=40),
        ends_at=ends,
    )
