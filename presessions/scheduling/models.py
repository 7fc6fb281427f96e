"""Which Pre-session is held where and when: versions of a series' timetable and their sittings."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery

from presessions.privacy.fields import Privacy
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession, Room, Series

from .enums import TIMETABLE_LIFECYCLE, TimetableStatus


class TimetableQuerySet(models.QuerySet["Timetable"]):
    def with_number(self) -> "TimetableQuerySet":
        """With ``number``: the how-manyth version of its series it is; numbers are never given twice."""
        before = Timetable.objects.filter(series=OuterRef("series"), pk__lte=OuterRef("pk")).order_by()
        count = before.values("series").annotate(count=Count("pk")).values("count")
        return self.annotate(number=Subquery(count))

    def drafts(self) -> "TimetableQuerySet":
        return self.filter(status=TimetableStatus.DRAFT)

    def published(self) -> "TimetableQuerySet":
        return self.filter(status=TimetableStatus.PUBLISHED)


class Timetable(models.Model):
    """One version of a series' timetable: one draft and one published at most, the rest is history."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="timetables")
    status = models.CharField(
        max_length=12, choices=TimetableStatus, default=TimetableStatus.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(
        default=1, help_text="rises with each change, so that two editors notice each other"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    outcome = models.JSONField(
        default=dict, blank=True, help_text="how the last run went: state, proof, bounds, goals or clashes"
    )

    LIFECYCLE = TIMETABLE_LIFECYCLE
    PRIVACY = Privacy.all_staff("id series status version made_by made_at published_at outcome")

    objects = TimetableQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["series"],
                condition=Q(status=TimetableStatus.DRAFT),
                name="one_draft_timetable_per_series",
            ),
            models.UniqueConstraint(
                fields=["series"],
                condition=Q(status=TimetableStatus.PUBLISHED),
                name="one_published_timetable_per_series",
            ),
        ]

    def __str__(self) -> str:
        return f"Timetable of {self.series} ({self.status})"


class SittingQuerySet(models.QuerySet["Sitting"]):
    def published(self) -> "SittingQuerySet":
        """Sittings of published timetables that are (or were) held: plain facts, readable by anybody."""
        return self._out().exclude(pre_session__status=PreSessionStatus.NOT_HELD)

    def cancelled(self) -> "SittingQuerySet":
        """Sittings that were published and whose Pre-session is not held after all."""
        return self._out().filter(pre_session__status=PreSessionStatus.NOT_HELD)

    def left(self) -> "SittingQuerySet":
        """Sittings that were published for a review that has moved to another series since."""
        own = Q(timetable__series=F("pre_session__series"))
        return self.filter(~own, timetable__status=TimetableStatus.PUBLISHED)

    def _out(self) -> "SittingQuerySet":
        """An hour is of a series: one that a review had before it moved to another is nobody's any more."""
        return self.filter(
            timetable__status=TimetableStatus.PUBLISHED, timetable__series=F("pre_session__series")
        )


class Place(models.Model):
    """An hour in a room, with its moderator, its lock and its calendar entry."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="%(class)ss")
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    locked = models.BooleanField(default=False)
    uid = models.UUIDField(
        default=uuid.uuid4, editable=False, help_text="of the calendar entry; kept over versions"
    )
    sequence = models.PositiveIntegerField(default=0, help_text="of the calendar entry; rises when it moves")

    class Meta:
        abstract = True
        ordering = ["starts_at", "room"]


class Sitting(Place):
    """A Pre-session at an hour in a room, within one version of the timetable."""

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="sittings")
    pre_session = models.ForeignKey(PreSession, on_delete=models.CASCADE, related_name="sittings")

    PRIVACY = {
        **Privacy.all_public("id pre_session starts_at ends_at room uid sequence timetable"),
        **Privacy.all_staff("moderator locked"),
    }

    objects = SittingQuerySet.as_manager()

    class Meta(Place.Meta):
        constraints = [
            models.UniqueConstraint(fields=["timetable", "pre_session"], name="one_sitting_per_pre_session"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="sitting_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.pre_session} at {self.starts_at:%Y-%m-%d %H:%M} UTC"


class JointQuestions(models.Model):
    """Questions to the panels of several States together, held after their own meetings: a meeting of its own."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="joint_questions")
    pre_sessions = models.ManyToManyField(PreSession, related_name="joint_questions")
    duration_minutes = models.PositiveSmallIntegerField(
        "minutes", default=45, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )

    PRIVACY = Privacy.all_public("id series pre_sessions duration_minutes")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "joint questions"

    def __str__(self) -> str:
        return f"Joint questions on {self.states}"

    @property
    def held(self) -> list[PreSession]:
        """Its meetings, in review order, but for those not held, or whose review moved to another series; with
        prefetched rows no query."""
        rows = sorted(self.pre_sessions.all(), key=lambda row: (row.order, row.pk))
        return [row for row in rows if not row.is_off and row.series_id == self.series_id]

    @property
    def codes(self) -> list[str]:
        """ "AND", "BGR", "HRV": where there is no room for names."""
        return [row.state_under_review_id for row in self.held]

    @property
    def states(self) -> str:
        """ "Andorra, Bulgaria, Croatia", in the language of the page."""
        return ", ".join(row.state_under_review.name for row in self.held)


class JointSittingQuerySet(models.QuerySet["JointSitting"]):
    def published(self) -> "JointSittingQuerySet":
        return self.filter(timetable__status=TimetableStatus.PUBLISHED)

    def with_states(self) -> "JointSittingQuerySet":
        return self.select_related("room").prefetch_related(
            Prefetch(
                "joint__pre_sessions",
                PreSession.objects.select_related("state_under_review"),
            )
        )


class JointSitting(Place):
    """Joint questions at an hour in a room, within one version of the timetable."""

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="joint_sittings")
    joint = models.ForeignKey(JointQuestions, on_delete=models.CASCADE, related_name="sittings")

    PRIVACY = {
        **Privacy.all_public("id joint starts_at ends_at room uid sequence timetable"),
        **Privacy.all_staff("moderator locked"),
    }

    objects = JointSittingQuerySet.as_manager()

    class Meta(Place.Meta):
        constraints = [
            models.UniqueConstraint(fields=["timetable", "joint"], name="one_sitting_per_joint_questions"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="joint_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.joint} at {self.starts_at:%Y-%m-%d %H:%M} UTC"


class EntryByMail(models.Model):
    """A panelist asked that mails about their meeting bring its calendar entry along; nobody gets one unasked."""

    seat = models.OneToOneField(
        "panels.Seat", on_delete=models.CASCADE, primary_key=True, related_name="entry_by_mail"
    )
    asked_at = models.DateTimeField(auto_now_add=True)

    PRIVACY = Privacy.all_staff("seat asked_at")

    def __str__(self) -> str:
        return f"Entry by mail for seat {self.seat_id}"


class TimetableChange(models.Model):
    """What one act did to a draft: in words, and the sittings it touched as they were before."""

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="changes")
    words = models.CharField(max_length=200)
    before = models.JSONField(help_text="pairs of a Pre-session's key and its sitting before, or null")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    undone = models.BooleanField(default=False)

    PRIVACY = Privacy.all_staff("id timetable words before by at undone")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.words
