"""Composing a panel: the proposal, the wishes of staff, the approval."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from applications.models import Application
from presessions.lifecycle.moves import move
from presessions.permissions import Subject
from presessions.series.models import PreSession

from . import proposals, undoing
from .enums import PanelStatus, SeatStatus
from .labels import LOST_WORDS
from .locks import NotPossible, locked_panel, touch
from .models import Panel, Proposal, Wish
from .seating import (
    DONE_WORDS,
    check,
    check_agrees,
    check_fresh,
    check_held,
    check_reasons,
    check_second_person,
    solve,
    subject_of_panel,
)

if TYPE_CHECKING:
    from presessions.accounts.models import User


def open_panel(pre_session: PreSession, *, by: User | None) -> Panel:
    """The panel of this Pre-session, made when it is asked for the first time."""
    check("propose_panel", Subject(kind="panel", iso3=pre_session.state_under_review_id), by, None)
    return Panel.objects.get_or_create(pre_session=pre_session)[0]


def propose(panel: Panel, *, by: User | None, version: int | None = None) -> Proposal:
    """Solve the rule around the wishes and the seats already taken, and seat its answer as proposed.

    Offered and confirmed seats stay; only proposed seats change. Where the wishes clash the proposal
    says so and the proposed seats stay as they are.
    """
    with transaction.atomic():
        panel = locked_panel(panel.pk, version)
        check("propose_panel", subject_of_panel(panel), by, None)
        _still_open(panel)
        return solve(panel, by=by, cause="asked", what="asked for a proposal")


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
        check("propose_panel", subject_of_panel(panel), by, None)
        _still_open(panel)
        before = undoing.stand(panel, [each.pk for each in chosen])
        for application in chosen:
            _write_wish(panel, application, kind, by=by, reason=reason)
        what = f"{DONE_WORDS[Wish.Kind(kind)]}: {', '.join(each.reference_code for each in chosen)}"
        act = undoing.act(panel, kind, before)
        return solve(panel, by=by, cause=kind, about=chosen[0], what=what, act=act)


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
        check("propose_panel", subject_of_panel(panel), by, None)
        _still_open(panel)
        if out.pk == into.pk:
            raise NotPossible("Choose two different applications to swap.")
        before = undoing.stand(panel, [out.pk, into.pk])
        _write_wish(panel, out, Wish.Kind.EXCLUDE, by=by, reason=reason)
        _write_wish(panel, into, Wish.Kind.PIN, by=by, reason=reason)
        what = f"swapped {out.reference_code} for {into.reference_code}"
        act = undoing.act(panel, "swap", before)
        return solve(panel, by=by, cause="swap", about=into, what=what, act=act)


def unwish(panel: Panel, application: Application, *, by: User, version: int | None = None) -> Proposal:
    """Take a pin or an exclusion back, and solve again."""
    with transaction.atomic():
        panel = locked_panel(panel.pk, version)
        check("propose_panel", subject_of_panel(panel), by, None)
        _still_open(panel)
        before = undoing.stand(panel, [application.pk])
        Wish.objects.filter(panel=panel, application=application).delete()
        what = f"took back the wish on {application.reference_code}"
        act = undoing.act(panel, "unwish", before)
        return solve(panel, by=by, cause="unwish", about=application, what=what, act=act)


def undo(panel: Panel, *, by: User, version: int | None = None) -> Proposal:
    """Bring back what staff wished before their last act, with its reasons, and solve again.

    Called again, it goes one act further back. What was offered meanwhile stays.
    """
    with transaction.atomic():
        panel = locked_panel(panel.pk, version)
        check("propose_panel", subject_of_panel(panel), by, None)
        _still_open(panel)
        offered = panel.seats.aggregate(last=Max("offered_at"))["last"]
        act = undoing.last(panel.recent, undoing.by_key(panel.wishes.all()), offered)
        if act is None:
            raise NotPossible("There is nothing to undo.")
        rows = Application.objects.in_bulk([int(key) for key in act["before"]])
        for key, kept in act["before"].items():
            if kept is not None:
                _check_can_be_wished(panel, rows[int(key)], kept["kind"], kept["reason"])
            undoing.put_back(panel, int(key), kept)
        undoing.forget(panel, act)
        about = next(iter(rows.values()), None)
        return solve(panel, by=by, cause="undo", about=about, what=f"undid {undoing.WORDS[act['kind']]}")


def give_reason(wish: Wish, *, reason: str, by: User, version: int | None = None) -> Wish:
    """Write down why an application is pinned or left out; nothing is solved again.

    What was approved or offered on a reason keeps that reason: it is what the applicants are told of.
    """
    with transaction.atomic():
        panel = locked_panel(wish.panel_id, version)
        check("propose_panel", subject_of_panel(panel), by, None)
        _still_open(panel)
        if panel.seats.filter(status__in=proposals.HELD, application=wish.application_id).exists():
            raise NotPossible(
                "This seat is offered or confirmed already, so its reason stays as it was given."
            )
        before = undoing.stand(panel, [wish.application_id])
        wish.reason = reason.strip()[:300]
        wish.save(update_fields=["reason"])
        touch(panel, what="gave a reason", by=by, act=undoing.act(panel, "reason", before))
    return wish


def approve(panel: Panel, *, by: User, reason: str, version: int | None = None) -> Panel:
    """Staff agree to the proposed panel. Every pin and exclusion needs its own reason.

    With the setting ``SECOND_APPROVAL`` whoever composed the panel can't be the one who approves it.
    """
    with transaction.atomic():
        panel = locked_panel(panel.pk, version)
        check("approve_panel", subject_of_panel(panel), by, None)
        if panel.status != PanelStatus.OPEN:
            return panel
        if not panel.seats.active().exists():
            raise NotPossible("Ask for a proposal first: there is nobody on this panel yet.")
        if not reason.strip():
            raise NotPossible("Say in a sentence why this panel is right.")
        check_held(panel)
        check_agrees(panel)
        check_fresh(panel)
        check_reasons(panel)
        check_second_person(panel, by)
        move(panel, PanelStatus.APPROVED, by=by, reason=reason)
        panel.approval_reason, panel.approved_by, panel.approved_at = reason.strip(), by, timezone.now()
        touch(panel, "approval_reason", "approved_by", "approved_at", what="approved the panel", by=by)
    return panel


def reopen(panel: Panel, *, by: User, reason: str = "", version: int | None = None) -> Panel:
    """Undo the approval, until offers go out; or open again what was closed short."""
    with transaction.atomic():
        panel = locked_panel(panel.pk, version)
        check("approve_panel", subject_of_panel(panel), by, None)
        if panel.status == PanelStatus.SHORT:
            move(panel, PanelStatus.OFFERED, by=by, reason=reason)
            solve(panel, by=by, cause="asked", what="opened the panel again")
            return panel
        if panel.status not in (PanelStatus.OPEN, PanelStatus.APPROVED):
            raise NotPossible(
                "Offers have gone out, so the approval can’t be undone. Release a seat instead."
            )
        move(panel, PanelStatus.OPEN, by=by, reason=reason)
        panel.approved_by, panel.approved_at = None, None
        touch(panel, "approved_by", "approved_at", what="reopened the panel", by=by)
    return panel


def _write_wish(panel: Panel, application: Application, kind: str, *, by: User, reason: str) -> None:
    _check_can_be_wished(panel, application, kind, reason)
    Wish.objects.update_or_create(
        panel=panel,
        application=application,
        defaults={
            "kind": Wish.Kind(kind),
            "reason": reason.strip()[:300],
            "by": by,
            "at": timezone.now(),
        },
    )


def _check_can_be_wished(panel: Panel, application: Application, kind: str, reason: str) -> None:
    if application.pre_session_id != panel.pre_session_id:
        raise NotPossible("This application is for another State.")
    application.refresh_from_db(fields=["status"])  # it may have been withdrawn while we waited for the panel
    if not application.is_standing:
        raise NotPossible(f"{application.reference_code} is not sent, or was withdrawn.")
    if panel.seats.filter(status__in=proposals.HELD, application=application).exists():
        raise NotPossible("This seat is offered or confirmed already. Release it if it must change.")
    if kind == Wish.Kind.PIN and not reason.strip():
        _check_seat_not_lost(panel, application)


def _check_seat_not_lost(panel: Panel, application: Application) -> None:
    """Whoever gave a seat back is asked again on purpose only."""
    lost = panel.seats.filter(proposals.LOST, application=application).order_by("pk").last()
    if lost:
        words = LOST_WORDS[SeatStatus(lost.status)]
        raise NotPossible(f"“{application.organisation_name}” {words}. Say why it is asked again.")


def _still_open(panel: Panel) -> None:
    """Composing ends with the approval; after offers went out, what is free can still be composed."""
    if panel.status == PanelStatus.APPROVED:
        raise NotPossible("This panel is approved. Reopen it to change who is on it.")
    if panel.status == PanelStatus.SHORT:
        raise NotPossible("This panel is closed short. Open it again to change who is on it.")
    if (
        panel.status == PanelStatus.COMPLETE
        and panel.seats.active().count() >= panel.pre_session.series.panel_size
    ):
        raise NotPossible("Every seat of this panel is confirmed. Release one to change who is on it.")
