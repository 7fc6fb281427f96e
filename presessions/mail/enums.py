"""The life of a mail and of a mailing."""

from django.db import models

from presessions.lifecycle.tables import Table


class MailStatus(models.TextChoices):
    """Where a mail is; an uncertain one may have left unrecorded, is sent again and flagged."""

    WAITING = "waiting", "Waiting"
    HELD = "held", "Held"
    SENDING = "sending", "Being sent"
    UNCERTAIN = "uncertain", "Uncertain"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    DROPPED = "dropped", "Not sent: no longer needed"


MAIL_LIFECYCLE = Table(
    name="mail",
    start=MailStatus.WAITING,
    moves={
        MailStatus.WAITING: (MailStatus.SENDING, MailStatus.HELD, MailStatus.DROPPED),
        MailStatus.HELD: (MailStatus.WAITING, MailStatus.DROPPED),
        MailStatus.SENDING: (
            MailStatus.SENT,
            MailStatus.WAITING,
            MailStatus.UNCERTAIN,
            MailStatus.FAILED,
            MailStatus.DROPPED,
        ),
        MailStatus.UNCERTAIN: (MailStatus.SENDING, MailStatus.HELD, MailStatus.DROPPED),
        MailStatus.SENT: (),
        MailStatus.FAILED: (),
        # A mailing that was stopped can be prepared again: what never left is taken up by it.
        MailStatus.DROPPED: (MailStatus.HELD,),
    },
)


class MailingStatus(models.TextChoices):
    """Where a mailing to many people is; how far it got is counted from its mails."""

    DRAFT = "draft", "Being prepared"
    STARTED = "started", "Started"
    STOPPED = "stopped", "Stopped"


MAILING_LIFECYCLE = Table(
    name="mailing",
    start=MailingStatus.DRAFT,
    moves={
        MailingStatus.DRAFT: (MailingStatus.STARTED, MailingStatus.STOPPED),
        MailingStatus.STARTED: (MailingStatus.STOPPED,),
        MailingStatus.STOPPED: (),
    },
)


class Priority(models.IntegerChoices):
    """Lower leaves first: somebody waits in front of the screen for a code."""

    CODE = 0, "Sign-in code"
    LETTER = 1, "Letter to one person"
    BULK = 2, "Mailing"
