"""What the desk itself remembers: that beat is alive, and figures: frozen, or as they were published long ago."""

from datetime import datetime

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from presessions.privacy.fields import Privacy
from presessions.series.models import Issue, Series, State, new_token


class Heartbeat(models.Model):
    """The last sign of life of one process type; a row each, so that health can be read from the database."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    PRIVACY = Privacy.all_staff("name at")

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S} UTC"

    @classmethod
    def note(cls, name: str, at: datetime) -> None:
        """Write down that ``name`` was alive at ``at``."""
        cls.objects.update_or_create(name=name, defaults={"at": at})


class FrozenFigures(models.Model):
    """The key figures of a series as they were counted when it was archived; later erasures don't change them."""

    series = models.OneToOneField(Series, on_delete=models.CASCADE, primary_key=True, related_name="figures")
    values = models.JSONField(help_text="as `figures.frozen` writes them")
    at = models.DateTimeField(auto_now=True)

    PRIVACY = {**Privacy.all_public("series at"), **Privacy.all_staff("values")}

    def __str__(self) -> str:
        return f"Figures of {self.series}"


class ReportedFigures(models.Model):
    """What was published about a series of which no records exist here: as written, never counted by us."""

    label = models.CharField(max_length=60, unique=True, help_text="e.g. 28, or: 2012, three series")
    order = models.PositiveIntegerField(
        help_text="its place in the table: the number of the series times ten"
    )
    meetings = models.CharField(max_length=40, blank=True)
    speakers = models.CharField(max_length=40, blank=True)
    national = models.CharField(
        "national organisations", max_length=40, blank=True, help_text="as written: 39, 63%, about half"
    )
    women = models.CharField(max_length=40, blank=True)
    nhris = models.CharField("NHRIs", max_length=40, blank=True)
    missions = models.CharField("different missions", max_length=40, blank=True)
    missions_per_meeting = models.CharField(max_length=40, blank=True)
    sur = models.CharField("States under Review", max_length=80, blank=True)
    source = models.CharField(
        max_length=300,
        help_text="where it was published; an address or a title",
        validators=[RegexValidator(r"\S", "Say where this was published.")],
    )

    PRIVACY = Privacy.all_public(
        "id label order meetings speakers national women nhris missions missions_per_meeting sur source"
    )

    class Meta:
        ordering = ["-order"]
        verbose_name = verbose_name_plural = "published figures of past series"

    def __str__(self) -> str:
        return f"Series {self.label}, as published"


class OwnCalendar(models.Model):
    """The secret address of one person's calendar; a new one, or none, ends it at once."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="calendar"
    )
    token = models.CharField(max_length=40, default=new_token, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now=True)

    PRIVACY = Privacy.all_restricted("user token made_at")

    def __str__(self) -> str:
        return f"Calendar of {self.user}"


class Digest(models.Model):
    """The States and issues on which one delegate wants to hear by mail what is newly shared, once a day at most.

    What is chosen stays when it is left, so that it can be taken up again; ``token`` is the key in its mails.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="digest"
    )
    states = models.ManyToManyField(State, blank=True, related_name="+")
    issues = models.ManyToManyField(Issue, blank=True, related_name="+")
    is_on = models.BooleanField(default=True)
    token = models.CharField(max_length=40, default=new_token, unique=True, editable=False)
    begun_at = models.DateTimeField(help_text="what was shared before is in no digest")
    looked_on = models.DateField(null=True, blank=True, help_text="the last day, in Geneva, it was looked at")

    PRIVACY = Privacy.all_restricted("user states issues is_on token begun_at looked_on")

    def __str__(self) -> str:
        return f"Digest of {self.user}"


class DigestLine(models.Model):
    """A recommendation that was told in a digest, so that it is never told twice; no words, a hash."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="lines")
    key = models.CharField(max_length=64, help_text="as `newly.key_of` makes it")
    day = models.DateField(help_text="of the mail, in Geneva")

    PRIVACY = Privacy.all_restricted("id digest key day")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "key"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.day}"
