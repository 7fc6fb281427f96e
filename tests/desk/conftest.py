"""A series that is over, staff at their desk, and nothing remembered from another test."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone, translation

from presessions.attendance.enums import SpeakerPresence
from presessions.attendance.models import MeetingRecord, MissionPresence, SpeakerRecord
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import PermanentMission, PreSession, Series
from tests.factories import (
    make_application,
    make_day,
    make_panel,
    make_pre_session,
    make_seat,
    make_series,
    make_state,
)


@pytest.fixture(autouse=True)
def fresh():
    """No figures and no language left over."""
    for cache in ("default",):
        caches[cache].clear()
    translation.activate("en")


@pytest.fixture
def over(db) -> Series:
    """Series 52, held last week; its meetings come from ``make_held``."""
    series = make_series(52, status=SeriesStatus.ARCHIVED)
    make_day(series, timezone.localdate() - timedelta(days=7))
    return series


def make_held(
    series: Series,
    iso3: str = "WSM",
    *,
    speakers: int = 2,
    missions: tuple[str, ...] = ("TLS", "MLT"),
    gender: str = "F",
    **record,
) -> PreSession:
    """A meeting that was held, with its speakers present and these missions in the room."""
    meeting = make_pre_session(series, iso3, status=PreSessionStatus.HELD)
    panel = make_panel(meeting)
    for number in range(1, speakers + 1):
        application = make_application(meeting, status="selected", gender=gender)
        seat = make_seat(panel, number=number, application=application)
        SpeakerRecord.objects.create(seat=seat, presence=SpeakerPresence.PRESENT)
    for other in missions:
        mission = PermanentMission.objects.get(state=make_state(other))
        MissionPresence.objects.create(pre_session=meeting, mission=mission)
    MeetingRecord.objects.create(pre_session=meeting, **{"sur_present": True, "sur_spoke": False, **record})
    return meeting
