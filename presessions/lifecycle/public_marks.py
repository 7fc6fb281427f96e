"""A mark that changes with every change to what the public may read, in the very transaction of the change.

Triggers on the tables below set it, so that raw SQL, a bulk write and a trigger of another room count as well.
Whoever keeps something made from these tables keeps it under the mark read before they were read, and gives it
away only while the mark is still the same (``presessions.kept``).

PostgreSQL adds a row with a random number for each statement; the sum tells every set of committed changes from
every other, no writer waits for another, and ``tidy`` puts the rows together without changing the sum. SQLite
has one writer at a time: it keeps one row. Triggers are looked after once the tables stand (``post_migrate``), for
SQLite drops them when a migration remakes a table.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import connections

MARKS = "lifecycle_publicmark"
FUNCTION = "lifecycle_mark_public_change"
EVENTS = ("insert", "update", "delete")
WATCHED = (
    "publications_publishedname",
    "publications_publishedtext",
    "publications_publishedrecommendation",
    "publications_publishedissue",
    "publications_publishedquestion",
    "publications_publishedtranslation",
    "publications_publishedfile",
    "series_state",
    "series_issue",
    "series_permanentmission",
    "series_workinggroupsession",
    "series_review",
    "series_series",
    "series_presession",
    "series_seriesday",
    "series_daybreak",
    "series_room",
    "series_pastseries",
    "series_pastmeeting",
    "series_nhriaccreditation",
    "scheduling_timetable",
    "scheduling_sitting",
    "scheduling_jointquestions",
    "scheduling_jointquestions_pre_sessions",
    "scheduling_jointsitting",
)


def alias() -> str:
    """Where the mark is read: where outside pages read, so that a copy that lags behind can't be younger than it."""
    return "outside" if "outside" in settings.DATABASES else "default"


def current() -> str:
    """The mark as it stands in committed data; "" where there is none, or inside a transaction, whose own
    changes nobody else sees and may never see."""
    if any(connections[name].in_atomic_block for name in {"default", alias()}):
        return ""
    with connections[alias()].cursor() as cursor:
        cursor.execute(f"SELECT sum(mark) FROM {MARKS}")
        (mark,) = cursor.fetchone()
    return "" if mark is None else str(mark)


def tidy() -> None:
    """Put the rows of PostgreSQL together as one; the mark stays what it is."""
    if connections["default"].vendor != "postgresql":
        return
    with connections["default"].cursor() as cursor:
        cursor.execute(
            f"WITH gone AS (DELETE FROM {MARKS} RETURNING mark) "
            f"INSERT INTO {MARKS} (mark) SELECT sum(mark) FROM gone HAVING count(*) > 0"
        )


def install(sender: Any, using: str, **kwargs: Any) -> None:
    """Create what is missing (receives ``post_migrate``)."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if MARKS not in tables:
            return
        here = _triggers(cursor, connection.vendor)
        for sql in statements(connection.vendor, tables, here):
            cursor.execute(sql)
        # a database that was filled before it had the triggers has a first mark too
        first = f"INSERT INTO {MARKS} (mark) SELECT %s WHERE NOT EXISTS (SELECT 1 FROM {MARKS})"
        cursor.execute(first, [secrets.randbits(60)])


def statements(vendor: str, tables: set[str], here: set[str]) -> list[str]:
    """The SQL that creates the triggers on these tables, but for those that are ``here``."""
    watched = [table for table in WATCHED if table in tables]
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_public_{event} AFTER {event.upper()} ON {table} "
            f"BEGIN DELETE FROM {MARKS}; INSERT INTO {MARKS} (mark) VALUES (random()); END"
            for table in watched
            for event in EVENTS
            if f"{table}_public_{event}" not in here
        ]
    function = (
        f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN INSERT INTO {MARKS} (mark) "
        "VALUES (hashtextextended(gen_random_uuid()::text, 0)); RETURN NULL; END $$"
    )
    triggers = [
        f"CREATE TRIGGER {table}_public AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
        for table in watched
        if f"{table}_public" not in here
    ]
    return [function, *triggers] if triggers else []


def _triggers(cursor: Any, vendor: str) -> set[str]:
    if vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    return {name for (name,) in cursor.fetchall()}
