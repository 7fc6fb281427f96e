"""The outbox: write a mail down in the transaction of its cause; it leaves after the commit.

``queue`` is all an app above needs, with a source in ``registry``. Nothing here
talks to a mail server: ``delivery.drain`` does, in a worker.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

from celery import current_app
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from presessions.lifecycle import audit
from presessions.lifecycle.models import AuditKind
from presessions.mail import messages, registry, transitions
from presessions.mail.enums import MailingStatus, MailStatus, Priority
from presessions.mail.models import Mailing, OutgoingMail
from presessions.mail.rendering import Rendered, render
from presessions.mail.sealing import seal, unseal

if TYPE_CHECKING:
    from presessions.accounts.models import User

CODE_MESSAGE = "sign_in_code"
WAKE_EXPIRES = 30  # seconds; beat wakes the drain anyway, so old wake-ups are not worth keeping
QUIET_SECONDS = 5.0  # after the broker did not answer, requests do not try it again for so long
_quiet_until = 0.0


class NotShown(Exception):
    """A sign-in code's mail is never shown, previewed or resent."""


class NoLongerRelevant(Exception):
    """The app that knows the ids says that this mail would not be true any more."""


def queue(
    message: str,
    *,
    to: str,
    cause: str,
    version: str = "1",
    ids: Mapping[str, str | int],
    language: str,
    not_before: datetime | None = None,
    bulk: bool = False,
    mailing: Mailing | None = None,
) -> OutgoingMail:
    """Write one mail into the outbox, in the caller's transaction.

    One row per (``to``, ``message``, ``cause``, ``version``): a repeated call
    returns the row there is and sends nothing twice. A new version of the
    cause (a second extension, a renewed offer) is a new mail. ``ids`` are what
    the message's source needs to find its values again; the keys ``series``
    (its number) and ``iso3``, where given, are also used by staff's filters
    and by recusal. A mail of a ``mailing`` still being prepared is held until
    the mailing starts; whoever has it already is listed there as left out.

    Raises ``ValueError`` for an unknown message, a language the site does not
    speak, what is not an e-mail address, or a mailing that was stopped.
    """
    _check(message, language)
    if mailing is not None and mailing.status == MailingStatus.STOPPED:
        raise ValueError("This mailing was stopped.")
    row, created = _stored(
        to=_address(to),
        message=message,
        cause=cause,
        version=version,
        ids=dict(ids),
        language=language,
        series_number=_series(ids),
        iso3=str(ids.get("iso3", ""))[:3],
        status=_first_status(mailing),
        priority=Priority.BULK if bulk else Priority.LETTER,
        mailing=mailing,
        next_attempt_at=_first_time(not_before, mailing),
    )
    if created:
        wake_on_commit()
    elif mailing is not None and row.mailing_id != mailing.pk:
        _take_up_or_skip(row, mailing)
    return row


def queue_code(to: str, code: str, language: str, *, page: str = "") -> OutgoingMail:
    """Write the mail with a one-time code; ``page`` (an address) is where it is to be typed.

    The code is encrypted in the row and erased when it is sent or after
    ``CODE_MINUTES``; earlier codes to this address that have not left are dropped.
    """
    _check(CODE_MESSAGE, language)
    address = _address(to)
    now = timezone.now()
    with transaction.atomic():
        transitions.supersede_codes(address)
        row, _ = _stored(
            to=address,
            message=CODE_MESSAGE,
            cause=f"code {uuid.uuid4().hex}",
            version="1",
            ids={"page": page} if page else {},
            language=language,
            priority=Priority.CODE,
            next_attempt_at=now,
            sensitive=True,
            sealed_code=seal(code),
            sealed_until=now + timedelta(minutes=settings.CODE_MINUTES),
        )
        wake_on_commit()
    return row


def hold(row: OutgoingMail, by: User | None, reason: str = "") -> None:
    """Keep this mail from leaving. Raises ``lifecycle.tables.Refused`` when it has left."""
    transitions.hold(row, by=by, reason=reason)


def release(row: OutgoingMail, by: User | None, reason: str = "") -> None:
    """Let a held mail leave."""
    with transaction.atomic():
        transitions.release(row, by=by, reason=reason)
        wake_on_commit()


def next_version(row: OutgoingMail) -> str:
    """The version a resend of this mail would have now; a form carries it, so a double click is one mail."""
    origin = row.version.partition("+")[0]
    again = OutgoingMail.objects.filter(
        to=row.to, message=row.message, cause=row.cause, version__startswith=f"{origin}+"
    ).count()
    return f"{origin}+{again + 1}"


def resend(row: OutgoingMail, by: User | None, *, version: str = "") -> OutgoingMail:
    """Send the message of ``row`` once more, as a mail of its own with what is true now.

    ``version`` is what ``next_version`` gave when the question was asked; the
    same answer twice gives the same mail. Raises ``NotShown`` for a code.
    """
    if row.sensitive:
        raise NotShown
    with transaction.atomic():
        fields = {
            "ids": row.ids,
            "language": row.language,
            "series_number": row.series_number,
            "iso3": row.iso3,
            "priority": Priority.LETTER,
        }
        again, created = _stored(
            to=row.to, message=row.message, cause=row.cause, version=version or next_version(row), **fields
        )
        if created:
            audit.record(AuditKind.MAILING, by=by, what=again, detail={"act": "resent", "of": row.pk})
            wake_on_commit()
    return again


def preview(
    mail: OutgoingMail | str, ids: Mapping[str, str | int] | None = None, language: str = ""
) -> Rendered:
    """The mail as it would read if it left now: a row, or a message with ids and a language.

    Raises ``NotShown`` for a code and ``NoLongerRelevant`` where it would not be sent.
    """
    if isinstance(mail, str):
        message, ids, language = mail, ids or {}, language or settings.LANGUAGE_CODE
    else:
        message, ids, language = mail.message, mail.ids, mail.language
    if message == CODE_MESSAGE:
        raise NotShown
    return _written(message, ids, language)


def write(row: OutgoingMail) -> Rendered:
    """The letter to send now. Raises ``NoLongerRelevant`` where there is nothing left to say."""
    if not row.sensitive:
        return _written(row.message, row.ids, row.language)
    stale = row.sealed_until is None or row.sealed_until <= timezone.now()
    code = None if stale else unseal(row.sealed_code)
    if code is None:
        raise NoLongerRelevant("The code was too old.")
    page = str(row.ids.get("page", ""))
    return render(messages.sign_in_code(code=code, minutes=settings.CODE_MINUTES, page=page), row.language)


def overdue_since(now: datetime) -> datetime | None:
    """Since when the longest waiting mail has been due; None when nothing is. For the health page."""
    first = OutgoingMail.objects.due(now).order_by("next_attempt_at").first()
    return first.next_attempt_at if first else None


def wake_on_commit() -> None:
    """Wake the drain when the transaction ends; once, however many mails it wrote."""
    waiting = {entry[1] for entry in connection.run_on_commit}
    if _wake not in waiting:
        transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    """Tell a worker that there is mail. A broker that is away costs little and fails nothing."""
    global _quiet_until
    if monotonic() < _quiet_until:
        return
    try:
        current_app.send_task(
            "presessions.mail.tasks.drain", retry=False, ignore_result=True, expires=WAKE_EXPIRES
        )
    except Exception:  # noqa: BLE001 - whatever the broker's client raises: beat wakes the drain anyway
        _quiet_until = monotonic() + QUIET_SECONDS


def _written(message: str, ids: Mapping[str, str | int], language: str) -> Rendered:
    with translation.override(language):
        values = registry.values(message, ids, language)
        if values is None:
            raise NoLongerRelevant("It was no longer needed when its time came.")
        return render(messages.build(message, values), language)


def _stored(
    *, to: str, message: str, cause: str, version: str, **fields: object
) -> tuple[OutgoingMail, bool]:
    key = {"to": to, "message": message, "cause": cause, "version": version}
    return OutgoingMail.objects.get_or_create(
        **key, defaults={**fields, "message_id": _message_id(to, message, cause, version)}
    )


def _message_id(*key: str) -> str:
    """The same for the same key, so a mail that left twice is recognised as one; tells no address."""
    digest = salted_hmac("presessions.mail.message_id", "\n".join(key), algorithm="sha256").hexdigest()
    return f"<{digest[:40]}@{settings.MESSAGE_ID_DOMAIN}>"


def _address(to: str) -> str:
    """One spelling per address, so that one person does not get a mail twice."""
    address = to.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError("This is not an e-mail address.") from None
    return address


def _check(message: str, language: str) -> None:
    if message not in messages.NAMES:
        raise ValueError(f"There is no message “{message}”.")
    if language not in dict(settings.LANGUAGES):
        raise ValueError(f"There are no mails in “{language}”.")


def _series(ids: Mapping[str, str | int]) -> int | None:
    number = str(ids.get("series", ""))
    return int(number) if number.isdecimal() else None


def _first_status(mailing: Mailing | None) -> MailStatus:
    draft = mailing is not None and mailing.status == MailingStatus.DRAFT
    return MailStatus.HELD if draft else MailStatus.WAITING


def _first_time(not_before: datetime | None, mailing: Mailing | None) -> datetime:
    start = mailing.start_at if mailing is not None else None
    return max(filter(None, (not_before, start, timezone.now())))


def _take_up_or_skip(row: OutgoingMail, mailing: Mailing) -> None:
    if not transitions.take_up(row, mailing):
        mailing.skipped = [*mailing.skipped, [row.to, "has this message already"]]
        mailing.save(update_fields=["skipped"])
