"""The timetable as a JSON file: a task in, a plan out. The format is described in `docs/timetable.md`."""

import datetime as dt
import json
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from presessions.scheduling.timetable_check import BadInput, check, ways_out
from presessions.scheduling.timetable_values import (
    WORKING_LANGUAGE,
    Day,
    Fixed,
    Input,
    Meeting,
    OrderWish,
    Person,
    Placed,
    Plan,
    Proof,
    Span,
    Window,
    clock,
    duration_for,
)

SPEAKING_MINUTES = 7
"""A panelist's time where neither meeting nor file says; with it six panelists fill the hour."""

LONGEST_SPEECH = 60

T = TypeVar("T")
_REQUIRED = object()


FOUND, CLASH, BAD_INPUT = 0, 1, 2
"""What `run` answers, and the exit statuses of the command."""


def run(text: str, *, time_limit_s: float = 60.0) -> tuple[int, str]:
    """Status and what to print: a plan, the clashes that forbid one, or one line about bad input."""
    try:
        given = read(text)
    except BadInput as error:
        return BAD_INPUT, " ".join(str(error).split())
    from presessions.scheduling.timetable_solver import solve  # loads OR-Tools, which no web process may

    plan = solve(given, time_limit_s=time_limit_s)
    return (FOUND, write(plan)) if plan.feasible else (CLASH, write(plan, ways_out(given)))


def read(text: str) -> Input:
    """The task in a file, checked; raises BadInput with one line that says what is wrong and where."""
    if not text.strip():
        raise BadInput("the file is empty; docs/timetable.md shows what belongs in it")
    try:
        found = json.loads(text, object_pairs_hook=_no_twice)
    except json.JSONDecodeError as error:
        raise BadInput(f"line {error.lineno}: not JSON ({error.msg}); mend it there") from error
    except RecursionError as error:
        raise BadInput("not a timetable: too many brackets inside each other") from error
    except BadInput:
        raise
    except ValueError as error:  # Python refuses numbers of more than some thousand digits
        raise BadInput("not a timetable: a number with too many digits") from error
    given = _input(_Node(found, ""))
    check(given)
    if not given.meetings:
        raise BadInput("meetings: none given; name at least one")
    return given


def write(plan: Plan, ways_out: Sequence[str] = ()) -> str:
    """The plan as a line-by-line readable JSON text; where there is none, `ways_out` stand beside the clashes."""
    if not plan.feasible:
        answer: dict[str, Any] = {"feasible": False, "conflicts": [list(words) for words in plan.conflicts]}
        if ways_out:
            answer["ways_out"] = list(ways_out)
        if plan.proof is not Proof.OPTIMAL:
            answer["proof"] = str(plan.proof)
        return json.dumps(answer, ensure_ascii=False, indent=1)
    answer = {
        "feasible": True,
        "proof": str(plan.proof),
        "interpreter_mornings": plan.interpreter_mornings,
        "broken_wishes": plan.broken_wishes,
        "latest_end": clock(plan.latest_end),
        "moved": plan.moved,
    }
    if plan.proof is not Proof.OPTIMAL:
        answer["bounds"] = {
            name: clock(bound) if name == "latest_end" else bound for name, bound in plan.bounds.items()
        }
    answer["meetings"] = [_placed_out(placed) for placed in plan.meetings]
    return json.dumps(answer, ensure_ascii=False, indent=1)


def _placed_out(placed: Placed) -> dict[str, str | None]:
    return {
        "id": placed.id,
        "date": str(placed.date),
        "start": clock(placed.start),
        "end": clock(placed.end),
        "room": placed.room,
        "moderator": placed.moderator,
    }


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadInput(f"{json.dumps(key)} is there twice in one object; keep one of them")
        found[key] = value
    return found


class _Node:
    """A value of the file together with its place in it, for the sentence when it is wrong."""

    def __init__(self, value: Any, where: str) -> None:
        self.value, self.where = value, where

    def wrong(self, wanted: str) -> BadInput:
        """The sentence: where, what was wanted, what is there."""
        there = json.dumps(self.value, ensure_ascii=False)
        there = there if len(there) <= 40 else f"{there[:37]}..."
        return BadInput(f"{self.where or 'the file'}: {wanted} wanted, not {there}")

    def get(self, key: str, read: "Callable[[_Node], T]", default: Any = _REQUIRED) -> T:
        """One key of an object; absent or null gives the default, or BadInput where there is none."""
        if not isinstance(self.value, dict):
            raise self.wrong("an object in braces")
        where = f"{self.where}.{key}" if self.where else key
        if self.value.get(key) is None:
            if default is _REQUIRED:
                raise BadInput(f"{where}: missing; add it")
            return default  # type: ignore[no-any-return]
        return read(_Node(self.value[key], where))

    def many(self, read: "Callable[[_Node], T]") -> tuple[T, ...]:
        """A list, each of its items read."""
        if not isinstance(self.value, list):
            raise self.wrong("a list")
        return tuple(read(_Node(item, f"{self.where}[{i}]")) for i, item in enumerate(self.value))

    def text(self) -> str:
        """A name: text on one line, not empty."""
        if not isinstance(self.value, str) or not self.value.strip() or not self.value.isprintable():
            raise self.wrong("a name in quotes")
        return self.value

    def whole(self) -> int:
        """A whole number; true and false are none."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.wrong("a whole number")
        return self.value

    def yes(self) -> bool:
        """true or false."""
        if not isinstance(self.value, bool):
            raise self.wrong("true or false")
        return self.value

    def date(self) -> dt.date:
        """A date as 2026-04-07."""
        if isinstance(self.value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", self.value):
            try:
                return dt.date.fromisoformat(self.value)
            except ValueError:
                pass
        raise self.wrong("a date like 2026-04-07")

    def time(self) -> int:
        """A time of day as 09:30, 24:00 included, in minutes after midnight."""
        if isinstance(self.value, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", self.value):
            return int(self.value[:2]) * 60 + int(self.value[3:])
        raise self.wrong("a time like 09:30")


def _input(node: _Node) -> Input:
    speaking = node.get("speaking_min", _Node.whole, SPEAKING_MINUTES)
    if not 0 <= speaking <= LONGEST_SPEECH:  # a slip would else be lost in the bounds of a duration
        raise BadInput(f"speaking_min: {speaking} minutes; give 0 to {LONGEST_SPEECH}")
    return Input(
        days=node.get("days", lambda days: days.many(_day)),
        meetings=node.get("meetings", lambda found: found.many(lambda one: _meeting(one, speaking))),
        people=node.get("people", _people, {}),
        order=node.get("order", lambda order: order.many(_wish), ()),
        published=node.get("published", lambda old: old.many(_published), ()),
        grid_min=node.get("grid_min", _Node.whole, Input.grid_min),
        turnaround_min=node.get("turnaround_min", _Node.whole, Input.turnaround_min),
        transfer_min=node.get("transfer_min", _Node.whole, Input.transfer_min),
    )


def _names(node: _Node) -> tuple[str, ...]:
    return node.many(_Node.text)


def _day(node: _Node) -> Day:
    return Day(
        date=node.get("date", _Node.date),
        open=node.get("open", _Node.time),
        close=node.get("close", _Node.time),
        rooms=node.get("rooms", _names),
        breaks=node.get("breaks", lambda breaks: breaks.many(_span), ()),
    )


def _span(node: _Node) -> Span:
    return Span(node.get("from", _Node.time), node.get("to", _Node.time))


def _meeting(node: _Node, speaking_minutes: int) -> Meeting:
    panelists = node.get("panelists", _names, ())
    usual = duration_for(len(panelists), speaking_minutes=speaking_minutes)
    languages = node.get("languages", _names, (WORKING_LANGUAGE,))
    return Meeting(
        id=node.get("id", _Node.text),
        state=node.get("state", _Node.text, ""),
        duration=node.get("duration", _Node.whole, usual),
        languages=tuple(language.lower() for language in languages),
        panelists=panelists,
        moderators=node.get("moderators", _names, ()),
        fixed=node.get("fixed", _fixed, Fixed()),
    )


def _fixed(node: _Node) -> Fixed:
    return Fixed(
        date=node.get("date", _Node.date, None),
        start=node.get("start", _Node.time, None),
        room=node.get("room", _Node.text, None),
    )


def _people(node: _Node) -> dict[str, Person]:
    if not isinstance(node.value, dict):
        raise node.wrong("an object in braces, a person to each id")
    return {
        name: Person(
            id=name,
            organisation=(person := _Node(found, f"people.{name}")).get("organisation", _Node.text, ""),
            available=person.get("available", lambda windows: windows.many(_window), None),
        )
        for name, found in node.value.items()
    }


def _window(node: _Node) -> Window:
    return Window(node.get("date", _Node.date), node.get("from", _Node.time), node.get("to", _Node.time))


def _wish(node: _Node) -> OrderWish:
    return OrderWish(
        before=node.get("before", _Node.text),
        after=node.get("after", _Node.text),
        hard=node.get("hard", _Node.yes, False),
    )


def _published(node: _Node) -> Placed:
    start = node.get("start", _Node.time)
    return Placed(
        id=node.get("id", _Node.text),
        date=node.get("date", _Node.date),
        start=start,
        end=node.get("end", _Node.time, start),
        room=node.get("room", _Node.text),
        moderator=node.get("moderator", _Node.text, None),
    )
