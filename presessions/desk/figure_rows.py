"""From the records of meetings to the values `figures` counts; a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q
from redis import RedisError

from presessions.attendance.enums import SpeakerPresence
from presessions.attendance.models import JointPresence, MeetingRecord, MissionPresence, SpeakerRecord
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import PreSession, Series
from presessions.wording import in_geneva

from .figures import Figures, Meeting, Spoke, figures, frozen, thawed, together
from .models import FrozenFigures, ReportedFigures

KEPT_SECONDS = 300  # figures of series that are over hardly change; the home page need not count each time
CACHE_KEY = "desk.key_figures.home"


@dataclass(frozen=True)
class SeriesFigures:
    """The figures of one series that is over."""

    number: int
    first: date | None
    last: date | None
    figures: Figures
    is_frozen: bool = False


@dataclass(frozen=True)
class KeyFigures:
    """All series that are over, the newest first, and all of them together."""

    series: list[SeriesFigures]
    every: Figures

    @property
    def oldest(self) -> int:
        return self.series[-1].number

    @property
    def newest(self) -> int:
        return self.series[0].number


def over(now: datetime) -> list[Series]:
    """Series whose figures may be told: archived, or announced with their last day past."""
    rows = Series.objects.with_days().annotate(states_count=Count("pre_sessions", distinct=True))
    past = Q(status=SeriesStatus.ANNOUNCED, last_day__lt=in_geneva(now).date())
    return list(rows.filter(Q(status=SeriesStatus.ARCHIVED) | past).order_by("-session__number"))


def key_figures(now: datetime) -> KeyFigures | None:
    """The figures of every series that is over and held a meeting, as frozen or counted; None before the first."""
    rows: list[Any] = over(now)
    kept = dict(
        FrozenFigures.objects.filter(series__in=[row.pk for row in rows]).values_list("series", "values")
    )
    counted = [row.pk for row in rows if row.pk not in kept]
    meetings, joint = _meetings(counted), _at_joint_questions(counted)
    each = [
        SeriesFigures(row.number, row.first_day, row.last_day, found, row.pk in kept)
        for row in rows
        if (found := _figures(row, kept, meetings, joint)) and found.meetings
    ]
    return KeyFigures(each, together(row.figures for row in each)) if each else None


def _figures(
    row: Any, kept: dict[int, Any], meetings: dict[int, list[Meeting]], joint: dict[int, frozenset[int]]
) -> Figures:
    if row.pk in kept:
        return thawed(kept[row.pk])
    return figures(
        meetings.get(row.pk, []),
        states=row.states_count,
        at_joint_questions=joint.get(row.pk, frozenset()),
    )


def freeze(series: Series) -> None:
    """Keep the figures of a series as its records give them now."""
    found = figures(
        _meetings([series.pk]).get(series.pk, []),
        states=series.pre_sessions.count(),
        at_joint_questions=_at_joint_questions([series.pk]).get(series.pk, frozenset()),
    )
    FrozenFigures.objects.update_or_create(series=series, defaults={"values": frozen(found)})


def reported() -> list[ReportedFigures]:
    """What was published of earlier series, but for those counted here: the newest first."""
    counted = FrozenFigures.objects.values_list("series__session__number", flat=True)
    return list(ReportedFigures.objects.exclude(label__in=[str(number) for number in counted]))


def key_figures_kept(now: datetime) -> KeyFigures | None:
    """The same, counted anew every few minutes at most; a cache that is away costs time and nothing else."""
    try:
        found: tuple[KeyFigures | None] | None = cache.get(CACHE_KEY)
        if found is None:
            found = (key_figures(now),)
            cache.set(CACHE_KEY, found, KEPT_SECONDS)
    except RedisError:
        return key_figures(now)
    return found[0]


def _meetings(series: list[int]) -> dict[int, list[Meeting]]:
    held = PreSession.objects.filter(series__in=series, status=PreSessionStatus.HELD)
    pairs = list(held.values_list("pk", "series_id"))
    keys = [pk for pk, _ in pairs]
    speakers, missions, records = _speakers(keys), _missions(keys), _records(keys)
    found: dict[int, list[Meeting]] = defaultdict(list)
    for pk, number in pairs:
        present, spoke = records.get(pk, (None, None))
        meeting = Meeting(tuple(speakers.get(pk, ())), frozenset(missions.get(pk, ())), present, spoke)
        found[number].append(meeting)
    return found


def _speakers(keys: list[int]) -> dict[int, list[Spoke]]:
    """Whoever spoke or was spoken for, as confirmed where staff confirmed it."""
    rows = SpeakerRecord.objects.exclude(presence=SpeakerPresence.ABSENT).filter(
        seat__panel__pre_session__in=keys
    )
    fields = (
        "seat__panel__pre_session_id",
        "seat__application__confirmed_kind",
        "seat__application__kind",
        "seat__application__confirmed_is_coalition",
        "seat__application__is_coalition",
        "seat__gender",
        "seat__under_18",
    )
    found: dict[int, list[Spoke]] = defaultdict(list)
    for pk, confirmed, kind, coalition, claimed, gender, under_18 in rows.values_list(*fields):
        is_coalition = claimed if coalition is None else coalition
        found[pk].append(Spoke(confirmed or kind, bool(is_coalition), gender, under_18))
    return found


def _missions(keys: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = MissionPresence.objects.filter(pre_session__in=keys).order_by()
    for pk, mission in rows.values_list("pre_session_id", "mission_id"):
        found[pk].append(mission)
    return found


def _at_joint_questions(series: list[int]) -> dict[int, frozenset[int]]:
    """The missions at joint questions, by series."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = JointPresence.objects.filter(joint__series__in=series).order_by()
    for key, mission in rows.values_list("joint__series_id", "mission_id"):
        found[key].add(mission)
    return {key: frozenset(missions) for key, missions in found.items()}


def _records(keys: list[int]) -> dict[int, tuple[bool | None, bool | None]]:
    rows = MeetingRecord.objects.filter(pre_session__in=keys)
    return {
        pk: (present, spoke)
        for pk, present, spoke in rows.values_list("pre_session_id", "sur_present", "sur_spoke")
    }
