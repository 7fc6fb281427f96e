"""Gives each message about an application its values, as they are when it leaves."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from presessions import wording
from presessions.mail import registry
from presessions.mail.messages import Values
from presessions.mail.registry import Ids
from presessions.series.enums import SeriesStatus

from .eligibility import may_send
from .enums import ApplicationStatus
from .models import Application
from .open_now import open_correction
from .transitions import may_change

S = ApplicationStatus


def _application(ids: Ids, *statuses: str) -> Application | None:
    """The application, if it is still where this mail says it is and there is somebody to tell."""
    row = Application.objects.with_meeting().filter(pk=ids["application"], owner__isnull=False).first()
    return row if row is not None and (not statuses or row.status in statuses) else None


def _about(row: Application, page: str, **more: str | int) -> Values:
    url = settings.SITE_ADDRESS + reverse(f"applications:{page}", args=[row.public_id])
    return {"reference": row.reference, "url": url, "discreet": row.discreet, **more}


def _deadline(row: Application, language: str) -> str:
    return wording.moment(row.deadline, language)


def _open_until(row: Application, language: str) -> str:
    """Until when it can be changed or sent; empty after the deadline (a silent grace, a correction)."""
    now = timezone.now()
    taken = row.deadline > now and may_change(row, now) and may_send(row.window, now)
    return _deadline(row, language) if taken else ""


@registry.source("application_draft_saved")
def application_draft_saved(ids: Ids, language: str) -> Values | None:
    row = _application(ids, S.DRAFT)
    return _about(row, "tasks") if row else None


@registry.source("application_received")
def application_received(ids: Ids, language: str) -> Values | None:
    row = _application(ids)
    if row is None or not row.is_standing:
        return None
    return _about(row, "status", deadline=_open_until(row, language))


@registry.source("application_changed")
def application_changed(ids: Ids, language: str) -> Values | None:
    row = _application(ids)
    if row is None or not row.is_standing:
        return None
    return _about(row, "status", deadline=_open_until(row, language))


@registry.source("application_reopened")
def application_reopened(ids: Ids, language: str) -> Values | None:
    """Only while it can still be changed."""
    row = _application(ids)
    if row is None or row.is_draft or not may_change(row, timezone.now()):
        return None
    return _about(row, "tasks", deadline=_deadline(row, language))


@registry.source("application_withdrawn")
def application_withdrawn(ids: Ids, language: str) -> Values | None:
    row = _application(ids, S.WITHDRAWN)
    return _about(row, "status") if row else None


@registry.source("deadline_reminder")
def deadline_reminder(ids: Ids, language: str) -> Values | None:
    row = _application(ids, S.DRAFT)
    if row is None:
        return None
    now = timezone.now()
    if row.deadline <= now:
        return None
    days = (wording.in_geneva(row.deadline).date() - wording.in_geneva(now).date()).days
    return _about(row, "tasks", deadline=_deadline(row, language), days=days)


@registry.source("correction_asked")
def correction_asked(ids: Ids, language: str) -> Values | None:
    row = _application(ids)
    correction = open_correction(row) if row else None
    if row is None or correction is None:
        return None
    return _about(row, "correct", deadline=wording.moment(correction.due_at, language))


@registry.source("correction_reminder")
def correction_reminder(ids: Ids, language: str) -> Values | None:
    row = _application(ids)
    correction = open_correction(row) if row else None
    if row is None or correction is None:
        return None
    days = wording.in_geneva(correction.due_at).date() - wording.in_geneva(timezone.now()).date()
    return _about(row, "correct", deadline=wording.moment(correction.due_at, language), days=days.days)


@registry.source("review_moved")
def review_moved(ids: Ids, language: str) -> Values | None:
    row = _application(ids)
    if row is None or row.status == S.WITHDRAWN:
        return None
    series, in_question = row.pre_session.series, row.is_draft or row.status in {S.SUBMITTED, S.SHORTLISTED}
    return _about(
        row,
        "status",
        series=series.number,
        deadline=_open_until(row, language),
        draft=int(row.is_draft),
        coming=int(in_question and series.status == SeriesStatus.PLANNED),
    )


@registry.source("application_not_held")
def application_not_held(ids: Ids, language: str) -> Values | None:
    """Only while it is not held, and not to somebody who withdrew."""
    row = _application(ids)
    if row is None or row.status == S.WITHDRAWN or not row.pre_session.is_off:
        return None
    return _about(row, "status")


@registry.source("reserve_notice")
def reserve_notice(ids: Ids, language: str) -> Values | None:
    row = _application(ids, S.RESERVE)
    return _about(row, "status") if row else None


@registry.source("not_selected")
def not_selected(ids: Ids, language: str) -> Values | None:
    row = _application(ids, S.NOT_SELECTED)
    return _about(row, "status") if row else None
