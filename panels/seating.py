"""What every verb of panels and seats stands on: the panel judged again, a seat freed, somebody told.

Asked by the verbs only, inside their transactions.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from applications.models import Application
from presessions.accounts.actors import actor_of
from presessions.lifecycle.moves import move
from presessions.mail import outbox
from presessions.permissions import Actor, Subject, check_may
from presessions.series.enums import PreSessionStatus

from . import proposals
from .enums import HowSeated, PanelStatus, SeatStatus
from .locks import NotPossible, touch
from .models import Panel, Proposal, ReservePlace, Seat, Wish
from .selection_clashes import problems_of

if TYPE_CHECKING:
    from datetime import datetime

    from presessions.accounts.models import User

APART = "Two who are seated can’t sit together any more."
BROKEN_WORDS = {
    "unknown": "Somebody who is seated is no longer among the applications.",
    "repeated": "Somebody is seated twice.",
    "too_many": "More are seated than the series has seats.",
    "pin_missing": "Somebody who is pinned has no seat.",
    "excluded": "Somebody who is left out has a seat.",
    "conflict": APART,
    "same_organisation": APART,
    "two_nhris": APART,
    "nhri_seat": "A national human rights institution applies and none is seated.",
}
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


def settle(panel: Panel, *, by: User | None) -> None:
    """Every active seat confirmed: the panel is complete; as soon as one is not, it is so no more."""
    statuses = set(panel.seats.active().values_list("status", flat=True))
    if panel.status == PanelStatus.OFFERED and statuses == {SeatStatus.CONFIRMED}:
        move(panel, PanelStatus.COMPLETE, by=by, reason="every seat is confirmed")
    elif panel.status == PanelStatus.COMPLETE and statuses != {SeatStatus.CONFIRMED}:
        move(panel, PanelStatus.OFFERED, by=by, reason="a seat is free again")


def solve(
    panel: Panel,
    *,
    by: User | None,
    cause: str,
    what: str,
    about: Application | None = None,
    act: dict[str, Any] | None = None,
) -> Proposal:
    proposal = proposals.run(panel, by=by, cause=cause, about=about)
    if proposal.result["panel"] is not None:
        _seat(panel, proposal, by=by)
    touch(panel, what=what, by=by, act=act)
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
    places = _places(panel, kept.values(), free[: len(missing)])
    Seat.objects.bulk_create(
        Seat(
            panel=panel,
            number=number,
            application_id=pk,
            how=HowSeated.PINNED if pk in pinned else otherwise,
            order=places[number],
        )
        for number, pk in zip(free, missing, strict=False)
    )
    ReservePlace.objects.filter(panel=panel).delete()
    ReservePlace.objects.bulk_create(
        ReservePlace(panel=panel, position=position, application_id=pk)
        for position, pk in enumerate(proposals.reserve_of(proposal), start=1)
    )


def _places(panel: Panel, kept: Collection[Seat], numbers: Sequence[int]) -> dict[int, int]:
    """The place in the speaking order for the new seat of each number: the one that was freed with it.

    Where none was, or somebody has it by now, that of its number; where that is taken too, the first free one.
    """
    taken = {seat.order or seat.number for seat in kept}
    left = [place for place in range(1, panel.pre_session.series.panel_size + 1) if place not in taken]
    before = panel.seats.filter(number__in=numbers).exclude(pk__in=[seat.pk for seat in kept])
    freed = dict(before.order_by("pk").values_list("number", "order"))  # of each number the last
    found: dict[int, int] = {}
    for wished in (freed, dict(zip(numbers, numbers, strict=True))):
        for number in numbers:
            place = wished.get(number)
            if number not in found and place in left:
                left.remove(place)
                found[number] = place
    return {number: found.get(number) or left.pop(0) for number in numbers}


def free(seat: Seat, to: str, *, by: User | None, reason: str, by_what: str = "") -> None:
    """The seat is lost; a wish that put it there has had its day, and so has an approval not yet acted on."""
    move(seat, to, by=by, reason=reason, by_what=by_what)
    panel = seat.panel
    Wish.objects.filter(panel=panel, application=seat.application, kind=Wish.Kind.PIN).delete()
    if panel.status == PanelStatus.APPROVED:
        move(panel, PanelStatus.OPEN, by=by, reason="a seat became free before the offers went out")
        panel.approved_by, panel.approved_at = None, None
        panel.save(update_fields=["approved_by", "approved_at"])


def next_proposal(seat: Seat, cause: str, what: str, *, by: User | None = None) -> None:
    """Who would be next, with everyone who was asked kept where they are; staff see what changed."""
    panel = seat.panel
    if panel.status == PanelStatus.SHORT or panel.pre_session.is_past:
        touch(panel, what=what, by=by)  # staff left it at those who are there, or nobody can follow any more
        settle(panel, by=by)
        return
    solve(panel, by=by, cause=cause, about=seat.application, what=what)


def check_not_off(panel: Panel) -> None:
    """Whoever applied has been told that the Pre-session is not held; nobody is answered that there is no seat."""
    if panel.pre_session.is_off:
        raise NotPossible(_("This Pre-session is not held, so no seat can be offered or taken."))


def check_held(panel: Panel) -> None:
    """No seat is approved, offered or taken where the Pre-session is not held, or was held already."""
    check_not_off(panel)
    if panel.pre_session.status == PreSessionStatus.HELD:
        raise NotPossible(_("The meeting is over, so no seat can be offered or taken."))


def check_agrees(panel: Panel) -> None:
    """The proposed seats are the answer of the newest run, so that its proof and its record are of this panel."""
    newest = panel.proposals.first()
    if newest is None or newest.result["panel"] is None:
        raise NotPossible(
            "The wishes clash, so the rule has no panel. Take one back, then ask for a proposal."
        )
    seated = set(panel.seats.active().values_list("application_id", flat=True))
    if seated != set(proposals.applications_of(newest)):
        raise NotPossible("Others are seated than the newest proposal names. Ask for a proposal first.")


def check_fresh(panel: Panel) -> None:
    """What the rule was asked is what holds now: the applications, their links, the settings of the series."""
    newest = panel.proposals.first()
    if newest is not None and proposals.is_out_of_date(newest, proposals.question_for(panel)):
        raise NotPossible("What decides has changed since this proposal. Ask for a proposal first.")


def check_rules(panel: Panel) -> None:
    """No hard rule is broken by who is seated: a setting or a link may have changed since the approval."""
    asked = proposals.question_for(panel)
    seated = panel.seats.active().values_list("application__public_id", flat=True)
    if broken := problems_of(asked.request(), [str(each) for each in seated]):
        raise NotPossible(f"{BROKEN_WORDS[broken[0].code]} Undo the approval, then ask for a proposal.")


def waits_for_second_person(panel: Panel, by: User | None, *, since: datetime | None = None) -> bool:
    """With ``SECOND_APPROVAL`` whoever composed the panel (after ``since``) neither approves nor offers it.

    A run by the house, when somebody withdrew or answered, has no author and hides none.
    """
    if not settings.SECOND_APPROVAL or by is None:
        return False
    runs, wishes = panel.proposals.exclude(made_by=None), panel.wishes.all()
    if since is not None:
        runs, wishes = runs.filter(made_at__gt=since), wishes.filter(at__gt=since)
    last = runs.first()
    return by.pk in {last.made_by_id if last else None, *wishes.values_list("by_id", flat=True)}


def check_second_person(panel: Panel, by: User | None, *, since: datetime | None = None) -> None:
    if waits_for_second_person(panel, by, since=since):
        raise NotPossible("A second person approves: you composed this panel yourself.")


def check_reasons(panel: Panel) -> None:
    """Every overrule has a reason before it has an effect outside."""
    bare = panel.wishes.filter(reason="").select_related("application").first()
    if bare:
        raise NotPossible(
            f"Say why “{bare.application.organisation_name}” is {DONE_WORDS[Wish.Kind(bare.kind)]}."
        )


def check(verb: str, subject: Subject, by: User | None, actor: Actor | None) -> None:
    if actor is None and by is None:
        return  # the house itself
    check_may(actor or actor_of(by), verb, subject)


def tell(seat: Seat, message: str, *, version: str = "1") -> None:
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
