"""What is kept beside a statement: what it said before, and what staff noted."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from presessions.privacy.fields import Privacy

from .enums import VersionWhy


class StatementVersion(models.Model):
    """What a statement said at one time. Saves of one sitting are one version; see ``history``."""

    statement = models.ForeignKey("publications.Statement", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(help_text="counted from 1 for each statement")
    content = models.JSONField(help_text="language, sections, recommendations and questions, as they stood")
    why = models.CharField(max_length=10, choices=VersionWhy, default=VersionWhy.WRITTEN)
    restored_from = models.PositiveIntegerField(null=True, blank=True, help_text="number of another version")
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    PRIVACY = {
        **Privacy.all_staff("id statement number content why restored_from begun_at saved_at"),
        "by": Privacy.RESTRICTED,
    }

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="version_of_a_statement_once")
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.statement}"


class Comment(models.Model):
    """What staff noted beside a part of a statement, for its speaker and nobody else; see ``comments``."""

    statement = models.ForeignKey("publications.Statement", on_delete=models.CASCADE, related_name="comments")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.CharField(max_length=60, help_text="the part: as consent calls it")
    quote = models.CharField(max_length=200, blank=True, help_text="how the part began when it was noted")
    text = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True, help_text="before, only staff read it")
    answer = models.TextField(blank=True, help_text="of the speaker")
    answered_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True, help_text="as the speaker says")

    PRIVACY = {
        **Privacy.all_staff(
            "id statement public_id item quote text written_at sent_at answer answered_at done_at"
        ),
        "by": Privacy.RESTRICTED,
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | Q(answer="", answered_at=None, done_at=None),
                name="answered_once_it_was_sent",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
