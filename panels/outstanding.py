"""Decisions that are made and not yet told: seats to offer, applicants to answer; for one panel or many."""

from __future__ import annotations

from collections.abc import Iterable

from applications.enums import ApplicationStatus
from applications.models import Application

from .enums import SeatStatus
from .models import Panel, ReservePlace, Seat
from .proposals import LOST

A = ApplicationStatus
WITHOUT_ANSWER = (A.SUBMITTED, A.SHORTLISTED, A.RESERVE)
IN_RESERVE, NO_SEAT = "reserve_notice", "not_selected"


def offers(panels: Iterable[Panel]) -> dict[int, list[Seat]]:
    """The proposed seats of each panel, by the panel's key, with what a mail about them needs."""
    by_key = {panel.pk: panel for panel in panels}
    found: dict[int, list[Seat]] = {key: [] for key in by_key}
    seats = Seat.objects.filter(panel__in=by_key, status=SeatStatus.PROPOSED).select_related(
        "application__owner",
        "application__pre_session__series",
        "application__pre_session__state_under_review",
    )
    for seat in seats.order_by("panel", "number"):
        seat.panel = by_key[seat.panel_id]
        found[seat.panel_id].append(seat)
    return found


def answers(panels: Iterable[Panel]) -> dict[int, list[tuple[Application, str]]]:
    """Who has no seat and has not been told so, each with the name of the message; by the panel's key.

    Whoever was offered a seat that ended has been written to about that seat: no standard answer follows.
    """
    keys = {panel.pre_session_id: panel.pk for panel in panels}
    found: dict[int, list[tuple[Application, str]]] = {key: [] for key in keys.values()}
    places = ReservePlace.objects.filter(panel__in=found)
    reserve = set(places.values_list("application_id", flat=True))
    seats = Seat.objects.filter(panel__in=found)
    seated = seats.active().values("application_id")
    rows = (
        Application.objects.filter(pre_session__in=keys, status__in=WITHOUT_ANSWER)
        .exclude(pk__in=seated)
        .exclude(status=A.RESERVE, pk__in=seats.filter(LOST).values("application_id"))
        .select_related("owner", "pre_session__series", "pre_session__state_under_review")
    )
    for row in rows.order_by("pre_session", "pk"):
        if row.pk not in reserve:
            found[keys[row.pre_session_id]].append((row, NO_SEAT))
        elif row.status != A.RESERVE:
            found[keys[row.pre_session_id]].append((row, IN_RESERVE))
    return found
