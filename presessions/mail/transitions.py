"""Every change of a mail's status, and of a mailing's.

Staff's own acts (hold, release, start, stop) go through ``lifecycle.moves`` and
leave a record each. What ``drain`` does happens to many rows at once and many
times a second; it is written in one statement per move, asks the same table
once for all of them, and the row itself is the record (attempts, sent_at,
last_error, possibly_twice).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from presessions.lifecycle import audit
from presessions.lifecycle.models import AuditKind
from presessions.lifecycle.moves import move
from presessions.mail.enums import MAIL_LIFECYCLE, MailingStatus, MailStatus
from presessions.mail.models import CANCEL_SECONDS, Mailing, OutgoingMail, OutgoingMailQuerySet

if TYPE_CHECKING:
    from presessions.accounts.models import User

UNCLAIMED: dict[str, Any] = {"claim_token": "", "claimed_until": None, "in_flight_since": None}
ERASED: dict[str, Any] = {"sealed_code": "", "sealed_until": None}


class NotStarted(Exception):
    """One mail of a mailing can't leave before the mailing does."""


# --- What staff do ----------------------------------------------------------------


def hold(mail: OutgoingMail, *, by: User | None, reason: str = "") -> None:
    """Keep a mail from leaving until it is released. A mail already leaving is refused."""
    move(mail, MailStatus.HELD, by=by, reason=reason)


def release(mail: OutgoingMail, *, by: User | None, reason: str = "") -> None:
    """Let a held mail leave; its time, if still to come, stands."""
    if mail.mailing is not None and mail.mailing.status == MailingStatus.DRAFT:
        raise NotStarted
    move(mail, MailStatus.WAITING, by=by, reason=reason)


def start_mailing(mailing: Mailing, *, by: User | None) -> None:
    """Give a prepared mailing leave to go, one minute from now so that it can still be stopped."""
    with transaction.atomic():
        mailing = _locked(mailing)
        if mailing.status == MailingStatus.STARTED:
            return  # a second click
        mailing.start_at = timezone.now() + timedelta(seconds=CANCEL_SECONDS)
        mailing.save(update_fields=["start_at"])
        move(mailing, MailingStatus.STARTED, by=by)
        started = _moved(
            mailing.mails.all(), MailStatus.HELD, MailStatus.WAITING, next_attempt_at=mailing.start_at
        )
        audit.record(AuditKind.MAILING, by=by, what=mailing, detail={"act": "started", "mails": started})


def stop_mailing(mailing: Mailing, *, by: User | None) -> int:
    """Stop what has not left yet; returns how many mails were kept back."""
    with transaction.atomic():
        mailing = _locked(mailing)
        if mailing.status == MailingStatus.STOPPED:
            return 0
        move(mailing, MailingStatus.STOPPED, by=by)
        why = {"last_error": "The mailing was stopped."}
        kept = _moved(mailing.mails.all(), MailStatus.WAITING, MailStatus.DROPPED, **why)
        kept += _moved(mailing.mails.all(), MailStatus.HELD, MailStatus.DROPPED, **why)
        audit.record(AuditKind.MAILING, by=by, what=mailing, detail={"act": "stopped", "kept_back": kept})
    return kept


def take_up(mail: OutgoingMail, mailing: Mailing) -> bool:
    """Bring a mail of a stopped mailing, which never left, into the one being prepared."""
    rows = OutgoingMail.objects.filter(pk=mail.pk, mailing__status=MailingStatus.STOPPED)
    return bool(_moved(rows, MailStatus.DROPPED, MailStatus.HELD, mailing=mailing, last_error=""))


def drop_unsent(rows: OutgoingMailQuerySet) -> int:
    """Keep these from leaving for good, as far as nobody is handing them over just now."""
    unsent = (MailStatus.WAITING, MailStatus.HELD, MailStatus.UNCERTAIN)
    return sum(_moved(rows.all(), status, MailStatus.DROPPED) for status in unsent)


def _locked(mailing: Mailing) -> Mailing:
    return Mailing.objects.select_for_update().get(pk=mailing.pk)


# --- What the drain does -----------------------------------------------------------


def claim(token: str, *, now: datetime, limit: int) -> list[OutgoingMail]:
    """Take up to ``limit`` due mails under a lease; nobody else sends them meanwhile."""
    with transaction.atomic():
        due = OutgoingMail.objects.due(now)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        rows = list(due[:limit])
        if not rows:
            return []
        until = now + settings.OUTBOX_LEASE
        for status in {row.status for row in rows}:
            MAIL_LIFECYCLE.check(status, MailStatus.SENDING)
        OutgoingMail.objects.filter(pk__in=[row.pk for row in rows]).update(
            status=MailStatus.SENDING, claim_token=token, claimed_until=until, in_flight_since=None
        )
    return rows


def recover(now: datetime) -> int:
    """Take back what a dead sender had claimed.

    What it had not begun to hand over simply waits again. What it had may have
    left: it becomes uncertain and is flagged, and will be sent again with the
    same Message-ID. Returns how many became uncertain.
    """
    lapsed = OutgoingMail.objects.lapsed(now)
    begun, idle = Q(in_flight_since__isnull=False), Q(in_flight_since__isnull=True)
    _moved(lapsed.filter(idle), MailStatus.SENDING, MailStatus.WAITING, **UNCLAIMED)
    again = {"attempts": F("attempts") + 1, "next_attempt_at": now}  # behind those never begun
    return _moved(
        lapsed.filter(begun),
        MailStatus.SENDING,
        MailStatus.UNCERTAIN,
        possibly_twice=True,
        **again,
        **UNCLAIMED,
    )


def mark_in_flight(keys: Sequence[int], token: str, *, now: datetime) -> set[int]:
    """Write down that these are about to be handed over, and renew their lease.

    Returns the keys that are still claimed under ``token``: only these may be sent.
    """
    mine = OutgoingMail.objects.filter(pk__in=keys, claim_token=token, status=MailStatus.SENDING)
    if mine.update(in_flight_since=now, claimed_until=now + settings.OUTBOX_LEASE) == len(keys):
        return set(keys)
    return set(mine.filter(in_flight_since=now).values_list("pk", flat=True))


def record_sent(keys: Iterable[int], token: str, *, now: datetime) -> None:
    """The server took them. A code among them is erased in the same statement."""
    _settle(keys, token, MailStatus.SENT, sent_at=now, last_error="", **ERASED)


def put_back(keys: Iterable[int], token: str) -> None:
    """They were claimed and not handed over: they wait as before."""
    _settle(keys, token, MailStatus.WAITING)


def try_later(key: int, token: str, *, at: datetime, reason: str) -> None:
    """The server said "not now", or broke off before it had the letter."""
    _settle(
        [key], token, MailStatus.WAITING, attempts=F("attempts") + 1, next_attempt_at=at, last_error=reason
    )


def record_uncertain(key: int, token: str, *, at: datetime, reason: str) -> None:
    """The connection broke after the letter was begun: it may have left; it is sent again at ``at``."""
    _settle(
        [key],
        token,
        MailStatus.UNCERTAIN,
        attempts=F("attempts") + 1,
        next_attempt_at=at,
        possibly_twice=True,
        last_error=reason,
    )


def fail(key: int, token: str, *, reason: str) -> None:
    """It will not be tried again."""
    _settle([key], token, MailStatus.FAILED, attempts=F("attempts") + 1, last_error=reason, **ERASED)


def drop(key: int, token: str, *, reason: str) -> None:
    """It is no longer needed."""
    _settle([key], token, MailStatus.DROPPED, last_error=reason, **ERASED)


def drop_stale_codes(now: datetime) -> None:
    """Erase codes that are too old to be typed; their mails are not sent any more."""
    stale = OutgoingMail.objects.filter(sealed_until__lte=now)
    if not stale.exists():
        return
    for status in (MailStatus.WAITING, MailStatus.UNCERTAIN):
        _moved(stale, status, MailStatus.DROPPED, last_error="The code was too old.", **ERASED)
    # One that is being handed over keeps its status; its text was made already.
    stale.update(**ERASED)


def supersede_codes(to: str) -> None:
    """Drop codes to this address that have not left: only the newest one opens the door."""
    older = OutgoingMail.objects.filter(to=to, sensitive=True)
    _moved(older, MailStatus.WAITING, MailStatus.DROPPED, last_error="A newer code was asked for.", **ERASED)


def postpone_all(*, now: datetime, until: datetime) -> None:
    """The mail server is away, which says nothing about any one mail: all that is due waits a little."""
    OutgoingMail.objects.due(now).order_by().update(next_attempt_at=until)


def _settle(keys: Iterable[int], token: str, to: MailStatus, **fields: Any) -> None:
    rows = OutgoingMail.objects.filter(pk__in=list(keys), claim_token=token)
    _moved(rows, MailStatus.SENDING, to, **{**UNCLAIMED, **fields})


def _moved(rows: OutgoingMailQuerySet, from_status: MailStatus, to: MailStatus, **fields: Any) -> int:
    """Move those of ``rows`` that stand at ``from_status``, in one statement; how many."""
    MAIL_LIFECYCLE.check(from_status, to)
    return rows.filter(status=from_status).update(status=to, **fields)
