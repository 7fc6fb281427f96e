"""News from below: a confirmed seat opens a statement, a seat lost closes it and deletes its Published rows; a meeting
that is not held, is again, or moved to another series is looked at again."""

from typing import Any

from django.dispatch import receiver

from panels.enums import SeatStatus
from panels.models import Seat
from presessions.lifecycle.models import StatusChange
from presessions.lifecycle.signals import status_changed
from presessions.series.models import PreSession
from presessions.series.transitions import after_review_moved

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


@receiver(status_changed, sender=PreSession, dispatch_uid="publications.rows_follow_pre_session")
def rows_follow_pre_session(sender: type[PreSession], thing: PreSession, **kwargs: Any) -> None:
    """Within the transaction of the Pre-session's own move."""
    transitions.look_again(thing)


@after_review_moved
def rows_follow_review(pre_session: PreSession, *_from_whom: Any) -> None:
    """Within the transaction of the move: the other series has an hour of its own."""
    transitions.look_again(pre_session)
