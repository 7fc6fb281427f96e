"""What the desk itself remembers: that beat is alive, and figures: frozen, or as they were published long ago."""

from datetime import datetime

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from presessions.privacy.fields import Privacy
from presessions.series.models import Series, new_token


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
