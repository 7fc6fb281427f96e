"""What happens to a series, its call, its Pre-sessions and the people who asked for calls.

Each verb asks, in one transaction and in this order: who may, what the rules say (``checks``),
then moves and writes down what mails are due. A verb that finds its work done does nothing, so a
second click is harmless. ``by`` is the member of staff, None where the clock did it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from presessions.accounts.actors import actor_of
from presessions.lifecycle.moves import move
from presessions.permissions import Subject, check_may
from presessions.wording import in_geneva

from . import checks, deadlines
from .checks import refuse_if
from .enums import PreSessionStatus, SeriesStatus
from .errors import NotPossible
from .models import DayBreak, PreSession, Room, Series, SeriesDay, WorkingGroupSession

if TYPE_CHECKING:
    from presessions.accounts.models import User

    from .querysets import PreSessionQuerySet

FIRST_ROOM = "Room 1"
MOVED = {
    "en": "The review moved to session {number}. Applications move with it.",
    "fr": "L’examen est reporté à la session {number}. Les candidatures suivent.",
    "es": "El examen pasa al período de sesiones {number}. Las solicitudes también.",
}
CLOSED_BY_CLOCK = "The last deadline and its grace have passed."


@dataclass(frozen=True)
class Words:
    """A reason for the public, in the three languages."""

    en: str
    fr: str
    es: str

    def as_fields(self, name: str) -> dict[str, str]:
        """``{name}_en`` and so on, as the models hold them."""
        return {f"{name}_{language}": getattr(self, language) for language in ("en", "fr", "es")}


NO_WORDS = Words("", "", "")

ReviewMoved = Callable[[PreSession, Series, "User"], None]
_after_move: list[ReviewMoved] = []


def after_review_moved(listener: ReviewMoved) -> ReviewMoved:
    """Register what a room above does when a review moves: ``listener(pre_session, from_series, by)``.

    It runs in the transaction of the move, after it. Registering twice counts once.
    """
    if listener not in _after_move:
        _after_move.append(listener)
    return listener


# --- A series -----------------------------------------------------------------------------


def plan_series(
    session: WorkingGroupSession,
    *,
    by: User | None,
    days: Iterable[date] = (),
    call: deadlines.CallTimes | None = None,
    rooms: Iterable[str] = (FIRST_ROOM,),
    **settings: Any,
) -> Series:
    """The series before this session: its States in review order, its days, rooms and call.

    Days default to those of ``deadlines.default_days``, the call to ``deadlines.default_call``;
    ``settings`` are fields of `Series`. The series there is already is returned as it is.
    Raises `NotPossible` where the calendar has neither States nor, without ``days``, a date.
    """
    _check(by, "manage_series")
    with transaction.atomic():
        WorkingGroupSession.objects.select_for_update().get(pk=session.pk)
        existing = Series.objects.filter(session=session).first()
        if existing is not None:
            return existing
        reviews = list(session.reviews.order_by("order"))
        mornings = sorted(days) or _default_days(session)
        if not reviews:
            raise NotPossible(f"The calendar has no State for session {session.number}.")
        times = call or deadlines.default_call(mornings[0], today=timezone.localdate())
        if times.closes_at <= times.opens_at:
            raise NotPossible("The call would close before it opens.")
        if in_geneva(times.closes_at).date() >= mornings[0]:
            raise NotPossible(
                f"The call must close before the first day, {mornings[0]:%-d %B %Y}: "
                "say an earlier closing, or later days."
            )
        series = Series(session=session, opens_at=times.opens_at, closes_at=times.closes_at, **settings)
        series.full_clean(exclude=["session"])
        series.save(force_insert=True)
        _add_days(series, mornings)
        Room.objects.bulk_create(Room(series=series, name=name) for name in rooms)
        PreSession.objects.bulk_create(
            PreSession(series=series, state_under_review_id=review.state_id, order=review.order)
            for review in reviews
        )
    return series


def _default_days(session: WorkingGroupSession) -> list[date]:
    if session.starts_on is None:
        refuse_if(
            [f"The calendar has no date for session {session.number}: say the first day of the series."]
        )
    assert session.starts_on is not None
    return list(deadlines.default_days(session.starts_on))


def _add_days(series: Series, mornings: Iterable[date]) -> None:
    starts, ends = deadlines.MORNING_BREAK
    for morning in mornings:
        day = SeriesDay.objects.create(
            series=series, date=morning, opens=deadlines.DAY_OPENS, closes=deadlines.DAY_CLOSES
        )
        DayBreak.objects.create(day=day, starts=starts, ends=ends)


# --- Its call ------------------------------------------------------------------------------


def open_call(series: Series, *, by: User | None, reason: str = "") -> None:
    """Make the call public. An opening planned for later becomes now."""
    _check(by, "open_call")
    with transaction.atomic():
        if _locked(series).status == SeriesStatus.CALL_OPEN:
            return
        now = timezone.now()
        refuse_if(checks.before_opening(series, now))
        if series.opens_at > now:
            series.opens_at = now
            series.save(update_fields=["opens_at", "changed_at"])
        move(series, SeriesStatus.CALL_OPEN, by=by, reason=reason)


def close_call(series: Series, *, by: User | None, reason: str = "") -> None:
    """Nothing new is taken any more; deadlines still to come, everybody's and States' own, become now."""
    _check(by, "open_call")
    with transaction.atomic():
        if _locked(series).status == SeriesStatus.CALL_CLOSED:
            return
        now = timezone.now()
        if series.opens_at < now < series.closes_at:
            series.closes_at = now
            series.deadline_version += 1
            series.save(update_fields=["closes_at", "deadline_version", "changed_at"])
        _drop_own_deadlines(series.pre_sessions.filter(closes_at__gt=now))
        move(series, SeriesStatus.CALL_CLOSED, by=by, reason=reason)


def close_if_due(series: Series) -> bool:
    """Close the call if the last of its deadlines has passed, grace included; whether it did.

    Looks again under the lock: the deadline may have been extended a moment ago.
    """
    with transaction.atomic():
        if _locked(series).status != SeriesStatus.CALL_OPEN or not checks.is_due_to_close(
            series, timezone.now()
        ):
            return False
        move(series, SeriesStatus.CALL_CLOSED, by=None, reason=CLOSED_BY_CLOCK)
    return True


def reopen_call(series: Series, *, closes_at: datetime, by: User | None, reason: str) -> None:
    """Take applications again, for every State, until the new deadline."""
    _check(by, "open_call")
    with transaction.atomic():
        if _locked(series).status == SeriesStatus.CALL_OPEN and series.closes_at == closes_at:
            return
        _set_deadline(series, closes_at)
        move(series, SeriesStatus.CALL_OPEN, by=by, reason=reason)


def extend_call(series: Series, *, closes_at: datetime, by: User | None) -> None:
    """A later deadline for all States of an open call."""
    _check(by, "extend_deadline")
    with transaction.atomic():
        if _locked(series).closes_at == closes_at:
            return
        refuse_if(
            [] if series.status == SeriesStatus.CALL_OPEN else ["The call is not open: reopen it instead."]
        )
        earlier = closes_at < series.closes_at
        refuse_if(["A deadline that was published can only move to later."] if earlier else [])
        _set_deadline(series, closes_at)


def take_back_call(series: Series, *, by: User | None, reason: str) -> None:
    """Turn a call opened by mistake into a plan again, as long as nobody relied on it."""
    _check(by, "open_call")
    with transaction.atomic():
        if _locked(series).status != SeriesStatus.PLANNED:
            refuse_if(checks.before_taking_back_call(series))
            move(series, SeriesStatus.PLANNED, by=by, reason=reason)


def _set_deadline(series: Series, closes_at: datetime) -> None:
    refuse_if(checks.before_closing_at(series, closes_at, timezone.now()))
    series.closes_at = closes_at
    series.deadline_version += 1
    series.save(update_fields=["closes_at", "deadline_version", "changed_at"])
    # an own deadline that is earlier than everybody's would now be a punishment
    _drop_own_deadlines(series.pre_sessions.filter(closes_at__lt=closes_at))


def _drop_own_deadlines(rows: PreSessionQuerySet) -> None:
    """From now on everybody's deadline is theirs too."""
    rows.update(
        closes_at=None, deadline_version=F("deadline_version") + 1, **NO_WORDS.as_fields("closes_reason")
    )


# --- Its programme and its end ----------------------------------------------------------------


def announce(series: Series, *, by: User | None, reason: str = "") -> None:
    """The programme is public."""
    _check(by, "announce_series")
    with transaction.atomic():
        if _locked(series).status != SeriesStatus.ANNOUNCED:
            refuse_if(checks.before_announcing(series))
            move(series, SeriesStatus.ANNOUNCED, by=by, reason=reason)


def take_back_announcement(series: Series, *, by: User | None, reason: str) -> None:
    """Back to a closed call."""
    _check(by, "announce_series")
    with transaction.atomic():
        move(_locked(series), SeriesStatus.CALL_CLOSED, by=by, reason=reason)


def archive(series: Series, *, by: User | None, reason: str = "") -> None:
    """The series is over: every Pre-session was held or not, and its figures may be counted."""
    _check(by, "announce_series")
    with transaction.atomic():
        if _locked(series).status != SeriesStatus.ARCHIVED:
            refuse_if(checks.before_archiving(series, timezone.now()))
            move(series, SeriesStatus.ARCHIVED, by=by, reason=reason)


def unarchive(series: Series, *, by: User | None, reason: str) -> None:
    """The series was declared over too early."""
    _check(by, "announce_series")
    with transaction.atomic():
        move(_locked(series), SeriesStatus.ANNOUNCED, by=by, reason=reason)


# --- A Pre-session ------------------------------------------------------------------------------


def mark_not_held(pre_session: PreSession, *, reasons: Words, by: User | None) -> None:
    """There will be no meeting on this State; the call says why in the reader's language."""
    _check(by, "manage_series", pre_session)
    if not all(vars(reasons).values()):
        raise NotPossible("Give the reason in English, French and Spanish.")
    with transaction.atomic():
        _locked(pre_session)
        _save(pre_session, reasons.as_fields("not_held_reason"))
        _touch(pre_session.series)
        move(pre_session, PreSessionStatus.NOT_HELD, by=by, reason=reasons.en)


def mark_held(pre_session: PreSession, *, by: User | None, reason: str = "") -> None:
    """The meeting took place."""
    _check(by, "run_meeting", pre_session)
    move(pre_session, PreSessionStatus.HELD, by=by, reason=reason)


def mark_planned(pre_session: PreSession, *, by: User | None, reason: str) -> None:
    """It was marked as held or not held by mistake, or the reason is gone."""
    _check(by, "manage_series", pre_session)
    with transaction.atomic():
        _locked(pre_session)
        _save(pre_session, NO_WORDS.as_fields("not_held_reason"))
        _touch(pre_session.series)
        move(pre_session, PreSessionStatus.PLANNED, by=by, reason=reason)


def extend_deadline(
    pre_sessions: Iterable[PreSession], *, closes_at: datetime, reasons: Words, by: User | None
) -> None:
    """Give these States of one series a deadline of their own, with the reason the call shows.

    Where the call has closed already it opens again; the other States stay closed by their deadline.
    """
    with transaction.atomic():
        keys = [pre_session.pk for pre_session in pre_sessions]
        rows = list(PreSession.objects.select_for_update(of=("self",)).with_state().filter(pk__in=keys))
        for row in rows:
            _check(by, "extend_deadline", row)
        refuse_if(checks.before_extending(rows, closes_at, timezone.now()))
        for row in rows:
            if row.closes_at != closes_at:
                row.deadline_version += 1
            _save(
                row,
                {
                    "closes_at": closes_at,
                    "deadline_version": row.deadline_version,
                    **reasons.as_fields("closes_reason"),
                },
            )
        series = _locked(rows[0].series)
        _touch(series)
        if series.status == SeriesStatus.CALL_CLOSED:
            move(series, SeriesStatus.CALL_OPEN, by=by, reason=reasons.en)


def move_review(pre_session: PreSession, to_series: Series, by: User | None, reason: str) -> PreSession:
    """The review moved to another session: the Pre-session, and all that hangs on it, changes series.

    The old series keeps a line that says so ("not held", with the reason). Listeners registered
    with ``after_review_moved`` are told. Returns the Pre-session in its new series.
    """
    _check(by, "manage_series", pre_session)
    with transaction.atomic():
        _locked(pre_session)
        from_series = pre_session.series
        if from_series.pk == to_series.pk:
            return pre_session
        refuse_if(checks.before_moving(pre_session, to_series))
        to_series.pre_sessions.filter(state_under_review=pre_session.state_under_review).delete()
        order = pre_session.order
        _save(
            pre_session,
            {
                "series": to_series,
                "order": _order_in(to_series, pre_session),
                "closes_at": None,
                "deadline_version": pre_session.deadline_version + 1,
                **NO_WORDS.as_fields("closes_reason"),
            },
        )
        if pre_session.status == PreSessionStatus.NOT_HELD:
            mark_planned(pre_session, by=by, reason=reason)
        _leave_a_line(pre_session, from_series, to_series, order=order, by=by, reason=reason)
        _touch(from_series)
        _touch(to_series)
        for listener in _after_move:
            listener(pre_session, from_series, by)  # type: ignore[arg-type]
    return pre_session


def _leave_a_line(
    pre_session: PreSession,
    from_series: Series,
    to_series: Series,
    *,
    order: int,
    by: User | None,
    reason: str,
) -> None:
    line = PreSession.objects.create(
        series=from_series,
        state_under_review_id=pre_session.state_under_review_id,
        order=order,
        # as before the move: calendars take no entry with a lower SEQUENCE
        deadline_version=pre_session.deadline_version - 1,
        **{f"not_held_reason_{code}": text.format(number=to_series.number) for code, text in MOVED.items()},
    )
    move(line, PreSessionStatus.NOT_HELD, by=by, reason=reason)


def _order_in(series: Series, pre_session: PreSession) -> int:
    """Its place in the calendar of that session, else after the last."""
    state_id = pre_session.state_under_review_id
    review = series.session.reviews.filter(state_id=state_id).first()
    last = series.pre_sessions.aggregate(last=Max("order"))["last"] or 0
    return review.order if review else last + 1


# --- Common to them -----------------------------------------------------------------------------


def _check(by: User | None, verb: str, pre_session: PreSession | None = None) -> None:
    """Whether ``by`` may; None is the house itself (commands, the demonstration, the clock)."""
    if by is not None:
        iso3 = pre_session.state_under_review_id if pre_session else ""
        check_may(actor_of(by), verb, Subject(kind="series", iso3=iso3))


def _locked(thing: Any) -> Any:
    """The row as it is now, locked until the transaction ends, in the object given."""
    thing.refresh_from_db(from_queryset=type(thing)._base_manager.select_for_update())
    return thing


def _touch(series: Series) -> None:
    """Its call says something new: feeds and calendar files tell by this date."""
    series.save(update_fields=["changed_at"])


def _save(thing: Any, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save(update_fields=list(fields))
