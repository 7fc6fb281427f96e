"""What staff hand out of a timetable: who interprets when, what each room holds, the signs on its door.

Only hours, States, languages and moderators; nobody of a panel is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import tablib

from presessions import wording
from presessions.cells import sheet_cell
from presessions.sheets import html_of, laid_out

from . import words
from .drafts import Given, given_for
from .models import Timetable
from .timetable import Placed, clock


@dataclass(frozen=True)
class Paper:
    """A table with a title; the same on paper and as a workbook."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str | int, ...]]
    note: str
    empty: str


def interpretation_plan(timetable: Timetable) -> Paper:
    """A line for each interpreter morning: a date, a room, a language other than English."""
    given = given_for(timetable)
    needed: dict[tuple[date, str, str], list[Placed]] = {}
    for one in given.placed:
        for language in _interpreted(one, given):
            needed.setdefault((one.date, one.room, language), []).append(one)
    rows = [
        (
            words.day(day),
            room,
            f"{language.upper()} > EN",
            f"{clock(min(one.start for one in held))}–{clock(max(one.end for one in held))}",
            sum(one.end - one.start for one in held),
            ", ".join(f"{words.state(one.id, given)} {clock(one.start)}" for one in held),
        )
        for (day, room, language), held in sorted(needed.items())
    ]
    columns = ("Day", "Room", "Languages", "From first to last", "Minutes interpreted", "Meetings")
    mornings = "1 interpreter morning" if len(rows) == 1 else f"{len(rows)} interpreter mornings"
    note = f"{mornings}: each is one day, room and language. All hours are Geneva time."
    return Paper(
        f"{timetable.series}: interpretation plan",
        columns,
        rows,
        note,
        "No meeting that has a place needs interpreters.",
    )


def room_plan(timetable: Timetable) -> Paper:
    """Every meeting by room and hour, with what the room must be ready for."""
    given = given_for(timetable)
    ordered = sorted(given.placed, key=lambda one: (one.room, one.date, one.start))
    rows = [
        (
            one.room,
            words.day(one.date),
            f"{clock(one.start)}–{clock(one.end)}",
            words.state(one.id, given),
            len(given.seats.get(one.id, [])),
            ", ".join(["EN", *(code.upper() for code in _interpreted(one, given))]),
            str(given.sittings[one.id].moderator or ""),
        )
        for one in ordered
    ]
    columns = ("Room", "Day", "Hours", "State under Review", "Speakers", "Languages", "Moderator")
    return Paper(
        f"{timetable.series}: room plan",
        columns,
        rows,
        "All hours are Geneva time.",
        "No meeting has a place yet.",
    )


def _interpreted(one: Placed, given: Given) -> tuple[str, ...]:
    meeting = given.input.meeting(one.id)
    return meeting.interpreted if meeting else ()


PLANS = {"interpretation": interpretation_plan, "rooms": room_plan}


def plan_pdf(paper: Paper, timetable: Timetable) -> bytes:
    """The table on A4, as many sides as it needs."""
    return laid_out(html_of("admin/scheduling/papers/plan.html", {"paper": paper, **_about(timetable)}))[0]


def plan_xlsx(paper: Paper) -> bytes:
    """The table as a workbook; numbers can be added up, and no cell is a formula."""
    lines = [tuple(cell if isinstance(cell, int) else sheet_cell(cell) for cell in row) for row in paper.rows]
    return bytes(tablib.Dataset(*lines, headers=list(paper.columns), title="Plan").export("xlsx"))


def door_signs_pdf(timetable: Timetable) -> bytes:
    """A side for each room and day: what is held behind this door, for everybody who walks by."""
    given = given_for(timetable)
    ordered = sorted(given.placed, key=lambda one: (one.date, one.room, one.start))
    signs = [
        {"day": wording.day(day, "en", year=True), "room": room, "lines": _sign(list(held), given)}
        for (day, room), held in groupby(ordered, key=lambda one: (one.date, one.room))
    ]
    return laid_out(html_of("admin/scheduling/papers/doors.html", {"signs": signs, **_about(timetable)}))[0]


def _sign(held: Sequence[Placed], given: Given) -> list[dict[str, Any]]:
    return [
        {"hours": f"{clock(one.start)}–{clock(one.end)}", "state": words.state(one.id, given)} for one in held
    ]


def _about(timetable: Timetable) -> dict[str, Any]:
    return {"series": timetable.series, "timetable": timetable}
