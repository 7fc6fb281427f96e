"""The programme: series, their days, sittings and the names that may be shown; what is on record of past ones.

Reads plain facts, and names from ``PublishedName`` only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q

from presessions import wording
from presessions.scheduling.models import JointQuestions, JointSitting, Sitting
from presessions.series.models import (
    DayBreak,
    PastMeeting,
    PastSeries,
    PreSession,
    Review,
    Series,
    SeriesDay,
    State,
)

from .consent import ORGANISATION_NAME
from .published import PublishedName, PublishedRecommendation, PublishedRow, PublishedText
from .reading import NO_FACTS, PUBLIC_PROGRAMME, outside, pre_sessions, readable

_JOINT = JointQuestions.pre_sessions.through


@dataclass
class Line:
    """One State of a series: its sitting where that is published, and the names that may be shown."""

    pre_session: PreSession
    sitting: Sitting | None
    names: list[PublishedName]

    @property
    def state(self) -> State:
        return self.pre_session.state_under_review

    @property
    def is_in_joint(self) -> bool:
        """Whether its panel is asked together with others, published or not."""
        return bool(getattr(self.pre_session, "is_in_joint", False))

    @property
    def is_held(self) -> bool:
        return not self.pre_session.is_off


@dataclass
class Topics:
    """What the speakers of one meeting agreed to show of their subjects, and the languages they wrote it in."""

    issues: list[str]
    languages: list[str]


@dataclass
class Day:
    """One day of a series with its sittings, in the order of the clock."""

    date: date
    lines: list[Line]
    breaks: list[DayBreak]
    joint: list[JointSitting] = field(default_factory=list)

    @property
    def first(self) -> datetime:
        """A moment of this day, to say which offset from UTC holds."""
        return self.rows[0][1].starts_at

    @property
    def rows(self) -> list[tuple[Line | None, Sitting | JointSitting]]:
        """Meetings, and joint questions (without a line), by the clock."""
        found: list[tuple[Line | None, Sitting | JointSitting]] = [(None, row) for row in self.joint]
        found += [(line, line.sitting) for line in self.lines if line.sitting]
        return sorted(found, key=lambda pair: (pair[1].starts_at, pair[0].state.name if pair[0] else ""))


@dataclass
class Programme:
    """A series as its reader may see it: days with sittings; States without an hour; States not held."""

    series: Series
    days: list[Day]
    waiting: list[Line]
    not_held: list[Line]
    first_day: date | None
    last_day: date | None

    @property
    def lines(self) -> list[Line]:
        return [line for day in self.days for line in day.lines]


def all_series() -> list[Series]:
    """Series with a public programme, the latest first."""
    rows = Series.objects.using(outside()).filter(status__in=PUBLIC_PROGRAMME).with_days()
    return list(rows.select_related("session").defer(*NO_FACTS).order_by("-session_id"))


def find(number: int) -> Series | None:
    """The series of this number, if the public may read about it."""
    return next((series for series in all_series() if series.number == number), None)


def current(every: list[Series], today: date) -> Series | None:
    """The series that is under way or comes next; else the one that was last."""
    last = {series.pk: getattr(series, "last_day", None) for series in every}  # annotated by with_days
    coming = [(day, series.number, series) for series in every if (day := last[series.pk]) and day >= today]
    return min(coming)[2] if coming else next(iter(every), None)


def of_series(series: Series, *, delegate_states: Iterable[str] = ()) -> Programme:
    """The programme of a series, in six queries whatever its size; two more where there are joint questions."""
    lines = _lines(series, delegate_states)
    held = [line for line in lines if line.is_held]
    placed = sorted(
        (line for line in held if line.sitting), key=lambda line: (_starts(line), line.state.name)
    )
    days = list(SeriesDay.objects.using(outside()).filter(series=series).prefetch_related("breaks"))
    breaks = {day.date: list(day.breaks.all()) for day in days}
    joint = joint_of(series) if any(line.is_in_joint for line in lines) else []
    dates = sorted({_date(line) for line in placed} | {_day(row) for row in joint})
    return Programme(
        series=series,
        days=[
            Day(
                day,
                [line for line in placed if _date(line) == day],
                breaks.get(day, []),
                [row for row in joint if _day(row) == day],
            )
            for day in dates
        ],
        waiting=[line for line in held if not line.sitting],
        not_held=[line for line in lines if not line.is_held],
        first_day=min(breaks, default=None),
        last_day=max(breaks, default=None),
    )


def joint_of(series: Series | None = None, day: date | None = None) -> list[JointSitting]:
    """The published joint questions of a series, or of all, by the clock; of one day where it is given."""
    rows = JointSitting.objects.using(outside()).published().with_states()
    rows = rows.filter(joint__series=series) if series else rows
    rows = rows.select_related("room", "joint").defer("moderator", "locked")
    rows = rows.annotate(said_at=F("timetable__published_at"))
    found = [row for row in rows.order_by("starts_at") if row.joint.held]
    return [row for row in found if day in (None, _day(row))]


def _day(row: JointSitting) -> date:
    return wording.in_geneva(row.starts_at).date()


def _lines(series: Series, delegate_states: Iterable[str]) -> list[Line]:
    names = names_on(series, delegate_states)
    sittings = Sitting.objects.using(outside()).published().filter(pre_session__series=series)
    by_meeting = {sitting.pre_session_id: sitting for sitting in sittings.select_related("room")}
    rows = pre_sessions().filter(series=series).order_by("order")
    rows = rows.annotate(is_in_joint=Exists(_JOINT.objects.filter(presession=OuterRef("pk"))))
    return [Line(row, by_meeting.get(row.pk), names.get(row.pk, [])) for row in rows]


def _starts(line: Line) -> datetime:
    assert line.sitting is not None  # asked only of lines that have one
    return line.sitting.starts_at


def _date(line: Line) -> date:
    return wording.in_geneva(_starts(line)).date()


def names_on(series: Series, delegate_states: Iterable[str] = ()) -> dict[int, list[PublishedName]]:
    """The organisations that agreed to be named, by Pre-session, in the order in which they speak."""
    return _names(Q(pre_session__series=series), delegate_states)


def _names(where: Q, delegate_states: Iterable[str]) -> dict[int, list[PublishedName]]:
    rows = (
        PublishedName.objects.using(outside())
        .filter(where, readable(delegate_states), item=ORGANISATION_NAME)
        .order_by(
            "pre_session_id", "place", "statement_id", "-audience"
        )  # the public row before the missions' one
    )
    found: dict[int, dict[int, PublishedName]] = {}
    for row in rows:
        found.setdefault(row.pre_session_id, {}).setdefault(row.statement_id, row)
    return {key: list(names.values()) for key, names in found.items()}


def topics_on(series: Series, delegate_states: Iterable[str] = ()) -> dict[int, Topics]:
    """Issues and languages of the recommendations this reader may see, by Pre-session."""
    rows = PublishedRecommendation.objects.using(outside()).filter(
        readable(delegate_states), pre_session__series=series
    )
    found: dict[int, Topics] = {}
    for row in rows.prefetch_related("issue_rows__issue"):
        here = found.setdefault(row.pre_session_id, Topics([], []))
        here.issues += [each.issue.name for each in row.issue_rows.all()]
        here.languages.append(row.language)
    return {key: Topics(sorted(set(one.issues)), sorted(set(one.languages))) for key, one in found.items()}


def on_record(besides: Iterable[int] = ()) -> list[PastSeries]:
    """Earlier series as far as they are on record, the latest first, but for those kept here themselves."""
    rows = PastSeries.objects.using(outside()).exclude(number__in=list(besides))
    return list(rows.order_by("-number", "-first_day"))


# --- One State ------------------------------------------------------------------------------


@dataclass
class Meeting:
    """A Pre-session on a State, kept here or only on record."""

    series_number: int
    pre_session: PreSession | None = None
    sitting: Sitting | None = None
    past: PastMeeting | None = None
    recommendations: int = 0
    statements: int = 0
    names: list[PublishedName] = field(default_factory=list)


@dataclass
class StateRecord:
    """What is public about one State: its reviews over the cycles and its Pre-sessions."""

    state: State
    reviews: list[Review]
    meetings: list[Meeting]


def find_state(slug: str) -> State | None:
    return State.objects.using(outside()).filter(slug=slug).first()


def states_by_region(language: str) -> list[tuple[str, list[State]]]:
    """All States by regional group, each in the alphabet of the page's language."""
    groups: dict[str, list[State]] = {}
    for state in State.objects.using(outside()).by_name(language):
        groups.setdefault(state.regional_group, []).append(state)
    return sorted(groups.items())


def state_record(state: State, *, delegate_states: Iterable[str] = ()) -> StateRecord:
    """Reviews and Pre-sessions of a State, the latest first, in eight queries."""
    database = outside()
    reviews = Review.objects.using(database).filter(state=state).select_related("session")
    kept = list(pre_sessions().filter(state_under_review=state))
    sittings = Sitting.objects.using(database).published().filter(pre_session__in=kept)
    by_meeting = {sitting.pre_session_id: sitting for sitting in sittings.select_related("room")}
    counts = _shared_counts(PublishedRecommendation, state, delegate_states)
    statements = _shared_counts(PublishedText, state, delegate_states, each="statement")
    names = _names(Q(pre_session__state_under_review=state), delegate_states)
    numbers = {row.series.number for row in kept}
    past = PastMeeting.objects.using(database).filter(state=state).exclude(series_number__in=numbers)
    meetings = [
        Meeting(
            row.series.number,
            row,
            by_meeting.get(row.pk),
            recommendations=counts.get(row.pk, 0),
            statements=statements.get(row.pk, 0),
            names=names.get(row.pk, []),
        )
        for row in kept
    ]
    meetings += [Meeting(row.series_number, past=row) for row in past]
    return StateRecord(
        state=state,
        reviews=list(reviews.order_by("-session__number")),
        meetings=sorted(meetings, key=lambda meeting: -meeting.series_number),
    )


def _shared_counts(
    table: type[PublishedRow], state: State, delegate_states: Iterable[str], *, each: str = "item"
) -> dict[int, int]:
    """How many items, or statements, the reader finds in a table, by Pre-session; one shared twice counts once."""
    rows = table.objects.using(outside()).filter(
        readable(delegate_states), pre_session__state_under_review=state
    )
    found: dict[int, set[tuple[int, str]]] = {}
    for meeting, statement, what in rows.values_list("pre_session", "statement", each):
        found.setdefault(meeting, set()).add((statement, str(what)))
    return {key: len(items) for key, items in found.items()}
