"""Erasing what applications hold about people, at their wish or when its time has come."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from presessions.lifecycle.models import StatusChange
from presessions.mail.forgetting import forget_about
from presessions.privacy.basics import forget_log_of
from presessions.privacy.erase import Person, register_eraser
from presessions.privacy.retention import Rule, register_retention
from presessions.privacy.taken_back import note, register_again
from presessions.series.enums import SeriesStatus
from presessions.stored import delete_later

from .enums import ApplicationStatus
from .models import Application
from .uploads import forget_counts, forget_stale, forget_uploads

# every field that speaks of a person, and what it becomes
EMPTIED: dict[str, object] = {
    "recovery_hash": "",
    "speaker_name": "",
    "speaker_position": "",
    "speaker_email": "",
    "speaker_phone": "",
    "gender": "",
    "gender_described": "",
    "under_18": None,
    "guardian": "",
    "accompanying_adult": "",
    "access_needs": "",
    "risk": "",
    "risk_note": "",
    "safe_contact": "",
    "staff_note": "",
    "unsaved": {},
    "tabs": {},
    "owner": None,
}
TOLD = {
    "organisation_name": "",
    "coalition_members": "",
    "website": "",
    "about": "",
    "motivation": "",
    "submission_reference": "",
    "confirmed_evidence": "",
}

WITHOUT_SEAT = (
    ApplicationStatus.NOT_SELECTED,
    ApplicationStatus.RESERVE,
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.SHORTLISTED,
)


def erase(application: Application) -> None:
    """Empty one application of all that speaks of a person or was written by one, files included.

    The row stays, with its status and the facts that are counted; an
    organisation nobody else speaks for is emptied of its owner.
    """
    with transaction.atomic():
        row = Application.objects.select_for_update().get(pk=application.pk)
        for name, value in {**EMPTIED, **TOLD}.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        row.issues.update(why="")
        row.verdicts.all().delete()
        row.labelled.all().delete()
        row.corrections.update(words="", typed={})
        StatusChange.objects.of(row).exclude(reason="").update(reason="")
        for file in row.files.all():
            delete_later(file.file)
        row.files.all().delete()
        forget_uploads(row)
        forget_about("application", row.pk)
        note("application", row.public_id)
        forget_log_of(row)


def erase_again(mark: str) -> bool:
    """After a restore: an application that was erased since the archive was made."""
    row = Application.objects.filter(public_id=mark).first()
    if row is None:
        return False
    erase(row)
    return True


def forget_person(person: Person) -> int:
    """Empty every application of this person, and every one that names them as speaker."""
    mine = Q(speaker_email__iexact=person.email)
    if person.user is not None:
        mine |= Q(owner=person.user)
    rows = list(Application.objects.filter(mine))
    for row in rows:
        erase(row)
    return len(rows)


def drafts_due(before: datetime) -> QuerySet[Application]:
    """Drafts, and applications withdrawn, whose call ended before this instant."""
    unsent = Application.objects.filter(status__in=[ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN])
    closed = Q(pre_session__series__closes_at__lte=before) & (
        Q(pre_session__closes_at=None) | Q(pre_session__closes_at__lte=before)
    )
    return _not_yet(unsent.filter(closed))


def not_selected_due(before: datetime) -> QuerySet[Application]:
    """Applications without a seat whose series ended before this instant, kept for no next one."""
    rows = Application.objects.filter(
        pre_session__series__status__in=[SeriesStatus.ARCHIVED, SeriesStatus.ANNOUNCED],
        status__in=WITHOUT_SEAT,
        keep_for_next=False,
    )
    ended = rows.annotate(last_day=Max("pre_session__series__days__date")).filter(last_day__lt=before.date())
    return _not_yet(ended)


def _not_yet(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Those that still hold something."""
    return rows.exclude(owner=None, organisation_name="", speaker_name="", recovery_hash="", about="")


def forget_drafts(before: datetime) -> int:
    """Retention of drafts; returns how many were emptied."""
    return _erase_all(drafts_due(before))


def forget_not_selected(before: datetime) -> int:
    """Retention of applications without a seat; returns how many were emptied."""
    return _erase_all(not_selected_due(before))


def _erase_all(rows: QuerySet[Application]) -> int:
    due = list(rows)
    for row in due:
        erase(row)
    return len(due)


def register() -> None:
    """Called once, when the application starts."""
    register_eraser("applications", forget_person)
    register_again("application", erase_again)
    register_retention(Rule("drafts and withdrawn applications", "drafts", forget_drafts))
    register_retention(Rule("uploads nobody went on with", timedelta(days=1), forget_stale))
    register_retention(Rule("counts of uploaded bytes", timedelta(days=1), forget_counts))
    register_retention(Rule("applications without a seat", "not_selected", forget_not_selected))
