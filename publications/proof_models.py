"""A yes that reached staff on paper or by mail: proposed with its proof by one of them, confirmed by another."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from applications.models import private_storage
from presessions.privacy.fields import Privacy

from .enums import PROOF_LIFECYCLE, ProofStatus


def proof_path(_proof: "Proof", _name: str) -> str:
    """Random name below the private root."""
    return f"proofs/{uuid.uuid4().hex}"


class Proof(models.Model):
    """A signed letter or saved mail, and exactly what it is to be recorded as. It counts for nothing until it is
    confirmed.

    Words and file may be emptied; else a row never changes but to be judged and confirmed once (by trigger), and it is
    never deleted: consent rests on it.
    """

    statement = models.ForeignKey("publications.Statement", on_delete=models.PROTECT, related_name="proofs")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(
        max_length=10, choices=ProofStatus, default=ProofStatus.CHECKING, editable=False
    )
    guardian = models.ForeignKey(
        "publications.Guardian",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="whose yes it is; empty: the speaker's",
    )
    wishes = models.JSONField(default=list, help_text="list of item, audience, SHA-256 of the content")
    effective_from = models.DateTimeField(null=True, blank=True)
    why = models.TextField(help_text="why it is not given on the page")
    name = models.CharField(max_length=200, help_text="of the file, cleaned")
    file = models.FileField(upload_to=proof_path, storage=private_storage, blank=True)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100, blank=True)
    problem = models.CharField(max_length=60, blank=True, help_text="code of the reason why it was refused")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    LIFECYCLE = PROOF_LIFECYCLE
    PRIVACY = {
        **Privacy.all_staff(
            "id statement public_id status guardian wishes effective_from sha256 media_type problem uploaded_at"
            " confirmed_at"
        ),
        **Privacy.all_restricted("why name file proposed_by confirmed_by"),
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by=F("proposed_by"))),
                name="proof_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(status=ProofStatus.CONFIRMED) | Q(confirmed_by__isnull=False),
                name="proof_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Proof {self.pk} for {self.statement}"
