"""The demonstration's panels, made through the doors staff and panelists use."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from applications.models import Application
from panels import transitions
from panels.enums import SeatStatus
from panels.models import Panel, Seat
from presessions.accounts.models import User
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession, Series

REASON = "The rule’s own proposal; nothing was overruled (sample)."


def complete(series: Series, *, by: User) -> None:
    """Every State with enough applications has a panel whose seats are all confirmed."""
    for meeting in _planned(series):
        panel = _offered(meeting, by=by)
        _answer_all(panel)
        _name_all(panel)
        transitions.answer_others(panel, by=by)


def halfway(series: Series, *, by: User, panelist: User) -> None:
    """Some panels complete, some with offers out and one declined, some approved, some only proposed."""
    meetings = _planned(series)
    for place, meeting in enumerate(meetings):
        if place < 3:
            panel = _offered(meeting, by=by, panelist=panelist if place == 0 else None)
            _answer_all(panel)
        elif place < 6:
            panel = _offered(meeting, by=by, panelist=panelist if place == 3 else None)
            _answer_some(panel, but=panelist)
        elif place < 8:
            _approved(meeting, by=by)
        elif place < 10:
            transitions.propose(_panel(meeting), by=by)


def _planned(series: Series) -> list[PreSession]:
    rows = series.pre_sessions.filter(status=PreSessionStatus.PLANNED).select_related("series")
    return list(rows.order_by("order"))


def _panel(meeting: PreSession) -> Panel:
    return Panel.objects.get_or_create(pre_session=meeting)[0]


def _approved(meeting: PreSession, *, by: User, panelist: User | None = None) -> Panel:
    panel = _panel(meeting)
    transitions.propose(panel, by=by)
    if panelist is not None:
        seat = panel.seats.active().order_by("number").first()
        if seat:
            Application.objects.filter(pk=seat.application_id).update(
                owner=panelist, language="en", under_18=False, speaker_later=False
            )
    return transitions.approve(panel, by=by, reason=REASON)


def _offered(meeting: PreSession, *, by: User, panelist: User | None = None) -> Panel:
    panel = _approved(meeting, by=by, panelist=panelist)
    transitions.offer_seats(panel, by=by)
    return panel


def _answer_all(panel: Panel) -> None:
    for seat in _open_offers(panel):
        transitions.confirm_seat(seat, by=seat.panelist)
    past = timezone.now() - timedelta(days=40)
    Seat.objects.filter(panel=panel, status=SeatStatus.CONFIRMED).update(offered_at=past, answered_at=past)


def _name_all(panel: Panel) -> None:
    """Whoever was "to be named later" was named before the meeting."""
    meeting = panel.pre_session
    rows = panel.seats.confirmed().filter(speaker_name="").select_related("panelist")
    for seat in rows.order_by("number"):
        transitions.name_speaker(
            seat,
            name=f"Speaker {meeting.series.number} · {meeting.state_under_review_id}, seat {seat.number}",
            position=seat.speaker_position,
            gender=seat.gender,
            under_18=seat.under_18,
            language=seat.language,
            needs=seat.needs,
            by=seat.panelist,
        )


def _answer_some(panel: Panel, *, but: User) -> None:
    """The first two accept, the last declines, the others have not answered yet."""
    offers = [seat for seat in _open_offers(panel) if seat.panelist_id != but.pk]
    for seat in offers[:2]:
        transitions.confirm_seat(seat, by=seat.panelist)
    if len(offers) > 3:
        transitions.decline_seat(offers[-1], by=offers[-1].panelist, reason="Sample: other plans that week.")


def _open_offers(panel: Panel) -> list[Seat]:
    rows = panel.seats.filter(status=SeatStatus.OFFERED).select_related("panelist", "panel", "application")
    return list(rows.order_by("number"))
