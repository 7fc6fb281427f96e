"""The verbs of panels and seats: may, rule, move, mail, in that order, in one transaction.

Six seats at most: the number of a seat is 1 to 6 and unique among the active ones, which both databases
enforce. Locks are taken as ``locks`` says. ``by`` is the account that acts, ``actor`` what it may do (a
browser that opened its application with the recovery phrase has an actor and no account); with neither the
house itself acts, from a task or a receiver.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import transitions as application_transitions
from applications.enums import ApplicationStatus
from applications.models import Application
from presessions.accounts.actors import actor_of
from presessions.lifecycle.moves import move
from presessions.mail import outbox
from presessions.permissions import Actor, Subject, check_may
from presessions.series.models import PreSession

from . import outstanding, proposals
from .enums import HowSeated, PanelStatus, SeatStatus
from .locks import NotPossible, lock_applications, locked_panel, locked_seat, touch
from .models import Panel, Proposal, ReservePlace, Seat, Wish

if TYPE_CHECKING:
    from presessions.accounts.models import User

A = ApplicationStatus
STANDING = (A.SUBMITTED, A.SHORTLISTED, A.RESERVE, A.NOT_SELECTED)
DONE_WORDS = {Wish.Kind.PIN: "pinned", Wish.Kind.EXCLUDE: "left out"}


def subject_of_panel(panel: Panel) -> Subject:
    return Subject(kind="panel", iso3=panel.pre_session.state_under_review_id)


def subject_of_seat(seat: Seat) -> Subject:
    """The seat as permissions know it: whose it is, and on which State."""
    return Subject(
        kind="seat",
        iso3=seat.panel.pre_session.state_under_review_id,
        owner_id=seat.panelist_id or seat.application.owner_id,
        key=str(seat.application.public_id),
    )


# --- Composing ----------------------------------------------------------------


def open_panel(pre_session: PreSession, *, by: User | None) -> Panel:
    """The panel of this Pre-session, made when it is asked for the first time."""
    _check("propose_panel", Subject(kind="panel", iso3=pre_session.state_under_review_id), by, None)
    return Panel.objects.get_or_create(pre_session=pre_session)[0]


def propose(panel: Panel, *, by: User | None, version: int | None = None) -> Proposal:
    """Solve the rule around the wishes and the seats already taken, and seat its answer as proposed.

    Offered and confirmed seats stay; only proposed seats change. Where the wishes clash the proposal
    says so and the proposed seats stay as they are.
    """
    with transaction.atomic():
        panel = locked_panel(panel.pk, version)
        _check("propose_panel", subject_of_panel(panel), by, None)
        _still_open(panel)
        return _solve(panel, by=by, cause="asked", what="asked for a proposal")


def wish(
    panel: Panel,
    application: Application,
    kind: str,
    *,
    by: User,
    reason: str = "",
    version: int | None = None,
) -> Proposal:
    """Pin an application, or exclude it, and solve again; the reason may follow until approval."""
    return wish_all(panel, [application], kind, by=by, reason=reason, version=version)


def wish_all(
    panel: Panel,
    applications: Iterable[Application],
    kind: str,
    *,
    by: User,
    reason: str = "",
    version: int | None = None,
) -> Proposal:
    """Pin or exclude several at once, with one reason, and solve once."""
    chosen = list(applications)
    with transaction.atomic():
        panel = locked_panel(panel.pk, version)
        _check("propose_panel", subject_of_panel(panel), by, None)
        _still_open(panel)
        for application in chosen:
            _write_wish(panel, application, kind, by=by, reason=reason)
        what = f"{DONE_WORDS[Wish.Kind(kind)]}: {', '.join(each.reference_code for each in chosen)}"
        return _solve(panel, by=by, cause=kind, about=chosen[0], what=what)


def swap(
    panel: Panel,
    out: Application,
    into: Application,
    *,
    by: User,
    reason: str = "",
    version: int | None = None,
) -> Proposal:
    """One out, one in: an exclusion and a pin with the same reason; others stay unless better ones come."""
    with transaction.atomic():
        panel = locked_panel(panel.pk, version)
        _check("propose_panel", subject_of_panel(panel), by, None)
        _still_open(panel)
        if out.pk == into.pk:
            raise NotPossible("Choose two different applications to swap.")
        _write_wish(panel, out, Wish.Kind.EXCLUDE, by=by, reason=reason)
        _write_wish(panel, into, Wish.Kind.PIN, by=by, reason=reason)
        what = f"swapped {out.reference_code} for {into.reference_code}"
        return _solve(panel, by=by, cause="swap", about=into, what=what)


def unwish(panel: Panel, application: Application, *, by: User, version: int | None = None) -> Proposal:
    """Take a pin or an exclusion back, and solve again."""
    with transaction.atomic():
        panel = locked_panel(panel.pk, version)
        _check("propose_panel", subject_of_panel(panel), by, None)
        _still_open(panel)
        Wish.objects.filter(panel=panel, application=application).delete()
        what = f"took back the wish on {application.reference_code}"
        return _solve(panel, by=by, cause="unwish", about=application, what=what)


def give_reason(wish: Wish, *, reason: str, by: User, version: int | None = None) -> Wish:
    """Write down why an application is pinned or left out; nothing is solved again."""
    with transaction.atomic():
        panel = locked_panel(wish.panel_id, version)
        _check("propose_panel", subject_of_panel(panel), by, None)
        wish.reason = reason.strip()[:300]
        wish.save(update_fields=["reason"])
        touch(panel, what="gave a reason", by=by)
    return wish


def approve(panel: Panel, *, by: User, reason: str, version: int | None = None) -> Panel:
    """Staff agree to the proposed panel. Every pin and exclusion needs its own reason.

    With the setting ``SECOND_APPROVAL`` whoever composed the panel can't be the one who approves it.
    """
    with transaction.atomic():
        panel = locked_panel(panel.pk, version)
        _check("approve_panel", subject_of_panel(panel), by, None)
        if panel.status != PanelStatus.OPEN:
            return panel
        if not panel.seats.active().exists():
            raise NotPossible("Ask for a proposal first: there is nobody on this panel yet.")
        if not reason.strip():
            raise NotPossible("Say in a sentence why this panel is right.")
        _check_reasons(panel)
        _check_second_person(panel, by)
        move(panel, PanelStatus.APPROVED, by=by, reason=reason)
        panel.approval_reason, panel.approved_by, panel.approved_at = reason.strip(), by, timezone.now()
        touch(panel, "approval_reason", "approved_by", "approved_at", what="approved the panel", by=by)
    return panel


def reopen(panel: Panel, *, by: User, reason: str = "") -> Panel:
    """Undo the approval, until offers go out."""
    with transaction.atomic():
        panel = locked_panel(panel.pk)
        _check("approve_panel", subject_of_panel(panel), by, None)
        if panel.status not in (PanelStatus.OPEN, PanelStatus.APPROVED):
            raise NotPossible(
                "Offers have gone out, so the approval can’t be undone. Release a seat instead."
            )
        move(panel, PanelStatus.OPEN, by=by, reason=reason)
        panel.approved_by, panel.approved_at = None, None
        touch(panel, "approved_by", "approved_at", what="reopened the panel", by=by)
    return panel


# --- Offering and answering ------------------------------------------------------


def offer_seats(panel: Panel, *, by: User, version: int | None = None) -> list[Seat]:
    """Offer every proposed seat; a second call finds nothing left to offer and sends nothing.

    After the first round (a decline brings the next proposal) this is also how the freed seats are offered.
    """
    with transaction.atomic():
        lock_applications(panel)
        panel = locked_panel(panel.pk)
        _check("offer_seat", subject_of_panel(panel), by, None)
        if panel.status == PanelStatus.OPEN:
            raise NotPossible("Approve the panel before you offer its seats.")
        waiting = outstanding.offers([panel])[panel.pk]
        if not waiting:
            return []
        if version is not None:
            locked_panel(panel.pk, version)
        _check_reasons(panel)
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
    seat.answer_by = now + timedelta(days=seat.panel.pre_session.series.offer_days)
    seat.panelist = application.owner
    seat.speaker_name = "" if application.speaker_later else application.speaker_name
    seat.speaker_position = "" if application.speaker_later else application.speaker_position
    seat.gender = "undisclosed" if application.speaker_later else application.gender or "undisclosed"
    seat.under_18 = bool(application.under_18)
    seat.language = application.statement_language
    seat.needs = application.access_needs
    seat.save()
    _tell(seat, "seat_offer", version=seat.offered_at.isoformat())
    return seat


def confirm_seat(seat: Seat, *, by: User | None, actor: Actor | None = None) -> Seat:
    """The panelist accepts. Accepted already, it stays so and no second mail leaves."""
    with transaction.atomic():
        seat = locked_seat(seat)
        _check("answer_offer", subject_of_seat(seat), by, actor)
        if seat.status == SeatStatus.CONFIRMED:
            return seat
        if seat.status != SeatStatus.OFFERED:
            raise NotPossible(_("This offer has ended. Write to us if you would still like to speak."))
        move(seat, SeatStatus.CONFIRMED, by=by, by_what="panelist")
        seat.answered_at = timezone.now()
        seat.save(update_fields=["answered_at"])
        _tell(seat, "seat_confirmed")
        touch(seat.panel, what=f"seat {seat.number} was accepted", by=None)
        settle(seat.panel, by=by)
    return seat


def decline_seat(seat: Seat, *, by: User | None, actor: Actor | None = None, reason: str = "") -> Seat:
    """The panelist says no, or can't come after all; the next proposal is made at once for staff to see."""
    with transaction.atomic():
        seat = locked_seat(seat)
        _check("answer_offer", subject_of_seat(seat), by, actor)
        if seat.status == SeatStatus.DECLINED:
            return seat
        if seat.status not in (SeatStatus.OFFERED, SeatStatus.CONFIRMED):
            raise NotPossible(_("This offer has ended; there is nothing left to decline."))
        seat.decline_reason, seat.answered_at = reason.strip(), timezone.now()
        seat.save(update_fields=["decline_reason", "answered_at"])
        _free(seat, SeatStatus.DECLINED, by=by, reason="", by_what="panelist")
        application_transitions.not_selected(
            seat.application, by=None, reason="declined the seat", tell=False
        )
        _tell(seat, "seat_declined_ack")
        _next_proposal(seat, "declined", f"seat {seat.number} was declined")
    return seat


def lapse(seat: Seat) -> Seat:
    """Nobody answered in time: the seat goes on to the next."""
    with transaction.atomic():
        seat = locked_seat(seat)
        if seat.status != SeatStatus.OFFERED or seat.answer_by is None or seat.answer_by > timezone.now():
            return seat
        _free(seat, SeatStatus.LAPSED, by=None, reason="not answered in time")
        application_transitions.hold_in_reserve(seat.application, by=None, reason="offer lapsed", tell=False)
        _tell(seat, "seat_lapsed")
        _next_proposal(seat, "lapsed", f"nobody answered for seat {seat.number}")
    return seat


def release_seat(
    seat: Seat, *, by: User | None, reason: str, version: int | None = None, cause: str = "released"
) -> Seat:
    """Staff free a seat with a reason (or the house does, when its application is withdrawn)."""
    with transaction.atomic():
        seat = locked_seat(seat)
        _check("release_seat", subject_of_seat(seat), by, None)
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
        _free(seat, SeatStatus.RELEASED, by=by, reason=reason)
        if seat.offered_at and seat.application.status == A.SELECTED:
            application_transitions.hold_in_reserve(seat.application, by=by, reason=reason, tell=False)
        _next_proposal(seat, cause, f"seat {seat.number} became free: {reason}", by=by)
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
        _check("answer_offer", subject_of_seat(seat), by, actor)
        if seat.status not in (SeatStatus.OFFERED, SeatStatus.CONFIRMED):
            raise NotPossible(_("This seat is no longer yours to change. Write to us if that is a mistake."))
        gender = gender or "undisclosed"
        counts_differently = gender != seat.gender
        changed = counts_differently or name.strip() != seat.speaker_name or language != seat.language
        seat.speaker_name, seat.speaker_position = name.strip(), position.strip()
        seat.gender, seat.under_18 = gender, under_18
        seat.language, seat.needs = language, needs.strip()
        seat.save(
            update_fields=["speaker_name", "speaker_position", "gender", "under_18", "language", "needs"]
        )
        if counts_differently:
            _next_proposal(seat, "speaker", f"the speaker for seat {seat.number} was named or changed")
        elif changed:
            touch(seat.panel, what=f"the speaker for seat {seat.number} was named or changed", by=None)
    return seat


def answer_others(panel: Panel, *, by: User) -> dict[str, int]:
    """Tell everyone without a seat: the reserve that they are in reserve, the others kindly no.

    Once told, nobody is told again: a second call sends nothing. Returns the counts of both.
    """
    told = {"reserve": 0, "not_selected": 0}
    with transaction.atomic():
        lock_applications(panel)
        panel = locked_panel(panel.pk)
        _check("approve_panel", subject_of_panel(panel), by, None)
        if panel.status == PanelStatus.OPEN:
            raise NotPossible("Approve the panel before you answer the others.")
        for application, message in outstanding.answers([panel])[panel.pk]:
            if message == outstanding.IN_RESERVE:
                application_transitions.hold_in_reserve(application, by=by)
                told["reserve"] += 1
            else:
                application_transitions.not_selected(application, by=by)
                told["not_selected"] += 1
        if any(told.values()):
            touch(panel, what="answered the others", by=by)
    return told


def application_withdrawn(application: Application) -> None:
    """Free the seat of an application that was withdrawn, even one it is being given at this moment."""
    panel = Panel.objects.filter(pre_session_id=application.pre_session_id).first()
    if panel is None:
        return
    with transaction.atomic():
        panel = locked_panel(panel.pk)
        Wish.objects.filter(panel=panel, application=application).delete()
        ReservePlace.objects.filter(panel=panel, application=application).delete()
        for seat in Seat.objects.active().filter(application=application):
            release_seat(seat, by=None, reason="application withdrawn", cause="withdrawn")


def settle(panel: Panel, *, by: User | None) -> None:
    """Every active seat confirmed: the panel is complete; as soon as one is not, it is so no more."""
    statuses = set(panel.seats.active().values_list("status", flat=True))
    if panel.status == PanelStatus.OFFERED and statuses == {SeatStatus.CONFIRMED}:
        move(panel, PanelStatus.COMPLETE, by=by, reason="every seat is confirmed")
    elif panel.status == PanelStatus.COMPLETE and statuses != {SeatStatus.CONFIRMED}:
        move(panel, PanelStatus.OFFERED, by=by, reason="a seat is free again")


# --- Inside ----------------------------------------------------------------------


def _write_wish(panel: Panel, application: Application, kind: str, *, by: User, reason: str) -> None:
    if application.pre_session_id != panel.pre_session_id:
        raise NotPossible("This application is for another State.")
    if not application.is_standing:
        raise NotPossible(f"{application.reference_code} is not sent, or was withdrawn.")
    if panel.seats.filter(status__in=proposals.HELD, application=application).exists():
        raise NotPossible("This seat is offered or confirmed already. Release it if it must change.")
    Wish.objects.update_or_create(
        panel=panel,
        application=application,
        defaults={"kind": Wish.Kind(kind), "reason": reason.strip()[:300], "by": by},
    )


def _solve(
    panel: Panel, *, by: User | None, cause: str, what: str, about: Application | None = None
) -> Proposal:
    proposal = proposals.run(panel, by=by, cause=cause, about=about)
    if proposal.result["panel"] is not None:
        _seat(panel, proposal, by=by)
    touch(panel, what=what, by=by)
    settle(panel, by=by)
    return proposal


def _seat(panel: Panel, proposal: Proposal, *, by: User | None) -> None:
    """Make the proposed seats those of the proposal: free numbers are filled, others released."""
    wanted = proposals.applications_of(proposal)
    pinned = set(panel.wishes.filter(kind=Wish.Kind.PIN).values_list("application_id", flat=True))
    otherwise = HowSeated.PROPOSED if panel.approved_at is None else HowSeated.FROM_RESERVE
    active = list(panel.seats.active().select_for_update(no_key=True))
    for seat in active:
        if seat.status == SeatStatus.PROPOSED and seat.application_id not in wanted:
            move(seat, SeatStatus.RELEASED, by=by, reason="not in the next proposal")
    kept = {seat.application_id: seat for seat in active if seat.is_active}
    for pk, seat in kept.items():
        how = HowSeated.PINNED if pk in pinned else otherwise
        if seat.status == SeatStatus.PROPOSED and seat.how != how:
            seat.how = how
            seat.save(update_fields=["how"])
    taken = {seat.number for seat in kept.values()}
    free = [number for number in range(1, panel.pre_session.series.panel_size + 1) if number not in taken]
    missing = [pk for pk in wanted if pk not in kept]
    Seat.objects.bulk_create(
        Seat(
            panel=panel,
            number=number,
            application_id=pk,
            how=HowSeated.PINNED if pk in pinned else otherwise,
            order=number,
        )
        for number, pk in zip(free, missing, strict=False)
    )
    ReservePlace.objects.filter(panel=panel).delete()
    ReservePlace.objects.bulk_create(
        ReservePlace(panel=panel, position=position, application_id=pk)
        for position, pk in enumerate(proposals.reserve_of(proposal), start=1)
    )


def _free(seat: Seat, to: str, *, by: User | None, reason: str, by_what: str = "") -> None:
    """The seat is lost; a wish that put it there has had its day, and so has an approval not yet acted on."""
    move(seat, to, by=by, reason=reason, by_what=by_what)
    panel = seat.panel
    Wish.objects.filter(panel=panel, application=seat.application, kind=Wish.Kind.PIN).delete()
    if panel.status == PanelStatus.APPROVED:
        move(panel, PanelStatus.OPEN, by=by, reason="a seat became free before the offers went out")
        panel.approved_by, panel.approved_at = None, None
        panel.save(update_fields=["approved_by", "approved_at"])


def _next_proposal(seat: Seat, cause: str, what: str, *, by: User | None = None) -> None:
    """Who would be next, with everyone who was asked kept where they are; staff see what changed."""
    _solve(seat.panel, by=by, cause=cause, about=seat.application, what=what)


def _check_reasons(panel: Panel) -> None:
    """Every overrule has a reason before it has an effect outside."""
    bare = panel.wishes.filter(reason="").select_related("application").first()
    if bare:
        raise NotPossible(
            f"Say why “{bare.application.organisation_name}” is {DONE_WORDS[Wish.Kind(bare.kind)]}."
        )


def _check_second_person(panel: Panel, by: User) -> None:
    if not settings.SECOND_APPROVAL:
        return
    last = panel.proposals.first()
    composed = {last.made_by_id if last else None, *panel.wishes.values_list("by_id", flat=True)}
    if by.pk in composed:
        raise NotPossible("A second person approves: you composed this panel yourself.")


def _still_open(panel: Panel) -> None:
    """Composing ends with the approval; after offers went out, what is free can still be composed."""
    if panel.status == PanelStatus.APPROVED:
        raise NotPossible("This panel is approved. Reopen it to change who is on it.")
    if panel.status == PanelStatus.COMPLETE:
        raise NotPossible("Every seat of this panel is confirmed. Release one to change who is on it.")


def _check(verb: str, subject: Subject, by: User | None, actor: Actor | None) -> None:
    if actor is None and by is None:
        return  # the house itself
    check_may(actor or actor_of(by), verb, subject)


def _tell(seat: Seat, message: str, *, version: str = "1") -> None:
    """One mail to the panelist in the outbox, in this transaction."""
    to = address_of(seat)
    if not to:
        return
    outbox.queue(
        message,
        to=to,
        cause=f"seat {seat.pk}",
        version=version,
        ids={
            "seat": seat.pk,
            "application": seat.application_id,
            "series": seat.panel.pre_session.series.number,
            "iso3": seat.panel.pre_session.state_under_review_id,
        },
        language=seat.application.language,
    )


def address_of(seat: Seat) -> str:
    """Where the panelist is written to; empty where we have no address (a recovery phrase only)."""
    person = seat.panelist or seat.application.owner
    return person.email if person else seat.application.speaker_email


def remind(seat: Seat, *, days: int) -> None:
    """Ask once more, ``days`` after the offer; the same day asks once."""
    with transaction.atomic():
        seat = locked_seat(seat)
        if seat.status == SeatStatus.OFFERED and seat.offered_at:
            _tell(seat, "seat_offer_reminder", version=f"{seat.offered_at.isoformat()} {days}")
