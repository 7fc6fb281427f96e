"""Who has the floor, since when, how long everybody spoke, and who waits: read from the ticks of a meeting.

A tick is one thing somebody did on the moderator's screen. Ticks are only ever added; what the screen shows follows
from all of them in the order in which they were made. So several people may tick at once, and ticks that were kept
while the connection was gone fall into their place when they arrive. `static/js/floor.js` reads them the same way.

Pure: knows neither Django nor the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class TickKind(StrEnum):
    """What was done. Those with a name take the floor; ``stop`` ends whoever has it."""

    BEGIN = "begin"
    SUR = "sur"
    SPEAKER = "speaker"
    ASK = "ask"
    LEAVE = "leave"
    MISSION = "mission"
    STOP = "stop"
    END = "end"
    CAME = "came"
    NOT_HERE = "not_here"


TAKES_FLOOR = frozenset({TickKind.SUR, TickKind.SPEAKER, TickKind.MISSION})
OF_A_MISSION = frozenset({TickKind.ASK, TickKind.LEAVE, TickKind.MISSION, TickKind.CAME, TickKind.NOT_HERE})


@dataclass(frozen=True)
class Tick:
    """One act: ``who`` is the seat's or the mission's key, 0 for the State under Review and the meeting itself."""

    kind: TickKind
    at: datetime
    who: int = 0


Turn = tuple[TickKind, int]
"""Somebody's turn: what kind of speaker, and whose key."""


@dataclass
class Floor:
    """A meeting as its ticks tell it. ``spent`` leaves out the turn that is under way."""

    began_at: datetime | None = None
    ended_at: datetime | None = None
    turn: Turn | None = None
    since: datetime | None = None
    spent: dict[Turn, timedelta] = field(default_factory=dict)
    queue: list[int] = field(default_factory=list)

    def seconds(self, turn: Turn, now: datetime) -> int:
        """How long a speaker has spoken by ``now``, the turn under way included."""
        running = now - self.since if self.turn == turn and self.since else timedelta(0)
        return max(0, int((self.spent.get(turn, timedelta(0)) + running).total_seconds()))

    def elapsed(self, now: datetime) -> int:
        """Seconds since the meeting began, until it ended; 0 before."""
        if self.began_at is None:
            return 0
        return max(0, int(((self.ended_at or now) - self.began_at).total_seconds()))

    def _stop(self, at: datetime) -> None:
        if self.turn is not None and self.since is not None:
            self.spent[self.turn] = self.spent.get(self.turn, timedelta(0)) + (at - self.since)
        self.turn = self.since = None


def read(ticks: Iterable[Tick]) -> Floor:
    """The state after these ticks, whatever the order in which they arrived."""
    floor = Floor()
    for tick in sorted(ticks, key=lambda tick: tick.at):
        _apply(floor, tick)
    return floor


def _apply(floor: Floor, tick: Tick) -> None:
    if tick.kind in TAKES_FLOOR:
        floor._stop(tick.at)
        floor.turn, floor.since = (tick.kind, tick.who), tick.at
    elif tick.kind in (TickKind.STOP, TickKind.END):
        floor._stop(tick.at)
    if tick.kind in TAKES_FLOOR or tick.kind == TickKind.BEGIN:
        floor.began_at, floor.ended_at = floor.began_at or tick.at, None
    if tick.kind == TickKind.END and floor.began_at:
        floor.ended_at = tick.at
    if tick.kind in (TickKind.LEAVE, TickKind.MISSION) and tick.who in floor.queue:
        floor.queue.remove(tick.who)
    if tick.kind == TickKind.ASK and tick.who not in floor.queue:
        floor.queue.append(tick.who)


def minutes(seconds: int) -> str:
    """427 -> "7:07"."""
    return f"{seconds // 60}:{seconds % 60:02d}"
