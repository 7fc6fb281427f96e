"""What one tablet wants changed in the record of a meeting: differences, never whole lists.

Several people note presences at once, each with a page that is some minutes old. So a page says
what it saw and what it wants; only where the two differ is anything written. Ticking a mission
adds one row and unticking removes one; a field somebody else changed meanwhile is not overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class SurPresence(StrEnum):
    """The State under Review at its own Pre-session; the empty one is "not noted"."""

    NOT_NOTED = ""
    ABSENT = "absent"
    PRESENT = "present"
    SPOKE = "spoke"


SUR_FIELDS: Mapping[SurPresence, tuple[bool | None, bool | None]] = {
    SurPresence.NOT_NOTED: (None, None),
    SurPresence.ABSENT: (False, False),
    SurPresence.PRESENT: (True, False),
    SurPresence.SPOKE: (True, True),
}


def sur_presence(present: bool | None, spoke: bool | None) -> SurPresence:
    """The one answer that the two columns of a record stand for."""
    if present is None:
        return SurPresence.NOT_NOTED
    if not present:
        return SurPresence.ABSENT
    return SurPresence.SPOKE if spoke else SurPresence.PRESENT


@dataclass(frozen=True)
class Change(Generic[T]):
    """One field: what the page showed, and what is wanted."""

    was: T
    now: T

    @property
    def is_one(self) -> bool:
        return self.was != self.now

    def clashes_with(self, there: T) -> bool:
        """Whether somebody else wrote something else since the page was made."""
        return self.is_one and there not in (self.was, self.now)


@dataclass(frozen=True)
class RoomChanges:
    """Who was in the room, as one page wants it changed; missions by key."""

    came: frozenset[int] = frozenset()
    did_not_come: frozenset[int] = frozenset()
    observers: Change[int | None] = Change(None, None)
    note: Change[str] = Change("", "")


@dataclass(frozen=True)
class JointChanges(RoomChanges):
    """What the page of joint questions wants changed; ``reviewed`` are Pre-sessions, by key, whose State came."""

    reviewed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class RecordChanges(RoomChanges):
    """Everything the page of one Pre-session wants changed; seats by key, presences "" for "not noted"."""

    sur: Change[str] = Change("", "")
    speakers: Mapping[int, Change[str]] = field(default_factory=dict)
