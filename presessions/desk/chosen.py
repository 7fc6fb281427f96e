"""How the panels of a series that is over were chosen, as far as the public may know it.

Of each meeting that was held: the seal of its draw as the call showed it, the seed that fits it, and the hash of the
one record on which its panel was approved. One line a meeting and one hash a line, however often the rule was asked,
so there is nothing to count; a hash tells nothing of what is in the record, which is for staff and an auditor.

Numbers are of the whole series, from the same records, which later erasures don't change. They are given from three
panels on, and none that is nearly nobody or nearly everybody: such a number would tell of single States.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from panels.explaining import TOLD, nearest_to_approval
from panels.models import Panel, Proposal
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession, Series

from .figure_rows import over
from .figures import SMALLEST_CELL, Share


@dataclass(frozen=True)
class Line:
    """One meeting that was held. ``record`` is "" where its panel was chosen without the rule."""

    state: str
    seal: str
    seed: str
    record: str


@dataclass(frozen=True)
class Rule:
    """A policy by which panels of the series were chosen: its criteria in their order, in the reader's language."""

    name: str
    version: int
    seats: int
    keeps_nhri_seat: bool
    criteria: tuple[str | Promise, ...]


@dataclass(frozen=True)
class Counts:
    """Of the whole series. What may not be given is None; ``all_proven``: every panel came with a proof."""

    panels: int
    applications: int | None
    drawn: Share | None
    overruled: Share | None
    all_proven: bool


@dataclass(frozen=True)
class Chosen:
    """All that is told of one series."""

    series: Series
    lines: list[Line]
    rules: list[Rule]
    counts: Counts | None


def chosen(number: int, now: datetime) -> Chosen | None:
    """What is told of the series of that number; None where there is none, or it is not over."""
    series = next((row for row in over(now) if row.number == number), None)
    if series is None:
        return None
    held = PreSession.objects.filter(series=series, status=PreSessionStatus.HELD)
    meetings = list(held.select_related("state_under_review").order_by("order"))
    runs = _runs(meetings)
    records = [run.record for run in runs.values()]
    lines = [_line(series, each, runs) for each in meetings]
    return Chosen(series, lines, _rules(records), counted(list(runs.values())))


def _runs(meetings: list[PreSession]) -> dict[int, Proposal]:
    """By meeting, the run on which its panel was approved; three queries, whatever their number."""
    panels = Panel.objects.filter(pre_session__in=meetings).only("pre_session", "approved_at")
    asked: dict[int, list[Proposal]] = {}
    for run in Proposal.objects.filter(panel__in=panels).only("panel", "made_at"):
        asked.setdefault(run.panel_id, []).append(run)
    keys = {
        panel.pre_session_id: nearest_to_approval(panel, asked[panel.pk])[0].pk
        for panel in panels
        if panel.pk in asked
    }
    found = Proposal.objects.in_bulk(keys.values())
    return {meeting: found[key] for meeting, key in keys.items()}


def _line(series: Series, meeting: PreSession, runs: dict[int, Proposal]) -> Line:
    iso3 = meeting.state_under_review_id
    return Line(
        state=meeting.state_under_review.name,
        seal=series.commitment_of(iso3),
        seed=series.seed_of(iso3),
        record=runs[meeting.pk].sha256 if meeting.pk in runs else "",
    )


def _rules(records: list[dict[str, Any]]) -> list[Rule]:
    """Each rule once, by name."""
    found = {
        Rule(
            name=record["policy"]["name"],
            version=record["policy"]["version"],
            seats=record["max_panel"],
            keeps_nhri_seat=record["policy"]["nhri"] == "reserve",
            criteria=tuple(TOLD[name].title for name in record["policy"]["order"]),
        )
        for record in records
    }
    return sorted(found, key=lambda rule: (rule.name, rule.version, rule.seats, rule.keeps_nhri_seat))


def counted(each: list[Proposal]) -> Counts | None:
    """The numbers of a series, from one run a panel; None for fewer than three."""
    if len(each) < SMALLEST_CELL:
        return None
    applications = sum(len(run.record["applicants"]) for run in each)
    seated = sum(len(run.record["result"]["panel"] or ()) for run in each)
    return Counts(
        panels=len(each),
        applications=applications if applications - seated >= SMALLEST_CELL else None,
        drawn=_given(sum(run.record["result"]["tie_drawn"] is True for run in each), len(each)),
        overruled=_given(sum(bool(run.result.get("wishes")) for run in each), len(each)),
        all_proven=all(run.record["result"]["proof"] == "optimal" for run in each),
    )


def _given(count: int, of: int) -> Share | None:
    return Share(count, of) if SMALLEST_CELL <= count <= of - SMALLEST_CELL else None
