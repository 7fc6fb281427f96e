"""What the home page shows: the open call, the week or the next dates, and where to search.

Only public facts; nothing here depends on consent, so the page may be revalidated by its ETag.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import get_language

from presessions import wording
from presessions.scheduling.models import Sitting
from presessions.series.enums import SeriesStatus
from presessions.series.models import PreSession, Series
from presessions.wording import in_geneva


@dataclass(frozen=True)
class Week:
    """The series whose mornings are shown, and whether they are now, to come, or over."""

    series: Series
    days: list[dict[str, Any]]
    not_held: list[dict[str, str]]
    standing: str
    first: date
    last: date

    @property
    def this_week(self) -> bool:
        """On now, and its days are of one week: not where a meeting was moved weeks away from the others."""
        return self.standing == "on" and self.last - self.first < timedelta(days=7)

    @property
    def dates(self) -> str:
        """ "13–16 October 2026", and that the series is over where it is."""
        said = wording.days(self.first, self.last, get_language() or "en", year=True)
        return f"{said}, {SeriesStatus.ARCHIVED.label}" if self.standing == "over" else said


def open_call(now: datetime) -> dict[str, Any] | None:
    """The call that closes next, with the States still open in it."""
    rows = (
        PreSession.objects.filter(series__status=SeriesStatus.CALL_OPEN)
        .select_related("series", "state_under_review")
        .order_by("series", "order")
    )
    found = [row for row in rows if row.is_open(now)]
    if not found:
        return None
    first = min(found, key=lambda row: row.deadline)
    names = [row.state_under_review.name for row in found if row.series_id == first.series_id]
    return {
        "series": first.series,
        "names": names,
        "first_name": names[0],
        "last_name": names[-1],
        "deadline": first.deadline,
    }


def week(now: datetime) -> Week | None:
    """The published programme that is on, else the next one, else the last one."""
    today = in_geneva(now).date()
    shown = Sitting.objects.published().filter(
        pre_session__series__status__in=[SeriesStatus.ANNOUNCED, SeriesStatus.ARCHIVED]
    )
    spans = list(
        shown.order_by()
        .values("pre_session__series")
        .annotate(
            starts=Min("starts_at"),
            ends=Max("starts_at"),
            first_day=Min("pre_session__series__days__date"),
            last_day=Max("pre_session__series__days__date"),
        )
    )
    if not spans:
        return None
    chosen = min(spans, key=lambda span: _distance(*_held(span), today))
    first, last = _held(chosen)
    rows = list(
        shown.filter(pre_session__series=chosen["pre_session__series"])
        .select_related("pre_session__series", "pre_session__state_under_review")
        .order_by("starts_at")
    )
    series = rows[0].pre_session.series
    standing = "over" if last < today else "coming" if first > today else "on"
    opens, closes = chosen["first_day"] or first, chosen["last_day"] or last
    return Week(
        series, _days(rows, now, today), _not_held(series), standing, min(first, opens), max(last, closes)
    )


def _held(span: Mapping[str, Any]) -> tuple[date, date]:
    """The first and the last day on which something is held."""
    return in_geneva(span["starts"]).date(), in_geneva(span["ends"]).date()


def _not_held(series: Series) -> list[dict[str, str]]:
    """The States without a meeting, once for each reason."""
    by_reason: dict[str, list[str]] = {}
    for row in series.pre_sessions.not_held().select_related("state_under_review"):
        by_reason.setdefault(row.not_held_reason, []).append(row.state_under_review.name)
    return [{"states": ", ".join(names), "reason": reason} for reason, names in by_reason.items()]


def _distance(first: date, last: date, today: date) -> tuple[int, timedelta]:
    """On before coming before over; among these the nearest."""
    if first <= today <= last:
        return 0, timedelta(0)
    return (1, first - today) if first > today else (2, today - last)


def _days(rows: list[Sitting], now: datetime, today: date) -> list[dict[str, Any]]:
    days: dict[date, list[dict[str, Any]]] = {}
    for row in rows:
        days.setdefault(in_geneva(row.starts_at).date(), []).append(
            {
                "start": row.starts_at,
                "state": row.pre_session.state_under_review.name,
                "url": _address(row.pre_session),
                "now": row.starts_at <= now < row.ends_at,
            }
        )
    return [{"date": day, "today": day == today, "meetings": meetings} for day, meetings in days.items()]


def _address(meeting: PreSession) -> str:
    return reverse("publications:pre_session", args=[meeting.series.number, meeting.state_under_review.slug])
