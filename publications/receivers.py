"""News from below: a confirmed seat opens a statement, a seat lost closes it and deletes its Published rows."""

from typing import Any

from django.dispatch import receiver

from panels.enums import SeatStatus
from panels.models import Seat
from presessions.lifecycle.models import StatusChange
from presessions.lifecycle.signals import status_changed

from . import transitions
from .enums import StatementStatus
from .models import Statement

LOST = (SeatStatus.RELEASED, SeatStatus.DECLINED, SeatStatus.LAPSED)


@receiver(status_changed, sender=Seat, dispatch_uid="publications.statement_follows_seat")
def statement_follows_seat(sender: type[Seat], thing: Seat, change: StatusChange, **kwargs: Any) -> None:
    """Within the transaction of the seat's own move."""
    if change.to_status == SeatStatus.CONFIRMED:
        transitions.open_statement(thing, by=change.by)
    elif change.to_status in LOST:
        statement = Statement.objects.filter(seat=thing).exclude(status=StatementStatus.CLOSED).first()
        if statement:
            transitions.close(statement, by=change.by, reason="the seat is no longer held")
