"""What is due today, for the staff dashboard: each line a number, words, and where it is done.

Lines are for whoever may do them, the most urgent first. States from which the reader is recused are not
in the rows, so they are in no number either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from panels.enums import SeatStatus
from presessions.permissions import Actor, may
from presessions.series.enums import SeriesStatus
from presessions.wording import day, in_geneva, moment
from publications.enums import StatementStatus

from . import health
from .dashboard_rows import House, SeriesBoard, StateRow, boards, house

SOON = timedelta(days=14)  # what is due later is not due today
STATEMENTS_SOON = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """One thing to do, in ``words``, at ``url``, by whoever holds ``verb``; ``late`` puts it first."""

    words: str
    url: str
    verb: str
    series: int | None = None
    late: bool = False


@dataclass(frozen=True)
class Dashboard:
    """Everything the staff's first page shows."""

    due: list[Due]
    boards: list[SeriesBoard]
    troubles: list[str]
    reads_applications: bool


def dashboard(actor: Actor, now: datetime) -> Dashboard:
    """What this member of staff finds; a fixed number of queries, whatever the number of rows."""
    series = boards(actor.recused)
    lines = [line for board in series for line in series_lines(board, now)]
    lines += house_lines(house())
    mine = [line for line in lines if may(actor, line.verb)]
    return Dashboard(
        due=sorted(mine, key=lambda line: not line.late),
        boards=[board for board in series if board.rows],
        troubles=[fact.sentence for fact in health.house_facts(now) if not fact.ok],
        reads_applications=may(actor, "read_application"),
    )


def series_lines(board: SeriesBoard, now: datetime) -> Iterator[Due]:
    """What one series asks for, in the order of the work."""
    yield from _call_lines(board, now)
    yield from _panel_lines(board, now)
    yield from _timetable_lines(board, now)
    yield from _statement_lines(board, in_geneva(now).date())
    yield from _meeting_lines(board, now)


def _call_lines(board: SeriesBoard, now: datetime) -> Iterator[Due]:
    series, page = board.series, link("admin:series_series_change", board.series.pk)
    number = series.number
    if series.status == SeriesStatus.PLANNED and series.opens_at - now <= SOON:
        late = series.opens_at <= now
        yield Due(f"The call is to open on {moment(series.opens_at, 'en')}", page, "open_call", number, late)
    if series.status == SeriesStatus.CALL_OPEN:
        still_open = [row for row in board.with_meeting if now <= row.meeting.deadline <= now + SOON]
        for deadline in sorted({row.meeting.deadline for row in still_open}):
            names = [
                row.meeting.state_under_review.name for row in still_open if row.meeting.deadline == deadline
            ]
            who = names[0] if len(names) == 1 else f"{len(names)} States"
            yield Due(
                f"The call closes for {who} on {moment(deadline, 'en')}", page, "extend_deadline", number
            )


def _panel_lines(board: SeriesBoard, now: datetime) -> Iterator[Due]:
    number, rows = board.series.number, [row for row in board.with_meeting if not row.has_ended(now)]
    overview = link("admin:panels_overview", number)
    unconfirmed = sum(row.unconfirmed for row in rows if not row.is_decided)
    if board.series.status != SeriesStatus.PLANNED and unconfirmed:
        query = {"pre_session__series__id__exact": board.series.pk, "confirmed": "no"}
        page = link("admin:applications_application_changelist", query=query)
        yield Due(f"{_count(unconfirmed, 'application')} to read and confirm", page, "confirm_claim", number)
    undecided = [row for row in rows if row.sent and not row.is_decided and row.takes_no_more(now)]
    if undecided:
        yield Due(
            f"{_count(len(undecided), 'panel')} to decide",
            _one_or(undecided, overview),
            "approve_panel",
            number,
        )
    to_offer = [row for row in rows if row.is_decided and row.seats[SeatStatus.PROPOSED]]
    if to_offer:
        seats = sum(row.seats[SeatStatus.PROPOSED] for row in to_offer)
        page = link("admin:panels_decide_series", number)
        yield Due(f"{_count(seats, 'seat')} to offer", _one_or(to_offer, page), "offer_seat", number)
    waiting = [row for row in rows if row.seats[SeatStatus.OFFERED]]
    if waiting:
        offers = sum(row.seats[SeatStatus.OFFERED] for row in waiting)
        first = min((row.answer_by for row in waiting if row.answer_by), default=None)
        until = f"; the first lapses on {moment(first, 'en')}" if first else ""
        late = first is not None and first <= now + timedelta(days=1)
        words = f"{_count(offers, 'offer')} without an answer{until}"
        yield Due(words, _one_or(waiting, overview), "offer_seat", number, late)


def _timetable_lines(board: SeriesBoard, now: datetime) -> Iterator[Due]:
    number, page = board.series.number, link("admin:scheduling_timetable_series", board.series.number)
    if board.is_past(now) or not any(row.takes_no_more(now) for row in board.with_meeting):
        return
    if not board.has_published:
        standing = "a draft exists" if board.has_draft else "there is no draft yet"
        first = f", the first day is {day(board.first_day, 'en')}" if board.first_day else ""
        yield Due(f"The timetable is not published: {standing}{first}", page, "publish_timetable", number)
    elif names := [row.meeting.state_under_review.name for row in board.with_meeting if not row.starts_at]:
        who = f"{names[0]} has" if len(names) == 1 else f"{len(names)} meetings have"
        yield Due(f"{who} no place in the published timetable", page, "publish_timetable", number)


def _statement_lines(board: SeriesBoard, today: date) -> Iterator[Due]:
    number, rows = board.series.number, board.with_meeting
    if received := sum(row.statements[StatementStatus.RECEIVED] for row in rows):
        page = _statements(board, StatementStatus.RECEIVED)
        yield Due(f"{_count(received, 'statement')} to check", page, "check_statement", number)
    if checked := sum(row.statements[StatementStatus.CHECKED] for row in rows):
        page = _statements(board, StatementStatus.CHECKED)
        yield Due(
            f"{_count(checked, 'statement')} checked and not shared yet", page, "publish_statement", number
        )
    dated = [row for row in rows if row.statements_due and row.statements_to_write]
    late = sum(row.statements_to_write for row in dated if row.statements_due and row.statements_due < today)
    soon = [
        row for row in dated if row.statements_due and today <= row.statements_due <= today + STATEMENTS_SOON
    ]
    page = _statements(board, StatementStatus.OPEN)
    if late:
        yield Due(f"{_count(late, 'statement')} late", page, "check_statement", number, True)
    if soon:
        first = min(row.statements_due for row in soon if row.statements_due)
        words = (
            f"{_count(sum(row.statements_to_write for row in soon), 'statement')} due from {day(first, 'en')}"
        )
        yield Due(words, page, "check_statement", number)


def _meeting_lines(board: SeriesBoard, now: datetime) -> Iterator[Due]:
    number = board.series.number
    over = board.is_past(now)
    ended = [row for row in board.with_meeting if row.has_ended(now) or over]
    if ended:
        page = link("admin:attendance_meetings", number)
        yield Due(f"{_count(len(ended), 'meeting')} to record", page, "record_presence", number)
    if over and board.series.status == SeriesStatus.ANNOUNCED and not ended:
        page = link("admin:series_series_change", board.series.pk)
        yield Due("Every meeting is recorded: close the series", page, "announce_series", number)


def house_lines(found: House) -> Iterator[Due]:
    """Mails and files, of whatever series."""
    if found.mails_in_trouble:
        page = link("admin:mail_outgoingmail_changelist", query={"trouble": "yes"})
        yield Due(
            f"{_count(found.mails_in_trouble, 'mail')} failed or refused so far",
            page,
            "see_outbox",
            late=True,
        )
    if found.mails_held:
        page = link("admin:mail_outgoingmail_changelist", query={"status__exact": "held"})
        yield Due(f"{_count(found.mails_held, 'mail')} held", page, "see_outbox")
    if found.files_checking:
        yield Due(
            f"{_count(found.files_checking, 'file')} being checked; nothing to do unless it lasts",
            "",
            "read_file",
        )


def link(name: str, *args: object, query: dict[str, object] | None = None) -> str:
    """The address of a staff page; "" where no such page exists."""
    try:
        address = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(query)}" if query else address


def _statements(board: SeriesBoard, status: str) -> str:
    return link("admin:publications_statement_changelist", query={"status__exact": status})


def _one_or(rows: list[StateRow], page: str) -> str:
    """Straight to the State where there is but one."""
    return link("admin:panels_workbench", rows[0].meeting.pk) if len(rows) == 1 else page


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
