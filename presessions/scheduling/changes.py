"""What every act on a draft shares: the lock, the version two editors notice, the note by which it is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from presessions.accounts.actors import actor_of
from presessions.permissions import NOTHING, check_may
from presessions.series.models import PreSession

from . import drafts
from .enums import TimetableStatus
from .errors import NotPossible, Outpaced
from .models import JointSitting, Sitting, Timetable, TimetableChange
from .rows import (
    Meeting,
    Row,
    all_of,
    at,
    is_over,
    name_of,
    ref_of,
    ref_of_row,
    take_away_what_is_off,
)
from .timetable import Placed
from .timetable_values import DAY_MINUTES

if TYPE_CHECKING:
    from presessions.accounts.models import User
    from presessions.series.models import Room


def locked_draft(timetable: Timetable, *, by: User | None, version: int | None = None) -> Timetable:
    """The draft, locked until the transaction ends; refused where it is none any more or somebody was faster."""
    timetable = locked(timetable)
    check_may_do(by, "plan_timetable")
    check_draft(timetable)
    check_version(timetable, version)
    return timetable


def locked(timetable: Timetable) -> Timetable:
    """This version as it is now, locked until the transaction ends."""
    rows = Timetable.objects.select_for_update(of=("self",)).select_related("series")
    return rows.get(pk=timetable.pk)


def check_may_do(by: User | None, verb: str) -> None:
    """The worker and commands act for nobody and may; a person is asked for their role."""
    if by is not None:
        check_may(actor_of(by), verb, NOTHING)


def check_draft(timetable: Timetable) -> None:
    if timetable.status != TimetableStatus.DRAFT:
        raise NotPossible("This version is no draft any more. Start a new draft to change the timetable.")


def check_version(timetable: Timetable, version: int | None) -> None:
    if version is not None and version != timetable.version:
        raise Outpaced("Somebody changed this timetable since you opened the page. This is how it is now.")


def check_free_to_move(given: drafts.Given, key: str) -> None:
    """What was held stays where it was, what is locked until it is unlocked."""
    row, meeting = given.sittings.get(key), given.rows[key]
    if is_over(meeting):
        raise NotPossible(f"{name_of(meeting)} was held already: its place is history.")
    if row is not None and row.locked:
        raise NotPossible(f"{name_of(meeting)} is locked. Unlock it first.")


def key_of(given: drafts.Given, meeting: Meeting) -> str:
    """The meeting's id; refused where it is not to be held."""
    key = given.id_of(ref_of(meeting))
    if key is None:
        what = "The Pre-session on " if isinstance(meeting, PreSession) else ""
        raise NotPossible(f"{what}{name_of(meeting)} is not to be held.")
    return key


@contextmanager
def changing(timetable: Timetable, *, by: User | None, words: str) -> Iterator[None]:
    """Note what an act changed, so that it can be taken back; raise the version if it changed anything.

    What is not held after all leaves the draft with the next act.
    """
    before = {ref_of_row(row): kept(row) for row in all_of(timetable)}
    take_away_what_is_off(timetable)
    yield
    after = {ref_of_row(row): kept(row) for row in all_of(timetable)}
    touched = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    if touched:
        pairs = [[key, before.get(key)] for key in touched]
        TimetableChange.objects.create(timetable=timetable, words=words[:200], before=pairs, by=by)
        raise_version(timetable)


def raise_version(timetable: Timetable) -> None:
    timetable.version += 1
    timetable.save(update_fields=["version"])


def kept(row: Row) -> dict[str, Any]:
    """A sitting as plain values."""
    which = "pre_session" if isinstance(row, Sitting) else "joint"
    return {
        which: getattr(row, f"{which}_id"),
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "room": row.room_id,
        "moderator": row.moderator_id,
        "locked": row.locked,
        "uid": str(row.uid),
        "sequence": row.sequence,
    }


def restored(timetable: Timetable, values: dict[str, Any]) -> Row:
    """The unsaved sitting those values stand for."""
    kind, which = (JointSitting, "joint") if "joint" in values else (Sitting, "pre_session")
    moments = {name: dt.datetime.fromisoformat(values[name]) for name in ("starts_at", "ends_at")}
    keys = {f"{name}_id": values[name] for name in (which, "room", "moderator")}
    rest = {name: values[name] for name in ("locked", "uid", "sequence")}
    return kind(timetable=timetable, **moments, **keys, **rest)


def spot_for(given: drafts.Given, key: str, *, date: dt.date, start: int, room: Room) -> Placed:
    """A place for one meeting with its own length, and the moderator it has now; refused where the date does not hold
    it from its first minute to its last."""
    meeting = given.input.meeting(key)
    assert meeting is not None  # the key comes from the same rows
    if not 0 <= start <= DAY_MINUTES - meeting.duration:
        raise NotPossible(
            f"{name_of(given.rows[key])} lasts {meeting.duration} minutes and would not be over by midnight. "
            "Choose another hour."
        )
    row = given.sittings.get(key)
    chair = drafts.chair_id(given.moderators, row) if row else None
    return Placed(key, date, start, start + meeting.duration, room.name, chair)


def put(timetable: Timetable, given: drafts.Given, spot: Placed, others: list[Placed]) -> Row:
    """Write one meeting at its place; the calendar entry stays the meeting's own."""
    row = drafts.sitting_for(timetable, given, drafts.with_chair(spot, others, given.input))
    before = given.sittings.get(spot.id) or given.published.get(spot.id)
    if before is not None:
        row.uid, row.sequence = before.uid, before.sequence
    at(timetable, given.rows[spot.id]).delete()
    _check_room_free(timetable, row)
    row.save()
    return row


def _check_room_free(timetable: Timetable, row: Row) -> None:
    then = {"room": row.room, "starts_at__lt": row.ends_at, "ends_at__gt": row.starts_at}
    other = timetable.sittings.filter(**then).select_related("pre_session__state_under_review").first()
    joint = timetable.joint_sittings.filter(**then).select_related("joint").first()
    if other or joint:
        whom = other.pre_session.state_under_review if other else joint and joint.joint
        raise NotPossible(f"{row.room} is taken then by {whom}. Choose another place.")
