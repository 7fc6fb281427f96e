"""What a call says to its readers, as values: its States line by line, its dates, its short text.

Used by the call's own page, its feed, its calendar files and by pages of the rooms above.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language, gettext

from presessions import wording

from .enums import PreSessionStatus, SeriesStatus
from .models import PreSession, Series


class Standing(StrEnum):
    """Whether one can apply for a State, and until when."""

    OPEN = "open"
    OPEN_OWN = "open_own"  # open, with a deadline of its own
    CLOSED = "closed"
    NOT_HELD = "not_held"


@dataclass(frozen=True)
class StateLine:
    """One State of a call. ``reason`` is why it is not held or has a deadline of its own, or ""."""

    iso3: str
    name: str
    order: int
    standing: Standing
    deadline: datetime
    reason: str
    commitment: str

    @property
    def is_open(self) -> bool:
        return self.standing in (Standing.OPEN, Standing.OPEN_OWN)


def state_lines(series: Series, now: datetime) -> list[StateLine]:
    """The States of a series in review order; wants ``with_pre_sessions()``, else asks per State."""
    return [_line(row, series, now) for row in series.pre_sessions.all()]


def _line(row: PreSession, series: Series, now: datetime) -> StateLine:
    standing = _standing(row, series, now)
    reasons = {Standing.NOT_HELD: row.not_held_reason, Standing.OPEN_OWN: row.closes_reason}
    return StateLine(
        iso3=row.state_under_review_id,
        name=row.state_under_review.name,
        order=row.order,
        standing=standing,
        deadline=row.deadline,
        reason=reasons.get(standing, ""),
        commitment=series.commitment_of(row.state_under_review_id),
    )


def _standing(row: PreSession, series: Series, now: datetime) -> Standing:
    if row.status == PreSessionStatus.NOT_HELD:
        return Standing.NOT_HELD
    if not row.is_open(now):
        return Standing.CLOSED
    return Standing.OPEN_OWN if row.deadline != series.closes_at else Standing.OPEN


def deadline_shown(series: Series, lines: list[StateLine], now: datetime) -> datetime:
    """The moment the page leads with: everybody's deadline, or once that has passed the last own one."""
    still = [line.deadline for line in lines if line.is_open]
    return series.closes_at if series.closes_at >= now or not still else max(still)


def timeline(series: Series, now: datetime) -> list[dict[str, str]]:
    """What happens when, for the component of that name; only dates that are known."""
    language = get_language() or "en"
    days = sorted(day.date for day in series.days.all())
    steps: list[tuple[str, str, bool]] = [
        (
            wording.day(series.opens_at, language, weekday=False),
            gettext("The call opened") if series.opens_at <= now else gettext("The call opens"),
            series.opens_at <= now,
        ),
        (
            wording.day_and_hour(series.closes_at, language, weekday=False),
            gettext("Last moment to apply"),
            series.closes_at < now,
        ),
    ]
    if series.answers_by:
        by = wording.day(series.answers_by, language, weekday=False)
        steps.append((by, gettext("Everyone has an answer by then"), series.answers_by < now.date()))
    if days:
        said = wording.days(days[0], days[-1], language)
        steps.append((said, gettext("Pre-sessions in Geneva"), days[-1] < now.date()))
    steps.append((gettext("After your meeting"), gettext("We publish only what you agree to"), False))
    return _with_state(steps)


def _with_state(steps: list[tuple[str, str, bool]]) -> list[dict[str, str]]:
    coming = next((place for place, step in enumerate(steps) if not step[2]), len(steps))
    return [
        {"when": when, "what": what, "state": "done" if done else "now" if place == coming else "next"}
        for place, (when, what, done) in enumerate(steps)
    ]


def share_text(series: Series, lines: list[StateLine], url: str, now: datetime) -> str:
    """The call as plain text in the active language, to paste where links and markup are lost."""
    language = get_language() or "en"
    deadline = wording.moment(deadline_shown(series, lines, now), language, year=True)
    names = ", ".join(line.name for line in lines if line.is_open)
    for_whom = gettext(
        "For civil society organisations and national human rights institutions working in: %(names)s."
    )
    text = [
        gettext("Call for applications: Pre-sessions, series %(number)s") % {"number": series.number},
        for_whom % {"names": names},
        gettext("Apply by %(deadline)s.") % {"deadline": deadline},
        url,
    ]
    return "\n".join(text if names else [text[0], text[3]]) + "\n"


def short_text(series: Series, lines: list[StateLine], url: str, now: datetime) -> str:
    """The same in at most 280 characters, without the States."""
    deadline = wording.moment(deadline_shown(series, lines, now), get_language() or "en", year=True)
    text = gettext("UPR Pre-sessions, series %(number)s: the call is open. Apply by %(deadline)s. %(url)s")
    return text % {"number": series.number, "deadline": deadline, "url": url}


def next_expected(planned: Series | None) -> datetime | None:
    """When the next call is planned to open, if that is known."""
    return planned.opens_at if planned else None


def is_open(series: Series, lines: list[StateLine]) -> bool:
    """Whether one can apply for at least one State."""
    return series.status == SeriesStatus.CALL_OPEN and any(line.is_open for line in lines)


def context(series: Series, now: datetime) -> dict[str, Any]:
    """All the call's page shows."""
    lines = state_lines(series, now)
    return {
        "series": series,
        "lines": lines,
        "is_open": is_open(series, lines),
        "deadline": deadline_shown(series, lines, now),
        "timeline": timeline(series, now),
        "held": [line for line in lines if line.standing != Standing.NOT_HELD],
    }
