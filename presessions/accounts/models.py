"""Everybody who signs in, what they were granted, and what they typed while signed out."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from presessions.accounts.managers import UserManager, clean_email
from presessions.permissions import GRANTED_ROLES, STAFF_ROLES, Role
from presessions.privacy.fields import Privacy

RECUSED = "recused"


class User(AbstractBaseUser, PermissionsMixin):
    """Whoever signs in: by a one-time code, and staff by password and second factor."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField("name", max_length=200, blank=True)
    language = models.CharField("language", max_length=2, choices=settings.LANGUAGES, default="en")
    is_staff = models.BooleanField("may enter the staff site", default=False)
    is_active = models.BooleanField("may sign in", default=True)
    date_joined = models.DateTimeField("since", default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    EMAIL_FIELD = "email"

    objects = UserManager()

    PRIVACY = {
        "email": Privacy.STAFF,
        "name": Privacy.STAFF,
        "language": Privacy.STAFF,
        "password": Privacy.RESTRICTED,
        "last_login": Privacy.RESTRICTED,
        "date_joined": Privacy.STAFF,
        "is_staff": Privacy.STAFF,
        "is_active": Privacy.STAFF,
        "is_superuser": Privacy.STAFF,
    }

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_the_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = clean_email(self.email)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name or self.email


class GrantQuerySet(models.QuerySet["Grant"]):
    """Questions about many grants."""

    def valid_at(self, moment: datetime) -> GrantQuerySet:
        """Those that have not run out."""
        return self.filter(models.Q(valid_until=None) | models.Q(valid_until__gt=moment))


class Grant(models.Model):
    """One role given to one person; a recusal is kept the same way.

    ``iso3`` is the State a delegate speaks for, or the State a staff member
    is recused from; other roles hold everywhere and leave it empty.
    """

    ROLES = [(role.value, role.value.capitalize()) for role in Role if role in GRANTED_ROLES]

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=[*ROLES, (RECUSED, "Recused")])
    iso3 = models.CharField("State (ISO 3166-1 alpha-3)", max_length=3, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GrantQuerySet.as_manager()

    PRIVACY = {
        "user": Privacy.STAFF,
        "role": Privacy.STAFF,
        "iso3": Privacy.STAFF,
        "valid_until": Privacy.STAFF,
        "granted_by": Privacy.STAFF,
        "granted_at": Privacy.STAFF,
    }

    class Meta:
        ordering = ["user", "role", "iso3"]
        constraints = [
            models.UniqueConstraint("user", "role", "iso3", name="grant_once"),
            models.CheckConstraint(
                condition=(models.Q(role__in=[Role.DELEGATE, RECUSED]) & ~models.Q(iso3=""))
                | (~models.Q(role__in=[Role.DELEGATE, RECUSED]) & models.Q(iso3="")),
                name="grant_names_a_state_where_it_needs_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.iso3}".strip()

    @property
    def is_for_staff(self) -> bool:
        return self.role in STAFF_ROLES or self.role == RECUSED


class ParkedPost(models.Model):
    """A form sent while signed out, kept until its sender is back.

    ``browser`` is a keyed hash of the browser's CSRF cookie, so that only the
    browser that sent it gets it again; ``payload`` is encrypted and holds the
    fields, never a file.
    """

    browser = models.CharField(max_length=64, db_index=True)
    path = models.CharField(max_length=500)
    payload = models.BinaryField()
    parked_at = models.DateTimeField(default=timezone.now, db_index=True)

    PRIVACY = {
        "browser": Privacy.RESTRICTED,
        "path": Privacy.RESTRICTED,
        "payload": Privacy.RESTRICTED,
        "parked_at": Privacy.RESTRICTED,
    }

    class Meta:
        constraints = [models.UniqueConstraint("browser", "path", name="parked_once_per_page")]

    def __str__(self) -> str:
        return self.path
