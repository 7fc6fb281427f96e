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


class ProofStatus(models.TextChoices):
    """A yes that reached staff on paper, with its proof; for staff."""

    CHECKING = "checking", "file being checked"
    PROPOSED = "proposed", "waits for a second person"
    CONFIRMED = "confirmed", "confirmed and recorded"
    DROPPED = "dropped", "dropped"
    REFUSED = "refused", "file refused"


P = ProofStatus
PROOF_LIFECYCLE = Table(
    "proof",
    P.CHECKING,
    {
        P.CHECKING: (P.PROPOSED, P.REFUSED, P.DROPPED),
        P.PROPOSED: (P.CONFIRMED, P.DROPPED),
        P.CONFIRMED: (),
        P.DROPPED: (),
        P.REFUSED: (),
    },
)


class ToldBy(models.TextChoices):
    """How the wish to take something back reached staff."""

    PHONE = "phone", "by phone"
    MAIL = "mail", "by e-mail or letter"
    IN_PERSON = "in_person", "in person"


class TextFileStatus(models.TextChoices):
    CHECKING = "checking", _("being read")
    READ = "read", _("read")
    REFUSED = "refused", _("refused")


TEXT_FILE_LIFECYCLE = Table(
    "text_file",
    TextFileStatus.CHECKING,
    {
        TextFileStatus.CHECKING: (TextFileStatus.READ, TextFileStatus.REFUSED),
        TextFileStatus.READ: (),
        TextFileStatus.REFUSED: (),
    },
)


class VersionWhy(models.TextChoices):
    """What made a version of a statement."""

    WRITTEN = "written", _("written on the page")
    FILE = "file", _("taken from a file")
    RESTORED = "restored", _("an earlier version brought back")


class OutsideAudience(models.TextChoices):
    """The audiences whose rows are kept in the Published tables; the first reads ahead of the meeting."""

    INTERPRETERS = "interpreters", _("Interpreters and the moderator")
    MISSIONS = "missions", _("Missions")
    PUBLIC = "public", _("Public")


class BundlePart(models.TextChoices):
    """As what somebody prepares a meeting; for staff."""

    INTERPRETER = "interpreter", "interpreter"
    MODERATOR = "moderator", "moderator"
