"""From a request or an account to the frozen `Actor` the rules understand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone

from presessions.accounts.models import RECUSED
from presessions.accounts.sessions import has_second_factor, opened_applications
from presessions.permissions import ANONYMOUS, Actor, Role, RoleGrant

if TYPE_CHECKING:
    from presessions.accounts.models import User

_CACHE = "_presessions_actor"


def actor_of(who: HttpRequest | User | Any) -> Actor:
    """The actor behind a request, or an account acting in its own name.

    For a request the second factor is looked up in its session and the answer is
    kept on the request. An account alone (in a task, in a transition's ``by``)
    has no session: whoever hands it over has already checked at the door, so
    it counts as verified.
    """
    if not isinstance(who, HttpRequest):
        return _actor(who, verified=True)
    actor: Actor | None = getattr(who, _CACHE, None)
    if actor is None:
        user = getattr(who, "user", None)
        actor = _actor(user, verified=has_second_factor(who), owns=opened_applications(who))
        setattr(who, _CACHE, actor)
    return actor


def forget_actor(request: HttpRequest) -> None:
    """Ask again next time: the session was just opened, closed or strengthened."""
    if hasattr(request, _CACHE):
        delattr(request, _CACHE)


def _actor(user: Any, *, verified: bool, owns: frozenset[str] = frozenset()) -> Actor:
    if user is None or not user.is_authenticated or not user.is_active:
        return Actor(owns=owns) if owns else ANONYMOUS
    grants = list(user.grants.valid_at(timezone.now()))
    roles = frozenset(
        RoleGrant(Role(grant.role), grant.iso3)
        for grant in grants
        if grant.role != RECUSED and (user.is_staff or not grant.is_for_staff)
    )
    return Actor(
        user_id=user.pk,
        grants=roles,
        recused=frozenset(grant.iso3 for grant in grants if grant.role == RECUSED),
        verified=verified and user.is_staff,
        owns=owns,
    )
