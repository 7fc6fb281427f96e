"""Panels in the situations tests begin with."""

from typing import Any

from panels import transitions
from panels.models import Panel
from presessions.accounts.models import User
from presessions.series.enums import SeriesStatus
from tests.factories import make_confirmed_application, make_day, make_officer, make_panel, make_pre_session

GENDERS = ("F", "M")


def make_pool(count: int = 8, *, iso3: str = "WSM", **series: Any) -> Panel:
    """A panel to be composed from ``count`` confirmed applications, each on an issue of its own; the call is closed."""
    meeting = make_pre_session(iso3=iso3)
    if not meeting.series.days.exists():
        make_day(meeting.series)
    for name, value in series.items():
        setattr(meeting.series, name, value)
    meeting.series.status = SeriesStatus.CALL_CLOSED
    meeting.series.save()
    for number in range(count):
        make_confirmed_application(
            meeting,
            issues=(f"UI-{number % 9}",),
            gender=GENDERS[number % 2],
            organisation_name=f"Association {number}",
            submitted="own" if number % 3 else "none",
        )
    return make_panel(meeting)


def make_offered(count: int = 8, *, by: User | None = None, **series: Any) -> Panel:
    """A panel whose six seats were proposed, approved and offered."""
    officer = by or make_officer()
    panel = make_pool(count, **series)
    transitions.propose(panel, by=officer)
    transitions.approve(panel, by=officer, reason="Balanced.")
    transitions.offer_seats(panel, by=officer)
    panel.refresh_from_db()
    return panel
