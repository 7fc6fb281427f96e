"""A request for a correction: staff choose answers, and only those open for the applicant, until a deadline.

The rule in plain words: one request at a time, for an application that was sent;
what may be changed is named and nothing else can be; it ends when the applicant
sends it again, when staff take it back, or when its time is over. Each end is a
move in the table of corrections and on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Layout
from django import forms
from django.db import transaction
from django.utils import timezone

from presessions.accounts.actors import actor_of
from presessions.lifecycle.moves import move
from presessions.permissions import Actor, check_may

from .answers import answers_of
from .eligibility import Code, Page, Problem, pages
from .enums import CorrectionStatus
from .keeping import write_issues
from .models import Application, Correction
from .page_forms import PageForm
from .sentences import PAGE_TITLES
from .steps import FORMS
from .transitions import NotPossible, locked, tell_owner

if TYPE_CHECKING:
    from presessions.accounts.models import User

ISSUES = "issues"  # all of them together: their order and their reasons belong to each other
ISSUES_LABEL = "Issues and why they matter"


class NotAsked(Exception):
    """Why no correction can be asked for; its text is for staff."""


def askable(application: Application) -> list[tuple[str, list[tuple[str, str]]]]:
    """What staff may choose, page by page: title, then names and questions."""
    groups = []
    for page in pages(answers_of(application)):
        form = FORMS[page](application=application)
        named = [(name, str(field.label)) for name, field in form.fields.items() if _is_answer(field)]
        if page is Page.ISSUES:
            named = [(ISSUES, ISSUES_LABEL), *(pair for pair in named if not _is_issue(pair[0]))]
        groups.append((str(PAGE_TITLES[page]), named))
    return groups


def _is_answer(field: forms.Field) -> bool:
    return not isinstance(field, forms.FileField)


def _is_issue(name: str) -> bool:
    return name.startswith(("issue_", "why_"))


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


def open_correction(application: Application, now: datetime | None = None) -> Correction | None:
    """What this applicant is asked to correct now."""
    if not application.is_standing:
        return None
    asked: Correction | None = application.corrections.asked().first()
    return asked if asked is not None and asked.is_open(now) else None


def correction_forms(correction: Correction, application: Application, data: Any = None) -> list[PageForm]:
    """The pages of the form with nothing on them but what is asked for."""
    found = [
        _cut(form_class, correction.names)(data, application=application) for form_class in FORMS.values()
    ]
    return [form for form in found if form.fields]


def _cut(form_class: type[PageForm], names: Iterable[str]) -> type[PageForm]:
    """A page of the form that holds, shows and writes these answers only."""
    asked = set(names)

    class Cut(form_class):  # type: ignore[misc,valid-type]
        def adapt(self) -> None:
            super().adapt()
            for name, field in list(self.fields.items()):
                if not _is_answer(field) or not (name in asked or (ISSUES in asked and _is_issue(name))):
                    del self.fields[name]

        def layout(self) -> Layout:
            return Layout(*self.fields)

        def issues(self) -> Any:
            return super().issues() if ISSUES in asked else None

    return Cut


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
        row.version += 1
        row.save()
        correction.changed = sorted(set(changed))
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
    correction.save(update_fields=["ended_at", "changed"])
