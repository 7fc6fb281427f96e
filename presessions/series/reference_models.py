"""What is known of the world: States and their missions, issues, the calendar of reviews, what was held before.

Loaded from the reference files (``reference``); series and their Pre-sessions stand on it, in ``models``.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from presessions.numbers import LARGEST
from presessions.privacy.fields import Privacy

from .querysets import StateQuerySet, WorkingGroupSessionQuerySet

LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish"))]


def in_language(thing: models.Model, field: str, language: str | None = None) -> str:
    """The text of ``<field>_<language>``, English where that language has none."""
    code = (language or get_language() or "en")[:2]
    return getattr(thing, f"{field}_{code}", "") or getattr(thing, f"{field}_en")


class State(models.Model):
    """A UN Member State, with its UN short names; keyed by ISO 3166-1 alpha-3."""

    iso3 = models.CharField(max_length=3, primary_key=True)
    iso2 = models.CharField(max_length=2, unique=True)
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    name_es = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    regional_group = models.CharField(max_length=40)
    official_languages = models.CharField(
        max_length=80, blank=True, help_text="ISO 639 codes, separated by spaces"
    )

    PRIVACY = Privacy.all_public("iso3 iso2 name_en name_fr name_es slug regional_group official_languages")

    objects = StateQuerySet.as_manager()

    class Meta:
        ordering = ["name_en"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.slug = self.slug or slugify(self.name_en)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def name(self) -> str:
        """The UN short name in the language of the page."""
        return in_language(self, "name")


class PermanentMission(models.Model):
    """A State's mission in Geneva; every State has a record, which may say that it has none there."""

    class InGeneva(models.TextChoices):
        YES = "yes", _("in Geneva")
        NO = "no", _("none in Geneva")
        UNKNOWN = "unknown", _("not known")

    state = models.OneToOneField(State, on_delete=models.PROTECT, related_name="mission")
    in_geneva = models.CharField(max_length=8, choices=InGeneva, default=InGeneva.UNKNOWN)
    email = models.EmailField(blank=True)
    note = models.CharField(max_length=300, blank=True)

    PRIVACY = {
        "id": Privacy.PUBLIC,
        "state": Privacy.PUBLIC,
        "in_geneva": Privacy.PUBLIC,
        "email": Privacy.STAFF,
        "note": Privacy.STAFF,
    }

    class Meta:
        ordering = ["state__name_en"]

    def __str__(self) -> str:
        return f"Permanent Mission of {self.state}"


class NhriAccreditation(models.Model):
    """The GANHRI status of a national human rights institution, as it was on a day.

    A State can have several institutions, or none; the list is partial (reference/SOURCES.md).
    """

    class Accreditation(models.TextChoices):
        A = "A", "A"
        B = "B", "B"
        NONE = "not accredited", _("not accredited")
        WITHDREW = "withdrew", _("withdrew")

    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="nhris")
    institution = models.CharField(max_length=160)
    accreditation = models.CharField(max_length=16, choices=Accreditation)
    as_of = models.DateField()

    PRIVACY = Privacy.all_public("id state institution accreditation as_of")

    class Meta:
        ordering = ["state__name_en", "institution"]
        verbose_name = "NHRI accreditation"
        constraints = [
            models.UniqueConstraint(fields=["state", "institution"], name="one_status_per_institution"),
        ]

    def __str__(self) -> str:
        return self.institution


class Issue(models.Model):
    """A human rights theme, one of UPR Info's 54 (the UHRI themes are not loaded)."""

    code = models.CharField(max_length=20, primary_key=True)
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    name_es = models.CharField(max_length=120)
    group = models.CharField(max_length=80)
    selectable = models.BooleanField(
        default=True, help_text="General, Other, UPR process and Technical assistance are not"
    )

    PRIVACY = Privacy.all_public("code name_en name_fr name_es group selectable")

    class Meta:
        ordering = ["name_en"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")


class WorkingGroupSession(models.Model):
    """A session of the UPR Working Group."""

    number = models.PositiveSmallIntegerField(
        primary_key=True, validators=[MinValueValidator(1), MaxValueValidator(LARGEST)]
    )
    cycle = models.PositiveSmallIntegerField()
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    PRIVACY = Privacy.all_public("number cycle starts_on ends_on note")

    objects = WorkingGroupSessionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = "Working Group session"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="session_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(number__range=(1, LARGEST)), name="session_number_fits_its_addresses"
            ),
        ]

    def __str__(self) -> str:
        return f"UPR Working Group session {self.number}"


class Review(models.Model):
    """One line of the calendar: a State is reviewed in a session, in this order."""

    session = models.ForeignKey(WorkingGroupSession, on_delete=models.PROTECT, related_name="reviews")
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="reviews")
    order = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True)

    PRIVACY = Privacy.all_public("id session state order note")

    class Meta:
        ordering = ["session", "order"]
        constraints = [
            models.UniqueConstraint(fields=["session", "state"], name="review_once_per_session"),
        ]

    def __str__(self) -> str:
        return f"{self.state}, session {self.session_id}"


class PastSeries(models.Model):
    """What is on record of how an earlier series was timed; some are fragments and say so."""

    key = models.CharField(max_length=30, primary_key=True, help_text="e.g. 36-planned, 36-held, 31")
    number = models.PositiveSmallIntegerField()
    dates = models.CharField(max_length=120)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    weekdays = models.CharField(max_length=60, blank=True)
    lead_weeks = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    meetings = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=120, blank=True)
    is_fragment = models.BooleanField(default=False)
    source = models.CharField(max_length=120, blank=True)

    PRIVACY = Privacy.all_public(
        "key number dates first_day last_day weekdays lead_weeks meetings place is_fragment source"
    )

    class Meta:
        ordering = ["number", "key"]
        verbose_name_plural = "past series"

    def __str__(self) -> str:
        return f"Series {self.number}: {self.dates}"


class PastMeeting(models.Model):
    """A Pre-session of the past that is on record (it took place or was announced)."""

    series_number = models.PositiveSmallIntegerField()
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="past_meetings")
    date_start = models.DateField(null=True, blank=True)
    date_end = models.DateField(null=True, blank=True)
    time_slot = models.CharField(max_length=60, blank=True)
    mode = models.CharField(max_length=80, blank=True)
    earlier_date = models.DateField(
        null=True, blank=True, help_text="planned first for this day, then postponed"
    )
    earlier_time_slot = models.CharField(max_length=60, blank=True)
    confidence = models.CharField(max_length=120, blank=True)
    source = models.URLField(max_length=500, blank=True)

    PRIVACY = Privacy.all_public(
        "id series_number state date_start date_end time_slot mode earlier_date earlier_time_slot"
        " confidence source"
    )

    class Meta:
        ordering = ["series_number", "date_start", "time_slot"]
        constraints = [
            models.UniqueConstraint(fields=["series_number", "state"], name="past_meeting_once_per_series"),
        ]

    def __str__(self) -> str:
        return f"{self.state}, series {self.series_number}"


class ReferenceLoad(models.Model):
    """The reference files as they were loaded last: one row, so that an unchanged set is not read again."""

    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now=True)

    PRIVACY = Privacy.all_public("id sha256 at")

    def __str__(self) -> str:
        return f"{self.sha256[:12]}, {self.at:%Y-%m-%d %H:%M}"
