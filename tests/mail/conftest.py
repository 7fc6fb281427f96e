"""Offices made of real processes, on each database and broker there is on this machine."""

import os

import pytest
import time_machine

from presessions.mail import outbox
from tests.mail.office import Office, drop_postgres, fresh_postgres
from tests.mail.sources import received, serving

POSTGRES = os.environ.get("TEST_DATABASE_URL") or os.environ.get("OFFICE_POSTGRES_URL", "")
REDIS = os.environ.get("TEST_REDIS_URL", "")

BOTH = [
    pytest.param("embedded", id="sqlite-filesystem", marks=pytest.mark.both_databases),
    pytest.param("production", id="postgresql-redis", marks=[pytest.mark.postgres, pytest.mark.redis]),
]


@pytest.fixture(params=BOTH)
def office(request, tmp_path):
    """A migrated office on a fresh database, closed afterwards."""
    if request.param == "embedded":
        place = Office(tmp_path, f"sqlite:///{tmp_path}/office.sqlite3")
    else:
        if not (POSTGRES.startswith("postgres") and REDIS):
            pytest.skip("needs TEST_DATABASE_URL of a PostgreSQL and TEST_REDIS_URL")
        place = Office(tmp_path, fresh_postgres(POSTGRES), REDIS)
    try:
        place.migrate()
        yield place
    finally:
        place.close()
        if place.redis:
            drop_postgres(place.database)


@pytest.fixture
def letters_served():
    """The message ``application_received`` is served by made-up values."""
    with serving("application_received", received):
        yield


@pytest.fixture
def queued(db, letters_served):
    """Queues one ``application_received``; anything can be said otherwise."""

    def queue(number=1, **said):
        given = {
            "to": f"reader{number}@example.org",
            "cause": f"application {number}",
            "ids": {"number": number, "series": 54},
            "language": "en",
        }
        return outbox.queue("application_received", **{**given, **said})

    return queue


@pytest.fixture
def time_machine_at():
    """A moment to stand in; time goes on from there."""
    return time_machine.travel
