"""The Published tables: the only rows that outside pages, search, feeds, exports and PDFs may read.

Each row names the grant (a ``Consent`` record) it rests on, the item, the audience and the SHA-256 of
what was agreed to. Triggers on both databases (``triggers.py``) refuse a row whose grant says otherwise,
refuse every update, and delete rows when their grant is withdrawn or their source changes. Rows are
written by ``transitions.publish`` and never edited.

A row carries everything its page shows, so that readers outside need no other table than these and
plain facts (States, issues, calendar, series, sittings of published timetables).
"""

import uuid

from django.db import models
from django.db.models import Q

from applications.enums import OrganisationKind
from presessions.privacy.fields import Privacy
from presessions.series.models import Issue, PreSession

from .consent import READS, Audience
from .enums import AttachmentKind, OutsideAudience, SectionKind

RECOMMENDATION = "recommendation"  # the sort of its items
COMMON = "id grant statement pre_session item audience sha256 place language published_at"


class PublishedQuerySet(models.QuerySet["PublishedRow"]):
    def readable_by(self, audience: Audience) -> "PublishedQuerySet":
        """Rows that a reader of this audience may be shown."""
        return self.filter(audience__in=READS[audience])

    def on(self, pre_session: PreSession) -> "PublishedQuerySet":
        return self.filter(pre_session=pre_session)


def counting_index(name: str) -> models.Index:
    """What the library counts by; PostgreSQL counts in the index, without reading the texts."""
    return models.Index(fields=["audience", "pre_session", "statement", "language", "id"], name=name)


class PublishedRow(models.Model):
    """What all Published tables share. ``place`` orders speakers; it is never shown as a number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey("publications.Consent", on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey("publications.Statement", on_delete=models.PROTECT, related_name="+")
    pre_session = models.ForeignKey(PreSession, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=60)
    audience = models.CharField(max_length=12, choices=OutsideAudience)
    sha256 = models.CharField(max_length=64)
    place = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8)
    published_at = models.DateTimeField()

    objects = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "item", "audience"], name="%(class)s_once_per_audience"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=OutsideAudience.values), name="%(class)s_audience"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} for {self.audience}"


class PublishedName(PublishedRow):
    """The organisation's or the speaker's name. A speaker under 18 is refused by trigger."""

    text = models.CharField(max_length=200)
    kind = models.CharField(max_length=15, choices=OrganisationKind, blank=True)
    is_coalition = models.BooleanField(default=False)
    position = models.CharField(max_length=160, blank=True, help_text="of the speaker")

    PRIVACY = Privacy.all_public(f"{COMMON} text kind is_coalition position")

    class Meta(PublishedRow.Meta):
        ordering = ["place"]


class PublishedText(PublishedRow):
    """A section of a statement."""

    kind = models.CharField(max_length=15, choices=SectionKind)
    text = models.TextField()
    search_text = models.TextField(
        blank=True, db_default="", help_text="its words as the library compares them"
    )

    PRIVACY = Privacy.all_public(f"{COMMON} kind text search_text")

    class Meta(PublishedRow.Meta):
        ordering = ["place"]
        indexes = [counting_index("published_text_counted")]


def item_of(key: uuid.UUID) -> str:
    """The item of the recommendation with this stable key."""
    return f"{RECOMMENDATION}:{key.hex}"


class PublishedRecommendation(PublishedRow):
    """A recommendation, as its speaker wrote it."""

    text = models.TextField()
    order = models.PositiveSmallIntegerField()
    addressed_to = models.CharField(max_length=160, blank=True, db_default="")
    source = models.CharField(max_length=200, blank=True, db_default="")
    issues = models.ManyToManyField(Issue, through="PublishedIssue", related_name="+")
    action = models.PositiveSmallIntegerField(
        db_default=0, default=0, help_text="category 1 to 5 as suggested by machine (categories.py); 0: none"
    )
    search_text = models.TextField(
        blank=True, db_default="", help_text="its words as the library compares them"
    )

    PRIVACY = Privacy.all_public(f"{COMMON} text order addressed_to source issues action search_text")

    class Meta(PublishedRow.Meta):
        ordering = ["place", "order"]
        indexes = [
            models.Index(
                fields=["audience", "pre_session", "statement", "language", "action", "id"],
                name="published_counted_with_action",
            ),
            models.Index(fields=["item"], name="published_by_its_key"),
        ]
        constraints = [
            *PublishedRow.Meta.constraints,
            models.CheckConstraint(condition=Q(action__lte=5), name="published_action_is_a_category"),
        ]

    @property
    def key(self) -> uuid.UUID:
        """What outside calls it by: the same in every version, and whoever it is shared with."""
        return uuid.UUID(hex=self.item.partition(":")[2])


class PublishedIssue(models.Model):
    """An issue of a published recommendation; goes when its recommendation goes."""

    recommendation = models.ForeignKey(
        PublishedRecommendation, on_delete=models.CASCADE, related_name="issue_rows"
    )
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="+")

    PRIVACY = Privacy.all_public("id recommendation issue")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "issue"], name="published_issue_once")
        ]

    def __str__(self) -> str:
        return str(self.issue_id)


class PublishedQuestion(PublishedRow):
    """A question suggested for the State under Review."""

    text = models.TextField()
    order = models.PositiveSmallIntegerField()
    addressed_to = models.CharField(max_length=160, blank=True, db_default="")
    source = models.CharField(max_length=200, blank=True, db_default="")

    PRIVACY = Privacy.all_public(f"{COMMON} text order addressed_to source")

    class Meta(PublishedRow.Meta):
        ordering = ["place", "order"]


class PublishedTranslation(PublishedRow):
    """A recommendation or a question in another language. It is shown in place of its original to those who read in
    that language, and only where they are shown the original."""

    original = models.CharField(max_length=60, help_text="the item it says in another language")
    text = models.TextField()
    search_text = models.TextField(
        blank=True, db_default="", help_text="its words as the library compares them"
    )

    PRIVACY = Privacy.all_public(f"{COMMON} original text search_text")

    class Meta(PublishedRow.Meta):
        ordering = ["place"]


class PublishedFile(PublishedRow):
    """A derived copy that may be fetched; its address is this row's random id (122 bits)."""

    kind = models.CharField(max_length=12, choices=AttachmentKind)
    path = models.CharField(max_length=200, help_text="in the storage of published copies")
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    pages = models.PositiveIntegerField(null=True, blank=True)

    PRIVACY = Privacy.all_public(f"{COMMON} kind path media_type size pages")

    class Meta(PublishedRow.Meta):
        ordering = ["place", "published_at"]


TABLES: tuple[type[PublishedRow], ...] = (
    PublishedName,
    PublishedText,
    PublishedRecommendation,
    PublishedQuestion,
    PublishedTranslation,
    PublishedFile,
)
