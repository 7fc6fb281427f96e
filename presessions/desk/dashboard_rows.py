"""What the staff dashboard knows: every live series, State by State; a fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from applications.enums import ApplicationStatus, FileStatus
from applications.models import Application, SupportingFile
from panels.enums import ACTIVE_SEATS, PanelStatus, SeatStatus
from panels.models import Seat
from presessions.mail.enums import MailStatus
from presessions.mail.models import OutgoingMail
from presessions.scheduling.enums import TimetableStatus
from presessions.scheduling.models import Sitting, Timetable
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import PreSession, Series
from presessions.wording import in_geneva
from publications.enums import AttachmentStatus, StatementStatus
from publications.file_models import Attachment
from publications.models import Statement

UNSENT = (ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN)
TO_WRITE = (StatementStatus.OPEN, StatementStatus.RETURNED)


@dataclass
class StateRow:
    """One Pre-session as staff see it at a glance."""

    meeting: PreSession
    panel: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    sent: int = 0
    unconfirmed: int = 0
    seats: Counter[str] = field(default_factory=Counter)
    answer_by: datetime | None = None
    statements: Counter[str] = field(default_factory=Counter)

    @property
    def is_planned(self) -> bool:
        return self.meeting.status == PreSessionStatus.PLANNED

    def has_ended(self, now: datetime) -> bool:
        """Whether its hour in the programme is over."""
        return self.ends_at is not None and self.ends_at < now

    def takes_no_more(self, now: datetime) -> bool:
        """Whether nobody can apply for this State any more: the call is closed, or its own deadline passed."""
        if self.meeting.series.status == SeriesStatus.CALL_OPEN:
            return self.meeting.last_instant < now
        return self.meeting.series.status != SeriesStatus.PLANNED

    @property
    def is_decided(self) -> bool:
        return self.panel in (
            PanelStatus.APPROVED,
            PanelStatus.OFFERED,
            PanelStatus.COMPLETE,
            PanelStatus.SHORT,
        )

    @property
    def panel_words(self) -> str:
        return str(PanelStatus(self.panel).label) if self.panel else ""

    @property
    def application_words(self) -> str:
        """ "12 sent, 3 to confirm"."""
        return _of(self.sent, "sent", [(self.unconfirmed, "to confirm")])

    @property
    def seat_words(self) -> str:
        counts = [(self.seats[status], str(SeatStatus(status).label)) for status in ACTIVE_SEATS]
        return ", ".join(f"{number} {word}" for number, word in reversed(counts) if number)

    @property
    def statement_words(self) -> str:
        received = self.statements[StatementStatus.RECEIVED]
        parts = [(received, "to check"), (self.statements_to_write, "being written")]
        return _of(self.statements_total, "opened", parts)

    @property
    def statements_to_write(self) -> int:
        return sum(self.statements[status] for status in TO_WRITE)

    @property
    def statements_total(self) -> int:
        return sum(number for status, number in self.statements.items() if status != StatementStatus.CLOSED)

    @property
    def statements_due(self) -> date | None:
        """The day by which the panelists send their statements; None without an hour in the programme."""
        if self.starts_at is None:
            return None
        return in_geneva(self.starts_at).date() - timedelta(days=self.meeting.series.statement_due_days)


def _of(total: int, noun: str, parts: list[tuple[int, str]]) -> str:
    """How many, and how many of them are what: "4 sent, 1 to confirm", "4 to confirm"; "" of nothing."""
    told = [(number, word) for number, word in parts if number]
    if not total or (len(told) == 1 and told[0][0] == total):
        return f"{total} {told[0][1]}" if told else ""
    return ", ".join([f"{total} {noun}", *(f"{number} {word}" for number, word in told)])


@dataclass
class SeriesBoard:
    """One live series: its States but those the reader is recused from."""

    series: Series
    first_day: date | None
    last_day: date | None
    rows: list[StateRow]
    has_published: bool
    has_draft: bool

    @property
    def is_before_panels(self) -> bool:
        """Whether there are applications at most, and neither panels nor hours yet."""
        return self.has_deadlines and not any(
            row.panel or row.seats or row.starts_at for row in self.with_meeting
        )

    @property
    def has_deadlines(self) -> bool:
        """Whether a deadline may still be to come: in a call that is open, or to be opened."""
        return self.series.status in (SeriesStatus.PLANNED, SeriesStatus.CALL_OPEN)

    def is_past(self, now: datetime) -> bool:
        """Whether its last day is over."""
        return self.last_day is not None and self.last_day < in_geneva(now).date()

    @property
    def with_meeting(self) -> list[StateRow]:
        return [row for row in self.rows if row.is_planned]


def boards(hidden: Collection[str] = ()) -> list[SeriesBoard]:
    """Every series that is not over, the next one first; ``hidden`` are States the reader is recused from."""
    of_series = Timetable.objects.filter(series=OuterRef("pk"))
    series: list[Any] = list(
        Series.objects.exclude(status=SeriesStatus.ARCHIVED)
        .with_days()
        .annotate(
            has_published=Exists(of_series.filter(status=TimetableStatus.PUBLISHED)),
            has_draft=Exists(of_series.filter(status=TimetableStatus.DRAFT)),
        )
        .order_by("session__number")
    )
    rows = _rows(series, hidden)
    return [
        SeriesBoard(one, one.first_day, one.last_day, rows[one.pk], one.has_published, one.has_draft)
        for one in series
    ]


def _rows(series: list[Series], hidden: Collection[str]) -> dict[int, list[StateRow]]:
    found: dict[int, list[StateRow]] = defaultdict(list)
    by_key: dict[int, StateRow] = {}
    by_pk = {one.pk: one for one in series}
    sitting = Sitting.objects.published().filter(pre_session=OuterRef("pk"))
    meetings: QuerySet[Any] = (
        PreSession.objects.filter(series__in=series)
        .exclude(state_under_review__in=hidden)
        .select_related("state_under_review", "panel")
        .annotate(
            starts_at=Subquery(sitting.values("starts_at")[:1]),
            ends_at=Subquery(sitting.values("ends_at")[:1]),
        )
        .order_by("order")
    )
    for meeting in meetings:
        meeting.series = by_pk[meeting.series_id]
        panel = getattr(meeting, "panel", None)
        row = StateRow(meeting, panel.status if panel else "", meeting.starts_at, meeting.ends_at)
        by_key[meeting.pk] = row
        found[meeting.series_id].append(row)
    _count_applications(by_key)
    _count_seats(by_key)
    _count_statements(by_key)
    return found


def _count_applications(rows: dict[int, StateRow]) -> None:
    sent = Application.objects.filter(pre_session__in=rows).exclude(status__in=UNSENT).order_by()
    counted = sent.values("pre_session").annotate(
        number=Count("pk"), unconfirmed=Count("pk", filter=Q(confirmed_at=None))
    )
    for line in counted:
        row = rows[line["pre_session"]]
        row.sent, row.unconfirmed = line["number"], line["unconfirmed"]


def _count_seats(rows: dict[int, StateRow]) -> None:
    seats = Seat.objects.active().filter(panel__pre_session__in=rows).order_by()
    counted = seats.values("panel__pre_session", "status").annotate(
        number=Count("pk"), first=Min("answer_by")
    )
    for line in counted:
        row = rows[line["panel__pre_session"]]
        row.seats[line["status"]] = line["number"]
        if line["status"] == SeatStatus.OFFERED:
            row.answer_by = line["first"]


def _count_statements(rows: dict[int, StateRow]) -> None:
    found = Statement.objects.filter(seat__panel__pre_session__in=rows).order_by()
    counted = found.values("seat__panel__pre_session", "status").annotate(number=Count("pk"))
    for line in counted:
        rows[line["seat__panel__pre_session"]].statements[line["status"]] = line["number"]


@dataclass(frozen=True)
class House:
    """What waits without belonging to a State."""

    mails_in_trouble: int
    mails_held: int
    files_checking: int


def house() -> House:
    """Mails and files, counted in two queries."""
    trouble = Q(status__in=(MailStatus.FAILED, MailStatus.UNCERTAIN)) | Q(
        status=MailStatus.WAITING, attempts__gt=0
    )
    mails = OutgoingMail.objects.order_by().aggregate(
        trouble=Count("pk", filter=trouble), held=Count("pk", filter=Q(status=MailStatus.HELD))
    )
    files = SupportingFile.objects.filter(status=FileStatus.CHECKING).order_by().values("public_id")
    attachments = Attachment.objects.filter(status=AttachmentStatus.CHECKING).order_by().values("public_id")
    return House(mails["trouble"], mails["held"], files.union(attachments, all=True).count())
