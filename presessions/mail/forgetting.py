"""How the outbox forgets whom it wrote to: at somebody's wish, with what a mail was about, or in time.

The row stays, so that what was sent is not sent again; its address becomes one that no mail can reach.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from presessions.mail import transitions
from presessions.mail.enums import MailStatus
from presessions.mail.models import Mailing, OutgoingMail, OutgoingMailQuerySet
from presessions.privacy.basics import ERASED
from presessions.privacy.erase import Person, register_eraser
from presessions.privacy.retention import Rule, register_retention

OVER = (MailStatus.SENT, MailStatus.FAILED, MailStatus.DROPPED)
NOBODY = Concat(Cast("pk", CharField()), Value(f"@{ERASED}"))


def forget_about(kind: str, key: int) -> int:
    """Every mail whose ids name this thing: ("application", 12)."""
    return _forget(OutgoingMail.objects.filter(**{f"ids__{kind}": key}))


def forget_person(person: Person) -> int:
    """Every mail to this address, and its place among those whom a mailing left out."""
    count = _forget(OutgoingMail.objects.filter(to__iexact=person.email))
    for mailing in Mailing.objects.exclude(skipped=[]):
        kept = [pair for pair in mailing.skipped if str(pair[0]).lower() != person.email]
        if kept != mailing.skipped:
            Mailing.objects.filter(pk=mailing.pk).update(skipped=kept)
            count += 1
    return count


def forget_old(before: datetime) -> int:
    """Retention: mails that left, failed or were dropped before this instant."""
    return _forget(OutgoingMail.objects.filter(status__in=OVER, created_at__lte=before))


def _forget(rows: OutgoingMailQuerySet) -> int:
    """What has not left does not leave any more; the server's own words may repeat the address."""
    rows = rows.exclude(to__endswith=f"@{ERASED}")
    transitions.drop_unsent(rows)
    return rows.update(to=NOBODY, last_error="", **transitions.ERASED)


def register() -> None:
    """Called once, when the application starts."""
    register_eraser("mail", forget_person)
    register_retention(Rule("addresses of mails", "mails", forget_old))
