"""Attachments: taken in, judged and copied by the worker, taken back.

The original stays private; the derived copy is the only one that may be shared. What it is worth is judged by the
intake's rules (``applications.file_rules``, ``applications.checking``); Word and OpenDocument files are not taken
here, for they can't be shared.
"""

from __future__ import annotations

import logging
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction

from applications.checking import head_of, in_a_process, is_infected, look_then_settle, settle_each, sha256_of
from applications.file_rules import (
    MAX_BYTES,
    FileType,
    Reason,
    Verdict,
    clean_name,
    refused,
    room_for,
    type_from_head,
)
from presessions.accounts.models import User
from presessions.lifecycle.moves import move
from presessions.permissions import Actor, check_may
from presessions.stored import NoRoom, bytes_of, delete_later
from presessions.waking import wake_on_commit

from .consent import hash_bytes
from .deriving import Copy, clean_copy
from .enums import AttachmentStatus
from .file_models import Attachment
from .models import Statement
from .pdf_parts import HiddenLayer
from .transitions import locked, subject_of
from .writing import read_again

log = logging.getLogger(__name__)
SHARED_TYPES = frozenset({FileType.PDF, FileType.JPEG, FileType.PNG})
WORD = "word"  # code of the refusal of a document that is no PDF
LAYER = "layer"  # and of a PDF that holds what its pages don't show


class NotTaken(Exception):
    """Why a file was not taken: a ``Reason`` or one of the codes of this module."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def attach(
    statement: Statement, upload: File, *, kind: str, language: str, actor: Actor, by: User | None
) -> Attachment:
    """Take a file in; nobody but its speaker and staff reads it before it was checked and copied.

    The same file sent twice is one attachment, unless it was refused or taken back. Raises ``NotTaken``.
    """
    size, sha256, head = upload.size or 0, sha256_of(upload), head_of(upload)
    with transaction.atomic():
        row = locked(statement)
        check_may(actor, "write_statement", subject_of(row))
        known = row.attachments.filter(original_sha256=sha256).first()
        if known is not None and known.status != AttachmentStatus.REFUSED:
            return known
        if known is not None:
            _delete(known)
        if reason := _first_look(row, size, head):
            raise NotTaken(reason)
        each = Attachment(
            statement=row,
            kind=kind,
            language=language,
            name=clean_name(upload.name or ""),
            original_sha256=sha256,
        )
        try:
            each.original.save("", upload, save=False)
        except NoRoom:
            raise NotTaken(Reason.NO_ROOM) from None
        each.save()
        _touch(row, by=by)
        wake_on_commit("publications.tasks.derive_attachments", expires=30)
    return each


def remove(attachment: Attachment, *, actor: Actor, by: User | None) -> None:
    """Take a file back, both copies; what was published of it is gone in the same transaction."""
    with transaction.atomic():
        row = locked(attachment.statement)
        check_may(actor, "write_statement", subject_of(row))
        found = row.attachments.filter(pk=attachment.pk).first()
        if found is not None:
            _delete(found)
            _touch(row, by=by)


def _first_look(row: Statement, size: int, head: bytes) -> str:
    kept = [each.original.size for each in row.attachments.exclude(status=AttachmentStatus.REFUSED)]
    if reason := room_for(size, count=len(kept), total=sum(kept)):
        return reason
    kind = type_from_head(head)
    if kind == "zip" or head.startswith(b"\xd0\xcf\x11\xe0"):  # DOCX and ODT; DOC before 2007
        return WORD
    return "" if kind else Reason.WRONG_TYPE


def _touch(row: Statement, *, by: User | None) -> None:
    row.version += 1
    row.save(update_fields=["version", "changed_at"])
    read_again(row, by=by)


def _delete(attachment: Attachment) -> None:
    for file in (attachment.original, attachment.derived):
        delete_later(file)
    Attachment.objects.filter(pk=attachment.pk).delete()


# --- In the worker ------------------------------------------------------------------------------


def derive_waiting(limit: int = 20) -> int:
    """Judge and copy the attachments that wait; returns how many were settled."""
    return settle_each(Attachment.objects.filter(status=AttachmentStatus.CHECKING), derive_one, limit=limit)


def derive_one(pk: int) -> bool:
    """Judge and copy one attachment, unless another worker has it in hand."""
    waiting = Attachment.objects.filter(status=AttachmentStatus.CHECKING)
    return look_then_settle(waiting, pk, look=_copied, settle=_settle)


def judged(content: bytes) -> Verdict:
    """The intake's verdict, in a process of its own; then the scanner's."""
    if not content:
        return refused(Reason.BROKEN)
    with tempfile.NamedTemporaryFile(prefix="looked-at-") as copy:
        copy.write(content)
        copy.flush()
        verdict = in_a_process(Path(copy.name))
        if verdict.is_clean and settings.CLAMD_ADDRESS and is_infected(Path(copy.name)):
            return refused(Reason.INFECTED)
    return verdict


def _copied(each: Attachment) -> Copy | str:
    """The copy, or why there is none."""
    content = bytes_of(each.original)
    verdict = judged(content)
    if verdict.reason is not None or verdict.type not in SHARED_TYPES:
        return verdict.reason or Reason.BROKEN
    try:
        copy = clean_copy(content, verdict.type)
    except HiddenLayer:
        return LAYER
    except Exception:  # noqa: BLE001 - whatever a file made to hurt brings about, it is refused and said so
        log.warning("an attachment could not be copied")
        return Reason.BROKEN
    return copy if len(copy.content) <= 2 * MAX_BYTES else Reason.BROKEN


def _settle(each: Attachment, copy: Copy | str) -> None:
    if isinstance(copy, str):
        _refuse(each, copy)
        return
    each.derived.save("", ContentFile(copy.content), save=False)
    each.sha256, each.size = hash_bytes(copy.content), len(copy.content)
    each.media_type, each.pages = copy.media_type, copy.pages
    each.save(update_fields=["derived", "sha256", "size", "media_type", "pages"])
    move(each, AttachmentStatus.READY, by=None)


def _refuse(each: Attachment, reason: str) -> None:
    each.problem = reason
    each.save(update_fields=["problem"])
    move(each, AttachmentStatus.REFUSED, by=None, reason=reason)
    delete_later(each.original)


def forget_originals(before: datetime) -> int:
    """Retention: delete the originals of old attachments; the clean copies stay. Returns how many."""
    old = Attachment.objects.filter(status=AttachmentStatus.READY, uploaded_at__lt=before).exclude(
        original=""
    )
    rows = list(old)
    for each in rows:
        delete_later(each.original)
        Attachment.objects.filter(pk=each.pk).update(original="")
    return len(rows)
