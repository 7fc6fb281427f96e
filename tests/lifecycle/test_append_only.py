"""PostgreSQL empties no table that is append-only, nor by way of one that it refers to."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from presessions.lifecycle import append_only
from presessions.lifecycle.audit import record
from presessions.lifecycle.models import AuditEvent, AuditKind

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no TRUNCATE"),
]
TABLES = ["lifecycle_auditevent", "lifecycle_statuschange", "publications_consent"]


@pytest.fixture
def event() -> AuditEvent:
    return record(AuditKind.EXPORT, by=None, what="applications.Application", detail={"rows": 12})


def states_of_guards() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgenabled FROM pg_trigger WHERE tgname LIKE %s", [r"%\_no\_truncate"])
        return dict(cursor.fetchall())


@pytest.mark.parametrize("table", [*TABLES, "accounts_user", "publications_statement"])
def test_an_append_only_table_is_not_emptied_by_its_owner(event, table):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")
    assert AuditEvent.objects.get() == event


def test_guards_are_set_aside_for_one_emptying_only(event):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for sql in append_only.emptied(connection, ["TRUNCATE lifecycle_auditevent"]):
            cursor.execute(sql)
    assert not AuditEvent.objects.exists()
    assert states_of_guards() == {f"{table}_no_truncate": "O" for table in TABLES}
