"""What happens in the rooms below and must be answered for goes into the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from presessions.accounts.signals import account_switched, grant_changed
from presessions.lifecycle.audit import record
from presessions.lifecycle.models import AuditKind

if TYPE_CHECKING:
    from presessions.accounts.models import Grant, User


@receiver(user_logged_in)
def note_staff_signing_in(sender: Any, request: Any, user: User, **kwargs: Any) -> None:
    """Each time a member of staff comes in, and by which means."""
    if user.is_staff:
        records = get_authentication_records(request, user)
        record(AuditKind.SIGN_IN_STAFF, by=user, what=user, detail={"by": [one["method"] for one in records]})


@receiver(grant_changed)
def note_a_role_given_or_taken(
    sender: Any, grant: Grant, given: bool, by: User | None, **kwargs: Any
) -> None:
    """Who was given or lost which role, and by whom."""
    detail = {"role": grant.role, "iso3": grant.iso3, "given": given}
    record(AuditKind.PERMISSION, by=by, what=f"accounts.User {grant.user_id}", detail=detail)


@receiver(account_switched)
def note_an_account_switched(sender: Any, user: User, active: bool, by: User | None, **kwargs: Any) -> None:
    """An account disabled or enabled again."""
    record(AuditKind.PERMISSION, by=by, what=user, detail={"active": active})


@receiver([authenticator_added, authenticator_removed])
def note_a_second_factor(sender: Any, user: User, authenticator: Any, signal: Any, **kwargs: Any) -> None:
    """A second factor set up or taken away."""
    detail = {"factor": authenticator.type, "added": signal is authenticator_added}
    record(AuditKind.PERMISSION, by=user, what=user, detail=detail)
