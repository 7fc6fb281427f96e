"""Files of a statement: what is handed out beside it, and what its text is taken from. The originals stay private."""

import uuid

from django.core.files.storage import Storage, storages
from django.db import models

from applications.models import private_storage
from presessions.privacy.fields import Privacy

from .enums import (
    ATTACHMENT_LIFECYCLE,
    TEXT_FILE_LIFECYCLE,
    AttachmentKind,
    AttachmentStatus,
    TextFileStatus,
)


def published_storage() -> Storage:
    """The derived copies."""
    return storages["published"]


def original_path(_attachment: "Attachment", _name: str) -> str:
    """Random name below the private root; the original name is kept as text only."""
    return f"statements/{uuid.uuid4().hex}"


def derived_path(_attachment: "Attachment", _name: str) -> str:
    """Random name of the clean copy, the only one that may ever be served outside."""
    return f"derived/{uuid.uuid4().hex}"


class Attachment(models.Model):
    """Material beside the statement. The original stays private; the derived copy is made once, clean, and stored."""

    statement = models.ForeignKey(
        "publications.Statement", on_delete=models.CASCADE, related_name="attachments"
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(
        max_length=10, choices=AttachmentStatus, default=AttachmentStatus.CHECKING, editable=False
    )
    kind = models.CharField(max_length=12, choices=AttachmentKind, default=AttachmentKind.FACT_SHEET)
    language = models.CharField(max_length=8, default="en")
    name = models.CharField(
        max_length=200, help_text="as the panelist called it, cleaned; never shown outside"
    )
    original = models.FileField(upload_to=original_path, storage=private_storage)
    original_sha256 = models.CharField(max_length=64)
    derived = models.FileField(upload_to=derived_path, storage=published_storage, blank=True)
    sha256 = models.CharField(
        max_length=64, blank=True, help_text="of the derived copy: what consent is bound to"
    )
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="bytes of the derived copy")
    pages = models.PositiveIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=60, blank=True, help_text="code of the reason why it was refused")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    LIFECYCLE = ATTACHMENT_LIFECYCLE
    PRIVACY = Privacy.all_staff(
        "id statement public_id status kind language name original original_sha256 derived sha256 media_type size"
        " pages problem uploaded_at"
    )

    class Meta:
        ordering = ["uploaded_at"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "original_sha256"], name="same_attachment_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def item(self) -> str:
        return f"file:{self.public_id.hex}"


class TextFile(models.Model):
    """A file whose text is to go into the sections. Its bytes are deleted once they were read: it is never shared.

    The row waits for its speaker to say what goes where, and is deleted then.
    """

    statement = models.OneToOneField(
        "publications.Statement", on_delete=models.CASCADE, related_name="text_file"
    )
    status = models.CharField(
        max_length=10, choices=TextFileStatus, default=TextFileStatus.CHECKING, editable=False
    )
    name = models.CharField(max_length=200, help_text="as the panelist called it, cleaned")
    original = models.FileField(upload_to=original_path, storage=private_storage, blank=True)
    original_sha256 = models.CharField(max_length=64)
    found = models.JSONField(
        default=dict,
        blank=True,
        help_text="what was read, by place: sections, recommendations, questions, rest",
    )
    problem = models.CharField(max_length=60, blank=True, help_text="code of the reason why it was refused")
    words = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(null=True, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    LIFECYCLE = TEXT_FILE_LIFECYCLE
    PRIVACY = {
        **Privacy.all_staff("id statement status original_sha256 problem words pages uploaded_at"),
        **Privacy.all_restricted("name original found"),
    }

    def __str__(self) -> str:
        return self.name
