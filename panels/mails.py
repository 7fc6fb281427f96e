"""Gives each message about a seat its values, as they are when it leaves."""

from __future__ import annotations

from django.utils import timezone

from presessions import wording
from presessions.mail import registry
from presessions.mail.messages import Values
from presessions.mail.registry import Ids

from .enums import SeatStatus
from .letters import about_seat, statement_due
from .models import Seat

S = SeatStatus


def _seat(ids: Ids, *statuses: str) -> Seat | None:
    """The seat, if it is still where this mail says it is."""
    seats = Seat.objects.select_related("application__pre_session__series", "panel__pre_session__series")
    return seats.filter(pk=ids["seat"], status__in=statuses).first()


@registry.source("seat_offer")
def seat_offer(ids: Ids, language: str) -> Values | None:
    return _open_offer(ids, language)


@registry.source("seat_offer_reminder")
def seat_offer_reminder(ids: Ids, language: str) -> Values | None:
    return _open_offer(ids, language)


def _open_offer(ids: Ids, language: str) -> Values | None:
    seat = _seat(ids, S.OFFERED)
    if (
        seat is None
        or seat.answer_by is None
        or seat.answer_by <= timezone.now()
        or seat.panel.pre_session.is_off
        or seat.panel.pre_session.is_past
    ):
        return None
    return {**about_seat(seat), "answer_by": wording.moment(seat.answer_by, language)}


@registry.source("seat_confirmed")
def seat_confirmed(ids: Ids, language: str) -> Values | None:
    seat = _seat(ids, S.CONFIRMED)
    if seat is None or seat.panel.pre_session.is_off:
        return None
    return {**about_seat(seat), "statement_due": statement_due(seat.panel.pre_session.series, language)}


@registry.source("seat_declined_ack")
def seat_declined_ack(ids: Ids, language: str) -> Values | None:
    seat = _seat(ids, S.DECLINED)
    return about_seat(seat) if seat else None


@registry.source("seat_lapsed")
def seat_lapsed(ids: Ids, language: str) -> Values | None:
    seat = _seat(ids, S.LAPSED)
    return about_seat(seat) if seat else None
