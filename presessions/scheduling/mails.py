"""What the mails about a timetable say, as it is when they leave."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from panels.enums import SeatStatus
from panels.letters import about_seat
from panels.models import Seat
from presessions.mail import registry
from presessions.mail.messages import Values
from presessions.mail.registry import Ids
from presessions.series.enums import PreSessionStatus

from .models import Sitting, SittingQuerySet


@registry.source("programme_published")
def programme_published(ids: Ids, language: str) -> Values | None:
    """Only while the meeting stands in the programme and its reader sits on the panel."""
    seat = _seat(ids)
    if seat is None or not _sittings(ids).exists():
        return None
    url = settings.SITE_ADDRESS + reverse(settings.PROGRAMME_PAGE, args=[int(ids["series"])])
    return {"url": url, "discreet": seat.application.discreet}


@registry.source("sitting_changed")
def sitting_changed(ids: Ids, language: str) -> Values | None:
    """Only as long as it has not moved again: the later change has a mail of its own."""
    seat = _seat(ids)
    now = _sittings(ids).values_list("sequence", flat=True).first()
    if seat is None or now not in (None, ids["sequence"]):
        return None
    return about_seat(seat)


def _seat(ids: Ids) -> Seat | None:
    """The panelist's seat, while it is theirs and the meeting is to be held."""
    rows = Seat.objects.filter(pk=ids["seat"], status=SeatStatus.CONFIRMED)
    rows = rows.exclude(panel__pre_session__status=PreSessionStatus.NOT_HELD)
    return rows.select_related("application__pre_session__series").first()


def _sittings(ids: Ids) -> SittingQuerySet:
    return Sitting.objects.published().filter(uid=str(ids["uid"]))
