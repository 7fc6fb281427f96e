"""What a panelist prepares, and the append-only record of what may be shared.

Outside pages never read these tables; they read ``published.py``.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from panels.models import Seat
from presessions.privacy import taken_back
from presessions.privacy.fields import Privacy
from presessions.scheduling.models import Sitting
from presessions.series.models import LANGUAGES, Issue, SeriesDay

from .consent import GUARDIAN
from .enums import (
    STATEMENT_LIFECYCLE,
    OutsideAudience,
    SectionKind,
    StatementStatus,
)

# what the pages of a statement read with it
WITH_ALL = (
    "sections",
    "recommendations__issues",
    "recommendations__translations",
    "questions__translations",
    "attachments",
    "consents__proof",
)


class StatementQuerySet(models.QuerySet["Statement"]):
    def of(self, user_id: int) -> "StatementQuerySet":
        """Those this account speaks for: as panelist, or as owner where no panelist has an account."""
        owner = Q(seat__panelist=None, seat__application__owner_id=user_id)
        return self.exclude(status=StatementStatus.CLOSED).filter(Q(seat__panelist_id=user_id) | owner)

    def to_send(self) -> "StatementQuerySet":
        """Those the panelist has still to send, or to send again."""
        return self.filter(status__in=[StatementStatus.OPEN, StatementStatus.RETURNED])

    def to_check(self) -> "StatementQuerySet":
        """Those that wait for staff to read them."""
        return self.filter(status=StatementStatus.RECEIVED)

    def with_meeting(self) -> "StatementQuerySet":
        """With whose they are, and on which State in which series; ``has_guardian`` whether one stands."""
        guardian = Guardian.objects.filter(statement=OuterRef("pk"), ended_at=None)
        return self.annotate(has_guardian=Exists(guardian)).select_related(
            "seat__panelist",
            "seat__application__owner",
            "seat__application__pre_session__series",
            "seat__panel__pre_session__series",
            "seat__panel__pre_session__state_under_review",
        )

    def with_hour(self) -> "StatementQuerySet":
        """``starts_at`` and ``ends_at`` of the published sitting, ``first_day`` of the series; each may be None."""
        meeting = OuterRef("seat__panel__pre_session")
        sitting = Sitting.objects.published().filter(pre_session=meeting).order_by("pk")
        series = OuterRef("seat__panel__pre_session__series")
        days = SeriesDay.objects.filter(series=series).order_by("date")
        return self.annotate(
            starts_at=Subquery(sitting.values("starts_at")[:1]),
            ends_at=Subquery(sitting.values("ends_at")[:1]),
            first_day=Subquery(days.values("date")[:1]),  # joined, it would group all columns: seconds
        )


class Statement(models.Model):
    """What one panelist says, in writing; opened when a seat is confirmed."""

    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="statement")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(
        max_length=12, choices=StatementStatus, default=StatementStatus.OPEN, editable=False
    )
    version = models.PositiveIntegerField(
        default=1, help_text="rises with each save, so that two editors notice each other"
    )
    language = models.CharField(max_length=8, default="en", help_text="of the text, ISO 639")
    staff_question = models.TextField(blank=True, help_text="what staff ask when they send it back")
    opened_at = models.DateTimeField(auto_now_add=True)
    received_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    unsaved = models.JSONField(
        default=dict,
        blank=True,
        help_text="page -> what was typed there and does not fit yet; its writer's only",
    )
    tabs = models.JSONField(default=dict, blank=True, help_text="page -> the window that saved it last")

    LIFECYCLE = STATEMENT_LIFECYCLE
    PRIVACY = {
        **Privacy.all_staff(
            "id seat public_id status version language staff_question opened_at received_at changed_at"
        ),
        **Privacy.all_restricted("unsaved tabs"),
    }

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["seat__panel", "seat__number"]

    def __str__(self) -> str:
        return f"Statement for {self.seat}"

    @property
    def guardian(self) -> "Guardian | None":
        """The parent or guardian who stands for its speaker now, confirmed or not."""
        if not getattr(self, "has_guardian", True):
            return None
        return next((each for each in self.guardians.all() if each.ended_at is None), None)

    @property
    def is_minor(self) -> bool:
        """Whether a guardian has to agree too. Where one stands, only staff can say that none is needed."""
        return self.seat.under_18 or self.guardian is not None


class Section(models.Model):
    """One section of a statement; plain paragraphs."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(max_length=15, choices=SectionKind)
    text = models.TextField(blank=True)

    PRIVACY = Privacy.all_staff("id statement kind text")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["statement", "kind"], name="one_section_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.statement}"

    @property
    def item(self) -> str:
        return f"section:{self.kind}"


class Recommendation(models.Model):
    """What the panelist asks recommending States to make; two or three per statement."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="recommendations")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    addressed_to = models.CharField(
        max_length=160, blank=True, help_text="to whom; empty: the State under Review"
    )
    source = models.CharField(
        max_length=200, blank=True, help_text="what it refers to: a document and its paragraph"
    )
    issues = models.ManyToManyField(Issue, blank=True, related_name="+")

    PRIVACY = Privacy.all_staff("id statement public_id order text addressed_to source issues")

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def item(self) -> str:
        return item_of(self.public_id)


class Question(models.Model):
    """A question the panelist suggests that States put to the State under Review."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="questions")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    addressed_to = models.CharField(
        max_length=160, blank=True, help_text="to whom; empty: the State under Review"
    )
    source = models.CharField(
        max_length=200, blank=True, help_text="what it refers to: a document and its paragraph"
    )

    PRIVACY = Privacy.all_staff("id statement public_id order text addressed_to source")

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def item(self) -> str:
        return f"question:{self.public_id.hex}"


class Translation(models.Model):
    """A recommendation or a question in another language: an item of its own, agreed to by itself."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="translations")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, null=True, blank=True, related_name="translations"
    )
    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, null=True, blank=True, related_name="translations"
    )
    language = models.CharField(max_length=8, help_text="ISO 639")
    text = models.TextField()

    PRIVACY = Privacy.all_staff("id statement public_id recommendation question language text")

    class Meta:
        ordering = ["language", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "language"], name="recommendation_once_a_language"
            ),
            models.UniqueConstraint(fields=["question", "language"], name="question_once_a_language"),
            models.CheckConstraint(
                condition=Q(recommendation=None, question__isnull=False)
                | Q(recommendation__isnull=False, question=None),
                name="translation_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def item(self) -> str:
        return f"translation:{self.public_id.hex}"


class Consent(models.Model):
    """One word of a speaker on one item for one audience: given or withdrawn. Append-only, by trigger."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="consents")
    item = models.CharField(max_length=60)
    audience = models.CharField(max_length=12, choices=OutsideAudience)
    given = models.BooleanField()
    sha256 = models.CharField(
        max_length=64, help_text="of the exact content agreed to; empty for a withdrawal"
    )
    effective_from = models.DateTimeField(
        null=True, blank=True, help_text="before this instant the yes does not count"
    )
    wording = models.CharField(max_length=20, help_text="version of the words in which it was asked")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,  # people are erased by emptying their row, so the record stays whole
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField()
    guardian = models.ForeignKey(
        "publications.Guardian",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="whose word it is; empty: the speaker's",
    )
    proof = models.ForeignKey(
        "publications.Proof",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consents",
        help_text="what two of the staff recorded it from; empty: given on the page",
    )

    PRIVACY = {
        **Privacy.all_staff(
            "id statement item audience given sha256 effective_from wording language at guardian proof"
        ),
        "by": Privacy.RESTRICTED,
    }

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["statement", "item", "audience"], name="consent_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(given=False, sha256="") | (Q(given=True) & ~Q(sha256="")),
                name="a_yes_is_bound_to_content",
            ),
            models.CheckConstraint(
                condition=Q(guardian=None) & ~Q(item__startswith=GUARDIAN)
                | Q(guardian__isnull=False, item__startswith=GUARDIAN),
                name="word_of_a_guardian_is_an_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{'yes' if self.given else 'no'}: {self.item} for {self.audience}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A no is noted beside the data too, so that no archive brings back what was taken down."""
        super().save(*args, **kwargs)
        if not self.given:
            taken_back.note("statement", self.statement.public_id)


# Django finds these here; whoever uses them takes them from there.
from . import beside_models, file_models  # noqa: E402, F401

# And these; briefing_jobs.py makes briefings, bundles.py bundles, published.py the Published tables.
from .briefing_models import Briefing  # noqa: E402
from .bundle_models import Bundle, BundleRecipient  # noqa: E402
from .guardian_models import Guardian  # noqa: E402
from .proof_models import Proof  # noqa: E402
from .published import (  # noqa: E402
    PublishedFile,
    PublishedIssue,
    PublishedName,
    PublishedQuestion,
    PublishedRecommendation,
    PublishedText,
    PublishedTranslation,
    item_of,
)

__all__ = [
    "Briefing",
    "Bundle",
    "BundleRecipient",
    "Consent",
    "Guardian",
    "Proof",
    "PublishedFile",
    "PublishedIssue",
    "PublishedName",
    "PublishedQuestion",
    "PublishedRecommendation",
    "PublishedText",
    "PublishedTranslation",
    "Question",
    "Recommendation",
    "Section",
    "Statement",
    "Translation",
]
