"""Organisations once: two rows that are one are merged, and that can be undone; coalitions and their members.

The merged row stays, out of all lists, so that its name still finds the one that
took it in, and undoing has somewhere to put things back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from presessions.accounts.actors import actor_of
from presessions.permissions import Actor, check_may

from .eligibility import name_key
from .likeness import Known, Pair, pairs
from .models import Application, NotTheSame, Organisation, OrganisationMerge

if TYPE_CHECKING:
    from presessions.accounts.models import User

VERB = "link_applications"


class NotMerged(Exception):
    """Why two rows can't be one; its text is for staff."""


def likely_pairs(actor: Actor) -> list[Pair]:
    """Pairs that may be one organisation, without those staff held apart; in a fixed number of queries."""
    rows = Organisation.objects.apart().select_related("owner")
    if actor.recused:
        rows = rows.exclude(state__in=actor.recused)
    contacts: dict[int, set[str]] = {}
    wrote = Application.objects.exclude(organisation=None).exclude(owner=None)
    for key, address in wrote.values_list("organisation_id", "owner__email").distinct():
        contacts.setdefault(key or 0, set()).add(address.lower())
    known = [Known(row.pk, row.name, row.website, frozenset(contacts.get(row.pk, ()))) for row in rows]
    apart = set(NotTheSame.objects.values_list("first", "second"))
    return [pair for pair in pairs(known) if (pair.first, pair.second) not in apart]


def merge(kept: Organisation, merged: Organisation, *, by: User) -> OrganisationMerge:
    """Let ``kept`` take in ``merged``: its applications and its coalition links. Raises ``NotMerged``."""
    with transaction.atomic():
        _lock(kept, merged)
        _check(kept, merged, by=by)
        known = OrganisationMerge.objects.filter(merged=merged, undone_at=None).first()
        if known is not None and known.kept_id == kept.pk:
            return known
        if OrganisationMerge.objects.filter(merged__in=(kept, merged), undone_at=None).exists():
            raise NotMerged("One of the two is merged into another already.")
        _check_seats(kept, merged)
        applications = list(Application.objects.filter(organisation=merged).values_list("pk", flat=True))
        Application.objects.filter(pk__in=applications).update(organisation=kept)
        moved = {
            "applications": applications,
            "members": _hand_over(kept, merged, "members"),
            "coalitions": _hand_over(kept, merged, "coalitions"),
        }
        return OrganisationMerge.objects.create(kept=kept, merged=merged, by=by, moved=moved)


def undo(done: OrganisationMerge, *, by: User) -> None:
    """Put back what the merge moved and what is still where it put it. A second click finds it undone."""
    with transaction.atomic():
        _lock(done.kept, done.merged)
        done = OrganisationMerge.objects.select_for_update().get(pk=done.pk)
        _check(done.kept, done.merged, by=by)
        if done.undone_at is not None:
            return
        back = Application.objects.filter(pk__in=done.moved["applications"], organisation=done.kept)
        back.update(organisation=done.merged)
        for name in ("members", "coalitions"):
            keys = done.moved[name]["keys"]
            getattr(done.merged, name).add(*keys)
            getattr(done.kept, name).remove(*done.moved[name]["new"])
        done.undone_at = timezone.now()
        done.save(update_fields=["undone_at"])


def hold_apart(one: Organisation, other: Organisation, *, by: User) -> None:
    """Two organisations, whatever their names: not proposed again."""
    check_may(actor_of(by), VERB)
    first, second = sorted((one.pk, other.pk))
    NotTheSame.objects.get_or_create(first_id=first, second_id=second, defaults={"by": by})


def link_member(coalition: Organisation, member: Organisation, *, by: User) -> None:
    """``member`` belongs to ``coalition``: only one of the two can have a seat on one panel. Raises ``NotMerged``."""
    check_may(actor_of(by), VERB)
    if coalition.pk == member.pk:
        raise NotMerged("An organisation is no member of itself.")
    if coalition.coalitions.filter(pk=member.pk).exists():
        raise NotMerged(f"{coalition} is a member of {member} already.")
    coalition.members.add(member)


def unlink_member(coalition: Organisation, member: Organisation, *, by: User) -> None:
    check_may(actor_of(by), VERB)
    coalition.members.remove(member)


def _lock(*rows: Organisation) -> None:
    list(Organisation.objects.select_for_update().filter(pk__in=[row.pk for row in rows]).order_by("pk"))


def _check(*rows: Organisation, by: User) -> None:
    """May this officer act on all that hangs on these? Whoever keeps out of one of the States leaves it to others."""
    actor = actor_of(by)
    check_may(actor, VERB)
    homes = {row.state_id for row in rows}
    about = Application.objects.filter(organisation__in=rows)
    spoken_of = set(about.values_list("pre_session__state_under_review", flat=True))
    if actor.recused & (homes | spoken_of):
        raise NotMerged("Somebody else has to do this: it touches a State you keep out of.")


def _check_seats(kept: Organisation, merged: Organisation) -> None:
    """One organisation has one application for a State."""
    of_both = Application.objects.standing().filter(organisation__in=(kept, merged)).with_meeting()
    seen: dict[int, Application] = {}
    for row in of_both:
        other = seen.setdefault(row.pre_session_id, row)
        if other.pk != row.pk:
            raise NotMerged(
                f"Both have an application for {row.pre_session.state_under_review.name_en}, series "
                f"{row.pre_session.series.number}: {other.reference} and {row.reference}. "
                "One of them has to be withdrawn first."
            )


def _hand_over(kept: Organisation, merged: Organisation, name: str) -> dict[str, list[int]]:
    """Links of ``merged`` to ``kept``; ``new`` are those that ``kept`` did not have."""
    links = getattr(merged, name)
    keys = list(links.values_list("pk", flat=True))
    had = set(getattr(kept, name).values_list("pk", flat=True))
    new = [key for key in keys if key not in had and key != kept.pk]
    getattr(kept, name).add(*new)
    links.clear()
    return {"keys": keys, "new": new}


def standing_overlaps(application: Application) -> list[tuple[Application, str]]:
    """Others for the same State that are the coalition or a member of this one's, and which of the two."""
    if application.organisation_id is None or not application.is_standing:
        return []
    mine = application.organisation_id
    is_member = Organisation.objects.filter(pk=OuterRef("organisation"), coalitions=mine)
    linked = Q(organisation__coalitions=mine) | Q(organisation__members=mine)
    others = Application.objects.standing().filter(linked, pre_session=application.pre_session_id)
    rows = others.exclude(pk=application.pk).with_meeting().annotate(is_member=Exists(is_member)).distinct()
    return [
        (row, "a member of this coalition" if row.is_member else "a coalition it belongs to") for row in rows
    ]


def named_members(text: str, candidates: Iterable[Organisation]) -> list[Organisation]:
    """Organisations that a coalition named, one a line, and that we know by that name."""
    named = {name_key(line) for line in text.splitlines()} - {""}
    return [row for row in candidates if name_key(row.name) in named]
