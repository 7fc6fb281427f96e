"""Moving things through their tables; needs the database."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from presessions.accounts.models import User
from presessions.lifecycle.models import StatusChange
from presessions.lifecycle.moves import move
from presessions.lifecycle.signals import status_changed
from presessions.lifecycle.tables import Refused
from presessions.series.enums import ContactStatus
from presessions.series.models import Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact() -> Contact:
    return Contact.objects.create(email="ada@example.org")


@pytest.fixture
def officer() -> User:
    return User.objects.create_user("officer@example.org", is_staff=True)


def told(change: StatusChange) -> tuple[str, str, User | None, str, str]:
    return change.from_status, change.to_status, change.by, change.by_what, change.reason


def test_move_saves_the_status_and_records_who_and_why(contact, officer):
    change = move(contact, ContactStatus.CONFIRMED, by=officer, reason=" asked by phone ")
    contact.refresh_from_db()
    assert contact.status == "confirmed"
    assert told(change) == ("unconfirmed", "confirmed", officer, "staff", "asked by phone")
    assert list(StatusChange.objects.of(contact)) == [change]


def test_move_says_which_part_was_played(contact):
    someone = User.objects.create_user("someone@example.org")
    parts = [
        move(contact, ContactStatus.CONFIRMED, by=None).by_what,
        move(contact, ContactStatus.LEFT, by=someone).by_what,
        move(contact, ContactStatus.CONFIRMED, by=someone, by_what="panelist").by_what,
    ]
    assert parts == ["system", "applicant", "panelist"]


def test_move_refuses_what_the_table_does_not_hold(contact):
    move(contact, ContactStatus.CONFIRMED, by=None)
    with pytest.raises(Refused, match="“confirmed” cannot become “unconfirmed”"):
        move(contact, ContactStatus.UNCONFIRMED, by=None)
    contact.refresh_from_db()
    assert (contact.status, StatusChange.objects.count()) == ("confirmed", 1)


def test_move_twice_is_recorded_once(contact):
    first = move(contact, ContactStatus.CONFIRMED, by=None)
    assert move(contact, ContactStatus.CONFIRMED, by=None) == first
    assert StatusChange.objects.count() == 1


def test_move_goes_by_the_row_and_not_by_a_stale_object(contact):
    stale = Contact.objects.get(pk=contact.pk)
    move(contact, ContactStatus.CONFIRMED, by=None)
    move(stale, ContactStatus.CONFIRMED, by=None)
    assert (stale.status, StatusChange.objects.count()) == ("confirmed", 1)


def test_move_saves_nothing_but_the_status(contact):
    contact.email = "never@example.org"
    move(contact, ContactStatus.CONFIRMED, by=None)
    assert Contact.objects.get().email == "ada@example.org"


def test_move_tells_receivers_inside_its_transaction(contact):
    heard = []

    def refuse(sender, thing, change, **kwargs):
        heard.append((sender, thing.status, change.to_status))
        raise RuntimeError("the receiver could not do its part")

    status_changed.connect(refuse, sender=Contact)
    try:
        with pytest.raises(RuntimeError):
            move(contact, ContactStatus.CONFIRMED, by=None)
    finally:
        status_changed.disconnect(refuse, sender=Contact)
    assert heard == [(Contact, "confirmed", "confirmed")]
    assert (Contact.objects.get().status, StatusChange.objects.count()) == ("unconfirmed", 0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE lifecycle_statuschange SET to_status = 'left'",
        "UPDATE lifecycle_statuschange SET reason = 'rewritten'",
        "DELETE FROM lifecycle_statuschange",
    ],
)
def test_a_recorded_change_cannot_be_rewritten_by_raw_sql(contact, statement):
    move(contact, ContactStatus.CONFIRMED, by=None, reason="Ada asked")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_reason_can_be_emptied_when_a_person_is_erased(contact):
    move(contact, ContactStatus.CONFIRMED, by=None, reason="Ada asked")
    StatusChange.objects.update(reason="")
    assert StatusChange.objects.get().reason == ""
