"""Taking files in, whole or in pieces. The worker checks them before anybody else may read one.

Every way in has the same bounds: five files and 25 MB an application, begun
ones counted as if they were here; 50 MB an account and day. In pieces a file is
kept apart, where nothing serves it, and becomes a ``SupportingFile`` with its
last piece. Each piece may come twice; the second time changes nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from presessions import wording
from presessions.permissions import Actor, check_may
from presessions.stored import NoRoom, delete_later, writing

from .checking import head_of, sha256_of
from .enums import FileStatus
from .file_rules import (
    HEAD,
    PIECE,
    Reason,
    clean_name,
    first_look,
    piece_bytes,
    pieces_of,
    room_for,
    room_today,
)
from .models import Application, SupportingFile, private_storage
from .open_now import may_change_files
from .transitions import locked
from .upload_models import UnfinishedUpload, UploadedOnDay


class NotTaken(Exception):
    """Why a file was not taken, as a ``Reason``."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Told:
    """What a browser tells of a file before it sends it; ``size`` in bytes, ``modified`` in milliseconds since 1970."""

    name: str
    size: int
    modified: str = ""


class NotInOrder(Exception):
    """A piece that is not the next one, or not as long as it should be; ``received`` are here."""

    def __init__(self, received: int) -> None:
        self.received = received
        super().__init__(f"{received} pieces are here")


def attach(
    application: Application, upload: File, *, actor: Actor, now: datetime | None = None
) -> SupportingFile:
    """Take a whole file in. The same file sent twice is one file. Raises ``NotTaken``."""
    now = now or timezone.now()
    with transaction.atomic():
        row = _opened(application, actor, now)
        return _attach(row, upload, clean_name(upload.name or ""), now)


def _attach(
    row: Application, upload: File, name: str, now: datetime, begun: UnfinishedUpload | None = None
) -> SupportingFile:
    size = upload.size or 0
    sha256 = sha256_of(upload)
    known = row.files.filter(sha256=sha256).first()
    if known is not None:
        return known
    reason = _room(row, size, besides=begun) or first_look(head_of(upload))
    if reason is not None:
        raise NotTaken(reason)
    if begun is None:
        _count_bytes(row, size, now)
    file = SupportingFile(application=row, name=name, size=size, sha256=sha256, status=FileStatus.CHECKING)
    with _storing():
        file.file.save("", upload, save=False)
    file.save()
    return file


@contextmanager
def _storing() -> Iterator[None]:
    """Where bytes of a file are kept: a full disk is a reason not to take it."""
    try:
        with writing():
            yield
    except NoRoom:
        raise NotTaken(Reason.NO_ROOM) from None


def remove(file: SupportingFile, *, actor: Actor, now: datetime | None = None) -> None:
    """Take a file back, its bytes too. Raises ``PermissionError`` where nothing may be changed any more."""
    now = now or timezone.now()
    with transaction.atomic():
        _opened(file.application, actor, now)
        SupportingFile.objects.filter(pk=file.pk).delete()
        delete_later(file.file)


# --- In pieces --------------------------------------------------------------------------


def begin(
    application: Application, told: Told, *, actor: Actor, now: datetime | None = None
) -> UnfinishedUpload:
    """The place for this file, or the one where it was left off. Raises ``NotTaken``."""
    now = now or timezone.now()
    with transaction.atomic():
        row = _opened(application, actor, now)
        left_off = known(row, told)
        if left_off is not None:
            return left_off
        reason = _room(row, told.size)
        if reason is not None:
            raise NotTaken(reason)
        _count_bytes(row, told.size, now)
        with _storing():
            place = private_storage().save(f"uploads/{uuid.uuid4().hex}", ContentFile(b""))
        return UnfinishedUpload.objects.create(
            application=row,
            name=clean_name(told.name),
            size=told.size,
            modified=told.modified,
            stored_as=place,
        )


def known(application: Application, told: Told) -> UnfinishedUpload | None:
    """Where this file was left off, if it was begun."""
    begun = application.uploads.filter(
        name=clean_name(told.name), size=told.size, modified=told.modified, file=None
    )
    return begun.first()


def add_piece(
    upload: UnfinishedUpload, number: int, data: bytes, *, actor: Actor, now: datetime | None = None
) -> UnfinishedUpload:
    """Take the next piece; with the last one the file is whole (``file``) and waits for its check.

    Raises ``NotInOrder`` where it is not the next one, ``NotTaken`` where the file is not taken; then what was
    sent of it is gone, unless the disk was full: there it goes on later. ``UnfinishedUpload.DoesNotExist`` where it
    was taken back meanwhile.
    """
    now = now or timezone.now()
    refusal = None
    with transaction.atomic():
        row = _opened(upload.application, actor, now)
        upload = UnfinishedUpload.objects.select_for_update().get(pk=upload.pk)
        if number < upload.received:
            return upload
        if number > upload.received or len(data) != piece_bytes(upload.size, number):
            raise NotInOrder(upload.received)
        refusal = first_look(data[:HEAD]) if number == 0 else None
        if refusal is None:
            _write(upload, number, data)
            refusal = _finish(row, upload, now) if upload.received == pieces_of(upload.size) else None
        if refusal is not None:
            _forget(upload)
    if refusal is not None:
        raise NotTaken(refusal)
    return upload


def give_up(upload: UnfinishedUpload, *, actor: Actor) -> None:
    """Take back what was sent of a file."""
    with transaction.atomic():
        row = locked(upload.application)
        check_may(actor, "edit_application", row.subject)
        _forget(upload)


def forget_uploads(application: Application) -> None:
    """Nothing of what was begun stays, when an application is erased."""
    for upload in application.uploads.all():
        _forget(upload)


def forget_stale(before: datetime) -> int:
    """Retention of what nobody went on sending; returns how many."""
    stale = list(UnfinishedUpload.objects.filter(changed_at__lt=before))
    for upload in stale:
        _forget(upload)
    return len(stale)


def forget_counts(before: datetime) -> int:
    """Retention of counted bytes."""
    return UploadedOnDay.objects.filter(day__lt=wording.in_geneva(before).date()).delete()[0]


def _write(upload: UnfinishedUpload, number: int, data: bytes) -> None:
    """At its own place in the file: what a killed process left there is written over."""
    with _storing(), private_storage().open(upload.stored_as, "r+b") as stored:
        stored.seek(number * PIECE)
        stored.write(data)
    upload.received = number + 1
    upload.save(update_fields=["received", "changed_at"])


def _finish(row: Application, upload: UnfinishedUpload, now: datetime) -> Reason | None:
    """The whole file goes the way of one that came whole."""
    with private_storage().open(upload.stored_as, "rb") as stored:
        try:
            upload.file = _attach(row, stored, upload.name, now, begun=upload)
        except NotTaken as refusal:
            if refusal.reason is Reason.NO_ROOM:
                raise
            return refusal.reason
    upload.save(update_fields=["file", "changed_at"])
    place = upload.stored_as
    transaction.on_commit(lambda: private_storage().delete(place))
    return None


def _forget(upload: UnfinishedUpload) -> None:
    place = upload.stored_as
    UnfinishedUpload.objects.filter(pk=upload.pk).delete()
    transaction.on_commit(lambda: private_storage().delete(place))


# --- Bounds -----------------------------------------------------------------------------


def _opened(application: Application, actor: Actor, now: datetime) -> Application:
    row = locked(application)
    check_may(actor, "edit_application", row.subject)
    if not may_change_files(row, now):
        raise PermissionError("closed")
    return row


def _room(row: Application, size: int, *, besides: UnfinishedUpload | None = None) -> Reason | None:
    """Whether it fits beside the files that are here or on their way."""
    here = [file.size for file in row.files.all() if file.status != FileStatus.REFUSED]
    coming = [each.size for each in row.uploads.filter(file=None) if each != besides]
    return room_for(size, count=len(here) + len(coming), total=sum(here) + sum(coming))


def _count_bytes(row: Application, size: int, now: datetime) -> None:
    """Count them for the account and the day. Raises ``NotTaken`` where it would be too much."""
    count, _ = UploadedOnDay.objects.select_for_update().get_or_create(
        who=counted_for(row), day=wording.in_geneva(now).date()
    )
    reason = room_today(size, today=count.size)
    if reason is not None:
        raise NotTaken(reason)
    UploadedOnDay.objects.filter(pk=count.pk).update(size=F("size") + size)


def counted_for(row: Application) -> str:
    """Whose bytes they are."""
    return f"account {row.owner_id}" if row.owner_id else f"application {row.pk}"
