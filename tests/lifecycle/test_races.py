"""Many hands at once: one record per move, one chain; needs a real database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from presessions.lifecycle.audit import record, verify_chain
from presessions.lifecycle.models import AuditEvent, AuditKind, StatusChange
from presessions.lifecycle.moves import move
from presessions.lifecycle.tables import Refused
from presessions.series.enums import ContactStatus
from presessions.series.models import Contact

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
HANDS = 8


def at_once(act):
    """Call ``act(number)`` in eight threads that start together; the results in order."""
    ready = Barrier(HANDS)

    def one(number):
        ready.wait()
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(one, range(HANDS)))


def test_the_same_move_by_many_is_recorded_once():
    contact = Contact.objects.create(email="ada@example.org")
    changes = at_once(lambda _: move(Contact.objects.get(pk=contact.pk), ContactStatus.CONFIRMED, by=None).pk)
    assert (len(set(changes)), StatusChange.objects.count()) == (1, 1)


def test_different_moves_by_many_leave_a_life_without_a_break():
    contact = Contact.objects.create(email="ada@example.org")
    wishes = [ContactStatus.CONFIRMED, ContactStatus.LEFT]

    def act(number):
        try:
            move(Contact.objects.get(pk=contact.pk), wishes[number % 2], by=None)
        except Refused:
            return

    at_once(act)
    life = list(StatusChange.objects.of(contact).values_list("from_status", "to_status"))
    ends = [to for _, to in life]
    assert [start for start, _ in life] == ["unconfirmed", *ends[:-1]]
    contact.refresh_from_db()
    assert contact.status == ends[-1]


def test_events_of_many_make_one_chain():
    at_once(lambda number: record(AuditKind.EXPORT, by=None, what=f"export {number}"))
    assert sorted(AuditEvent.objects.values_list("number", flat=True)) == list(range(1, HANDS + 1))
    assert verify_chain() is None
