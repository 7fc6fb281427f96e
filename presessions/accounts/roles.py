"""What each staff role may do in the Django admin, as groups named like the roles.

The rules themselves are in ``presessions.permissions``; this is the coarse
grid the admin needs to show its lists. Pages of our own ask ``may`` again.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from presessions.permissions import Role

ALL = ("view", "add", "change", "delete")
WORK = ("series", "applications", "panels", "scheduling", "publications", "attendance", "mail")
GRID: dict[Role, dict[str, tuple[str, ...]]] = {
    Role.ADMINISTRATOR: dict.fromkeys((*WORK, "accounts", "lifecycle", "privacy", "desk"), ALL),
    Role.OFFICER: dict.fromkeys((*WORK, "desk"), ALL),
    Role.MODERATOR: {"series": ("view",), "scheduling": ("view",), "attendance": ("view", "change")},
}


def permissions_of(role: Role) -> list[Permission]:
    """The model permissions a role comes with; custom ones go with the app's "change"."""
    grid = GRID[role]
    found = Permission.objects.filter(content_type__app_label__in=grid).select_related("content_type")
    return [one for one in found if _verb(one.codename) in grid[one.content_type.app_label]]


def sync() -> dict[str, int]:
    """Make the groups what the grid says; returns how many permissions each holds."""
    counts = {}
    with transaction.atomic():
        for role in GRID:
            group, _ = Group.objects.get_or_create(name=str(role))
            held = permissions_of(role)
            group.permissions.set(held)
            counts[str(role)] = len(held)
    return counts


def _verb(codename: str, known: Iterable[str] = ALL) -> str:
    verb = codename.partition("_")[0]
    return verb if verb in known else "change"
