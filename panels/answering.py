"""What the panelist does: accept, decline, say who speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import transitions as application_transitions
from presessions.lifecycle.moves import move
from presessions.permissions import Actor

from .enums import SeatStatus
from .locks import NotPossible, locked_seat, touch
from .models import Seat
from .seating import check, check_held, free, next_proposal, settle, subject_of_seat, tell

if TYPE_CHECKING:
    from presessions.accounts.models import User


def confirm_seat(seat: Seat, *, by: User | None, actor: Actor | None = None) -> Seat:
    """The panelist accepts. Accepted already, it stays so and no second mail leaves."""
    with transaction.atomic():
        seat = locked_seat(seat)
        check("answer_offer", subject_of_seat(seat), by, actor)
        if seat.status == SeatStatus.CONFIRMED:
            return seat
        check_held(seat.panel)
        if seat.status != SeatStatus.OFFERED or (seat.answer_by and seat.answer_by <= timezone.now()):
            raise NotPossible(_("This offer has ended. Write to us if you would still like to speak."))
        move(seat, SeatStatus.CONFIRMED, by=by, by_what="panelist")
        seat.answered_at = timezone.now()
        seat.save(update_fields=["answered_at"])
        tell(seat, "seat_confirmed")
        touch(seat.panel, what=f"seat {seat.number} was accepted", by=None)
        settle(seat.panel, by=by)
    return seat


def decline_seat(seat: Seat, *, by: User | None, actor: Actor | None = None, reason: str = "") -> Seat:
    """The panelist says no, or can't come after all; the next proposal is made at once for staff to see."""
    with transaction.atomic():
        seat = locked_seat(seat)
        check("answer_offer", subject_of_seat(seat), by, actor)
        if seat.status == SeatStatus.DECLINED:
            return seat
        if seat.status not in (SeatStatus.OFFERED, SeatStatus.CONFIRMED):
            raise NotPossible(_("This offer has ended; there is nothing left to decline."))
        if seat.status == SeatStatus.CONFIRMED and seat.panel.pre_session.is_past:
            # given back, the seat would take down what was said there
            raise NotPossible(_("The meeting is over, so there is no seat left to give back."))
        seat.decline_reason, seat.answered_at = reason.strip(), timezone.now()
        seat.save(update_fields=["decline_reason", "answered_at"])
        free(seat, SeatStatus.DECLINED, by=by, reason="", by_what="panelist")
        application_transitions.not_selected(
            seat.application, by=None, reason="declined the seat", tell=False
        )
        tell(seat, "seat_declined_ack")
        next_proposal(seat, "declined", f"seat {seat.number} was declined")
    return seat


def name_speaker(
    seat: Seat,
    *,
    name: str,
    position: str,
    gender: str,
    under_18: bool,
    language: str,
    needs: str,
    by: User | None,
    actor: Actor | None = None,
) -> Seat:
    """Name or change who speaks. Where that counts, the panel is judged again and staff see it."""
    with transaction.atomic():
        seat = locked_seat(seat)
        check("answer_offer", subject_of_seat(seat), by, actor)
        if seat.status not in (SeatStatus.OFFERED, SeatStatus.CONFIRMED):
            raise NotPossible(_("This seat is no longer yours to change. Write to us if that is a mistake."))
        gender = gender or "undisclosed"
        counts_differently = gender != seat.gender
        changed = counts_differently or under_18 != seat.under_18
        changed = changed or name.strip() != seat.speaker_name or language != seat.language
        seat.speaker_name, seat.speaker_position = name.strip(), position.strip()
        seat.gender, seat.under_18 = gender, under_18
        seat.language, seat.needs = language, needs.strip()
        seat.save(
            update_fields=["speaker_name", "speaker_position", "gender", "under_18", "language", "needs"]
        )
        if counts_differently:
            next_proposal(seat, "speaker", f"the speaker for seat {seat.number} was named or changed")
        elif changed:
            touch(seat.panel, what=f"the speaker for seat {seat.number} was named or changed", by=None)
    return seat
