"""How the list of those who asked for calls forgets: one address, or those that never confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from presessions.lifecycle.models import StatusChange
from presessions.privacy.erase import Person, register_eraser
from presessions.privacy.retention import Rule, register_retention

from .enums import ContactStatus
from .models import Contact

NEVER_CONFIRMED = timedelta(days=30)  # the link in the mail opens for seven


def forget_person(person: Person) -> int:
    return _delete(Contact.objects.filter(email__iexact=person.email))


def forget_unconfirmed(before: datetime) -> int:
    """Addresses that somebody typed and nobody confirmed; those who left stay, so that no file brings them back."""
    return _delete(Contact.objects.filter(status=ContactStatus.UNCONFIRMED, asked_at__lte=before))


def _delete(rows: QuerySet[Contact]) -> int:
    found = list(rows)
    for row in found:
        StatusChange.objects.of(row).exclude(reason="").update(reason="")
        row.delete()
    return len(found)


def register() -> None:
    """Called once, when the application starts."""
    register_eraser("series", forget_person)
    register_retention(Rule("addresses that nobody confirmed", NEVER_CONFIRMED, forget_unconfirmed))
