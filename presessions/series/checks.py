"""When a series, a call or a Pre-session may change: each rule as the sentences that speak against it.

Empty means that it may. The sentences are for staff; transitions raise them as `NotPossible`, and
the staff pages show them before anybody presses a button.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from presessions import wording

from .deadlines import at_geneva, is_over
from .enums import PreSessionStatus, SeriesStatus
from .errors import NotPossible

if TYPE_CHECKING:
    from .models import PreSession, Series


def before_opening(series: Series, now: datetime) -> list[str]:
    """What speaks against opening the call now."""
    sentences = []
    if not series.pre_sessions.planned().exists():
        sentences.append("There is no State for which a Pre-session is planned: add the States first.")
    if not series.days.exists():
        sentences.append("There are no days yet: give the series its days first.")
    return sentences + before_closing_at(series, series.closes_at, now)


def before_closing_at(series: Series, closes_at: datetime, now: datetime) -> list[str]:
    """What speaks against this deadline."""
    sentences = []
    said = wording.moment(closes_at, "en", year=True)
    if closes_at <= now:
        sentences.append(f"The deadline {said} has passed: choose a later one.")
    if closes_at <= series.opens_at:
        sentences.append(f"The deadline {said} lies before the opening of the call.")
    first = series.days.order_by("date").first()
    if first is not None and closes_at >= at_geneva(first.date, first.opens):
        sentences.append(f"The deadline {said} lies after the first Pre-session: choose an earlier one.")
    return sentences


def is_due_to_close(series: Series, now: datetime) -> bool:
    """Whether everybody's deadline and the last State's own one have passed, grace included."""
    own = series.pre_sessions.planned().values_list("closes_at", flat=True)
    return is_over([series.closes_at, *filter(None, own)], series.grace_minutes, now)


def before_taking_back_call(series: Series) -> list[str]:
    """What speaks against turning an opened call into a plan again: that somebody relied on it."""
    from presessions.mail.models import OutgoingMail  # here: the check is asked rarely, the module often

    sentences = []
    if OutgoingMail.objects.of_series(series.number).filter(sent_at__isnull=False).exists():
        sentences.append("Somebody has been written to about this call: close it instead.")
    if hangs_on(series.pre_sessions.all()):
        sentences.append("Applications have been begun: close the call instead.")
    return sentences


def before_announcing(series: Series) -> list[str]:
    """What speaks against announcing the programme."""
    sentences = []
    if not series.pre_sessions.planned().exists():
        sentences.append("No Pre-session of this series is planned.")
    if not series.days.exists():
        sentences.append("There are no days: a programme needs them.")
    return sentences


def before_archiving(series: Series, now: datetime) -> list[str]:
    """What speaks against declaring the series over."""
    sentences = []
    last = series.days.order_by("date").last()
    if last is None or at_geneva(last.date, last.closes) > now:
        sentences.append("The series is not over: its last day is still to come.")
    undecided = series.pre_sessions.planned().with_state().order_by("order")
    if names := [str(pre_session.state_under_review) for pre_session in undecided]:
        sentences.append(f"Say first whether these were held: {', '.join(names)}.")
    return sentences


def before_extending(pre_sessions: Sequence[PreSession], closes_at: datetime, now: datetime) -> list[str]:
    """What speaks against giving these States this deadline of their own."""
    sentences = [] if pre_sessions else ["Choose at least one State."]
    seen = {pre_session.series_id: pre_session.series for pre_session in pre_sessions}
    if len(seen) > 1:
        sentences.append("Choose States of one series only.")
    for series in seen.values():
        sentences += before_closing_at(series, closes_at, now)
        if series.status not in (SeriesStatus.PLANNED, SeriesStatus.CALL_OPEN, SeriesStatus.CALL_CLOSED):
            sentences.append("The programme is announced: the call can’t be extended any more.")
    for pre_session in pre_sessions:
        if pre_session.status != PreSessionStatus.PLANNED:
            sentences.append(f"{pre_session.state_under_review}: no Pre-session is planned.")
        elif pre_session.series.status != SeriesStatus.PLANNED and closes_at < pre_session.deadline:
            sentences.append(
                f"{pre_session.state_under_review}: a deadline that was published can only move to later."
            )
    return sentences


def before_moving(pre_session: PreSession, to_series: Series) -> list[str]:
    """What speaks against moving this review to that series."""
    sentences = []
    if pre_session.series_id == to_series.pk:
        sentences.append("The State is in this series already.")
    if pre_session.status == PreSessionStatus.HELD:
        sentences.append("This Pre-session was held: it can’t move any more.")
    if to_series.status == SeriesStatus.ARCHIVED:
        sentences.append("The other series is over.")
    there = to_series.pre_sessions.filter(state_under_review_id=pre_session.state_under_review_id)
    if there.planned().exists() or hangs_on(there):
        sentences.append(
            f"{pre_session.state_under_review} stands in series {to_series.number} too, with applications or"
            " a plan of its own: mark it there as not held first."
        )
    return sentences


def hangs_on(pre_sessions: Iterable[PreSession]) -> bool:
    """Whether any row of another table refers to one of these Pre-sessions (applications, panels, ...).

    The rooms above are asked through the database's own references, so that this one need not know them.
    """
    from .models import PreSession

    keys = [pre_session.pk for pre_session in pre_sessions]
    return any(
        relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys}).exists()
        for relation in PreSession._meta.related_objects
    )


def refuse_if(sentences: Sequence[str]) -> None:
    """Raise `NotPossible` where something speaks against it."""
    if sentences:
        raise NotPossible(*dict.fromkeys(sentences))
