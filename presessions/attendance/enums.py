"""The words of attendance, and the lifecycle of an invitation. Only staff read them, in English."""

from django.db import models

from presessions.lifecycle.tables import Table


class InvitationStatus(models.TextChoices):
    SENT = "sent", "sent"
    ACCEPTED = "accepted", "accepted"
    REVOKED = "revoked", "revoked"


INVITATION_LIFECYCLE = Table(
    "invitation",
    InvitationStatus.SENT,
    {
        InvitationStatus.SENT: (InvitationStatus.ACCEPTED, InvitationStatus.REVOKED),
        InvitationStatus.ACCEPTED: (InvitationStatus.REVOKED,),
        InvitationStatus.REVOKED: (InvitationStatus.SENT,),
    },
)


class SpeakerPresence(models.TextChoices):
    PRESENT = "present", "present"
    REPLACED = "replaced", "replaced"
    READ_BY_OTHER = "read_by_other", "statement read by another"
    ABSENT = "absent", "absent"
