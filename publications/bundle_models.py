"""Bundles for interpreters and moderators: which meetings, until when, and who was sent the link.

What is in a bundle is never kept: it is read from the Published tables each time it is opened.
"""

import uuid

from django.conf import settings
from django.db import models

from presessions.privacy.fields import Privacy
from presessions.series.models import LANGUAGES, PreSession, Series

from .enums import BundlePart


class Bundle(models.Model):
    """Meetings to prepare for. ``public_id`` comes from the form, so that a double click makes one bundle."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    meetings = models.ManyToManyField(PreSession, related_name="+")
    expires_at = models.DateTimeField(
        help_text="the links open until then, at latest to the end of the meetings"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()

    PRIVACY = {
        **Privacy.all_staff("id public_id series meetings expires_at withdrawn_at made_at"),
        "made_by": Privacy.RESTRICTED,
    }

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"Bundle {self.pk}"


class BundleRecipient(models.Model):
    """One person with a link of their own; the link's secret is made from ``public_id`` and kept nowhere."""

    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="recipients")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    part = models.CharField(max_length=12, choices=BundlePart)
    name = models.CharField(max_length=120)
    email = models.EmailField()
    language = models.CharField(max_length=2, choices=LANGUAGES)

    PRIVACY = {
        **Privacy.all_staff("id bundle part language"),
        **Privacy.all_restricted("public_id name email"),
    }

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["bundle", "email"], name="one_link_per_address")]

    def __str__(self) -> str:
        return self.name
