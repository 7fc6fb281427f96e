"""A briefing that a reader asked for: what was chosen, how far it is, and its file while it is true."""

import uuid

from django.db import models

from presessions.privacy.fields import Privacy
from presessions.series.models import LANGUAGES


class BriefingStep(models.TextChoices):
    """How far it is."""

    ASKED = "asked", "waits for its turn"
    MAKING = "making", "being made"
    READY = "ready", "ready"
    FAILED = "failed", "could not be made"


class BriefingKind(models.TextChoices):
    PDF = "pdf", "PDF"
    WORD = "docx", "Word"


class Briefing(models.Model):
    """One file of recommendations. Whoever asks for the same in the same language gets the same row.

    It names nobody: ``readers`` holds the States whose delegates it was made for (ISO 3166-1 alpha-3, by blanks; empty
    for everybody). ``fingerprint`` is of the Published rows that are in it; a file whose rows are others now is never
    served.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ask = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what is asked, and for whom")
    series = models.PositiveSmallIntegerField(null=True, blank=True, help_text="its number; empty: all")
    states = models.JSONField(default=list, help_text="slugs; empty: all")
    issues = models.JSONField(default=list, help_text="codes; empty: all")
    readers = models.TextField(blank=True)
    kind = models.CharField(max_length=4, choices=BriefingKind)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    step = models.CharField(max_length=6, choices=BriefingStep, default=BriefingStep.ASKED)
    problem = models.CharField(max_length=12, blank=True, help_text="code of the reason why it was not made")
    found = models.PositiveIntegerField(default=0, help_text="recommendations that go in")
    tries = models.PositiveSmallIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    mark = models.CharField(
        max_length=60, blank=True, help_text="public mark under which it was looked at last"
    )
    content = models.BinaryField(null=True, blank=True)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = Privacy.all_staff(
        "key ask series states issues readers kind language step problem found tries fingerprint mark content asked_at"
        " begun_at expires_at"
    )

    class Meta:
        indexes = [models.Index(fields=["step", "asked_at"], name="briefing_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.language}, {self.step}"
