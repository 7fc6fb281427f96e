"""What the desk itself remembers: that beat is alive."""

from datetime import datetime

from django.db import models

from presessions.privacy.fields import Privacy


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
