"""What staff write down about applications and organisations, each in a table of its own.

None of it is a column of the application: what an applicant says and what staff
do with it are kept apart, and so they are erased apart.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from presessions.privacy.fields import Privacy
from presessions.series.models import Series

from .enums import CORRECTION_LIFECYCLE, Check, CorrectionStatus


class ApplicationImport(models.Model):
    """One file of applications that came by e-mail, taken in as a whole or not at all."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    PRIVACY = Privacy.all_staff("id series file_name sha256 by at")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name


class ImportedApplication(models.Model):
    """Where an application came from that was not typed into the form.

    ``key`` marks the row (State, series, name and address as compared), so that
    the same row never makes a second application.
    """

    application = models.OneToOneField(
        "applications.Application", on_delete=models.CASCADE, related_name="imported"
    )
    of_import = models.ForeignKey(ApplicationImport, on_delete=models.PROTECT, related_name="rows")
    row = models.PositiveIntegerField(help_text="the line of the file, the heading being 1")
    key = models.CharField(max_length=64, unique=True, help_text="SHA-256")

    PRIVACY = Privacy.all_staff("id application of_import row key")

    class Meta:
        ordering = ["of_import", "row"]

    def __str__(self) -> str:
        return f"{self.of_import}, row {self.row}"


class Label(models.Model):
    """A word staff put on applications to find them again."""

    name = models.CharField(max_length=40, unique=True)

    PRIVACY = Privacy.all_staff("id name")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Labelled(models.Model):
    """A label on an application."""

    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="labelled"
    )
    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="labelled")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    PRIVACY = Privacy.all_staff("id application label by at")

    class Meta:
        ordering = ["label__name"]
        constraints = [
            models.UniqueConstraint(fields=["application", "label"], name="label_once_per_application"),
        ]

    def __str__(self) -> str:
        return str(self.label)


class Verdict(models.Model):
    """What staff hold of one check, whatever the computed answer is, and why."""

    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="verdicts"
    )
    check_name = models.CharField(max_length=20, choices=Check)
    holds = models.BooleanField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    PRIVACY = {
        **Privacy.all_staff("id application check_name holds by at"),
        "reason": Privacy.RESTRICTED,
    }

    class Meta:
        ordering = ["check_name"]
        constraints = [
            models.UniqueConstraint(fields=["application", "check_name"], name="one_verdict_per_check"),
            models.CheckConstraint(condition=~Q(reason=""), name="verdicts_have_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_check_name_display()}: {'yes' if self.holds else 'no'}"


class BulkAct(models.Model):
    """One act on many applications, with what is needed to undo it."""

    act = models.CharField(max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    ticket = models.CharField(
        max_length=40, unique=True, help_text="of the preview, so that a double click acts once"
    )
    changed = models.JSONField(default=list, help_text="keys of the applications that changed")
    label = models.ForeignKey(Label, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = Privacy.all_staff("id act by at ticket changed label undone_at")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.act}, {len(self.changed)} applications"


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def asked(self) -> "CorrectionQuerySet":
        """Not answered, not taken back, not lapsed."""
        return self.filter(status=CorrectionStatus.ASKED)


class Correction(models.Model):
    """Staff ask an applicant to correct some answers; only those are open, until ``due_at``."""

    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="corrections"
    )
    status = models.CharField(
        max_length=10, choices=CorrectionStatus, default=CorrectionStatus.ASKED, editable=False
    )
    names = models.JSONField(help_text="names of the answers that may be changed")
    words = models.TextField(help_text="what staff write to the applicant, shown on the page, never mailed")
    due_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    changed = models.JSONField(default=list, blank=True, help_text="names of the answers that did change")
    typed = models.JSONField(
        default=dict, blank=True, help_text="what the applicant typed and has not sent, by answer"
    )

    LIFECYCLE = CORRECTION_LIFECYCLE
    PRIVACY = {
        **Privacy.all_staff("id application status names due_at asked_by asked_at ended_at changed"),
        "words": Privacy.RESTRICTED,
        "typed": Privacy.RESTRICTED,
    }

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(status="asked"), name="one_correction_asked_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"correction of {self.application_id}, {self.status}"

    def is_open(self, now: datetime | None = None) -> bool:
        """Whether the applicant may answer it now."""
        return self.status == CorrectionStatus.ASKED and (now or timezone.now()) <= self.due_at


class OrganisationMerge(models.Model):
    """Two rows that are one organisation: the applications of ``merged`` stand with ``kept``.

    ``moved`` holds what is needed to undo it: keys of applications and of
    coalition links that changed hands.
    """

    kept = models.ForeignKey("applications.Organisation", on_delete=models.CASCADE, related_name="took_in")
    merged = models.ForeignKey("applications.Organisation", on_delete=models.CASCADE, related_name="merges")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    moved = models.JSONField(default=dict)

    PRIVACY = Privacy.all_staff("id kept merged by at undone_at moved")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="merged_into_one_only"
            ),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="never_merged_with_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.kept_id}"


class NotTheSame(models.Model):
    """Staff looked at two organisations and hold them to be two; ``first`` has the lower key."""

    first = models.ForeignKey("applications.Organisation", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("applications.Organisation", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    PRIVACY = Privacy.all_staff("id first second by at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_the_same_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="not_the_same_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"
