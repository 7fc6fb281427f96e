"""People who ask for calls by e-mail: asked, confirmed, left.

Double opt-in: what somebody types is only noted, until a button behind a link in a mail to that
address is pressed. From outside nobody can tell whether an address was known. Statuses move
through ``lifecycle.moves`` like all others.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from presessions.lifecycle.moves import move
from presessions.mail import outbox

from .enums import ContactStatus
from .models import Contact, State

if TYPE_CHECKING:
    from datetime import datetime

CONFIRM_WITHIN = timedelta(days=7)
SAME_QUESTION = timedelta(minutes=10)  # a double tap or a reload is one question


def ask(email: str, *, language: str, states: Iterable[State], kind: str = "") -> None:
    """Note what this address wants and write to it for confirmation; no States means all of them.

    ``kind`` is what they say they are; blank leaves what is known of it.
    """
    address = email.strip().lower()
    iso3s = " ".join(sorted(state.iso3 for state in states))
    now = timezone.now()
    with transaction.atomic():
        Contact.objects.get_or_create(email=address, defaults={"language": language})
        contact = Contact.objects.select_for_update().get(email=address)
        recent = contact.asked_at is not None and now - contact.asked_at < SAME_QUESTION
        if recent and _asked(contact) == (language, iso3s, kind):
            return
        contact.asked_language, contact.asked_states, contact.asked_kind = language, iso3s, kind
        contact.asked_at = now
        contact.asked_version += 1
        contact.save()
        outbox.queue(
            "contact_confirm",
            to=address,
            cause=f"contact {contact.pk}",
            version=str(contact.asked_version),
            ids={"contact": contact.pk, "version": contact.asked_version},
            language=language,
        )


def _asked(contact: Contact) -> tuple[str, str, str]:
    return contact.asked_language, contact.asked_states, contact.asked_kind


def waiting(token: str, version: int, now: datetime) -> Contact | None:
    """The contact whose question this link answers; None where it is answered, replaced or too old."""
    contact = Contact.objects.filter(token=token, asked_version=version, asked_at__isnull=False).first()
    if contact is None or contact.asked_at is None or now - contact.asked_at > CONFIRM_WITHIN:
        return None
    return contact


def confirm(token: str, version: int) -> bool:
    """The address says yes: from now on it gets what it asked for. False where the link is too old.

    A second press finds the answer given and says yes again.
    """
    with transaction.atomic():
        contact = Contact.objects.select_for_update().filter(token=token).first()
        if contact is None:
            return False
        if waiting(token, version, timezone.now()) is None:
            return contact.asked_version == version and contact.status == ContactStatus.CONFIRMED
        contact.language = contact.asked_language
        contact.kind = contact.asked_kind or contact.kind
        contact.states.set(State.objects.filter(iso3__in=contact.asked_states.split()))
        contact.asked_at, contact.confirmed_at = None, timezone.now()
        contact.save()
        move(contact, ContactStatus.CONFIRMED, by=None, by_what="contact")
    return True


def leave(token: str) -> None:
    """No call is sent to this address any more; an unknown token changes nothing."""
    with transaction.atomic():
        contact = Contact.objects.select_for_update().filter(token=token).first()
        if contact is None or contact.status == ContactStatus.LEFT:
            return
        contact.left_at, contact.asked_at = timezone.now(), None
        contact.save()
        move(contact, ContactStatus.LEFT, by=None, by_what="contact")
