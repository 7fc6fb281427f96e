"""The acts staff may do to a series or to its Pre-sessions: words, form, rule and verb of each.

The page that asks "are you sure" is one and the same for all of them; an act says what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import checks, transitions
from .enums import PreSessionStatus, SeriesStatus
from .models import PreSession, Series
from .staff_forms import DeadlineForm, ExtendForm, MoveForm, ReasonForm, ReopenForm, ThreeReasonsForm, YesForm

S, P = SeriesStatus, PreSessionStatus


@dataclass(frozen=True)
class SeriesAct:
    """``offered_in``: the statuses in which its button is shown. ``run(series, form, by)`` does it."""

    verb: str
    button: str
    effect: str
    done: str
    form: type[Any]
    offered_in: tuple[str, ...]
    run: Callable[[Series, Any, Any], None]
    against: Callable[[Series, datetime], list[str]] = lambda series, now: []


@dataclass(frozen=True)
class StateAct:
    """The same for any number of Pre-sessions at once."""

    verb: str
    button: str
    effect: str
    done: str
    form: type[Any]
    run: Callable[[Sequence[PreSession], Any, Any], None]


SERIES_ACTS: dict[str, SeriesAct] = {
    "open": SeriesAct(
        "open_call",
        "Open the call",
        "The call becomes public at once, in three languages. Writing to people is a step of its own.",
        "The call is open.",
        YesForm,
        (S.PLANNED,),
        lambda series, form, by: transitions.open_call(series, by=by, reason=form.cleaned_data["reason"]),
        checks.before_opening,
    ),
    "extend": SeriesAct(
        "extend_deadline",
        "Extend the deadline",
        "Every State gets the new deadline; one with an even later one keeps it. Calendars move along.",
        "The deadline is extended.",
        DeadlineForm,
        (S.CALL_OPEN,),
        lambda series, form, by: transitions.extend_call(series, closes_at=form.deadline, by=by),
    ),
    "close": SeriesAct(
        "open_call",
        "Close the call now",
        "Nothing new is taken any more, for any State. Deadlines still to come become this moment.",
        "The call is closed.",
        ReasonForm,
        (S.CALL_OPEN,),
        lambda series, form, by: transitions.close_call(series, by=by, reason=form.cleaned_data["reason"]),
    ),
    "reopen": SeriesAct(
        "open_call",
        "Reopen the call",
        "Applications are taken again, for every State, until the new deadline.",
        "The call is open again.",
        ReopenForm,
        (S.CALL_CLOSED,),
        lambda series, form, by: transitions.reopen_call(
            series, closes_at=form.deadline, by=by, reason=form.cleaned_data["reason"]
        ),
    ),
    "take-back-call": SeriesAct(
        "open_call",
        "Take the call back",
        "The call’s page disappears and the series is planned again.",
        "The call was taken back.",
        ReasonForm,
        (S.CALL_OPEN,),
        lambda series, form, by: transitions.take_back_call(
            series, by=by, reason=form.cleaned_data["reason"]
        ),
        lambda series, now: checks.before_taking_back_call(series),
    ),
    "announce": SeriesAct(
        "announce_series",
        "Announce the programme",
        "The series is shown as announced; its programme is what was published from the timetable.",
        "The programme is announced.",
        YesForm,
        (S.CALL_CLOSED,),
        lambda series, form, by: transitions.announce(series, by=by, reason=form.cleaned_data["reason"]),
        lambda series, now: checks.before_announcing(series),
    ),
    "take-back-announcement": SeriesAct(
        "announce_series",
        "Take the announcement back",
        "The series goes back to “call closed”. What was published stays until it is withdrawn.",
        "The announcement was taken back.",
        ReasonForm,
        (S.ANNOUNCED,),
        lambda series, form, by: transitions.take_back_announcement(
            series, by=by, reason=form.cleaned_data["reason"]
        ),
    ),
    "archive": SeriesAct(
        "announce_series",
        "Declare the series over",
        "Its key figures are counted and shown from now on.",
        "The series is over.",
        YesForm,
        (S.ANNOUNCED,),
        lambda series, form, by: transitions.archive(series, by=by, reason=form.cleaned_data["reason"]),
        checks.before_archiving,
    ),
    "unarchive": SeriesAct(
        "announce_series",
        "The series is not over yet",
        "The series goes back to “programme announced”.",
        "The series is announced again.",
        ReasonForm,
        (S.ARCHIVED,),
        lambda series, form, by: transitions.unarchive(series, by=by, reason=form.cleaned_data["reason"]),
    ),
}


def _each(verb: Callable[..., Any]) -> Callable[[Sequence[PreSession], Any, Any], None]:
    """A verb for one Pre-session, done to each of them with the reason of the form."""

    def run(rows: Sequence[PreSession], form: Any, by: Any) -> None:
        for row in rows:
            verb(row, by=by, reason=form.cleaned_data["reason"])

    return run


def _not_held(rows: Sequence[PreSession], form: Any, by: Any) -> None:
    for row in rows:
        transitions.mark_not_held(row, reasons=form.words, by=by)


def _move(rows: Sequence[PreSession], form: Any, by: Any) -> None:
    for row in rows:
        transitions.move_review(row, form.cleaned_data["to_series"], by, form.cleaned_data["reason"])


def _extend(rows: Sequence[PreSession], form: Any, by: Any) -> None:
    transitions.extend_deadline(rows, closes_at=form.deadline, reasons=form.words, by=by)


STATE_ACTS: dict[str, StateAct] = {
    "extend": StateAct(
        "extend_deadline",
        "Give a deadline of their own",
        "The call shows these States’ deadline and its reason. A closed call opens again for them only.",
        "The deadline is extended.",
        ExtendForm,
        _extend,
    ),
    "not-held": StateAct(
        "manage_series",
        "Mark as not held",
        "The call and the programme say “not held here”, with the reason.",
        "Marked as not held.",
        ThreeReasonsForm,
        _not_held,
    ),
    "move": StateAct(
        "manage_series",
        "Move to another series",
        "Applications and all that belongs to them move along; the old series says where the review went.",
        "Moved.",
        MoveForm,
        _move,
    ),
    "held": StateAct(
        "run_meeting",
        "Mark as held",
        "The meeting took place and counts.",
        "Marked as held.",
        YesForm,
        _each(transitions.mark_held),
    ),
    "planned": StateAct(
        "manage_series",
        "Mark as planned again",
        "It was marked by mistake, or the reason is gone.",
        "Marked as planned.",
        ReasonForm,
        _each(transitions.mark_planned),
    ),
}


def offered(series: Series) -> list[tuple[str, str]]:
    """Name and button of the acts that fit the status of this series."""
    return [(name, act.button) for name, act in SERIES_ACTS.items() if series.status in act.offered_in]
