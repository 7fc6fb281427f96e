"""Giving and taking roles. Who did it is kept beside the grant and in the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db import transaction

from presessions.accounts.models import RECUSED, Grant
from presessions.accounts.signals import account_switched, grant_changed
from presessions.permissions import GRANTED_ROLES, STAFF_ROLES

if TYPE_CHECKING:
    from datetime import datetime

    from presessions.accounts.models import User


def grant(
    user: User, role: str, *, by: User | None, iso3: str = "", valid_until: datetime | None = None
) -> Grant:
    """Give ``user`` a role (or a recusal); given twice it stays one grant.

    Raises ``ValueError`` for what is not granted, and for a delegate or a
    recusal without a State.
    """
    if role != RECUSED and role not in GRANTED_ROLES:
        raise ValueError(f"{role} is not a role that is granted")
    if bool(iso3) != (role in (RECUSED, "delegate")):
        raise ValueError(f"{role}: a State is named for delegates and recusals, and only for them")
    with transaction.atomic():
        given, created = Grant.objects.get_or_create(
            user=user, role=str(role), iso3=iso3, defaults={"valid_until": valid_until, "granted_by": by}
        )
        changed = created or given.valid_until != valid_until
        if changed and not created:
            given.valid_until, given.granted_by = valid_until, by
            given.save(update_fields=["valid_until", "granted_by"])
        if changed:
            grant_changed.send(sender=Grant, grant=given, given=True, by=by)
        _settle_staff(user)
    return given


def take_back(user: User, role: str, *, by: User | None, iso3: str = "") -> None:
    """Take a role away; nothing happens where it was not held."""
    with transaction.atomic():
        held = Grant.objects.select_for_update().filter(user=user, role=str(role), iso3=iso3).first()
        if held is None:
            return
        grant_changed.send(sender=Grant, grant=held, given=False, by=by)
        held.delete()
        _settle_staff(user)


def recuse(user: User, iso3: str, *, by: User | None) -> Grant:
    """Keep a member of staff out of everything of one State."""
    return grant(user, RECUSED, by=by, iso3=iso3)


def disable(user: User, *, by: User | None) -> None:
    """Nobody signs in with this account any more; every open session ends now."""
    with transaction.atomic():
        _set_active(user, active=False, by=by)
        end_sessions(user)


def enable(user: User, *, by: User | None) -> None:
    """The account may be used again."""
    with transaction.atomic():
        _set_active(user, active=True, by=by)


def _set_active(user: User, *, active: bool, by: User | None) -> None:
    if user.is_active == active:
        return
    user.is_active = active
    user.save(update_fields=["is_active"])
    account_switched.send(sender=type(user), user=user, active=active, by=by)


def end_sessions(user: User) -> None:
    """Delete the sessions of one person."""
    mine = [
        session.session_key
        for session in Session.objects.all().iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    Session.objects.filter(session_key__in=mine).delete()


def _settle_staff(user: User) -> None:
    """``is_staff`` says whether any staff role is held; nothing else sets it."""
    held = user.grants.filter(role__in=[str(role) for role in STAFF_ROLES]).exists()
    if user.is_staff != held:
        user.is_staff = held
        user.save(update_fields=["is_staff"])
