"""One act on many applications: looked at before, done once, undone as a whole; labels and verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from presessions.accounts.actors import actor_of
from presessions.lifecycle.tables import Refused
from presessions.permissions import check_may

from .enums import ApplicationStatus, Check
from .models import Application, BulkAct, Label, Labelled, Verdict
from .transitions import back_to_received, shortlist

if TYPE_CHECKING:
    from presessions.accounts.models import User

VERB = "assess_application"
ACTS = {
    "label": "Put a label on them",
    "unlabel": "Take a label off them",
    "incomplete": "Mark as incomplete",
    "consider": "Consider them",
    "back": "Back to received",
}
TO = {"consider": ApplicationStatus.SHORTLISTED, "back": ApplicationStatus.SUBMITTED}


@dataclass(frozen=True)
class Line:
    """What the act would do to one application: ``why_not`` is empty where it changes."""

    application: Application
    why_not: str = ""


def rows_of(keys: Sequence[int], *, by: User) -> QuerySet[Application]:
    """Those of these that this officer may deal with."""
    rows = Application.objects.with_meeting().filter(pk__in=keys)
    return rows.exclude(pre_session__state_under_review__in=actor_of(by).recused)


def look(act: str, keys: Sequence[int], *, label: str = "", by: User) -> list[Line]:
    """What would happen to each, in a fixed number of queries. Changes nothing."""
    rows = list(rows_of(keys, by=by).order_by("pre_session", "organisation_name", "pk"))
    marked = _marked(act, [row.pk for row in rows], label)
    return [Line(row, _why_not(act, row, marked)) for row in rows]


def _marked(act: str, keys: list[int], label: str) -> set[int]:
    """Those that carry the label, or a verdict on completeness."""
    if act == "incomplete":
        rows = Verdict.objects.filter(application__in=keys, check_name=Check.COMPLETE)
        return set(rows.values_list("application_id", flat=True))
    if act in {"label", "unlabel"}:
        found = Labelled.objects.filter(application__in=keys, label__name=label)
        return set(found.values_list("application_id", flat=True))
    return set()


def _why_not(act: str, row: Application, marked: set[int]) -> str:
    if act == "label":
        return "carries it already" if row.pk in marked else ""
    if act == "unlabel":
        return "" if row.pk in marked else "does not carry it"
    if act == "incomplete":
        return "staff said so or otherwise already" if row.pk in marked else ""
    if row.status == TO[act]:
        return "is already"
    return "" if Application.LIFECYCLE.allows(row.status, TO[act]) else f"is {row.get_status_display()}"


def act_on(
    act: str, keys: Sequence[int], *, ticket: str, by: User, label: str = "", reason: str = ""
) -> BulkAct:
    """Do it to those it changes. The same ticket again finds it done."""
    check_may(actor_of(by), VERB)
    with transaction.atomic():
        named = Label.objects.get_or_create(name=label)[0] if label else None
        done, is_new = BulkAct.objects.get_or_create(
            ticket=ticket, defaults={"act": act, "by": by, "label": named}
        )
        if not is_new:
            return done
        for line in look(act, keys, label=label, by=by):
            if not line.why_not and _do(act, line.application, label=named, reason=reason, by=by, at=done.at):
                done.changed.append(line.application.pk)
        done.save(update_fields=["changed"])
    return done


def _do(
    act: str, row: Application, *, label: Label | None, reason: str, by: User, at: datetime | None = None
) -> bool:
    if act == "label":
        return Labelled.objects.get_or_create(application=row, label=label, defaults={"by": by})[1]
    if act == "unlabel":
        return bool(Labelled.objects.filter(application=row, label=label).delete()[0])
    if act == "incomplete":
        judge(row, Check.COMPLETE, holds=False, reason=reason, by=by, at=at)
        return True
    verb = shortlist if act == "consider" else back_to_received
    try:
        verb(row, by=by, reason=reason)
    except Refused:
        return False
    return True


def undo(done: BulkAct, *, by: User) -> int:
    """Take the act back where nothing happened since; how many that were. A second click finds it undone."""
    check_may(actor_of(by), VERB)
    with transaction.atomic():
        done = BulkAct.objects.select_for_update(of=("self",)).select_related("label").get(pk=done.pk)
        if done.undone_at is not None:
            return 0
        rows = rows_of(done.changed, by=by)
        undone = sum(_undo(done, row, by=by) for row in rows)
        done.undone_at = timezone.now()
        done.save(update_fields=["undone_at"])
    return undone


def _undo(done: BulkAct, row: Application, *, by: User) -> bool:
    if done.act == "incomplete":
        # the hour of the act is that of its verdicts: what somebody held again since has another
        kept = Verdict.objects.filter(application=row, check_name=Check.COMPLETE, holds=False, at=done.at)
        return bool(kept.delete()[0])
    if done.act in TO:
        if row.status != TO[done.act]:
            return False
        return _do("back" if done.act == "consider" else "consider", row, label=None, reason="undone", by=by)
    if done.label is None:
        return False
    return _do("unlabel" if done.act == "label" else "label", row, label=done.label, reason="", by=by)


def judge(
    row: Application, check: str, *, holds: bool, reason: str, by: User, at: datetime | None = None
) -> None:
    """What staff hold of one check, whatever is computed, and why."""
    check_may(actor_of(by), VERB, row.subject)
    Verdict.objects.update_or_create(
        application=row,
        check_name=Check(check),
        defaults={"holds": holds, "reason": reason, "by": by, "at": at or timezone.now()},
    )


def unjudge(row: Application, check: str, *, by: User) -> None:
    """The computed answer counts again."""
    check_may(actor_of(by), VERB, row.subject)
    Verdict.objects.filter(application=row, check_name=check).delete()
