"""Files on their way in, and how many bytes came in today. Neither is ever served."""

import uuid

from django.db import models
from django.db.models import Q

from presessions.privacy.fields import Privacy


class UnfinishedUpload(models.Model):
    """A file of which some pieces are here; at its last piece it becomes a ``SupportingFile``.

    The same file (by name, size and the day it was last changed, as the browser
    tells them) is found again after a break, so only what is missing is sent.
    ``file`` is what became of it, kept for a while for who asks a second time.
    """

    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="uploads"
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, help_text="as the applicant called it, cleaned")
    size = models.PositiveIntegerField(help_text="bytes")
    modified = models.CharField(
        max_length=20, blank=True, help_text="milliseconds since 1970, as the browser says"
    )
    received = models.PositiveIntegerField(default=0, help_text="pieces that are here")
    stored_as = models.CharField(max_length=80)
    file = models.ForeignKey(
        "applications.SupportingFile", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    PRIVACY = Privacy.all_staff(
        "id application public_id name size modified received stored_as file begun_at changed_at"
    )

    class Meta:
        ordering = ["begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "name", "size", "modified"],
                condition=Q(file__isnull=True),
                name="one_unfinished_upload_per_file",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UploadedOnDay(models.Model):
    """How many bytes one account sent on one day of Geneva; an application without account counts for itself."""

    who = models.CharField(max_length=60, help_text="account or application, and its number")
    day = models.DateField()
    size = models.PositiveIntegerField(default=0, help_text="bytes")

    PRIVACY = Privacy.all_staff("id who day size")

    class Meta:
        ordering = ["day", "who"]
        constraints = [
            models.UniqueConstraint(fields=["who", "day"], name="one_count_of_bytes_per_account_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.who}, {self.day}: {self.size}"
