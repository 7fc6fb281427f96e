"""A file whose text goes into the sections: taken in, judged and read by the worker, and never kept.

What it is worth is judged by the intake's rules (``applications.file_rules``, ``applications.checking``); what is
clean is read in a process of its own (``file_text``), and the bytes are deleted in either case. What was read waits
for its speaker, who says what goes where; nothing of it is part of the statement before that.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import translation

from applications.checking import SECONDS, head_of, look_then_settle, settle_each, sha256_of
from applications.file_rules import Reason, Verdict, clean_name, room_for, type_from_head
from presessions.accounts.models import User
from presessions.lifecycle.moves import move
from presessions.permissions import Actor, check_may
from presessions.stored import NoRoom, bytes_of, delete_later
from presessions.waking import wake_on_commit

from . import blank
from .attaching import NotTaken, judged
from .enums import TextFileStatus
from .file_models import TextFile
from .file_text import TOO_LONG, UNREADABLE, Block, Told
from .headings import hints, known
from .models import Statement
from .plain import plain_paragraphs
from .recognising import Found, fold, recognised
from .transitions import locked, subject_of
from .versions import paragraphs, whole

PROGRAM = [sys.executable, "-m", "publications.file_text"]
PICTURE, OLD_WORD = "picture", "old_word"  # codes of refusals of this module
READABLE = frozenset({"pdf", "zip"})


def take(statement: Statement, upload: File, *, actor: Actor, by: User | None) -> TextFile:
    """Take a file in, in place of one that waits. The same file sent twice is read once. Raises ``NotTaken``."""
    size, sha256, head = upload.size or 0, sha256_of(upload), head_of(upload)
    if reason := _first_look(size, head):
        raise NotTaken(reason)
    with transaction.atomic():
        row = locked(statement)
        check_may(actor, "write_statement", subject_of(row))
        waiting = TextFile.objects.filter(statement=row).first()
        if (
            waiting is not None
            and waiting.original_sha256 == sha256
            and waiting.status != TextFileStatus.REFUSED
        ):
            return waiting
        forget_text_file(row)
        file = TextFile(statement=row, name=clean_name(upload.name or ""), original_sha256=sha256)
        try:
            file.original.save("", upload, save=False)
        except NoRoom:
            raise NotTaken(Reason.NO_ROOM) from None
        file.save()
        wake_on_commit("publications.tasks.read_text_files", expires=30)
    return file


def _first_look(size: int, head: bytes) -> str:
    if reason := room_for(size, count=0, total=0):
        return reason
    kind = type_from_head(head)
    if kind in READABLE:
        return ""
    if head.startswith(b"\xd0\xcf\x11\xe0"):  # Word before 2007, and files locked by Word
        return OLD_WORD
    return PICTURE if kind else Reason.WRONG_TYPE


def forget_text_file(row: Statement) -> None:
    """Within the lock: forget the file that waits, and its bytes where they are still there."""
    for file in TextFile.objects.filter(statement=row):
        delete_later(file.original)
        TextFile.objects.filter(pk=file.pk).delete()


def drop(statement: Statement, *, actor: Actor) -> None:
    """Its speaker wants nothing of it."""
    with transaction.atomic():
        row = locked(statement)
        check_may(actor, "write_statement", subject_of(row))
        forget_text_file(row)


def forget_old(before: datetime) -> int:
    """Retention: what was read and never taken over. Returns how many."""
    old = list(TextFile.objects.filter(uploaded_at__lt=before))
    for file in old:
        delete_later(file.original)
        TextFile.objects.filter(pk=file.pk).delete()
    return len(old)


# --- In the worker ------------------------------------------------------------------------------


def read_waiting(limit: int = 20) -> int:
    """Judge and read the files that wait; returns how many were settled."""
    return settle_each(TextFile.objects.filter(status=TextFileStatus.CHECKING), read_one, limit=limit)


def read_one(pk: int) -> bool:
    """Judge and read one file, unless another worker has it in hand; its bytes are gone afterwards."""
    waiting = TextFile.objects.filter(status=TextFileStatus.CHECKING)
    return look_then_settle(waiting, pk, look=_told, settle=_settle)


def _told(file: TextFile) -> Told:
    content = bytes_of(file.original)
    verdict = judged(content)
    if verdict.reason is not None:
        return Told(problem=verdict.reason)
    return text_of(content, verdict)


def text_of(content: bytes, verdict: Verdict) -> Told:
    """The text of a clean file, read in a process bounded in time and memory."""
    with tempfile.NamedTemporaryFile(prefix="read-") as copy:
        copy.write(content)
        copy.flush()
        try:
            answer = subprocess.run(  # noqa: S603 - our own module and a path we made
                [*PROGRAM, str(Path(copy.name)), str(verdict.type)],
                capture_output=True,
                timeout=SECONDS,
                check=True,
                cwd=settings.BASE_DIR,
                env={"PATH": "", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            )
            said = json.loads(answer.stdout)
        except subprocess.TimeoutExpired:
            return Told(problem=TOO_LONG)
        except (subprocess.SubprocessError, ValueError):
            return Told(problem=UNREADABLE)
    blocks = tuple(Block(*each) for each in said["blocks"])
    return Told(blocks, said["problem"], said["words"], said["pages"])


def _settle(file: TextFile, told: Told) -> None:
    file.problem, file.words, file.pages = told.problem, told.words, told.pages
    if not told.problem:
        file.found = stored(_recognised(file.statement, told.blocks))
    delete_later(file.original)
    file.original = ""
    file.save(update_fields=["problem", "words", "pages", "found", "original"])
    if told.problem:
        move(file, TextFileStatus.REFUSED, by=None, reason=told.problem)
    else:
        move(file, TextFileStatus.READ, by=None)


def _recognised(statement: Statement, blocks: Iterable[Block]) -> Found:
    row = Statement.objects.with_meeting().get(pk=statement.pk)
    left_out = set(hints())
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            left_out |= {fold(line) for line in blank.head_of(row)}
    clean = (Block(plain_paragraphs(each.text), each.level, each.is_item) for each in blocks)
    return recognised(clean, known(), left_out)


# --- What was read, as it waits -----------------------------------------------------------------


def stored(found: Found) -> dict[str, Any]:
    """As the row holds it."""
    return {
        "sections": {kind: paragraphs(text) for kind, text in found.sections.items()},
        "recommendations": [paragraphs(text) for text in found.recommendations],
        "questions": [paragraphs(text) for text in found.questions],
        "rest": paragraphs(found.rest) if found.rest else [],
    }


def found_in(file: TextFile) -> Found:
    """What the row holds."""
    held = file.found
    return Found(
        {kind: whole(text) for kind, text in held.get("sections", {}).items()},
        tuple(whole(text) for text in held.get("recommendations", [])),
        tuple(whole(text) for text in held.get("questions", [])),
        whole(held.get("rest")),
    )
