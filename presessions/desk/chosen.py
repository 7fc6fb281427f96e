"""How the panels of a series that is over were chosen, as far as the public may know it.

Of each meeting that was held: the seal of its draw as the call showed it, the seed that fits it, and the hash of the
one record on which its panel was approved. Where the review came from another series after that, seal and seed are
those of the call by which it was drawn. One line a meeting and one hash a line, however often the rule was asked,
so there is nothing to count; a hash tells nothing of what is in the record, which is for staff and an auditor.

Numbers are of the whole series, from the same records, which later erasures don't change. They are given from three
panels on, and none that is nearly nobody or nearly everybody: such a number would tell of single States.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from panels.approved import approved_runs
from panels.explaining import TOLD
from panels.models import Panel, Proposal
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession, Series

from .figure_rows import over
from .figures import SMALLEST_CELL, Share


@dataclass(frozen=True)
class Line:
    """One meeting that was held. ``record`` is "" where its panel was not as the rule proposed it.

    ``call`` is the number of the series whose call showed the seal; None where that series is no more.
    """

    state: str
    call: int | None
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
    approved = Panel.objects.filter(pre_session__in=meetings, approved_at__isnull=False)
    panels = list(approved.only("pre_session", "approved_at"))
    runs = _runs(panels)
    records = [run.record for run in runs.values()]
    lines = [_line(series, each, runs.get(each.pk)) for each in meetings]
    by_hand = len(panels) - len(runs)
    return Chosen(series, lines, _rules(records), counted(list(runs.values()), by_hand=by_hand))


def _runs(panels: list[Panel]) -> dict[int, Proposal]:
    """By meeting, the run on which its panel was approved; three queries, whatever their number."""
    keys = approved_runs(panels)
    found = Proposal.objects.in_bulk(keys.values())
    return {panel.pre_session_id: found[keys[panel.pk]] for panel in panels if panel.pk in keys}


def _line(series: Series, meeting: PreSession, run: Proposal | None) -> Line:
    """Seal and seed are those of the record, where there is one."""
    iso3, name = meeting.state_under_review_id, meeting.state_under_review.name
    seal, seed = series.commitment_of(iso3), series.seed_of(iso3)
    if run is None:
        return Line(name, series.number, seal, seed, record="")
    drawn = run.record["commitment"]
    call = series.number if drawn == seal else _series_of(iso3, drawn)
    return Line(name, call, drawn, run.record["seed"], run.sha256)


def _series_of(iso3: str, seal: str) -> int | None:
    """Of the series whose call showed this seal the number; the review was moved from it after the draw."""
    return next((each.number for each in Series.objects.all() if each.commitment_of(iso3) == seal), None)


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


def counted(each: list[Proposal], *, by_hand: int = 0) -> Counts | None:
    """The numbers of a series, from one run a panel; None for fewer than three.

    ``by_hand`` panels were approved otherwise than any run proposed: overruled, and without a proof.
    """
    if len(each) < SMALLEST_CELL:
        return None
    applications = sum(len(run.record["applicants"]) for run in each)
    seated = sum(len(run.record["result"]["panel"] or ()) for run in each)
    return Counts(
        panels=len(each),
        applications=applications if applications - seated >= SMALLEST_CELL else None,
        drawn=_given(sum(run.record["result"]["tie_drawn"] is True for run in each), len(each)),
        overruled=_given(by_hand + sum(bool(run.result.get("wishes")) for run in each), len(each) + by_hand),
        all_proven=not by_hand and all(run.record["result"]["proof"] == "optimal" for run in each),
    )


def _given(count: int, of: int) -> Share | None:
    return Share(count, of) if SMALLEST_CELL <= count <= of - SMALLEST_CELL else None
