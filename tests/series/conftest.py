"""The real reference, staff at their desk, and a series about to open."""

import time
from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from django.utils import translation

from presessions.accounts.models import Grant, User
from presessions.permissions import Role
from presessions.series import transitions
from presessions.series.deadlines import CallTimes, end_of
from presessions.series.models import Review, Series, State, WorkingGroupSession
from presessions.series.reference import writer
from presessions.series.reference.parse import parse
from tests.factories import make_officer

NOW = datetime(2026, 10, 7, 18, 0, tzinfo=UTC)  # a Wednesday, 20:00 in Geneva; clocks go back on the 25th
FIRST_DAY = date(2027, 1, 26)
DAYS = tuple(date(2027, 1, day) for day in (26, 27, 28, 29))
CALL = CallTimes(datetime(2026, 9, 21, 7, tzinfo=UTC), end_of(date(2026, 10, 28)))


@pytest.fixture(autouse=True)
def room_of_its_own(db):
    """No limits and no language left over from other tests."""
    caches["limits"].clear()
    translation.activate("en")


@pytest.fixture
def now():
    """The clock stands still at ``NOW``."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def reference(db):
    """The real calendar, States and issues."""
    writer.load(writer.read_folder())


@pytest.fixture
def calendar(db):
    """The real States of sessions 51 and 54, and France; quicker than all of the reference."""
    known = parse(writer.read_folder())
    reviews = [row for row in known.reviews if row.session_id in (51, 54)]
    iso3s = {row.state_id for row in reviews} | {"FRA"}
    states = [asdict(row) for row in known.states if row.iso3 in iso3s]
    State.objects.bulk_create(
        State(
            slug=values["iso3"].lower(),
            **{name: value for name, value in values.items() if name != "in_geneva"},
        )
        for values in states
    )
    WorkingGroupSession.objects.bulk_create(
        WorkingGroupSession(**asdict(row)) for row in known.sessions if row.number in (51, 54)
    )
    Review.objects.bulk_create(Review(**asdict(row)) for row in reviews)


@pytest.fixture
def officer(db) -> User:
    return make_officer()


@pytest.fixture
def planned(calendar, now, officer) -> Series:
    """Series 54, planned for January 2027."""
    session = WorkingGroupSession.objects.get(number=54)
    return transitions.plan_series(session, by=officer, days=DAYS, call=CALL)


@pytest.fixture
def opened(planned, officer) -> Series:
    """Its call is open for another three weeks."""
    transitions.open_call(planned, by=officer)
    return planned


def pre_session_of(series: Series, iso3: str):
    return series.pre_sessions.get(state_under_review_id=iso3)


def sign_in_staff(client: Client, user: User) -> Client:
    """A session in which password and second factor were given."""
    client.force_login(user)
    session = client.session
    at = time.time()
    session["account_authentication_methods"] = [
        {"method": "password", "at": at},
        {"method": "mfa", "at": at},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session["seen_at"] = session["signed_in_at"] = at
    session.save()
    return client


@pytest.fixture
def desk(client, officer) -> Client:
    """An officer's browser inside the staff site."""
    return sign_in_staff(client, officer)


@pytest.fixture
def moderator_desk(db) -> Client:
    return sign_in_staff(Client(), make_officer(role=Role.MODERATOR))


def recuse(user: User, iso3: str) -> None:
    Grant.objects.create(user=user, role="recused", iso3=iso3)
