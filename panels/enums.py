"""The words of panels, and their lifecycles."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from presessions.lifecycle.tables import Table


class PanelStatus(models.TextChoices):
    OPEN = "open", _("being composed")
    APPROVED = "approved", _("approved")
    OFFERED = "offered", _("offers sent")
    COMPLETE = "complete", _("complete")
    SHORT = "short", _("closed short")


SETTLED_PANELS = (PanelStatus.APPROVED, PanelStatus.COMPLETE, PanelStatus.SHORT)
"""Those for which the rule is not asked when all States of a series are."""

PANEL_LIFECYCLE = Table(
    "panel",
    PanelStatus.OPEN,
    {
        PanelStatus.OPEN: (PanelStatus.APPROVED,),
        PanelStatus.APPROVED: (PanelStatus.OPEN, PanelStatus.OFFERED),  # undo until offers go out
        PanelStatus.OFFERED: (PanelStatus.COMPLETE, PanelStatus.SHORT),
        PanelStatus.COMPLETE: (PanelStatus.OFFERED,),  # a late withdrawal frees a seat
        PanelStatus.SHORT: (PanelStatus.OFFERED,),  # opened again: the next proposal fills what is free
    },
)


class SeatStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    OFFERED = "offered", _("offered")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    LAPSED = "lapsed", _("not answered in time")
    RELEASED = "released", _("released")


ACTIVE_SEATS = (SeatStatus.PROPOSED, SeatStatus.OFFERED, SeatStatus.CONFIRMED)

SEAT_LIFECYCLE = Table(
    "seat",
    SeatStatus.PROPOSED,
    {
        SeatStatus.PROPOSED: (SeatStatus.OFFERED, SeatStatus.RELEASED),
        SeatStatus.OFFERED: (
            SeatStatus.CONFIRMED,
            SeatStatus.DECLINED,
            SeatStatus.LAPSED,
            SeatStatus.RELEASED,
        ),
        SeatStatus.CONFIRMED: (SeatStatus.RELEASED, SeatStatus.DECLINED),
        SeatStatus.DECLINED: (),
        SeatStatus.LAPSED: (),
        SeatStatus.RELEASED: (),
    },
)


class HowSeated(models.TextChoices):
    PROPOSED = "proposed", _("proposed by the rule")
    PINNED = "pinned", _("pinned by staff")
    FROM_RESERVE = "from_reserve", _("from the reserve")
