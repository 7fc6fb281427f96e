"""From applications to seats: assessments, panels, proposals, seats and the reserve."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.enums import Gender
from applications.models import Application
from presessions.privacy.fields import Privacy
from presessions.series.models import PreSession, Series

from .enums import ACTIVE_SEATS, PANEL_LIFECYCLE, SEAT_LIFECYCLE, HowSeated, PanelStatus, SeatStatus


class Assessment(models.Model):
    """One staff member's scoring of one application; independent until given."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="assessments")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments")
    score = models.PositiveSmallIntegerField(
        help_text="1 (weak) to 5 (strong): quality, never a criterion of the rule"
    )
    note = models.TextField(blank=True)
    given_at = models.DateTimeField(auto_now=True)

    PRIVACY = Privacy.all_staff("id application reader score note given_at")

    class Meta:
        ordering = ["application", "reader"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reader"], name="one_assessment_per_reader"),
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="score_of_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.score}"


class Panel(models.Model):
    """The panel of one Pre-session; at most six seats (fewer where the series says so)."""

    pre_session = models.OneToOneField(PreSession, on_delete=models.CASCADE, related_name="panel")
    status = models.CharField(max_length=12, choices=PanelStatus, default=PanelStatus.OPEN, editable=False)
    version = models.PositiveIntegerField(
        default=1, help_text="rises with each change, so that two editors notice each other"
    )
    approval_reason = models.TextField(blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    shown_from = models.DateTimeField(
        null=True, blank=True, help_text="this panel's own hour, in place of the one of its series"
    )
    recent = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="the last changes: version, at, by (an account's key), what",
    )

    LIFECYCLE = PANEL_LIFECYCLE
    PRIVACY = Privacy.all_staff(
        "id pre_session status version approval_reason approved_by approved_at shown_from recent"
    )

    class Meta:
        ordering = ["pre_session"]

    def __str__(self) -> str:
        return f"Panel on {self.pre_session}"

    @property
    def hour(self) -> datetime | None:
        """Before this instant nothing about the panel goes outside: its own hour, else that of its series."""
        return self.shown_from or self.pre_session.series.panels_shown_from


class Proposal(models.Model):
    """Input, seed and outcome of one run of the rule, kept as its audit record.

    Append-only by triggers on both databases: no row is changed, deleted or written over.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="proposals")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    policy = models.CharField(max_length=40)
    record = models.JSONField(
        help_text="canonical: ids, confirmed criteria, policy, seed and commitment, result, proof"
    )
    sha256 = models.CharField(max_length=64)
    result = models.JSONField(
        help_text="what the pages show: panel, criteria, reasons, prices, swaps, reserve"
    )

    PRIVACY = Privacy.all_staff("id panel made_by made_at policy record sha256 result")

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"Proposal {self.pk} for {self.panel}"


class Wish(models.Model):
    """A pin or an exclusion by staff, with its reason: the rule is then solved around it."""

    class Kind(models.TextChoices):
        PIN = "pin", "pin"
        EXCLUDE = "exclude", "exclude"

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="wishes")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=8, choices=Kind)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    PRIVACY = Privacy.all_staff("id panel application kind reason by at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "application"], name="one_wish_per_application")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.application}"


class SeatQuerySet(models.QuerySet["Seat"]):
    def active(self) -> "SeatQuerySet":
        """Proposed, offered or confirmed: those that count towards six."""
        return self.filter(status__in=ACTIVE_SEATS)

    def confirmed(self) -> "SeatQuerySet":
        return self.filter(status=SeatStatus.CONFIRMED)


class Seat(models.Model):
    """One panelist's place. ``number`` is 1 to 6 and unique among the active seats of a panel:
    a seventh panelist cannot be written, in either database."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="seats")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveSmallIntegerField()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="seats")
    status = models.CharField(max_length=12, choices=SeatStatus, default=SeatStatus.PROPOSED, editable=False)
    how = models.CharField(max_length=12, choices=HowSeated, default=HowSeated.PROPOSED)
    reason = models.TextField(blank=True, help_text="why staff overruled the rule, where they did")
    offered_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(null=True, blank=True, help_text="who takes the floor when")
    speaking_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    # who speaks; copied from the application when the seat is offered, changed by the panelist
    panelist = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="seats"
    )
    speaker_name = models.CharField(max_length=160, blank=True)
    speaker_position = models.CharField(max_length=160, blank=True)
    gender = models.CharField(max_length=12, choices=Gender, default=Gender.UNDISCLOSED)
    under_18 = models.BooleanField(default=False)
    language = models.CharField(max_length=8, blank=True, help_text="in which the panelist speaks")
    needs = models.TextField(blank=True)

    LIFECYCLE = SEAT_LIFECYCLE
    PRIVACY = {
        **Privacy.all_staff(
            "id panel public_id number application status how reason offered_at answer_by answered_at order"
            " speaking_minutes language"
        ),
        **Privacy.all_restricted(
            "decline_reason panelist speaker_name speaker_position gender under_18 needs"
        ),
    }

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["panel", "number"]
        constraints = [
            # one by one, not a range: SQLite keeps 1.5 in a column of whole numbers
            models.CheckConstraint(condition=Q(number__in=(1, 2, 3, 4, 5, 6)), name="six_seats_at_most"),
            models.CheckConstraint(condition=Q(status__in=SeatStatus.values), name="seat_status_is_known"),
            models.UniqueConstraint(
                fields=["panel", "number"],
                condition=Q(status__in=ACTIVE_SEATS),
                name="one_active_seat_per_number",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(status__in=ACTIVE_SEATS),
                name="one_active_seat_per_application",
            ),
        ]

    def __str__(self) -> str:
        return f"Seat {self.number}, {self.panel}"

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE_SEATS


class ReservePlace(models.Model):
    """The reserve: an ordered list of its own, never a seat."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="reserve")
    position = models.PositiveSmallIntegerField()
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reserve_places")

    PRIVACY = Privacy.all_staff("id panel position application")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "application"], name="in_reserve_once"),
            models.UniqueConstraint(fields=["panel", "position"], name="reserve_position_once"),
        ]

    def __str__(self) -> str:
        return f"Reserve {self.position}, {self.panel}"


class SeriesRun(models.Model):
    """All States of a series solved one after the other, in the background; how far it is."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="panel_runs")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    waiting = models.JSONField(
        default=list, help_text="keys of the Pre-sessions still to be solved, in order"
    )
    total = models.PositiveSmallIntegerField(default=0)
    failed = models.JSONField(default=dict, blank=True, help_text="ISO3 -> why there is no proposal")
    finished_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = Privacy.all_staff("id series asked_by asked_at waiting total failed finished_at")

    class Meta:
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.series}: {self.done} of {self.total} States solved"

    @property
    def done(self) -> int:
        return self.total - len(self.waiting)
