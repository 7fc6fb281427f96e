"""A briefing is asked for in the web process and made by the worker; here is what passes between the two.

Asking twice is asking once: the row is found by what is asked. The file lies in the row until it expires, and is given
away only where the published rows it was made of are exactly those its readers may see at that moment.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from presessions.lifecycle import public_marks
from presessions.waking import wake_on_commit

from . import briefing_files, briefings, documents, library
from .briefing_models import Briefing, BriefingStep
from .briefings import Choice

FORGOTTEN_AFTER = timedelta(minutes=2)  # a run that has said nothing for so long was lost with its worker
MOST_TRIES = 3
KEPT = timedelta(hours=settings.BRIEFING_HOURS)
NOTHING, NO_PDF, BROKEN = "nothing", "no_pdf", "broken"  # why a briefing was not made

log = logging.getLogger(__name__)


def choice_of(row: Briefing) -> Choice:
    """What was chosen for it."""
    return Choice(row.series, tuple(row.states), tuple(row.issues))


def ask(choice: Choice, *, kind: str, language: str, readers: str) -> Briefing:
    """The briefing on this choice: the one being made, or still true, or a new one that the worker is told of."""
    now = timezone.now()
    key = briefings.ask_of(choice, kind=kind, language=language, readers=readers)
    first = {
        "series": choice.series,
        "states": list(choice.states),
        "issues": list(choice.issues),
        "kind": kind,
        "language": language,
        "readers": readers,
        "asked_at": now,
    }
    with transaction.atomic():
        row, made = Briefing.objects.get_or_create(ask=key, defaults=first)
        row = Briefing.objects.select_for_update().get(pk=row.pk)
        if made or not (is_under_way(row) or is_true(row, now)):
            _begin_anew(row, now)
    return row


def is_under_way(row: Briefing) -> bool:
    """Whether the worker makes it or will."""
    return row.step in (BriefingStep.ASKED, BriefingStep.MAKING)


def is_true(row: Briefing, now: datetime) -> bool:
    """Whether its file may be given away: there, not expired, and of exactly the rows its readers may see now."""
    if row.step != BriefingStep.READY or not row.expires_at or row.expires_at <= now or not row.fingerprint:
        return False
    with override(row.language):
        return briefings.current(choice_of(row), readers=row.readers) == row.fingerprint


def make(key: UUID) -> None:
    """Make the file of a briefing that waits; quiet where it is gone, or somebody else makes it."""
    now = timezone.now()
    waiting = Briefing.objects.filter(pk=key, step=BriefingStep.ASKED)
    if not waiting.update(step=BriefingStep.MAKING, begun_at=now, problem="", found=0):
        return
    row = Briefing.objects.get(pk=key)
    try:
        with override(row.language):
            _settle(row, **_made(row))
    except Exception:
        log.exception("making a briefing failed")
        _settle(row, step=BriefingStep.FAILED, problem=BROKEN)
        raise


def waiting(now: datetime) -> list[UUID]:
    """The keys of those that wait for the worker; what was lost with it waits again, but not for ever."""
    lost = Briefing.objects.filter(step=BriefingStep.MAKING, begun_at__lt=now - FORGOTTEN_AFTER)
    for row in lost:
        step = BriefingStep.FAILED if row.tries + 1 >= MOST_TRIES else BriefingStep.ASKED
        problem = BROKEN if step == BriefingStep.FAILED else ""
        lost.filter(pk=row.pk).update(step=step, tries=row.tries + 1, problem=problem)
    rows = Briefing.objects.filter(step=BriefingStep.ASKED).order_by("asked_at")
    return list(rows.values_list("pk", flat=True))


def tidy(now: datetime) -> int:
    """Delete what expired, what failed long ago, and every file that is not true any more; returns how many rows."""
    over = Q(expires_at__lte=now) | Q(step=BriefingStep.FAILED, asked_at__lte=now - KEPT)
    gone: int = Briefing.objects.filter(over).delete()[0]
    mark = public_marks.current()
    ready = Briefing.objects.filter(step=BriefingStep.READY).defer("content")
    for row in ready.exclude(mark=mark) if mark else ready:
        if is_true(row, now):
            Briefing.objects.filter(pk=row.pk).update(mark=mark)
        else:
            gone += Briefing.objects.filter(pk=row.pk, fingerprint=row.fingerprint).delete()[0]
    return gone


def _made(row: Briefing) -> dict[str, object]:
    """The columns of a briefing that was made now, in the language that is active."""
    choice = choice_of(row)
    found = briefings.gather(choice, library.meetings(), readers=row.readers)
    if not found:
        return {"step": BriefingStep.FAILED, "problem": NOTHING}
    Briefing.objects.filter(pk=row.pk, step=BriefingStep.MAKING).update(found=len(found))
    at = timezone.now()
    maker = briefing_files.MAKERS[row.kind]
    try:
        content = maker(choice, found, at, for_missions=any(not each.is_public for each in found))
    except documents.PdfUnavailable:
        return {"step": BriefingStep.FAILED, "problem": NO_PDF}
    return {
        "step": BriefingStep.READY,
        "content": content,
        "found": len(found),
        "fingerprint": briefings.fingerprint(found),
        "expires_at": at + KEPT,
        "mark": "",
    }


def _settle(row: Briefing, **columns: object) -> None:
    """Write the outcome, unless it was begun anew meanwhile."""
    mine = Briefing.objects.filter(pk=row.pk, step=BriefingStep.MAKING, begun_at=row.begun_at)
    mine.update(**columns)


def _begin_anew(row: Briefing, now: datetime) -> None:
    row.step, row.problem, row.fingerprint, row.content = BriefingStep.ASKED, "", "", None
    row.asked_at, row.begun_at, row.expires_at, row.found, row.tries = now, None, None, 0, 0
    row.save()
    wake_on_commit("publications.tasks.make_briefing", str(row.pk))
