"""Forgetting one person, everywhere, in one transaction.

Each room says how it forgets: ``register_eraser("applications", forget)`` in
its AppConfig, where ``forget(person)`` empties or deletes what is about that
person and returns how many rows it touched. Files are deleted with
``transaction.on_commit``, so that a rehearsal (``dry_run``) touches none.

What stays: decisions without the person (a seat was held, a status changed),
the audit, and what the person agreed to have published, until they withdraw it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from presessions.accounts.actors import actor_of
from presessions.accounts.managers import clean_email
from presessions.accounts.models import User
from presessions.lifecycle.audit import record
from presessions.lifecycle.models import AuditKind
from presessions.permissions import check_may
from presessions.privacy.taken_back import note_person

_erasers: dict[str, Callable[[Person], int]] = {}


@dataclass(frozen=True)
class Person:
    """Who is to be forgotten: an address, and the account where there is one."""

    email: str
    user: User | None


def register_eraser(label: str, eraser: Callable[[Person], int]) -> None:
    """Have ``eraser`` called whenever somebody is forgotten; ``label`` names the room."""
    if _erasers.get(label, eraser) is not eraser:
        raise ValueError(f"{label} already says how it forgets")
    _erasers[label] = eraser


def erase_person(email: str, *, by: User | None, dry_run: bool = False) -> dict[str, int]:
    """Forget the person with this address; returns rows touched per room.

    The account's own row goes last, emptied and disabled. Doing it again
    touches nothing. ``by`` None is the machine (retention); anybody else must
    hold the verb (``permissions.Refused``).
    """
    if by is not None:
        check_may(actor_of(by), "erase_person")
    address = clean_email(email)
    with transaction.atomic():
        person = Person(address, User.objects.select_for_update().filter(email=address).first())
        counts = {label: eraser(person) for label, eraser in _in_order()}
        touched = {label: count for label, count in counts.items() if count}
        if touched and not dry_run:
            what = f"accounts.User {person.user.pk}" if person.user else "an address without an account"
            record(AuditKind.ERASURE, by=by, what=what, detail=touched)
            note_person(address)
        transaction.set_rollback(dry_run)
    return touched


def _in_order() -> list[tuple[str, Callable[[Person], int]]]:
    """Upper rooms before those below them, the account last: rooms find their rows through those below."""
    upper_first = list(_erasers.items())[::-1]
    return sorted(upper_first, key=lambda item: item[0] == "accounts")
