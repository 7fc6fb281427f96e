"""Gives each message about a statement its values, as they are when it leaves."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from presessions import wording
from presessions.mail import registry
from presessions.mail.messages import Values
from presessions.mail.registry import Ids

from . import bundles
from .asking import asked_of
from .due import days_left, due_on
from .enums import StatementStatus
from .models import BundleRecipient, Guardian, Statement
from .readable import is_readable
from .transitions import recipient_of

S = StatementStatus


def _statement(ids: Ids, *statuses: str) -> Statement | None:
    """The statement, if it is still where this mail says it is and there is somebody to tell."""
    row = Statement.objects.with_meeting().with_hour().filter(pk=ids["statement"]).first()
    if row is None or row.status == S.CLOSED or not recipient_of(row):
        return None
    return row if not statuses or row.status in statuses else None


def _about(row: Statement, page: str, **more: str | int) -> Values:
    url = settings.SITE_ADDRESS + reverse(f"publications:{page}", args=[row.public_id])
    application = row.seat.application
    return {"reference": application.reference, "url": url, "discreet": application.discreet, **more}


@registry.source("statement_reminder")
def statement_reminder(ids: Ids, language: str) -> Values | None:
    row = _statement(ids, S.OPEN, S.RETURNED)
    due = due_on(row) if row else None
    if row is None or due is None or row.seat.panel.pre_session.is_off:
        return None
    left = days_left(row, wording.in_geneva(timezone.now()).date())
    if left is None or left < 0:
        return None
    return _about(row, "statement", due=wording.day(due, language, year=True), days=left)


@registry.source("statement_returned")
def statement_returned(ids: Ids, language: str) -> Values | None:
    row = _statement(ids, S.RETURNED)
    return _about(row, "statement") if row else None


@registry.source("statement_comments")
def statement_comments(ids: Ids, language: str) -> Values | None:
    row = _statement(ids)
    if row is None or not row.comments.filter(sent_at__isnull=False, done_at=None).exists():
        return None
    return _about(row, "comments")


@registry.source("statement_published")
def statement_published(ids: Ids, language: str) -> Values | None:
    row = _statement(ids, S.PUBLISHED)
    return _about(row, "preview", shown=is_readable(row)) if row else None


@registry.source("consent_receipt")
def consent_receipt(ids: Ids, language: str) -> Values | None:
    row = _statement(ids)
    return _about(row, "receipt") if row else None


@registry.source("consent_by_staff")
def consent_by_staff(ids: Ids, language: str) -> Values | None:
    row = _statement(ids)
    return _about(row, "receipt") if row else None


@registry.source("guardian_answered")
def guardian_answered(ids: Ids, language: str) -> Values | None:
    row = _statement(ids)
    return _about(row, "receipt") if row else None


@registry.source("guardian_asked")
def guardian_asked(ids: Ids, language: str) -> Values | None:
    row = _guardian(ids)
    if row is None or not any(each.open for each in asked_of(row.statement)):
        return None
    return _to_guardian(row, "guardian")


@registry.source("guardian_receipt")
def guardian_receipt(ids: Ids, language: str) -> Values | None:
    row = _guardian(ids)
    return _to_guardian(row, "guardian_receipt") if row else None


def _guardian(ids: Ids) -> Guardian | None:
    """The guardian, as long as they stand and there is something to answer for."""
    row = Guardian.objects.filter(pk=ids["guardian"]).first()
    if row is None or not row.stands or row.statement.status == S.CLOSED:
        return None
    return row


def _to_guardian(row: Guardian, page: str) -> Values:
    application = row.statement.seat.application
    url = settings.SITE_ADDRESS + reverse(f"publications:{page}", args=[row.public_id])
    return {"reference": application.reference, "url": url, "discreet": application.discreet}


@registry.source(bundles.MESSAGE)
def papers_ready(ids: Ids, language: str) -> Values | None:
    row = BundleRecipient.objects.select_related("bundle").filter(pk=ids["recipient"]).first()
    if row is None or not bundles.is_open(row.bundle, timezone.now()):
        return None
    until = wording.moment(row.bundle.expires_at, language, year=True)
    return {"url": settings.SITE_ADDRESS + bundles.path_of(row), "until": until}
