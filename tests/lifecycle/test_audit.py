"""The chain of the audit; needs the database."""

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from presessions.accounts.models import User
from presessions.lifecycle import append_only, audit
from presessions.lifecycle.audit import Broken, record, verify_chain
from presessions.lifecycle.models import AuditEvent, AuditKind
from tests.append_only import overwriting

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> list[AuditEvent]:
    officer = User.objects.create_user("officer@example.org", is_staff=True)
    return [
        record(AuditKind.EXPORT, by=officer, what="applications.Application", detail={"rows": 12}),
        record(AuditKind.FILE_VIEW, by=officer, what=officer),
        record(AuditKind.MAILING, by=None, what="mail é", detail={"recipients": 3, "ä": [1, None]}),
    ]


def tamper(statement: str) -> None:
    """Rewrite rows as somebody would who owns the database and took the guards down."""
    with connection.cursor() as cursor:
        for line in append_only.guards("lifecycle_auditevent").taken_away(connection.vendor):
            cursor.execute(line)
        cursor.execute(statement)


def test_record_numbers_and_names_what_it_tells_of(chain):
    assert [(event.number, event.kind, event.what) for event in chain] == [
        (1, "export", "applications.Application"),
        (2, "file_view", f"accounts.User {chain[0].by_id}"),
        (3, "mailing", "mail é"),
    ]


def test_record_seals_each_row_over_the_one_before(chain):
    first = AuditEvent.objects.get(number=1)
    row = audit.canonical(
        number=1,
        kind="export",
        by_id=first.by_id,
        at=first.at,
        what="applications.Application",
        detail={"rows": 12},
    )
    assert first.sealed == audit.seal(audit.FIRST, row)


def test_record_refuses_an_unknown_kind():
    with pytest.raises(ValueError, match="coffee"):
        record("coffee", by=None, what="x")


def test_verify_chain_holds_for_what_was_recorded(chain):
    assert verify_chain() is None


def test_verify_chain_holds_for_nothing():
    assert verify_chain() is None


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE lifecycle_auditevent SET what = 'other' WHERE number = 2", 2),
        ("UPDATE lifecycle_auditevent SET by_id = NULL WHERE number = 1", 1),
    ],
)
def test_verify_chain_finds_a_changed_row(chain, statement, found):
    tamper(statement)
    assert verify_chain() == Broken(found, "this row, or one before it, was changed")


def test_verify_chain_finds_a_missing_row(chain):
    tamper("DELETE FROM lifecycle_auditevent WHERE number = 2")
    assert verify_chain() == Broken(2, "this row is missing")


@pytest.mark.parametrize(
    "statement", ["UPDATE lifecycle_auditevent SET what = 'other'", "DELETE FROM lifecycle_auditevent"]
)
def test_an_event_cannot_be_rewritten_by_raw_sql(chain, statement):
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_event_does_not_take_the_place_of_another_by_raw_sql(chain):
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(overwriting(AuditEvent))
