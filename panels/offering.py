"""Offering seats and answering everybody else; a seat that nobody answered for, or that is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from applications import transitions as application_transitions
from applications.enums import ApplicationStatus
from applications.models import Application
from presessions import wording
from presessions.lifecycle.moves import move

from . import outstanding
from .enums import PanelStatus, SeatStatus
from .locks import NotPossible, lock_applications, locked_panel, locked_seat, touch
from .models import Panel, ReservePlace, Seat, Wish
from .seating import (
    check,
    check_agrees,
    check_fresh,
    check_held,
    check_not_off,
    check_reasons,
    check_rules,
    check_second_person,
    free,
    next_proposal,
    subject_of_panel,
    subject_of_seat,
    tell,
)
from .undoing import forget_about

if TYPE_CHECKING:
    from presessions.accounts.models import User

A = ApplicationStatus
STANDING = (A.SUBMITTED, A.SHORTLISTED, A.RESERVE, A.NOT_SELECTED)


def offer_seats(panel: Panel, *, by: User, version: int | None = None) -> list[Seat]:
    """Offer every proposed seat; a second call finds nothing left to offer and sends nothing.

    None is offered while the call is open for its State: whoever applies on the last day is compared like the others.
    After the first round (a decline brings the next proposal) this is also how the freed seats are offered.
    """
    with transaction.atomic():
        lock_applications(panel)
        panel = locked_panel(panel.pk)
        check("offer_seat", subject_of_panel(panel), by, None)
        if panel.status == PanelStatus.OPEN:
            raise NotPossible("Approve the panel before you offer its seats.")
        waiting = outstanding.offers([panel])[panel.pk]
        if not waiting:
            return []
        if version is not None:
            locked_panel(panel.pk, version)
        check_held(panel)
        _check_call_is_over(panel, "Offer the seats after it.")
        check_agrees(panel)
        check_reasons(panel)
        if panel.status == PanelStatus.APPROVED:
            check_rules(panel)
        else:  # nobody approves a second time, so the offer is the last moment to ask whether it still holds
            check_fresh(panel)
            check_second_person(panel, by, since=panel.approved_at)
        offered = [_offer(seat, by=by) for seat in waiting]
        if panel.status != PanelStatus.OFFERED:
            move(panel, PanelStatus.OFFERED, by=by)
        touch(panel, what=f"offered {len(offered)} seats", by=by)
    return offered


def _offer(seat: Seat, *, by: User) -> Seat:
    application = seat.application
    if application.status not in (*STANDING, A.SELECTED):
        raise NotPossible(f"{application.reference} was withdrawn meanwhile. Ask for the next proposal.")
    application_transitions.select(application, by=by)
    move(seat, SeatStatus.OFFERED, by=by)
    now = timezone.now()
    seat.offered_at = now
    seat.answer_by = seat.panel.pre_session.series.offer_ends(now)
    seat.panelist = application.owner
    seat.speaker_name = "" if application.speaker_later else application.speaker_name
    seat.speaker_position = "" if application.speaker_later else application.speaker_position
    seat.gender = "undisclosed" if application.speaker_later else application.gender or "undisclosed"
    seat.under_18 = bool(application.under_18)
    seat.language = application.statement_language
    seat.needs = application.access_needs
    seat.save()
    tell(seat, "seat_offer", version=seat.offered_at.isoformat())
    return seat


def answer_others(panel: Panel, *, by: User, version: int | None = None) -> dict[str, int]:
    """Tell everyone without a seat: the reserve that they are in reserve, the others kindly no.

    Once told, nobody is told again: a second call sends nothing. Nobody is told while the call is open for their
    State: they could still change what they sent. Returns the counts of both.
    """
    told = {"reserve": 0, "not_selected": 0}
    with transaction.atomic():
        lock_applications(panel)
        panel = locked_panel(panel.pk)
        check("approve_panel", subject_of_panel(panel), by, None)
        if panel.status == PanelStatus.OPEN:
            raise NotPossible("Approve the panel before you answer the others.")
        waiting = outstanding.answers([panel])[panel.pk]
        if waiting and version is not None:
            locked_panel(panel.pk, version)
        if waiting:
            check_not_off(panel)
            _check_call_is_over(panel, "Answer the others after it.")
        for application, message in waiting:
            if message == outstanding.IN_RESERVE:
                application_transitions.hold_in_reserve(application, by=by)
                told["reserve"] += 1
            else:
                application_transitions.not_selected(application, by=by)
                told["not_selected"] += 1
        if any(told.values()):
            touch(panel, what="answered the others", by=by)
    return told


def _check_call_is_over(panel: Panel, what: str) -> None:
    if panel.pre_session.is_open():
        until = wording.moment(panel.pre_session.deadline, "en")
        raise NotPossible(f"The call is open for this State until {until}. {what}")


def remind(seat: Seat, *, days: int) -> None:
    """Ask once more, ``days`` after the offer; the same day asks once."""
    with transaction.atomic():
        seat = locked_seat(seat)
        if seat.status == SeatStatus.OFFERED and seat.offered_at:
            tell(seat, "seat_offer_reminder", version=f"{seat.offered_at.isoformat()} {days}")


def lapse(seat: Seat) -> Seat:
    """Nobody answered in time: the seat goes on to the next."""
    with transaction.atomic():
        seat = locked_seat(seat)
        if seat.status != SeatStatus.OFFERED or seat.answer_by is None or seat.answer_by > timezone.now():
            return seat
        free(seat, SeatStatus.LAPSED, by=None, reason="not answered in time")
        application_transitions.hold_in_reserve(seat.application, by=None, reason="offer lapsed", tell=False)
        tell(seat, "seat_lapsed")
        next_proposal(seat, "lapsed", f"nobody answered for seat {seat.number}")
    return seat


def release_seat(
    seat: Seat, *, by: User | None, reason: str, version: int | None = None, cause: str = "released"
) -> Seat:
    """Staff free a seat with a reason (or the house does, when its application is withdrawn)."""
    with transaction.atomic():
        seat = locked_seat(seat)
        check("release_seat", subject_of_seat(seat), by, None)
        if not seat.is_active:
            return seat
        if by is not None and seat.status == SeatStatus.PROPOSED:
            raise NotPossible(
                "This seat is not offered yet. Leave the organisation out instead, with a reason."
            )
        if by is not None and not reason.strip():
            raise NotPossible("Say why the seat is released.")
        if version is not None:
            locked_panel(seat.panel_id, version)
        free(seat, SeatStatus.RELEASED, by=by, reason=reason)
        if seat.offered_at and seat.application.status == A.SELECTED:
            application_transitions.hold_in_reserve(seat.application, by=by, reason=reason, tell=False)
        next_proposal(seat, cause, f"seat {seat.number} became free: {reason}", by=by)
    return seat


def close_short(panel: Panel, *, by: User, reason: str, version: int | None = None) -> Panel:
    """Staff leave it at those who are confirmed, with a reason; what was only proposed is released.

    Closed already, it stays so. Raises NotPossible while an offer waits for its answer, or where nobody is
    confirmed (a meeting without panelists is "not held", not short).
    """
    with transaction.atomic():
        panel = locked_panel(panel.pk)
        check("release_seat", subject_of_panel(panel), by, None)
        if panel.status == PanelStatus.SHORT:
            return panel
        if version is not None:
            locked_panel(panel.pk, version)
        seats = list(panel.seats.active().select_for_update(no_key=True))
        statuses = {seat.status for seat in seats}
        if panel.status != PanelStatus.OFFERED or SeatStatus.PROPOSED not in statuses:
            raise NotPossible("Only a panel with a seat that is free again can be closed short.")
        if SeatStatus.OFFERED in statuses:
            raise NotPossible("An offer still waits for its answer. Wait for it, or release that seat first.")
        if SeatStatus.CONFIRMED not in statuses:
            raise NotPossible("Nobody is confirmed. If there is no panel, the meeting is not held.")
        if not reason.strip():
            raise NotPossible("Say why the panel is closed short.")
        for seat in seats:
            if seat.status == SeatStatus.PROPOSED:
                move(seat, SeatStatus.RELEASED, by=by, reason=reason)
        move(panel, PanelStatus.SHORT, by=by, reason=reason)
        touch(panel, what=f"closed the panel short: {reason.strip()}", by=by)
    return panel


def application_withdrawn(application: Application) -> None:
    """Free the seat of an application that was withdrawn, even one it is being given at this moment."""
    panel = Panel.objects.filter(pre_session_id=application.pre_session_id).first()
    if panel is None:
        return
    with transaction.atomic():
        panel = locked_panel(panel.pk)
        Wish.objects.filter(panel=panel, application=application).delete()
        forget_about(panel, application.pk)
        ReservePlace.objects.filter(panel=panel, application=application).delete()
        for seat in Seat.objects.active().filter(application=application):
            release_seat(seat, by=None, reason="application withdrawn", cause="withdrawn")
