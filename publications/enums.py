"""The words of statements, and their lifecycle."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from presessions.lifecycle.tables import Table


class StatementStatus(models.TextChoices):
    OPEN = "open", _("being written")
    RECEIVED = "received", _("received")
    RETURNED = "returned", _("sent back with a question")
    CHECKED = "checked", _("checked")
    PUBLISHED = "published", _("shared as agreed")
    CLOSED = "closed", _("closed")


S = StatementStatus
STATEMENT_LIFECYCLE = Table(
    "statement",
    S.OPEN,
    {
        S.OPEN: (S.RECEIVED, S.CLOSED),
        S.RECEIVED: (S.CHECKED, S.RETURNED, S.CLOSED),
        S.RETURNED: (S.RECEIVED, S.CLOSED),
        # what changes after it was read is read again; consent decides what stays readable meanwhile
        S.CHECKED: (S.PUBLISHED, S.RECEIVED, S.RETURNED, S.CLOSED),
        S.PUBLISHED: (S.RECEIVED, S.CHECKED, S.CLOSED),
        # a seat released by mistake and confirmed anew opens its statement again
        S.CLOSED: (S.OPEN,),
    },
)


class SectionKind(models.TextChoices):
    """The sections of UPR Info's statement template, and a short summary for readers in a hurry."""

    SUMMARY = "summary", _("In short (two to four sentences)")
    ORGANISATION = "organisation", _("Who we are")
    CONSULTATIONS = "consultations", _("National consultations for the national report")
    PLAN = "plan", _("What we will speak about")
    DEVELOPMENTS = "developments", _("Developments since the last review")


class AttachmentKind(models.TextChoices):
    STATEMENT = "statement", _("Statement")
    FACT_SHEET = "fact_sheet", _("Fact sheet")
    ADVOCACY = "advocacy", _("Advocacy paper")
    TRANSLATION = "translation", _("Translation")


class AttachmentStatus(models.TextChoices):
    CHECKING = "checking", _("being checked")
    READY = "ready", _("ready")
    REFUSED = "refused", _("refused")


ATTACHMENT_LIFECYCLE = Table(
    "attachment",
    AttachmentStatus.CHECKING,
    {
        AttachmentStatus.CHECKING: (AttachmentStatus.READY, AttachmentStatus.REFUSED),
        AttachmentStatus.READY: (AttachmentStatus.REFUSED,),
        AttachmentStatus.REFUSED: (),
    },
)


class OutsideAudience(models.TextChoices):
    """The audiences whose rows are kept in the Published tables."""

    MISSIONS = "missions", _("Missions")
    PUBLIC = "public", _("Public")
