"""Everything about one State's panel, read once in a fixed number of queries; nothing here changes anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Prefetch, Q

from applications.models import Application, ApplicationIssue
from presessions.series.models import PreSession

from . import judging, proposals, undoing
from .enums import SeatStatus
from .judging import Question
from .labels import LOST_WORDS
from .models import Panel, Proposal, Seat, Wish
from .selection_clashes import Request
from .selection_values import Candidate

if TYPE_CHECKING:
    from presessions.accounts.models import User


@dataclass
class Bench:
    """Everything about one State's panel, read in a fixed number of queries."""

    pre_session: PreSession
    reader: User
    panel: Panel | None = None
    applications: list[Application] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    reserve: list[int] = field(default_factory=list)
    runs: list[Proposal] = field(default_factory=list)

    @classmethod
    def of(cls, pre_session: PreSession, reader: User) -> Bench:
        bench = cls(pre_session, reader)
        bench.panel = Panel.objects.select_related("approved_by").filter(pre_session=pre_session).first()
        bench.applications = _applications(pre_session, reader)
        if bench.panel is not None:
            bench.panel.pre_session = pre_session
            bench.seats = list(bench.panel.seats.order_by("number", "pk"))
            bench.wishes = list(bench.panel.wishes.select_related("by").order_by("pk"))
            bench.reserve = list(bench.panel.reserve.values_list("application_id", flat=True))
            bench.runs = _runs(bench.panel)
        return bench

    # --- facts -------------------------------------------------------------------

    @cached_property
    def by_pk(self) -> dict[int, Application]:
        return {row.pk: row for row in self.applications}

    @cached_property
    def by_id(self) -> dict[str, Application]:
        return {str(row.public_id): row for row in self.applications}

    @cached_property
    def active(self) -> dict[int, Seat]:
        """Seats proposed, offered or confirmed, by application."""
        return {seat.application_id: seat for seat in self.seats if seat.is_active}

    @cached_property
    def wished(self) -> dict[int, Wish]:
        return {wish.application_id: wish for wish in self.wishes}

    @property
    def run(self) -> Proposal | None:
        """The newest run of the rule."""
        return self.runs[0] if self.runs else None

    @property
    def result(self) -> dict[str, Any]:
        return self.run.result if self.run else {}

    @cached_property
    def question(self) -> Question | None:
        """What the rule would be asked now."""
        if self.panel is None:
            return None
        held = [seat for seat in self.seats if seat.status in proposals.HELD]
        ended = (SeatStatus.DECLINED, SeatStatus.LAPSED, SeatStatus.RELEASED)
        lost = [seat for seat in self.seats if seat.status in ended and seat.offered_at]
        return proposals.question_from(
            self.panel, self.applications, held=held, lost=lost, wishes=self.wishes
        )

    @cached_property
    def seated_ids(self) -> list[str]:
        return [str(self.by_pk[pk].public_id) for pk in self.active if pk in self.by_pk]

    @cached_property
    def criteria(self) -> dict[str, int]:
        """How those who are seated do together, as the rows stand now."""
        return judging.evaluated(self.question, self.seated_ids) if self.question and self.seated_ids else {}

    @cached_property
    def candidates(self) -> dict[str, Candidate]:
        """Everybody as the rule sees them, by public id."""
        return {each.id: each for each in self.question.candidates} if self.question else {}

    @cached_property
    def order(self) -> dict[str, int]:
        """Places in the order in which the rule names applications, which is that of their public ids."""
        return {id_: place for place, id_ in enumerate(sorted(self.candidates))}

    @cached_property
    def _request(self) -> Request | None:
        return self.question.request() if self.question else None

    def apart(self, one: Candidate) -> list[int]:
        """Keys of those with whom this one can't sit."""
        asked = self._request
        others = asked.candidates if asked else ()
        return [
            self.by_id[other.id].pk
            for other in others
            if asked and other.id != one.id and asked.reasons_apart(one, other)
        ]

    def spoken(self, row: Application) -> str:
        """The language in which this one speaks or would speak; empty where it is not known."""
        seat = self.active.get(row.pk)
        return (seat.language if seat and seat.offered_at else "") or row.statement_language

    @property
    def is_out_of_date(self) -> bool:
        return bool(self.run and self.question and proposals.is_out_of_date(self.run, self.question))

    @cached_property
    def unconfirmed(self) -> list[Application]:
        return [row for row in self.applications if row.confirmed_at is None]

    @property
    def confirmed_count(self) -> int:
        return len(self.applications) - len(self.unconfirmed)

    @property
    def to_undo(self) -> str:
        """The act that "undo" would take back, in words ("the pin"); empty where there is none."""
        if self.panel is None:
            return ""
        offered = max((seat.offered_at for seat in self.seats if seat.offered_at), default=None)
        act = undoing.last(self.panel.recent, undoing.by_key(self.wishes), offered)
        return undoing.WORDS[act["kind"]] if act else ""

    def lost_words(self, row: Application) -> str:
        """How it lost a seat that it had been offered ("gave its seat back"); empty where it did not, or has one."""
        ended = [each for each in self.seats if each.application_id == row.pk and each.offered_at]
        if not ended or row.pk in self.held:
            return ""
        return LOST_WORDS.get(SeatStatus(ended[-1].status), "")

    @cached_property
    def held(self) -> set[int]:
        return {seat.application_id for seat in self.seats if seat.status in proposals.HELD}

    def names(self, ids: list[str]) -> str:
        known = [self.by_id[id_].organisation_name for id_ in ids if id_ in self.by_id]
        return " and ".join([", ".join(known[:-1]), known[-1]] if len(known) > 1 else known)


def _runs(panel: Panel) -> list[Proposal]:
    """The newest run, and the one to which it is compared: where the wishes clashed, the seats stayed as they were."""
    asked = panel.proposals.select_related("made_by")
    newest = list(asked[:2])
    if len(newest) == 2 and newest[1].result.get("panel") is None:
        newest[1:] = asked.exclude(pk=newest[0].pk).exclude(result__panel=None)[:1]
    return newest


def _applications(pre_session: PreSession, reader: User) -> list[Application]:
    issues = ApplicationIssue.objects.select_related("issue")
    rows: list[Application] = list(
        Application.objects.standing()
        .filter(pre_session=pre_session)
        .select_related("organisation")
        .prefetch_related(Prefetch("issues", issues), "organisation__members")
        .annotate(
            score=Avg("assessments__score"), mine=Count("assessments", filter=Q(assessments__reader=reader))
        )
        .order_by("pk")
    )
    for row in rows:
        row.pre_session = pre_session
    return rows
