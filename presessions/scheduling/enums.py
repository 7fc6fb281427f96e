"""The words of timetables, and their lifecycle."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from presessions.lifecycle.tables import Table


class TimetableStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")
    DISCARDED = "discarded", _("discarded")


TIMETABLE_LIFECYCLE = Table(
    "timetable",
    TimetableStatus.DRAFT,
    {
        TimetableStatus.DRAFT: (TimetableStatus.PUBLISHED, TimetableStatus.DISCARDED),
        TimetableStatus.PUBLISHED: (TimetableStatus.SUPERSEDED,),
        TimetableStatus.SUPERSEDED: (),
        TimetableStatus.DISCARDED: (TimetableStatus.DRAFT,),
    },
)
