"""What a database refuses by itself is all there, goes as its migration says, and comes back letter by letter."""

import pytest
from django.db import connection

from presessions.guards import Guards
from presessions.lifecycle import append_only
from presessions.scheduling import room_triggers
from publications import (
    guardian_triggers,
    hour_triggers,
    place_triggers,
    proof_triggers,
    triggers,
    word_triggers,
)

pytestmark = pytest.mark.django_db
APPEND_ONLY = {
    "panels_proposal": {},
    "publications_consent": {},
    "lifecycle_auditevent": {},
    "lifecycle_statuschange": {
        "columns": (
            *("id", "content_type_id", "object_id", "model", "from_status", "to_status"),
            *("by_id", "by_what", "at"),
        ),
        "erasable": ("reason",),
    },
}
GUARDS = {
    "rooms": room_triggers.GUARDS,
    "rows": triggers.GUARDS,
    "hours": hour_triggers.GUARDS,
    "words": word_triggers.GUARDS,
    "guardians": guardian_triggers.GUARDS,
    "proofs": proof_triggers.GUARDS,
    "places": place_triggers.GUARDS,
} | {table: append_only.guards(table, **how) for table, how in APPEND_ONLY.items()}
each = pytest.mark.parametrize("guards", GUARDS.values(), ids=GUARDS)


def there() -> dict[str, str]:
    """Every trigger of the database, and what it says."""
    sql = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(cursor.fetchall())


def run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for sql in statements:
            cursor.execute(sql)


@each
def test_every_trigger_is_there_after_all_migrations(guards):
    names = guards.names(connection.vendor)
    assert names
    assert set(names) <= set(there())


@each
def test_taken_away_they_are_gone_and_made_again_they_are_what_they_were(guards):
    names = set(guards.names(connection.vendor))
    before = there()
    run(guards.taken_away(connection.vendor))
    assert not names & set(there())
    run(guards.added(connection.vendor))
    assert {name: there()[name] for name in names} == {name: before[name] for name in names}


def test_what_takes_them_away_is_read_from_what_made_them():
    made = [
        "CREATE OR REPLACE FUNCTION f_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "CREATE TRIGGER t_guard BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f_guard()",
        "ALTER TABLE t ADD CONSTRAINT t_once EXCLUDE USING gist (id WITH =)",
    ]
    guards = Guards(lambda: made[1:2], lambda: made)
    assert guards.taken_away("sqlite") == ["DROP TRIGGER IF EXISTS t_guard"]
    assert guards.taken_away("postgresql") == [
        "DROP TRIGGER IF EXISTS t_guard ON t",
        "DROP FUNCTION IF EXISTS f_guard() CASCADE",
        "ALTER TABLE t DROP CONSTRAINT IF EXISTS t_once",
    ]
