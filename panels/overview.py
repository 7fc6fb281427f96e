"""All States of a series at a glance: who has a panel, who waits, and how the whole is balanced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from applications.enums import ApplicationStatus
from applications.models import Application
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import PreSession, Series

from .balance import Balance, balance, in_two_places
from .enums import ACTIVE_SEATS, SETTLED_PANELS, PanelStatus, SeatStatus
from .labels import KIND_WORDS, interpreting_words
from .models import Panel, Seat

DECISIONS = {
    "Ask for a proposal": "ask for a proposal",
    "Approve": "approve the proposal",
    "Send the offers": "send the offers",
    "Offer the free seat": "offer the free seat",
    "Answer the others": "answer those without a seat",
}
"""Next steps that wait for staff, in the order of the work, and how they are reminded of each."""
FEW = 3  # fewer applications than this, and a meeting may not be worth holding


@dataclass
class StateLine:
    """One State: its meeting, its applications by number, its seats."""

    meeting: PreSession
    sent: int = 0
    confirmed_claims: int = 0
    unanswered: int = 0
    panel: Panel | None = None
    seats: list[Seat] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        return Counter(seat.status for seat in self.seats)

    @property
    def answer_by(self) -> datetime | None:
        """Until when the first open offer can be answered."""
        return min(
            (s.answer_by for s in self.seats if s.status == SeatStatus.OFFERED and s.answer_by), default=None
        )

    @property
    def balance(self) -> Balance:
        return balance(_person(seat) for seat in self.seats)

    @property
    def interpret(self) -> str:
        spoken = [seat.language or seat.application.statement_language for seat in self.seats]
        return interpreting_words(spoken, self.meeting.series.languages.split())

    @property
    def seats_words(self) -> str:
        """ "2 confirmed, 3 offered, 1 proposed"; only what there is."""
        order = (SeatStatus.CONFIRMED, SeatStatus.OFFERED, SeatStatus.PROPOSED)
        return ", ".join(f"{self.counts[each]} {each.value}" for each in order if self.counts[each])

    @property
    def gender_words(self) -> str:
        """ "2 women, 1 man"; empty without seats."""
        found = self.balance
        women = f"{found.women} {'woman' if found.women == 1 else 'women'}"
        return f"{women}, {found.men} {'man' if found.men == 1 else 'men'}" if self.seats else ""

    @property
    def next_step(self) -> str:
        """What is to be done for this State now."""
        counts = self.counts
        if self.meeting.status != PreSessionStatus.PLANNED:
            return str(self.meeting.get_status_display()).capitalize()
        if not self.sent:
            return "No applications"
        if self.panel is None or not self.seats:
            return "Ask for a proposal"
        if self.panel.status == PanelStatus.OPEN:
            return "Approve"
        if counts[SeatStatus.PROPOSED]:
            return "Send the offers" if self.panel.status == PanelStatus.APPROVED else "Offer the free seat"
        if counts[SeatStatus.OFFERED]:
            return "Wait for answers"
        ended = "Closed short" if self.panel.status == PanelStatus.SHORT else "Complete"
        return "Answer the others" if self.unanswered else ended

    @property
    def lacks_applicants(self) -> bool:
        return self.meeting.status == PreSessionStatus.PLANNED and self.sent < FEW


@dataclass
class Overview:
    series: Series
    lines: list[StateLine]

    @classmethod
    def of(cls, series: Series, *, hidden: Collection[str] = ()) -> Overview:
        """Of every State but those ``hidden`` (the reader is recused); a fixed number of queries."""
        gone = [ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN]
        waiting = [ApplicationStatus.SUBMITTED, ApplicationStatus.SHORTLISTED]
        meetings = (
            PreSession.objects.filter(series=series)
            .exclude(state_under_review__in=hidden)
            .select_related("series", "state_under_review")
            .order_by("order")
        )
        counts: dict[int, Any] = {
            row["pre_session"]: row
            for row in Application.objects.filter(pre_session__series=series)
            .exclude(status__in=gone)
            .order_by()
            .values("pre_session")
            .annotate(
                sent=Count("pk"),
                confirmed=Count("pk", filter=Q(confirmed_at__isnull=False)),
                waiting=Count("pk", filter=Q(status__in=waiting)),
            )
        }
        panels = {panel.pre_session_id: panel for panel in Panel.objects.filter(pre_session__series=series)}
        lines = [_line(meeting, counts.get(meeting.pk, {}), panels.get(meeting.pk)) for meeting in meetings]
        _seat_people(lines)
        return cls(series, lines)

    @property
    def held(self) -> list[StateLine]:
        """The States whose meeting is to be held or was: those that count."""
        return [line for line in self.lines if not line.meeting.is_off]

    @property
    def seats(self) -> list[Seat]:
        return [seat for line in self.held for seat in line.seats]

    @property
    def balance(self) -> Balance:
        """Over all seats of the series."""
        return balance(_person(seat) for seat in self.seats)

    @property
    def kinds(self) -> list[tuple[str, int]]:
        return [(str(KIND_WORDS.get(kind, kind)), count) for kind, count in self.balance.kinds]  # type: ignore[call-overload]

    @property
    def languages(self) -> list[tuple[str, int]]:
        counts = Counter(seat.language or seat.application.statement_language for seat in self.seats)
        return sorted(
            ((code, count) for code, count in counts.items() if code), key=lambda pair: (-pair[1], pair[0])
        )

    @property
    def figures(self) -> dict[str, int]:
        held, seats = self.held, Counter(seat.status for seat in self.seats)
        return {
            "states": len(held),
            "with_panel": sum(1 for line in held if line.seats),
            "lacking": sum(1 for line in held if line.lacks_applicants),
            "confirmed": seats[SeatStatus.CONFIRMED],
            "offered": seats[SeatStatus.OFFERED],
            "proposed": seats[SeatStatus.PROPOSED],
        }

    @property
    def can_solve(self) -> bool:
        """Whether there is a State for which the rule can be asked: applied for, ahead, and not settled."""
        return any(
            line.sent
            and line.meeting.status == PreSessionStatus.PLANNED
            and (line.panel is None or line.panel.status not in SETTLED_PANELS)
            for line in self.lines
        )

    @property
    def to_decide(self) -> list[tuple[str, list[PreSession]]]:
        """What waits for staff: each step with the States it is to be done for, once the call is over for them."""
        if self.series.status == SeriesStatus.PLANNED:
            return []
        waiting: dict[str, list[PreSession]] = {step: [] for step in DECISIONS}
        for line in self.lines:
            if line.next_step in waiting and not line.meeting.is_open():
                waiting[line.next_step].append(line.meeting)
        return [(DECISIONS[step], meetings) for step, meetings in waiting.items() if meetings]

    @property
    def twice(self) -> list[dict[str, Any]]:
        """Speakers on two panels: the same address, or the same account."""
        names = {line.meeting.pk: line.meeting.state_under_review.name for line in self.lines}
        pairs = [(_who(seat), names[seat.panel.pre_session_id]) for seat in self.seats]
        known = {_who(seat): seat for seat in self.seats}
        return [
            {"name": known[who].application.organisation_name, "states": states}
            for who, states in in_two_places(pairs).items()
        ]


def _line(meeting: PreSession, counts: dict[str, int], panel: Panel | None) -> StateLine:
    return StateLine(
        meeting, counts.get("sent", 0), counts.get("confirmed", 0), counts.get("waiting", 0), panel
    )


def _seat_people(lines: list[StateLine]) -> None:
    by_panel = {line.panel.pk: line for line in lines if line.panel}
    seats = Seat.objects.filter(panel__in=by_panel, status__in=ACTIVE_SEATS).select_related(
        "application", "panel"
    )
    for seat in seats.order_by("panel", "number"):
        line = by_panel[seat.panel_id]
        line.seats.append(seat)
        if seat.application.status in (ApplicationStatus.SUBMITTED, ApplicationStatus.SHORTLISTED):
            line.unanswered -= 1  # it has a seat: its answer is the offer


def _person(seat: Seat) -> tuple[str, str]:
    row = seat.application
    gender = seat.gender if seat.offered_at else "undisclosed" if row.speaker_later else row.gender
    return gender or "undisclosed", row.confirmed_kind or row.kind


def _who(seat: Seat) -> str:
    return seat.application.speaker_email.lower() or (
        f"account {seat.panelist_id or seat.application.owner_id}"
    )
