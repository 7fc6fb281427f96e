"""A plan is asked for in the web process and made by the worker; here is what passes between the two.

`Timetable.outcome` says how far a run is: asked, running, planned, clash, outpaced, failed.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from presessions.waking import wake_on_commit

from . import drafts, rows
from .changes import changing, check_draft, check_may_do, check_version, locked
from .enums import TimetableStatus
from .errors import NotPossible
from .models import Timetable
from .timetable import Plan
from .timetable_check import BadInput, check

if TYPE_CHECKING:
    from presessions.accounts.models import User

FORGOTTEN_AFTER = dt.timedelta(minutes=5)
"""A run that has said nothing for so long was lost with its worker and is begun anew."""


def ask_for_plan(timetable: Timetable, *, by: User | None, version: int | None = None) -> Timetable:
    """Note that a plan is wanted and wake the worker that makes it; the solver enters no web process.

    A task that makes no sense (no day, no room, a break outside its hours) is refused with the sentence that says
    what to mend. Asking while a run is on changes nothing.
    """
    with transaction.atomic():
        timetable = locked(timetable)
        check_may_do(by, "plan_timetable")
        check_draft(timetable)
        if is_running(timetable):
            return timetable
        check_version(timetable, version)
        _check_makes_sense(timetable)
        note_run(timetable, "asked")
        wake_on_commit("presessions.scheduling.tasks.plan", timetable.pk)
    return timetable


def begin_plan(timetable: Timetable) -> tuple[drafts.Given, int] | None:
    """What the worker is to solve and the version it belongs to; None where nothing is wanted of it."""
    with transaction.atomic():
        timetable = locked(timetable)
        if timetable.status != TimetableStatus.DRAFT or timetable.outcome.get("state") != "asked":
            return None
        given = drafts.given_for(timetable)
        note_run(timetable, "running")
    return given, timetable.version


def take_plan(timetable: Timetable, plan: Plan, *, version: int, clashes: list[list[dict[str, Any]]]) -> bool:
    """Make the draft what the solver answered; a clash leaves it as it is and keeps ``clashes`` (`words.noted`).

    False, and nothing replaced, where somebody changed the draft meanwhile: their work counts more.
    """
    with transaction.atomic():
        timetable = locked(timetable)
        if timetable.status != TimetableStatus.DRAFT or timetable.version != version:
            note_run(timetable, "outpaced")
            return False
        if plan.feasible:
            with changing(timetable, by=None, words="Planned"):
                _replace_all(timetable, plan)
        note_run(
            timetable,
            "planned" if plan.feasible else "clash",
            proof=str(plan.proof),
            interpreter_mornings=plan.interpreter_mornings,
            broken_wishes=plan.broken_wishes,
            latest_end=plan.latest_end,
            moved=plan.moved,
            bounds=dict(plan.bounds),
            conflicts=clashes,
            version=timetable.version,
        )
    return True


def note_run(timetable: Timetable, state: str, **facts: Any) -> None:
    """How far a run is, for the page."""
    timetable.outcome = {"state": state, "at": timezone.now().isoformat(), **facts}
    timetable.save(update_fields=["outcome"])


def is_running(timetable: Timetable) -> bool:
    """Whether a plan is being made or waits for the worker."""
    state, at = timetable.outcome.get("state"), timetable.outcome.get("at")
    if state == "running" and at:
        return timezone.now() - dt.datetime.fromisoformat(at) < FORGOTTEN_AFTER
    return state == "asked"


def waiting() -> list[int]:
    """The keys of all drafts that wait for a plan; what was lost with its worker waits again."""
    for timetable in Timetable.objects.drafts().filter(outcome__state="running"):
        with transaction.atomic():
            timetable = locked(timetable)
            if timetable.outcome.get("state") == "running" and not is_running(timetable):
                note_run(timetable, "asked")
    return list(Timetable.objects.drafts().filter(outcome__state="asked").values_list("pk", flat=True))


def _replace_all(timetable: Timetable, plan: Plan) -> None:
    """The plan's places instead of the draft's; calendar entries, locks and who moderated what is over are kept."""
    given = drafts.given_for(timetable)
    found = []
    for one in plan.meetings:
        row = drafts.sitting_for(timetable, given, one)
        mine = given.sittings.get(one.id)
        before = mine or given.published.get(one.id)
        if before is not None:
            row.uid, row.sequence = before.uid, before.sequence
            row.moderator_id = row.moderator_id or before.moderator_id
        row.locked = mine is not None and mine.locked
        found.append(row)
    timetable.sittings.all().delete()
    timetable.joint_sittings.all().delete()
    rows.add(found)


def _check_makes_sense(timetable: Timetable) -> None:
    given = drafts.given_for(timetable).input
    if not given.days:
        raise NotPossible("This series has no days yet. Add its days and hours first.")
    if not any(day.rooms for day in given.days):
        raise NotPossible("This series has no room yet. Add one first.")
    if not given.meetings:
        raise NotPossible("This series has no Pre-session to be held.")
    try:
        check(given)
    except BadInput as bad:
        raise NotPossible(f"This can’t be planned yet: {bad}.") from None
