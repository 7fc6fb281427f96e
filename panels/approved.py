"""The run of the rule on which a panel was approved: the one that proposed the seats as they were approved.

The newest run before the approval is not always that one: where the wishes of staff clash it has no panel, and the
seats of the run before it stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q

from .enums import ACTIVE_SEATS, HowSeated
from .models import Proposal, Seat

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from .models import Panel

Seated = tuple[str, str]
"""The public id of an application that has, or was offered, a seat; and how it came to it."""


class _Run(NamedTuple):
    """As much of a run as is needed to know its panel again."""

    pk: int
    made_at: datetime
    panel: list[str] | None
    wishes: list[dict[str, Any]] | None


def approved_runs(panels: Collection[Panel]) -> dict[int, int]:
    """By key of the panel, the key of the newest run until its approval that proposed the approved seats.

    A panel that is not approved, or not as any run proposed it, is not in it. Two queries, whatever their number.
    """
    runs: dict[int, list[_Run]] = {}
    asked = Proposal.objects.filter(panel__in=panels).order_by("-made_at", "-pk")
    for panel, *run in asked.values_list("panel", "pk", "made_at", "result__panel", "result__wishes"):
        runs.setdefault(panel, []).append(_Run(*run))
    seated: dict[int, list[Seated]] = {}
    given = Seat.objects.filter(Q(status__in=ACTIVE_SEATS) | Q(offered_at__isnull=False), panel__in=panels)
    for panel, public_id, how in given.values_list("panel", "application__public_id", "how"):
        seated.setdefault(panel, []).append((str(public_id), how))
    found = {each.pk: _run_of(each, runs.get(each.pk, []), seated.get(each.pk, [])) for each in panels}
    return {panel: run for panel, run in found.items() if run is not None}


def _run_of(panel: Panel, runs: Sequence[_Run], seated: Iterable[Seated]) -> int | None:
    """Of the runs of one panel, newest first. Who was seated after the approval, was not in what was approved."""
    if panel.approved_at is None:
        return None
    first = [(id_, how) for id_, how in seated if how != HowSeated.FROM_RESERVE]
    for run in runs:
        if run.made_at > panel.approved_at or run.panel is None:
            continue
        pins = {wish["id"] for wish in run.wishes or () if wish["kind"] == "pin"}
        if set(run.panel) == {id_ for id_, how in first if how != HowSeated.PINNED or id_ in pins}:
            return run.pk
    return None
