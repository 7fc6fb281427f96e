"""One plain factory per model; each makes what it needs and surprises nobody."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from applications.enums import ApplicationStatus, OrganisationKind
from applications.models import Application, ApplicationIssue, Organisation
from panels.enums import SeatStatus
from panels.models import Panel, Seat
from presessions.accounts.models import Grant, User
from presessions.permissions import Role
from presessions.series.enums import SeriesStatus
from presessions.series.models import (
    Issue,
    PermanentMission,
    PreSession,
    Review,
    Room,
    Series,
    SeriesDay,
    State,
    WorkingGroupSession,
)
from publications.models import Recommendation, Section, Statement

_numbers = count(1)
STATES = {
    "WSM": ("WS", "Samoa"),
    "TLS": ("TL", "Timor-Leste"),
    "MLT": ("MT", "Malta"),
    "CPV": ("CV", "Cabo Verde"),
}


def make_user(email: str = "", **fields: Any) -> User:
    """Somebody who signs in with a code."""
    return User.objects.create_user(email=email or f"person{next(_numbers)}@example.org", **fields)


def make_officer(email: str = "", *, role: Role = Role.OFFICER, **fields: Any) -> User:
    """A member of staff with a role; the second factor belongs to the session, see ``sign_in_staff``."""
    user = make_user(email or f"officer{next(_numbers)}@example.org", is_staff=True, **fields)
    Grant.objects.create(user=user, role=role)
    return user


def make_state(iso3: str = "WSM") -> State:
    """A real State, with the facts a page needs."""
    iso2, name = STATES.get(iso3, (iso3[:2], iso3.title()))
    state, _ = State.objects.get_or_create(
        iso3=iso3,
        defaults={
            "iso2": iso2,
            "name_en": name,
            "name_fr": name,
            "name_es": name,
            "regional_group": "Asia-Pacific",
        },
    )
    PermanentMission.objects.get_or_create(state=state)
    return state


def make_issue(code: str = "UI-WOMEN", name: str = "Women's rights", **fields: Any) -> Issue:
    """One of the issues."""
    issue, _ = Issue.objects.get_or_create(
        code=code, defaults={"name_en": name, "name_fr": name, "name_es": name, "group": "Groups", **fields}
    )
    return issue


def make_series(number: int = 54, *, status: str = SeriesStatus.CALL_OPEN, **fields: Any) -> Series:
    """A series with its Working Group session; its call is open for another thirty days."""
    session, _ = WorkingGroupSession.objects.get_or_create(number=number, defaults={"cycle": 4})
    now = timezone.now()
    defaults: dict[str, Any] = {"opens_at": now - timedelta(days=10), "closes_at": now + timedelta(days=30)}
    return Series.objects.create(session=session, status=status, **{**defaults, **fields})


def make_day(series: Series, day: date = date(2027, 3, 30), **fields: Any) -> SeriesDay:
    """A morning of a series, 09:00 to 13:00 Geneva time."""
    hours = {"opens": datetime(2000, 1, 1, 9).time(), "closes": datetime(2000, 1, 1, 13).time()}
    return SeriesDay.objects.create(series=series, date=day, **{**hours, **fields})


def make_room(series: Series, name: str = "Room XXI") -> Room:
    return Room.objects.create(series=series, name=name)


def make_pre_session(series: Series | None = None, iso3: str = "WSM", **fields: Any) -> PreSession:
    """The meeting on one State, with its line in the calendar of reviews."""
    series = series or Series.objects.first() or make_series()
    state = make_state(iso3)
    order = fields.pop("order", None) or series.pre_sessions.count() + 1
    Review.objects.get_or_create(session=series.session, state=state, defaults={"order": order})
    return PreSession.objects.create(series=series, state_under_review=state, order=order, **fields)


def make_organisation(name: str = "", **fields: Any) -> Organisation:
    defaults = {"kind": OrganisationKind.NATIONAL}
    return Organisation.objects.create(name=name or f"Association {next(_numbers)}", **{**defaults, **fields})


def make_application(
    pre_session: PreSession | None = None, *, status: str = ApplicationStatus.SUBMITTED, **fields: Any
) -> Application:
    """An application, sent unless said otherwise, with what decides a seat claimed and not yet confirmed."""
    pre_session = pre_session or PreSession.objects.first() or make_pre_session()
    number = next(_numbers)
    sent = status not in (ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN)
    defaults: dict[str, Any] = {
        "organisation_name": f"Association {number}",
        "kind": OrganisationKind.NATIONAL,
        "is_coalition": False,
        "submitted": "own",
        "speaker_name": f"Speaker {number}",
        "gender": "F",
        "under_18": False,
        "statement_language": "en",
        "submitted_at": datetime(2026, 11, 1, 12, tzinfo=UTC) if sent else None,
    }
    defaults.update(fields)
    if sent and "organisation" not in defaults:
        defaults["organisation"] = make_organisation(defaults["organisation_name"], kind=defaults["kind"])
    if "owner" not in defaults:
        defaults["owner"] = make_user()
    return Application.objects.create(pre_session=pre_session, status=status, **defaults)


def make_confirmed_application(
    pre_session: PreSession | None = None, *, issues: tuple[str, ...] = ("UI-WATER",), **fields: Any
) -> Application:
    """An application whose claims staff confirmed as claimed, on these issues."""
    application = make_application(pre_session, **fields)
    application.confirmed_kind = application.kind
    application.confirmed_is_coalition = bool(application.is_coalition)
    application.confirmed_submitted = application.submitted != "none"
    application.confirmed_at = timezone.now()
    application.save()
    for order, code in enumerate(issues, start=1):
        ApplicationIssue.objects.create(
            application=application, issue=make_issue(code, code.title()), order=order
        )
    return application


def make_panel(pre_session: PreSession | None = None, **fields: Any) -> Panel:
    pre_session = pre_session or PreSession.objects.first() or make_pre_session()
    return Panel.objects.get_or_create(pre_session=pre_session, defaults=fields)[0]


def make_seat(
    panel: Panel | None = None, *, number: int = 1, status: str = SeatStatus.CONFIRMED, **fields: Any
) -> Seat:
    """A seat on a panel, confirmed unless said otherwise, with an application of its own."""
    panel = panel or make_panel()
    application = fields.pop("application", None) or make_application(
        panel.pre_session, status=ApplicationStatus.SELECTED
    )
    defaults = {
        "speaker_name": application.speaker_name,
        "speaker_position": "Coordinator",
        "gender": application.gender or "undisclosed",
        "panelist": application.owner,
        "order": number,
    }
    return Seat.objects.create(
        panel=panel, number=number, status=status, application=application, **{**defaults, **fields}
    )


def make_statement(seat: Seat | None = None, *, recommendations: int = 2, **fields: Any) -> Statement:
    """A statement with a summary and recommendations; nothing of it is shared."""
    statement = Statement.objects.create(seat=seat or make_seat(), **fields)
    Section.objects.create(statement=statement, kind="summary", text="We checked every well on the island.")
    for order in range(1, recommendations + 1):
        Recommendation.objects.create(
            statement=statement, order=order, text=f"Publish the results of well {order} each quarter."
        )
    return statement
