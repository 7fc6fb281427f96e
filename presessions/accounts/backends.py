"""What Django's admin may offer: the permissions of the groups named like the roles held now."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils import timezone

from presessions.permissions import STAFF_ROLES


class RoleBackend(AuthenticationBackend):
    """Signs in by e-mail and password; group membership is read off the grants.

    Nobody is put into a group: a grant that runs out or is taken back takes its
    permissions with it on the next request.
    """

    def _get_group_permissions(self, user_obj: Any) -> QuerySet[Permission]:
        if not user_obj.is_staff:
            return Permission.objects.none()
        held = user_obj.grants.valid_at(timezone.now()).filter(role__in=[str(role) for role in STAFF_ROLES])
        return Permission.objects.filter(group__name__in=held.values("role")).distinct()
