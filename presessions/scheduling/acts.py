"""The acts staff do from the board: what each needs of the form, the verb it calls, the words it answers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from presessions.accounts.models import User
from presessions.series.models import Room

from . import planning, transitions, words
from .errors import NotPossible
from .forms import ActForm, PlaceForm
from .models import Timetable
from .rows import Meeting, Ref, find, name_of
from .timetable import clock


class Mistyped(Exception):
    """A place typed by hand that can't be; the form says why beside its field and holds what was typed."""

    def __init__(self, form: PlaceForm) -> None:
        super().__init__()
        self.form = form


@dataclass(frozen=True)
class Asked:
    """One act: on which draft, seen in which version, by whom, and what was sent."""

    timetable: Timetable
    form: ActForm
    by: User
    posted: Mapping[str, str]
    one: Meeting | None = None

    @property
    def version(self) -> int:
        return int(self.form.cleaned_data["version"])

    @property
    def meeting(self) -> Meeting:
        """The meeting it is about; every act in `NEEDS_MEETING` has one."""
        assert self.one is not None
        return self.one

    @property
    def state(self) -> str:
        return name_of(self.meeting)


def _plan(asked: Asked) -> str:
    planning.ask_for_plan(asked.timetable, by=asked.by, version=asked.version)
    return ""


def _move(asked: Asked) -> str:
    choice = asked.form.cleaned_data["choice"]
    if choice is None:
        return f"{asked.state} stays where it is."
    if not isinstance(choice, tuple):
        return _swap(asked, choice)
    date, start, room_pk = choice
    room = Room.objects.filter(pk=room_pk).first()
    if room is None:
        raise NotPossible("That room is gone. Choose another place.")
    transitions.place(
        asked.timetable, asked.meeting, date=date, start=start, room=room, by=asked.by, version=asked.version
    )
    return f"{asked.state} is now on {words.day(date)} at {clock(start)}."


def _swap(asked: Asked, ref: Ref) -> str:
    other = find(asked.timetable.series, ref)
    if other is None:
        raise NotPossible("The meeting to swap with is not of this series any more.")
    transitions.swap(asked.timetable, asked.meeting, other, by=asked.by, version=asked.version)
    return f"{asked.state} and {name_of(other)} changed places."


def _place(asked: Asked) -> str:
    """Any hour, typed by hand."""
    series = asked.timetable.series
    days = series.days.values_list("date", flat=True)
    form = PlaceForm(asked.posted, days=days, rooms=series.rooms.all())
    if not form.is_valid():
        raise Mistyped(form)
    date, start, room = form.place
    try:
        transitions.place(
            asked.timetable,
            asked.meeting,
            date=date,
            start=start,
            room=room,
            by=asked.by,
            version=asked.version,
        )
    except NotPossible as no:
        form.add_error(None, str(no))
        raise Mistyped(form) from no
    return f"{asked.state} is now on {words.day(date)} at {clock(start)}."


def _moderator(asked: Asked) -> str:
    pk = asked.form.cleaned_data["moderator"]
    who = User.objects.filter(pk=pk).first() if pk else None
    if pk and who is None:
        raise NotPossible("This person has no account any more. Choose somebody else.")
    transitions.set_moderator(asked.timetable, asked.meeting, who, by=asked.by, version=asked.version)
    return f"{who or 'Nobody'} moderates {asked.state}."


def _lock(asked: Asked) -> str:
    transitions.lock(asked.timetable, asked.meeting, locked=True, by=asked.by, version=asked.version)
    return f"{asked.state} is locked: planning leaves it where it is."


def _unlock(asked: Asked) -> str:
    transitions.lock(asked.timetable, asked.meeting, locked=False, by=asked.by, version=asked.version)
    return f"{asked.state} is unlocked."


def _unplace(asked: Asked) -> str:
    transitions.unplace(asked.timetable, asked.meeting, by=asked.by, version=asked.version)
    return f"{asked.state} is off the board."


def _undo(asked: Asked) -> str:
    change = transitions.undo(asked.timetable, by=asked.by, version=asked.version)
    return f"Taken back: {change}." if change else "There is nothing to take back."


ACTS: dict[str, Callable[[Asked], str]] = {
    "plan": _plan,
    "undo": _undo,
    "move": _move,
    "place": _place,
    "moderator": _moderator,
    "lock": _lock,
    "unlock": _unlock,
    "unplace": _unplace,
}
NEEDS_MEETING = frozenset(ACTS) - {"plan", "undo"}
