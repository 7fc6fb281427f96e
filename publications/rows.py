"""Writing and deleting Published rows; called by ``transitions`` under the statement's lock, and by nobody else."""

from datetime import datetime

from django.utils import timezone

from presessions.scheduling.enums import TimetableStatus
from presessions.scheduling.models import Sitting
from presessions.series.enums import PreSessionStatus

from .consent import Audience, Record, decide_own
from .enums import OutsideAudience
from .items import Item, guardian_of, items_of, records_of
from .models import Statement
from .published import TABLES, PublishedIssue, PublishedRecommendation, PublishedRow

NEVER_OUT = (TimetableStatus.DRAFT, TimetableStatus.DISCARDED)


def write_rows(statement: Statement) -> int:
    """Make the Published rows of a statement exactly what consent allows now; returns how many stand.

    Called under the statement's lock. Rows that no longer stand are deleted, missing ones written.
    """
    at = timezone.now()
    records = records_of(statement)
    ends = _meeting_ends(statement)
    is_unknown = ends is None and has_lost_its_hour(statement)
    minor, guardian = statement.is_minor, guardian_of(statement)
    kept: dict[type[PublishedRow], list[str]] = {table: [] for table in TABLES}
    for item in items_of(statement):
        for audience in OutsideAudience:
            decision = decide_own(
                records,
                item=item.key,
                sha256=item.sha256,
                audience=Audience(audience),
                at=at,
                minor=minor,
                guardian=guardian,
                hour=statement.seat.panel.hour,
            )
            record = decision.record
            if decision.shown and record and not _too_early(record, ends, at, is_unknown=is_unknown):
                row = _row(statement, item, audience, grant=record.sequence, at=at)
                kept[item.table].append(str(row.pk))
    for table, keys in kept.items():
        table.objects.filter(statement=statement).exclude(pk__in=keys).delete()
    return sum(len(keys) for keys in kept.values())


def _meeting_ends(statement: Statement) -> datetime | None:
    """When the meeting ends, by the timetable of its series that is published now."""
    rows = Sitting.objects.published().filter(pre_session=statement.seat.panel.pre_session)
    return rows.values_list("ends_at", flat=True).first()


def has_lost_its_hour(statement: Statement) -> bool:
    """Whether the meeting had an hour and has none now: it is not held, or its State left for another series."""
    meeting = statement.seat.panel.pre_session
    if meeting.status == PreSessionStatus.HELD or _meeting_ends(statement) is not None:
        return False
    return Sitting.objects.filter(pre_session=meeting).exclude(timetable__status__in=NEVER_OUT).exists()


def _too_early(record: Record, ends: datetime | None, at: datetime, *, is_unknown: bool = False) -> bool:
    """A yes "for after the meeting" waits for the meeting, also where that was moved since it was given, and where
    nobody knows now when it will be."""
    return record.effective_from is not None and (is_unknown or (ends is not None and at < ends))


def take_down(statement: Statement) -> None:
    """Delete every Published row of a statement. A derived copy stays with its attachment, unreachable:
    the view that serves copies finds a Published row each time."""
    for table in TABLES:
        table.objects.filter(statement=statement).delete()


def _row(
    statement: Statement, item: Item, audience: OutsideAudience, *, grant: int, at: datetime
) -> PublishedRow:
    """The Published row of one item for one audience: the one that stands, or a new one."""
    table = item.table
    # a grant is of one statement, item, audience and content, and triggers hold every row to its grant
    found = table.objects.filter(grant_id=grant).first()
    if found and _is_as(found, item):
        return found
    table.objects.filter(statement=statement, item=item.key, audience=audience).delete()
    row = table.objects.create(
        grant_id=grant,
        statement=statement,
        pre_session_id=statement.seat.panel.pre_session_id,
        item=item.key,
        audience=audience,
        sha256=item.sha256,
        place=statement.seat.order or statement.seat.number,
        language=item.language,
        published_at=at,
        **item.values,
    )
    if isinstance(row, PublishedRecommendation):
        PublishedIssue.objects.bulk_create(
            PublishedIssue(recommendation=row, issue_id=code) for code in item.issues
        )
    return row


def _is_as(row: PublishedRow, item: Item) -> bool:
    """Whether a row that stands carries what its page would show now: its place in the list and its issues too."""
    if any(getattr(row, name) != value for name, value in item.values.items()):
        return False
    if not isinstance(row, PublishedRecommendation):
        return True
    return set(row.issue_rows.values_list("issue_id", flat=True)) == set(item.issues)
