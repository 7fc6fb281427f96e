"""A request for a correction: staff choose answers, and only those open for the applicant, until a deadline.

The rule in plain words: one request at a time, for an application that was sent;
what may be changed is named and nothing else can be, files only where a file is
asked for; what is typed is kept and counts once sent; it ends when the applicant
sends it again, when staff take it back, or when its time is over. Each end is a
move in the table of corrections and on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from presessions import wording
from presessions.accounts.actors import actor_of
from presessions.lifecycle.moves import move
from presessions.permissions import Actor, check_may

from .correction_pages import ISSUES, WINDOW, askable, has_new_file
from .eligibility import Code, Problem
from .enums import CorrectionStatus
from .keeping import write_issues
from .models import Application, Correction
from .open_now import FILE
from .page_forms import PageForm
from .transitions import NotPossible, locked, tell_owner

if TYPE_CHECKING:
    from presessions.accounts.models import User


class NotAsked(Exception):
    """Why no correction can be asked for; its text is for staff."""


def ask(
    application: Application, *, names: Sequence[str], words: str, due_at: datetime, by: User
) -> Correction:
    """Open these answers for the applicant until ``due_at`` and tell them. Asked already in these words, it stands.

    Raises ``NotAsked``.
    """
    with transaction.atomic():
        row = locked(application)
        check_may(actor_of(by), "assess_application", row.subject)
        if not row.is_standing:
            raise NotAsked("Only what was sent can be corrected.")
        known = {name for _, group in askable(row) for name, _ in group}
        if not names or not set(names) <= known:
            raise NotAsked("Choose at least one answer.")
        standing = row.corrections.asked().first()
        if standing is not None:
            if (standing.names, standing.words) == (list(names), words):
                return standing
            raise NotAsked("A correction is asked for already. Take it back first.")
        correction = Correction.objects.create(
            application=row, names=list(names), words=words, due_at=due_at, asked_by=by
        )
        tell_owner(row, "correction_asked", version=str(correction.pk))
    return correction


def take_back(correction: Correction, *, by: User) -> None:
    """Not needed any more: closed for the applicant."""
    with transaction.atomic():
        row = locked(correction.application)
        check_may(actor_of(by), "assess_application", row.subject)
        _end(correction, CorrectionStatus.TAKEN_BACK, by=by)


def answer(
    correction: Correction,
    pages_sent: Sequence[PageForm],
    *,
    by: User | None,
    actor: Actor,
    now: datetime | None = None,
) -> Correction:
    """Write what was corrected and close the request. Sent twice, the second finds it done.

    ``pages_sent`` are valid. Raises ``NotPossible`` where the time is over or staff took it back.
    """
    now = now or timezone.now()
    with transaction.atomic():
        row = locked(correction.application)
        check_may(actor, "edit_application", row.subject)
        correction = Correction.objects.select_for_update().get(pk=correction.pk)
        if correction.status == CorrectionStatus.ANSWERED:
            return correction
        if not correction.is_open(now) or not row.is_standing:
            raise NotPossible(Problem(Code.CLOSED))
        changed = [name for form in pages_sent for name in _write(row, form)]
        if FILE in correction.names and has_new_file(correction, row):
            changed.append(FILE)
        row.tabs = {page: window for page, window in row.tabs.items() if page != WINDOW}
        row.version += 1
        row.save()
        correction.changed = sorted(set(changed))
        correction.typed = {}
        _end(correction, CorrectionStatus.ANSWERED, by=by)
        tell_owner(row, "application_changed", version=f"correction {correction.pk}")
    return correction


def _write(row: Application, form: PageForm) -> list[str]:
    """Write one page; the names of what did change."""
    changed = []
    for name, value in form.values().items():
        if getattr(row, name) != value:
            changed.append(name)
            setattr(row, name, value)
    issues = form.issues()
    if issues is not None:
        before = [(issue.issue_id, issue.why) for issue in row.issues.all()]
        if before != [(issue.code, issue.why) for issue in issues]:
            changed.append(ISSUES)
            write_issues(row, issues)
    return changed


def remind_due(now: datetime) -> int:
    """Remind those who have not answered, on the days before the deadline that are set; a second run reminds nobody."""
    today = wording.in_geneva(now).date()
    asked = Correction.objects.asked().filter(due_at__gt=now)
    told = 0
    for correction in asked.select_related(
        "application__owner",
        "application__pre_session__series",
        "application__pre_session__state_under_review",
    ):
        days = (wording.in_geneva(correction.due_at).date() - today).days
        asked_today = wording.in_geneva(correction.asked_at).date() == today
        row = correction.application
        if days in settings.CORRECTION_REMINDER_DAYS and not asked_today and row.is_standing:
            tell_owner(row, "correction_reminder", version=f"{correction.pk} {days}")
            told += 1
    return told


def lapse_due(now: datetime) -> int:
    """Close what was not corrected in time; how many that were."""
    due = list(Correction.objects.asked().filter(due_at__lt=now).select_related("application"))
    for correction in due:
        with transaction.atomic():
            locked(correction.application)
            _end(correction, CorrectionStatus.LAPSED, by=None)
    return len(due)


def _end(correction: Correction, status: str, *, by: User | None) -> None:
    current = Correction.objects.select_for_update().get(pk=correction.pk)
    if current.status != CorrectionStatus.ASKED:
        return
    parts = {CorrectionStatus.ANSWERED: "applicant", CorrectionStatus.TAKEN_BACK: "staff"}
    move(correction, status, by=by, by_what=parts.get(CorrectionStatus(status), "system"))
    correction.ended_at = timezone.now()
    correction.save(update_fields=["ended_at", "changed", "typed"])
