"""A lifecycle is a table: from each status, the statuses that may follow.

A move is looked up or refused; there is no other way for a status to change
(see ``moves.move``). Pure: knows neither Django nor the clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class Refused(Exception):
    """A move that the table does not hold. Its text is written for the reader."""

    def __init__(self, thing: str, from_status: str, to_status: str) -> None:
        self.thing, self.from_status, self.to_status = thing, from_status, to_status
        super().__init__(f"{thing}: “{from_status}” cannot become “{to_status}”.")


@dataclass(frozen=True)
class Table:
    """The lifecycle of one kind of thing.

    ``name`` is what the thing is called, ``start`` the status it begins in,
    ``moves`` the statuses that may follow each status (an empty tuple: an end).
    """

    name: str
    start: str
    moves: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        unknown = {to for tos in self.moves.values() for to in tos} | {self.start}
        unknown -= set(self.moves)
        if unknown:
            raise ValueError(f"{self.name}: no line for {', '.join(sorted(unknown))}")

    @property
    def statuses(self) -> tuple[str, ...]:
        return tuple(self.moves)

    def allows(self, from_status: str, to_status: str) -> bool:
        return to_status in self.moves.get(from_status, ())

    def check(self, from_status: str, to_status: str) -> None:
        """Raise ``Refused`` unless the table holds this move."""
        if not self.allows(from_status, to_status):
            raise Refused(self.name, from_status, to_status)

    def ends(self) -> tuple[str, ...]:
        """The statuses from which nothing follows."""
        return tuple(status for status, tos in self.moves.items() if not tos)

    def reachable(self) -> frozenset[str]:
        """The statuses that can be reached from the start, the start included."""
        seen, todo = {self.start}, [self.start]
        while todo:
            for to in self.moves[todo.pop()]:
                if to not in seen:
                    seen.add(to)
                    todo.append(to)
        return frozenset(seen)


def covers(table: Table, statuses: Iterable[str]) -> bool:
    """Whether the table has a line for exactly these statuses."""
    return set(table.statuses) == set(statuses)
