"""The verbs of timetables: draft, place, swap, lock, undo, publish, discard (`planning` has the solver's part).

Everything happens under a lock on the timetable's row. What a move breaks is never hidden and never forbidden,
but a room can't hold two meetings at once: that is refused inside the transaction, and by the database as well
(`room_triggers`). Each act on a draft leaves a `TimetableChange`, by which it can be taken back.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from presessions.accounts.models import User
from presessions.lifecycle.moves import move
from presessions.series.enums import PreSessionStatus
from presessions.series.models import Room, Series

from . import drafts, rows, telling
from .changes import (
    changing,
    check_draft,
    check_free_to_move,
    check_may_do,
    check_version,
    kept,
    key_of,
    locked,
    locked_draft,
    put,
    raise_version,
    restored,
    spot_for,
)
from .enums import TimetableStatus
from .errors import NotPossible
from .models import JointSitting, Sitting, Timetable, TimetableChange
from .timetable import clock, problems

if TYPE_CHECKING:
    from collections.abc import Iterable


def start_draft(series: Series, *, by: User | None) -> Timetable:
    """The draft of a series: the one there is, or a new one that begins with what is published."""
    with transaction.atomic():
        Series.objects.select_for_update(of=("self",)).get(pk=series.pk)
        check_may_do(by, "plan_timetable")
        draft = Timetable.objects.drafts().filter(series=series).first()
        if draft:
            return draft
        draft = Timetable.objects.create(series=series, made_by=by)
        held: list[rows.Row] = list(Sitting.objects.published().filter(timetable__series=series))
        held += JointSitting.objects.published().filter(timetable__series=series)
        rows.add(restored(draft, kept(row)) for row in held)
    return draft


def discard(timetable: Timetable, *, by: User | None, version: int | None = None) -> None:
    """Put a draft away; what is published stays. A second click changes nothing."""
    with transaction.atomic():
        timetable = locked(timetable)
        check_may_do(by, "plan_timetable")
        if timetable.status == TimetableStatus.DISCARDED:
            return
        check_draft(timetable)
        check_version(timetable, version)
        move(timetable, TimetableStatus.DISCARDED, by=by)


# --- Changed by hand ------------------------------------------------------------------------


def place(
    timetable: Timetable,
    pre_session: rows.Meeting,
    *,
    date: dt.date,
    start: int,
    room: Room,
    by: User | None,
    version: int | None = None,
) -> rows.Row:
    """Put one meeting at a place; ``start`` in minutes after midnight, Geneva time.

    Its moderator stays unless another one causes fewer problems there. What else it breaks the board tells.
    """
    with transaction.atomic():
        timetable = locked_draft(timetable, by=by, version=version)
        given = drafts.given_for(timetable)
        key = key_of(given, pre_session)
        check_free_to_move(given, key)
        if room.series_id != timetable.series_id:
            raise NotPossible("This room belongs to another series.")
        if given.input.day(date) is None:
            raise NotPossible(f"{date:%-d %B %Y} is no day of this series. Choose another place.")
        spot = spot_for(given, key, date=date, start=start, room=room)
        words = f"{rows.name_of(pre_session)} to {date:%A} {clock(start)}"
        with changing(timetable, by=by, words=words):
            row = put(timetable, given, spot, [one for one in given.placed if one.id != key])
    return row


def swap(
    timetable: Timetable,
    pre_session: rows.Meeting,
    other: rows.Meeting,
    *,
    by: User | None,
    version: int | None = None,
) -> None:
    """Each of two meetings begins where the other did, with its own length."""
    with transaction.atomic():
        timetable = locked_draft(timetable, by=by, version=version)
        given = drafts.given_for(timetable)
        keys = key_of(given, pre_session), key_of(given, other)
        if keys[0] == keys[1] or not all(key in given.sittings for key in keys):
            raise NotPossible("Only two meetings that have a place can be swapped.")
        for key in keys:
            check_free_to_move(given, key)
        words = f"{rows.name_of(pre_session)} and {rows.name_of(other)} swapped"
        with changing(timetable, by=by, words=words):
            rows.take_away(timetable, [rows.ref_of(pre_session), rows.ref_of(other)])
            others = [one for one in given.placed if one.id not in keys]
            for key, to in zip(keys, reversed(keys), strict=True):
                row = given.sittings[to]
                at = given.place_of(key, row)
                spot = spot_for(given, key, date=at.date, start=at.start, room=row.room)
                others.append(given.place_of(key, put(timetable, given, spot, others)))


def set_moderator(
    timetable: Timetable,
    pre_session: rows.Meeting,
    moderator: User | None,
    *,
    by: User | None,
    version: int | None = None,
) -> None:
    """Give a meeting another moderator, or none. Somebody recused from its State may not be chosen."""
    with transaction.atomic():
        timetable = locked_draft(timetable, by=by, version=version)
        given = drafts.given_for(timetable)
        key = key_of(given, pre_session)
        if key not in given.sittings:
            raise NotPossible("A meeting without a place has no moderator yet. Choose a place first.")
        if moderator is not None and moderator not in given.eligible(key):
            raise NotPossible(f"{moderator} may not moderate this meeting. Choose somebody else.")
        with changing(timetable, by=by, words=f"Moderator of {rows.name_of(pre_session)}"):
            rows.at(timetable, pre_session).update(moderator=moderator)


def unplace(
    timetable: Timetable, pre_session: rows.Meeting, *, by: User | None, version: int | None = None
) -> None:
    """Take one meeting off the board, to the list of those without a place."""
    with transaction.atomic():
        timetable = locked_draft(timetable, by=by, version=version)
        given = drafts.given_for(timetable)
        check_free_to_move(given, key_of(given, pre_session))
        with changing(timetable, by=by, words=f"{rows.name_of(pre_session)} taken off the board"):
            rows.at(timetable, pre_session).delete()


def lock(
    timetable: Timetable,
    pre_session: rows.Meeting,
    *,
    locked: bool,
    by: User | None,
    version: int | None = None,
) -> None:
    """Keep a meeting where it is while the rest is planned anew, or let it go again."""
    with transaction.atomic():
        timetable = locked_draft(timetable, by=by, version=version)
        words = f"{rows.name_of(pre_session)} {'locked' if locked else 'unlocked'}"
        with changing(timetable, by=by, words=words):
            rows.at(timetable, pre_session).update(locked=locked)


def undo(timetable: Timetable, *, by: User | None, version: int | None = None) -> TimetableChange | None:
    """Take the last act on this draft back, whoever did it; None where there is none."""
    with transaction.atomic():
        timetable = locked_draft(timetable, by=by, version=version)
        change = timetable.changes.filter(undone=False).first()
        if change is None:
            return None
        back = _brought_back(timetable, (values for _, values in change.before if values))
        rows.take_away(timetable, [key for key, _ in change.before])
        rows.add(back)
        change.undone = True
        change.save(update_fields=["undone"])
        raise_version(timetable)
    return change


def _brought_back(timetable: Timetable, kept_rows: Iterable[dict[str, Any]]) -> list[rows.Row]:
    """The sittings as they were; what is not held or not of this series any more stays away."""
    series = timetable.series
    rooms = set(series.rooms.values_list("pk", flat=True))
    held = set(series.pre_sessions.exclude(status=PreSessionStatus.NOT_HELD).values_list("pk", flat=True))
    joint = {row.pk for row in series.joint_questions.prefetch_related("pre_sessions") if row.held}
    found = [
        restored(timetable, values)
        for values in kept_rows
        if (values["joint"] in joint if "joint" in values else values["pre_session"] in held)
    ]
    users = set(User.objects.filter(pk__in={row.moderator_id for row in found}).values_list("pk", flat=True))
    for row in found:
        if row.room_id not in rooms:
            raise NotPossible("This can’t be taken back: its room is no longer one of the series.")
        row.moderator_id = row.moderator_id if row.moderator_id in users else None
    return found


# --- Published ------------------------------------------------------------------------------------


def publish_timetable(
    timetable: Timetable, *, by: User | None, version: int | None = None, reason: str = ""
) -> telling.Difference:
    """The draft becomes the timetable; the one before is history. Panelists of new or moved meetings get one mail.

    While a rule is broken or a meeting has no place a ``reason`` is asked for, and recorded. Calendar entries keep
    their uid; the sequence of those that moved rises. A second call changes nothing and returns no difference.
    """
    with transaction.atomic():
        timetable = locked(timetable)
        check_may_do(by, "publish_timetable")
        if timetable.status == TimetableStatus.PUBLISHED:
            return telling.Difference()
        check_draft(timetable)
        check_version(timetable, version)
        rows.take_away_what_is_off(timetable)
        given = drafts.given_for(timetable)
        _check_can_publish(given, reason)
        found = telling.difference(given)
        _bring_calendar_entries_along(given, found)
        previous = Timetable.objects.published().filter(series=timetable.series).first()
        if previous:
            move(previous, TimetableStatus.SUPERSEDED, by=by)
        move(timetable, TimetableStatus.PUBLISHED, by=by, reason=reason)
        timetable.published_at = timezone.now()
        timetable.save(update_fields=["published_at"])
        raise_version(timetable)
        telling.tell(found, given)
    return found


def _bring_calendar_entries_along(given: drafts.Given, found: telling.Difference) -> None:
    """The same uid in every version; a higher sequence where the entry moves."""
    for key, was in given.published.items():
        row = given.sittings.get(key)
        if row is not None:
            row.uid, row.sequence = was.uid, was.sequence + (key in found.moved)
            row.save(update_fields=["uid", "sequence"])


def _check_can_publish(given: drafts.Given, reason: str) -> None:
    if not given.sittings:
        raise NotPossible("No meeting has a place yet. Ask for a timetable, or place the meetings by hand.")
    broken = len(problems(given.placed, given.input))
    if broken and not reason.strip():
        things = "One rule is" if broken == 1 else f"{broken} rules are"
        raise NotPossible(
            f"{things} still broken; the board lists them. Mend them, or say why you publish so."
        )
