"""The record of acts that must be answered for, as a chain that shows a gap.

Each row's seal is SHA-256(previous seal + canonical JSON of the row), the first
row's previous seal being 64 zeros. Rows are numbered without gaps, so a row
taken out of the middle, changed, or cut off and replaced breaks the chain.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction
from django.utils import timezone

from presessions.lifecycle.models import AuditEvent, AuditKind

if TYPE_CHECKING:
    from presessions.accounts.models import User

FIRST = "0" * 64
LOCK = 0x5052_4553  # any number of ours: one chain, one writer at a time on PostgreSQL


@dataclass(frozen=True)
class Broken:
    """Where the chain stops holding, and how."""

    number: int
    why: str


def canonical(
    *, number: int, kind: str, by_id: int | None, at: datetime, what: str, detail: dict[str, Any]
) -> bytes:
    """The bytes a seal covers: JSON, keys sorted, no spaces, time in UTC."""
    row = {
        "number": number,
        "kind": kind,
        "by": by_id,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "what": what,
        "detail": detail,
    }
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def seal(previous: str, row: bytes) -> str:
    """The seal of a row that follows ``previous``."""
    return hashlib.sha256(previous.encode() + row).hexdigest()


def record(
    kind: str, *, by: User | None, what: models.Model | str, detail: dict[str, Any] | None = None
) -> AuditEvent:
    """Add one event to the chain, in the transaction of what it tells about.

    ``what`` is the thing (kept as label and key) or such a label; ``detail`` is
    short: counts, ids, file types; never names, addresses or text.
    """
    label = what if isinstance(what, str) else f"{what._meta.label} {what.pk}"
    content = {
        "kind": str(AuditKind(kind)),
        "by_id": by.pk if by else None,
        "at": timezone.now(),
        "what": label[:120],
        "detail": json.loads(json.dumps(detail or {}, default=str)),
    }
    with transaction.atomic():
        _one_writer()
        last = AuditEvent.objects.order_by("-number").first()
        number, previous = (last.number + 1, last.sealed) if last else (1, FIRST)
        sealed = seal(previous, canonical(number=number, **content))
        return AuditEvent.objects.create(number=number, sealed=sealed, **content)


def verify_chain() -> Broken | None:
    """The first place where the chain is broken, or None."""
    previous = FIRST
    for expected, event in enumerate(AuditEvent.objects.order_by("number").iterator(), start=1):
        if event.number != expected:
            return Broken(expected, "this row is missing")
        row = canonical(
            number=event.number,
            kind=event.kind,
            by_id=event.by_id,
            at=event.at,
            what=event.what,
            detail=event.detail,
        )
        if event.sealed != seal(previous, row):
            return Broken(event.number, "this row, or one before it, was changed")
        previous = event.sealed
    return None


def _one_writer() -> None:
    """Serialise writers of the chain; SQLite's IMMEDIATE transactions do so by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
