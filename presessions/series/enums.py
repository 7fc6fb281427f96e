"""The words of series, and their lifecycles."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from presessions.lifecycle.tables import Table


class SeriesStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    CALL_OPEN = "call_open", _("call open")
    CALL_CLOSED = "call_closed", _("call closed")
    ANNOUNCED = "announced", _("programme announced")
    ARCHIVED = "archived", _("over")


SERIES_LIFECYCLE = Table(
    "series",
    SeriesStatus.PLANNED,
    {
        SeriesStatus.PLANNED: (SeriesStatus.CALL_OPEN,),
        # a call opened by mistake goes back to planned as long as nobody has been written to
        SeriesStatus.CALL_OPEN: (SeriesStatus.CALL_CLOSED, SeriesStatus.PLANNED),
        SeriesStatus.CALL_CLOSED: (SeriesStatus.CALL_OPEN, SeriesStatus.ANNOUNCED),
        SeriesStatus.ANNOUNCED: (SeriesStatus.CALL_CLOSED, SeriesStatus.ARCHIVED),
        SeriesStatus.ARCHIVED: (SeriesStatus.ANNOUNCED,),
    },
)


class PreSessionStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    NOT_HELD = "not_held", _("not held")
    HELD = "held", _("held")


PRE_SESSION_LIFECYCLE = Table(
    "pre-session",
    PreSessionStatus.PLANNED,
    {
        PreSessionStatus.PLANNED: (PreSessionStatus.NOT_HELD, PreSessionStatus.HELD),
        PreSessionStatus.NOT_HELD: (PreSessionStatus.PLANNED,),
        PreSessionStatus.HELD: (PreSessionStatus.PLANNED,),
    },
)


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("in person, Geneva")
    VIRTUAL = "virtual", _("online")
    HYBRID = "hybrid", _("in person and online")


class NhriRule(models.TextChoices):
    RESERVE = "reserve", _("one seat is the NHRI’s, if one applies")
    COMPETE = "compete", _("the NHRI competes with all others")


class CallAudience(models.TextChoices):
    """Which of those who asked for calls one is mailed to; staff read these words."""

    ASKED = "asked", "everybody who asked for all calls, or for a State that is open"
    NAMED = "named", "only those who asked for a State that is open by its name"
    EXTENDED = "extended", "only those who asked by name for a State with a deadline of its own"


class ContactKind(models.TextChoices):
    """What somebody who receives calls is, as they say or staff know; blank: nobody said."""

    NHRI = "nhri", _("a national human rights institution (NHRI)")
    CSO = "cso", _("a civil society organisation")
    OTHER = "other", _("something else")


UNSAID = "unsaid"  # how the audience of a call names those of whom nobody said what they are
CALL_KINDS = (
    (ContactKind.NHRI.value, "NHRIs"),
    (ContactKind.CSO.value, "civil society organisations"),
    (ContactKind.OTHER.value, "others"),
    (UNSAID, "those of whom it is not known"),
)


class ContactStatus(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("waiting for confirmation")
    CONFIRMED = "confirmed", _("confirmed")
    LEFT = "left", _("left")


CONTACT_LIFECYCLE = Table(
    "contact",
    ContactStatus.UNCONFIRMED,
    {
        ContactStatus.UNCONFIRMED: (ContactStatus.CONFIRMED, ContactStatus.LEFT),
        ContactStatus.CONFIRMED: (ContactStatus.LEFT,),
        ContactStatus.LEFT: (ContactStatus.UNCONFIRMED, ContactStatus.CONFIRMED),
    },
)
