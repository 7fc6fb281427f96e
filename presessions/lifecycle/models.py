"""What happened, in rows that can only be added (triggers refuse the rest)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from presessions.privacy.fields import Privacy


class StatusChangeQuerySet(models.QuerySet["StatusChange"]):
    """Questions about many changes."""

    def of(self, thing: models.Model) -> StatusChangeQuerySet:
        """The life of one thing, oldest change first."""
        kind = ContentType.objects.get_for_model(type(thing))
        return self.filter(content_type=kind, object_id=str(thing.pk)).order_by("pk")


class StatusChange(models.Model):
    """One move of one thing: what, from, to, by whom, when, why.

    ``by`` is the account, where there is one; ``by_what`` the part played
    ("staff", "applicant", "panelist", "system"). ``reason`` is free text, so it
    may be emptied when a person is erased; nothing else ever changes.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.CharField(max_length=40)
    model = models.CharField(max_length=80)
    from_status = models.CharField(max_length=40)
    to_status = models.CharField(max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by_what = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)

    objects = StatusChangeQuerySet.as_manager()

    PRIVACY = {
        "content_type": Privacy.STAFF,
        "object_id": Privacy.STAFF,
        "model": Privacy.STAFF,
        "from_status": Privacy.STAFF,
        "to_status": Privacy.STAFF,
        "by": Privacy.STAFF,
        "by_what": Privacy.STAFF,
        "at": Privacy.STAFF,
        "reason": Privacy.STAFF,
    }

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "id"], name="change_by_thing")]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}: {self.from_status} → {self.to_status}"


class AuditKind(models.TextChoices):
    """What is recorded beside changes of status."""

    EXPORT = "export", "Export"
    MAILING = "mailing", "Mailing"
    FILE_VIEW = "file_view", "File read"
    CONSENT_OVERRIDE = "consent_override", "Consent recorded by staff"
    SIGN_IN_STAFF = "sign_in_staff", "Staff signed in"
    PERMISSION = "permission", "Permission changed"
    ERASURE = "erasure", "Personal data erased"


class AuditEvent(models.Model):
    """One act that must be answered for; each row seals the one before it.

    ``sealed`` is the SHA-256 over the previous row's seal and this row's
    canonical JSON (see ``audit.canonical``), so a changed or missing row shows.
    ``detail`` holds counts and ids, never personal data.
    """

    kind = models.CharField(max_length=20, choices=AuditKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    what = models.CharField(max_length=120)
    detail = models.JSONField(default=dict, blank=True)
    number = models.PositiveBigIntegerField(unique=True)
    sealed = models.CharField(max_length=64, unique=True)

    PRIVACY = {
        "kind": Privacy.STAFF,
        "by": Privacy.STAFF,
        "at": Privacy.STAFF,
        "what": Privacy.STAFF,
        "detail": Privacy.STAFF,
        "number": Privacy.STAFF,
        "sealed": Privacy.STAFF,
    }

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.what}"


class PublicMark(models.Model):
    """Set by triggers whenever something the public may read changes; see ``public_marks``."""

    mark = models.DecimalField(max_digits=60, decimal_places=0)

    PRIVACY = {"id": Privacy.PUBLIC, "mark": Privacy.PUBLIC}

    def __str__(self) -> str:
        return str(self.mark)
