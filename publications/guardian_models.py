"""The parent or guardian of a speaker under 18: named by the speaker, confirmed by staff, so that neither alone can
make one."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from presessions.accounts.models import User
from presessions.privacy.fields import Privacy
from presessions.series.models import LANGUAGES

from .enums import StatementStatus


class GuardianQuerySet(models.QuerySet["Guardian"]):
    def answered_by(self, user_id: int) -> "GuardianQuerySet":
        """Those who stand and have the address of this account."""
        address = User.objects.filter(pk=user_id).values("email")
        rows = self.filter(ended_at=None, confirmed_at__isnull=False, email__in=address).exclude(email="")
        return rows.exclude(statement__status=StatementStatus.CLOSED).select_related("statement")


class Guardian(models.Model):
    """Who agrees beside a speaker under 18. One stands at a time; another name, or another speaker, ends the last one.

    Name, address and how staff know may be emptied, else a row never changes but to be confirmed once and ended once
    (by trigger), and it is never deleted: consent rests on it.
    """

    statement = models.ForeignKey(
        "publications.Statement", on_delete=models.PROTECT, related_name="guardians"
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True, help_text="empty: agrees on paper, which staff upload")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    named_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    how = models.TextField(blank=True, help_text="how staff know that this is the parent or guardian")
    ended_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = {
        **Privacy.all_staff("id statement public_id language named_at confirmed_at ended_at"),
        **Privacy.all_restricted("name email named_by confirmed_by how"),
    }

    objects = GuardianQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement"], condition=Q(ended_at=None), name="one_guardian_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="guardian_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Guardian {self.pk} of {self.statement}"

    @property
    def stands(self) -> bool:
        """Confirmed, and not ended."""
        return self.confirmed_at is not None and self.ended_at is None
