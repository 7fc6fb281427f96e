"""The verbs of an application: may, rule, move, mail, in that order, in one transaction.

``by`` is the account that acts, where there is one; ``actor`` what it may do, which
a browser that opened its application with a recovery phrase has without an
account. Verbs called from a task, with neither, act for the house itself. All
lock the row first, so a double click finds the work done.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from presessions.accounts.actors import actor_of
from presessions.lifecycle.moves import move
from presessions.mail import outbox
from presessions.permissions import Actor, check_may
from presessions.series.models import PreSession

from .answers import problems_of
from .eligibility import Code, Problem, may_send, may_start, standing_problem, time_problem
from .enums import ApplicationStatus, OrganisationKind
from .models import Application
from .organisations import organisation_for, tell_again

if TYPE_CHECKING:
    from presessions.accounts.models import User
    from presessions.lifecycle.models import StatusChange

S = ApplicationStatus


class NotPossible(Exception):
    """What stands in the way, as problems that a form turns into sentences."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(", ".join(problem.code for problem in problems))


def start_draft(
    pre_session: PreSession,
    *,
    by: User | None,
    language: str,
    public_id: uuid.UUID | None = None,
    first_answers: dict[str, str] | None = None,
    now: datetime | None = None,
) -> Application:
    """A draft for this Pre-session, with the organisation's data from an earlier application.

    Somebody who has an unsent draft for it is given that one; for those without
    an account ``public_id``, made with the form, makes a double click one draft.
    """
    with transaction.atomic():
        pre_session = (
            PreSession.objects.select_related("series").select_for_update(of=("self",)).get(pk=pre_session.pk)
        )
        known = _draft_of(pre_session, by, public_id)
        if known is not None:
            return known
        draft = Application(
            pre_session=pre_session, owner=by, language=language, is_demo=pre_session.series.is_demo
        )
        if not may_start(draft.window, now or timezone.now()):
            raise NotPossible(Problem(Code.CLOSED))
        if public_id is not None:
            draft.public_id = public_id
        tell_again(draft)
        for name, value in (first_answers or {}).items():
            setattr(draft, name, value)
        draft.save()
        tell_owner(draft, "application_draft_saved", version="1")
    return draft


def _draft_of(pre_session: PreSession, by: User | None, public_id: uuid.UUID | None) -> Application | None:
    drafts = Application.objects.with_meeting().drafts().filter(pre_session=pre_session)
    if by is not None:
        return drafts.of(by.pk).order_by("pk").first()
    return drafts.filter(public_id=public_id, owner=None).first() if public_id else None


def submit(
    application: Application,
    *,
    by: User | None,
    actor: Actor | None = None,
    now: datetime | None = None,
    language: str = "",
) -> Application:
    """Send it. Sent already, or withdrawn meanwhile, it stays as it is and no second mail leaves.

    ``language``: in which it was read through and sent; letters are written in it from here on.
    Raises ``NotPossible`` with everything that is missing, or that it is too late.
    """
    now = now or timezone.now()
    with transaction.atomic():
        application = locked(application)
        _check("edit_application", application, by, actor)
        if not application.is_draft:
            return application
        found = [*filter(None, [time_problem(application.window, now)]), *problems_of(application)]
        if found:
            raise NotPossible(*found)
        _settle_organisation(application)
        application.submitted_at = now
        application.language = language or application.language
        application.version += 1
        application.save(update_fields=["organisation", "submitted_at", "language", "version", "changed_at"])
        change = move(application, S.SUBMITTED, by=by, by_what="applicant")
        tell_owner(application, "application_received", version=str(change.pk))
    return application


def withdraw(
    application: Application, *, by: User | None, actor: Actor | None = None, reason: str = ""
) -> Application:
    """Take it back, at any time; a seat it has is freed by whoever hears the news."""
    with transaction.atomic():
        application = locked(application)
        _check("withdraw_application", application, by, actor)
        if application.status == S.WITHDRAWN:
            return application
        was_draft = application.is_draft
        change = move(application, S.WITHDRAWN, by=by, by_what="applicant", reason=reason)
        if not was_draft:
            tell_owner(application, "application_withdrawn", version=str(change.pk))
    return application


def restore(
    application: Application, *, by: User | None, actor: Actor | None = None, now: datetime | None = None
) -> Application:
    """Undo a withdrawal while applications are still taken: sent again, or a draft again."""
    with transaction.atomic():
        application = locked(application)
        _check("withdraw_application", application, by, actor)
        if application.status != S.WITHDRAWN:
            return application
        problem = time_problem(application.window, now or timezone.now())
        if problem is not None:
            raise NotPossible(problem)
        _drop_days_of_another_series(application)
        if application.submitted_at is None:
            move(application, S.DRAFT, by=by, by_what="applicant")
            return application
        _settle_organisation(application)
        application.save(update_fields=["organisation", "changed_at"])
        change = move(application, S.SUBMITTED, by=by, by_what="applicant")
        tell_owner(application, "application_received", version=str(change.pk))
    return application


def _drop_days_of_another_series(application: Application) -> None:
    """Its State's review may have moved while it was withdrawn: days of the series it left say nothing any more."""
    days = {day.date.isoformat() for day in application.pre_session.series.days.all()}
    kept = [day for day in application.available_days if day in days]
    if kept != application.available_days:
        application.available_days, application.arrives_at = kept, None
        application.save(update_fields=["available_days", "arrives_at", "changed_at"])


def reopen(application: Application, *, until: datetime, by: User, reason: str) -> Application:
    """Let this one application be sent or changed until ``until``, and tell its owner."""
    with transaction.atomic():
        application = locked(application)
        check_may(actor_of(by), "extend_deadline", application.subject)
        if application.reopened_until == until:
            return application
        application.reopened_until = until
        application.staff_note = f"{application.staff_note}\n{reason}".strip()
        application.save(update_fields=["reopened_until", "staff_note", "changed_at"])
        if may_change(application, timezone.now()):
            message = "deadline_reminder" if application.is_draft else "application_reopened"
            tell_owner(application, message, version=f"reopened {until.isoformat()}")
    return application


def shortlist(application: Application, *, by: User | None, reason: str = "") -> StatusChange:
    """Being considered; nobody is told."""
    return _answer(application, S.SHORTLISTED, verb="assess_application", by=by, reason=reason)


def back_to_received(application: Application, *, by: User | None, reason: str = "") -> StatusChange:
    """Undo ``shortlist``."""
    return _answer(application, S.SUBMITTED, verb="assess_application", by=by, reason=reason)


def select(application: Application, *, by: User | None, reason: str = "") -> StatusChange:
    """A seat is offered; the mail with the offer is the seat's affair."""
    return _answer(application, S.SELECTED, verb="offer_seat", by=by, reason=reason)


def hold_in_reserve(
    application: Application, *, by: User | None, reason: str = "", tell: bool = True
) -> StatusChange:
    """In reserve, and told so unless ``tell`` is False."""
    message = "reserve_notice" if tell else ""
    return _answer(application, S.RESERVE, verb="approve_panel", by=by, reason=reason, message=message)


def not_selected(
    application: Application, *, by: User | None, reason: str = "", tell: bool = True
) -> StatusChange:
    """No seat this time; the mail says what is still open to them."""
    message = "not_selected" if tell else ""
    return _answer(application, S.NOT_SELECTED, verb="approve_panel", by=by, reason=reason, message=message)


def _answer(
    application: Application, to: str, *, verb: str, by: User | None, reason: str, message: str = ""
) -> StatusChange:
    with transaction.atomic():
        row = locked(application)
        _check(verb, row, by, None)
        change = move(row, to, by=by, reason=reason)
        if message and row.answer_sent_at != change.at:
            row.answer_sent_at = change.at
            row.save(update_fields=["answer_sent_at"])
            tell_owner(row, message, version=str(change.pk))
    application.status, application.answer_sent_at = row.status, row.answer_sent_at
    return change


def confirm_claims(
    application: Application, *, kind: str, is_coalition: bool, submitted: bool, evidence: str, by: User
) -> Application:
    """What staff hold to be true of what decides a seat, and on what evidence."""
    with transaction.atomic():
        application = locked(application)
        check_may(actor_of(by), "confirm_claim", application.subject)
        application.confirmed_kind = OrganisationKind(kind)
        application.confirmed_is_coalition = is_coalition
        application.confirmed_submitted = submitted
        application.confirmed_evidence = evidence.strip()
        application.confirmed_by = by
        application.confirmed_at = timezone.now()
        application.save(
            update_fields=[
                "confirmed_kind",
                "confirmed_is_coalition",
                "confirmed_submitted",
                "confirmed_evidence",
                "confirmed_by",
                "confirmed_at",
                "changed_at",
            ]
        )
    return application


def locked(application: Application) -> Application:
    """The row as it is now, held until the transaction ends."""
    rows = Application.objects.with_meeting().select_for_update(of=("self",), no_key=True)
    return rows.get(pk=application.pk)


def may_change(application: Application, now: datetime) -> bool:
    """Whether answers typed now count: a draft always keeps them, what was sent takes them in time."""
    if application.is_draft:
        return True
    open_status = application.status in {S.SUBMITTED, S.SHORTLISTED}
    return open_status and may_send(application.window, now)


def _settle_organisation(application: Application) -> None:
    """The organisation it belongs to; refused where the owner has another standing there."""
    organisation, stands_already = organisation_for(application)
    problem = standing_problem(already_standing=stands_already)
    if problem is not None:
        raise NotPossible(problem)
    application.organisation = organisation


def _check(verb: str, application: Application, by: User | None, actor: Actor | None) -> None:
    if actor is None and by is None:
        return  # the house itself, from a task
    check_may(actor or actor_of(by), verb, application.subject)


def tell_owner(application: Application, message: str, *, version: str) -> None:
    """A mail to the owner, where there is one to write to."""
    if application.owner is None:
        return
    outbox.queue(
        message,
        to=application.owner.email,
        cause=f"application {application.pk}",
        version=version,
        ids={
            "application": application.pk,
            "series": application.pre_session.series.number,
            "iso3": application.pre_session.state_under_review_id,
        },
        language=application.language,
    )
