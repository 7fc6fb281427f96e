"""Judging the files that wait: in a process of its own, bounded in time and memory."""

from __future__ import annotations

import hashlib
import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet

from presessions import waking
from presessions.lifecycle.moves import move
from presessions.stored import delete_later

from .enums import FileStatus
from .file_rules import HEAD, FileType, Reason, Verdict, refused
from .models import SupportingFile

log = logging.getLogger(__name__)
Seen = TypeVar("Seen")

IN_HAND_SECONDS = 120  # longer than looking at one file can take: the process, the scanner, a copy
SECONDS = 30  # wall clock; the process bounds its own CPU time and memory
PROGRAM = [sys.executable, "-m", "applications.file_checks"]


class ScannerAway(Exception):
    """The virus scanner doesn't answer: the file goes on waiting and is read by nobody."""


def wake_on_commit() -> None:
    """Ask the worker to look when the transaction ends; beat asks it every few seconds anyway."""
    waking.wake_on_commit("applications.tasks.check_waiting_files", expires=30)


def check_waiting(limit: int = 20) -> int:
    """Judge the files that wait; returns how many were judged."""
    return settle_each(SupportingFile.objects.filter(status=FileStatus.CHECKING), check_one, limit=limit)


def settle_each(waiting: QuerySet[Any], settle: Callable[[int], bool], *, limit: int) -> int:
    """Settle uploads that wait, the first the first, each by its key in a transaction of its own, until the scanner
    is away; returns how many were settled."""
    done = 0
    for pk in list(waiting.order_by("uploaded_at").values_list("pk", flat=True)[:limit]):
        try:
            done += settle(pk)
        except ScannerAway:
            log.warning("the virus scanner does not answer; files wait")
            break
    return done


def check_one(pk: int) -> bool:
    """Judge one file, unless another worker has it in hand."""
    waiting = SupportingFile.objects.filter(status=FileStatus.CHECKING)
    return look_then_settle(waiting, pk, look=verdict_on, settle=settle)


def look_then_settle(
    waiting: QuerySet[Any], pk: int, *, look: Callable[[Any], Seen], settle: Callable[[Any, Seen], None]
) -> bool:
    """Look at one of the uploads that wait, and settle it by what was seen; whether that was done.

    Looking takes up to half a minute. No row may be held that long: on SQLite all who write would wait, elsewhere
    whoever takes the file back. So it is looked at outside of a transaction, by one worker alone, and settled under a
    lock where it still waits. Raises what ``look`` raises.
    """
    this = waiting.filter(pk=pk)
    with _in_hand(f"{waiting.model._meta.label_lower}-{pk}") as mine:
        row = this.first() if mine else None
        if row is None:
            return False
        seen = look(row)
        with transaction.atomic():
            row = this.select_for_update(of=("self",)).first()
            if row is None:  # taken back while it was looked at
                return False
            settle(row, seen)
    return True


@contextmanager
def _in_hand(what: str) -> Iterator[bool]:
    """Whether this worker alone looks at it now. A worker that dies lets go of it after two minutes."""
    held = caches["limits"]
    key = f"looked-at-{what}"
    mine = held.add(key, 1, timeout=IN_HAND_SECONDS)
    try:
        yield mine
    finally:
        if mine:
            held.delete(key)


def settle(file: SupportingFile, verdict: Verdict) -> None:
    """Write down what came of it; the bytes of a refused file are not kept."""
    if verdict.reason is None and verdict.type is not None:
        file.media_type = verdict.type
        file.save(update_fields=["media_type"])
        move(file, FileStatus.CLEAN, by=None)
        return
    file.problem = verdict.reason or Reason.BROKEN
    file.save(update_fields=["problem"])
    move(file, FileStatus.REFUSED, by=None, reason=str(file.problem))
    delete_later(file.file)


def verdict_on(file: SupportingFile) -> Verdict:
    """Look at a copy of the file in a process of its own, then let the scanner look."""
    with tempfile.NamedTemporaryFile(prefix="looked-at-") as copy:
        try:
            with file.file.open("rb") as stored:
                for piece in iter(lambda: stored.read(64 * 1024), b""):
                    copy.write(piece)
        except FileNotFoundError:
            return refused(Reason.BROKEN)
        copy.flush()
        verdict = in_a_process(Path(copy.name))
        if verdict.is_clean and settings.CLAMD_ADDRESS and is_infected(Path(copy.name)):
            return refused(Reason.INFECTED)
    return verdict


def in_a_process(path: Path) -> Verdict:
    """The verdict of ``file_checks`` on this path; a process that dies or dawdles means "too hard"."""
    try:
        answer = subprocess.run(  # noqa: S603 - our own module and a path we made
            [*PROGRAM, str(path)],
            capture_output=True,
            timeout=SECONDS,
            check=True,
            cwd=settings.BASE_DIR,
            env={"PATH": "", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        )
        told = json.loads(answer.stdout)
    except (subprocess.SubprocessError, ValueError):
        return refused(Reason.TOO_HARD)
    if told["reason"]:
        return refused(Reason(told["reason"]))
    return Verdict(FileType(told["type"]))


def is_infected(path: Path) -> bool:
    """Ask clamd. Raises ``ScannerAway`` where it doesn't answer."""
    import clamd

    host, _, port = settings.CLAMD_ADDRESS.rpartition(":")
    try:
        scanner = clamd.ClamdNetworkSocket(host or settings.CLAMD_ADDRESS, int(port or 3310), timeout=SECONDS)
        with path.open("rb") as stream:
            found = scanner.instream(stream)
    except (clamd.ClamdError, OSError, ValueError) as error:
        raise ScannerAway from error
    if not found:  # it hung up without a word
        raise ScannerAway
    return any(result[0] != "OK" for result in found.values())


def sha256_of(upload: File) -> str:
    """SHA-256 (lower-case hex) of what was sent, read in pieces."""
    total = hashlib.sha256()
    upload.seek(0)
    for piece in upload.chunks():
        total.update(piece)
    return total.hexdigest()


def head_of(upload: File) -> bytes:
    """The first ``HEAD`` bytes of what was sent, for the first look; the file is at its start again."""
    upload.seek(0)
    head: bytes = upload.read(HEAD)
    upload.seek(0)
    return head
