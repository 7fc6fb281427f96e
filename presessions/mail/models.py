"""The outbox: every mail is a row before it is a letter.

A row keeps who it goes to, which message, about what (ids) and in which
language, and no text: the text is made when the mail is sent, previewed or
resent. Its unique key (recipient, message, cause, version of the cause) makes a
repeated click one mail, and a second extension or a renewed offer another.
"""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from presessions.lifecycle.tables import Table
from presessions.mail.enums import (
    MAIL_LIFECYCLE,
    MAILING_LIFECYCLE,
    MailingStatus,
    MailStatus,
    Priority,
)
from presessions.mail.messages import title_of
from presessions.privacy.fields import Privacy

CANCEL_SECONDS = 60  # how long a started mailing can still be stopped before its first mail leaves
UNSENT = (MailStatus.WAITING, MailStatus.HELD, MailStatus.SENDING, MailStatus.UNCERTAIN)


class Mailing(models.Model):
    """One message to many people, looked at before it starts and stoppable for a minute after."""

    LIFECYCLE: ClassVar[Table] = MAILING_LIFECYCLE
    PRIVACY: ClassVar[dict[str, Privacy]] = Privacy.all_staff(
        "message title audience status skipped start_at created_at created_by"
    )

    message = models.CharField("message", max_length=60)
    title = models.CharField("what it is about", max_length=200)
    audience = models.CharField("to whom", max_length=200, blank=True)
    status = models.CharField(
        "status", max_length=12, choices=MailingStatus, default=MailingStatus.DRAFT, editable=False
    )
    skipped = models.JSONField(
        "left out", default=list, blank=True, help_text="Pairs of an address and the reason."
    )
    start_at = models.DateTimeField("leaves at", null=True, blank=True)
    created_at = models.DateTimeField("made", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="made by",
    )

    class Meta:
        verbose_name = "mailing"
        verbose_name_plural = "mailings"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="mailing_started_has_a_time",
                condition=~Q(status=MailingStatus.STARTED) | Q(start_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def progress(self) -> dict[str, int]:
        """How many of its mails are in each status (statuses without mails are left out)."""
        rows = self.mails.order_by().values("status").annotate(number=Count("pk"))
        return {row["status"]: row["number"] for row in rows}

    def languages(self) -> dict[str, int]:
        """How many of its mails are in each language."""
        rows = self.mails.order_by("language").values("language").annotate(number=Count("pk"))
        return {row["language"]: row["number"] for row in rows}

    def can_be_stopped(self, now: datetime) -> bool:
        """Whether none of its mails has had leave to go yet."""
        return self.status == MailingStatus.STARTED and self.start_at is not None and now < self.start_at


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    """Mails, by what is to be done with them."""

    def unsent(self) -> Self:
        """Those that may still leave."""
        return self.filter(status__in=UNSENT)

    def due(self, now: datetime) -> Self:
        """Those that may be claimed now, in the order in which they should leave."""
        ready = self.filter(status__in=(MailStatus.WAITING, MailStatus.UNCERTAIN), next_attempt_at__lte=now)
        return ready.order_by("priority", "next_attempt_at", "pk")

    def lapsed(self, now: datetime) -> Self:
        """Those whose claim ran out: whoever was sending them is gone."""
        return self.filter(status=MailStatus.SENDING, claimed_until__lt=now)

    def in_trouble(self) -> Self:
        """Those staff should look at: failed, uncertain, or refused at least once and still trying."""
        trying = Q(status=MailStatus.WAITING, attempts__gt=0)
        return self.filter(Q(status__in=(MailStatus.FAILED, MailStatus.UNCERTAIN)) | trying)

    def of_series(self, number: int) -> Self:
        """Those whose ids name this series."""
        return self.filter(series_number=number)


class OutgoingMail(models.Model):
    """One message to one person. Written by ``outbox.queue``, sent by ``delivery.drain``.

    ``series_number`` and ``iso3`` are copied from the ids "series" and "iso3"
    where the caller gives them: for the filter, and so that staff recused from
    a State do not read its mail.
    """

    LIFECYCLE: ClassVar[Table] = MAIL_LIFECYCLE
    PRIVACY: ClassVar[dict[str, Privacy]] = {
        **Privacy.all_staff(
            "message cause version ids language series_number iso3 status priority mailing attempts"
            " next_attempt_at claimed_until claim_token in_flight_since possibly_twice message_id sent_at"
            " last_error created_at sensitive sealed_until"
        ),
        **Privacy.all_restricted("to sealed_code"),
    }

    to = models.EmailField("to", max_length=254)
    message = models.CharField("message", max_length=60)
    cause = models.CharField("cause", max_length=120, help_text="What it is about, for instance “offer 12”.")
    version = models.CharField("version of the cause", max_length=60, default="1")
    ids = models.JSONField("ids", default=dict, blank=True)
    language = models.CharField("language", max_length=5)
    series_number = models.PositiveIntegerField("series", null=True, blank=True, editable=False)
    iso3 = models.CharField("State", max_length=3, blank=True, editable=False)
    status = models.CharField(
        "status", max_length=12, choices=MailStatus, default=MailStatus.WAITING, editable=False
    )
    priority = models.PositiveSmallIntegerField(
        "priority", choices=Priority, default=Priority.LETTER, editable=False
    )
    mailing = models.ForeignKey(
        Mailing, on_delete=models.PROTECT, null=True, blank=True, related_name="mails", verbose_name="mailing"
    )
    attempts = models.PositiveSmallIntegerField("attempts that were refused", default=0, editable=False)
    next_attempt_at = models.DateTimeField("not before", default=timezone.now)
    claimed_until = models.DateTimeField("claimed until", null=True, blank=True, editable=False)
    claim_token = models.CharField("claimed by", max_length=32, blank=True, editable=False)
    in_flight_since = models.DateTimeField("handed over since", null=True, blank=True, editable=False)
    possibly_twice = models.BooleanField("may have arrived twice", default=False, editable=False)
    message_id = models.CharField("Message-ID", max_length=200, unique=True, editable=False)
    sent_at = models.DateTimeField("sent", null=True, blank=True, editable=False)
    last_error = models.CharField(
        "last answer of the mail server", max_length=200, blank=True, editable=False
    )
    created_at = models.DateTimeField("written", default=timezone.now, editable=False)
    sensitive = models.BooleanField("sign-in code", default=False, editable=False)
    sealed_code = models.TextField("sealed code", blank=True, editable=False)
    sealed_until = models.DateTimeField("code erased at", null=True, blank=True, editable=False)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "mail"
        verbose_name_plural = "outbox"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="mail_once_per_cause", fields=["to", "message", "cause", "version"]),
            models.CheckConstraint(
                name="mail_sent_has_a_time",
                condition=Q(status=MailStatus.SENT, sent_at__isnull=False)
                | (~Q(status=MailStatus.SENT) & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="mail_sending_is_claimed",
                condition=~Q(status=MailStatus.SENDING)
                | (Q(claimed_until__isnull=False) & ~Q(claim_token="")),
            ),
            models.CheckConstraint(
                name="mail_code_is_erased_when_sent",
                condition=Q(sealed_code="")
                | (Q(sensitive=True, sealed_until__isnull=False) & ~Q(status=MailStatus.SENT)),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "priority", "next_attempt_at"], name="mail_due"),
            models.Index(fields=["status", "claimed_until"], name="mail_lapsed"),
            models.Index(fields=["-created_at"], name="mail_newest"),
            models.Index(
                fields=["sealed_until"], name="mail_sealed", condition=Q(sealed_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{title_of(self.message)} ({self.language})"
