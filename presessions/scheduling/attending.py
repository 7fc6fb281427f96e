"""Who must be at a meeting: panelists with the hours they can be there, and who may moderate.

A person is recognised over several panels by the speaker's address, else by account and name; two speakers of one
organisation are two people. Somebody not named yet is known by the application alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils import timezone

from panels.balance import interpretation
from panels.enums import SeatStatus
from panels.models import Seat
from presessions.accounts.models import RECUSED, Grant, User
from presessions.permissions import Role
from presessions.series.models import Series

from .timetable import Person, Span, Window
from .timetable_values import DAY_MINUTES, joined


def confirmed_seats(series: Series) -> dict[int, list[Seat]]:
    """The confirmed seats of each Pre-session, in the order of speaking."""
    rows = (
        Seat.objects.filter(panel__pre_session__series=series, status=SeatStatus.CONFIRMED)
        .select_related("application__owner", "application__pre_session__series", "panel", "panelist")
        .order_by("panel_id", "order", "number")
    )
    found: dict[int, list[Seat]] = {}
    for seat in rows:
        found.setdefault(seat.panel.pre_session_id, []).append(seat)
    return found


def language_of(seat: Seat) -> str:
    """In which this panelist speaks; English where nothing is known."""
    return seat.language or seat.application.statement_language or "en"


def interpreted(languages: list[str]) -> tuple[str, ...]:
    """What must be interpreted for a panel that speaks these languages: the panel's own rule."""
    return interpretation(languages).needed


def person_keys(seats: Iterable[Seat]) -> dict[int, str]:
    """Seat -> the person who speaks on it ("P" and the first seat's key); the same person, the same key."""
    known: dict[tuple[object, ...], str] = {}
    return {
        seat.pk: known.setdefault(_identity(seat), f"P{seat.pk}")
        for seat in sorted(seats, key=lambda one: one.pk)
    }


def _identity(seat: Seat) -> tuple[object, ...]:
    application = seat.application
    name = " ".join((seat.speaker_name or application.speaker_name).split()).casefold()
    replaced = bool(seat.speaker_name) and seat.speaker_name != application.speaker_name
    if application.speaker_email and not replaced:
        return ("address", application.speaker_email.strip().casefold())
    account = seat.panelist_id or application.owner_id
    return ("account", account, name) if account and name else ("application", application.pk)


def people(seats: Iterable[Seat], keys: Mapping[int, str], dates: Iterable[dt.date]) -> dict[str, Person]:
    """Everybody who speaks, with the hours they told us of; where two answers differ, both count."""
    held, windows = set(dates), dict[str, list[Window] | None]()
    organisations: dict[str, str] = {}
    for seat in seats:
        key, told = keys[seat.pk], _windows(seat, held)
        before = windows.get(key, [])
        windows[key] = None if told is None or before is None else [*before, *told]
        organisations.setdefault(key, str(seat.application.organisation_id or ""))
    return {
        key: Person(key, organisations[key], None if found is None else _without_overlap(found))
        for key, found in windows.items()
    }


def _windows(seat: Seat, held: set[dt.date]) -> list[Window] | None:
    """The hours of one answer; None: always. Somebody who knew other dates told us nothing about these."""
    application = seat.application
    days = sorted(dt.date.fromisoformat(day) for day in application.available_days)
    arrives = application.arrives_at
    if arrives and not days:
        days = sorted(held)
    if not held & set(days):
        return None
    first = arrives.hour * 60 + arrives.minute if arrives else 0
    return [Window(day, first if day == days[0] else 0, DAY_MINUTES) for day in days]


def _without_overlap(windows: list[Window]) -> tuple[Window, ...]:
    by_day: dict[dt.date, list[Span]] = {}
    for window in windows:
        by_day.setdefault(window.date, []).append(Span(window.start, window.end))
    return tuple(
        Window(day, span.start, span.end) for day, spans in sorted(by_day.items()) for span in joined(spans)
    )


def moderators() -> tuple[dict[str, User], dict[str, frozenset[str]]]:
    """Who may moderate, by id, and for each the States they are recused from.

    Moderators come before programme officers in the order of ids, so that an officer moderates only where no
    moderator can.
    """
    roles = (Role.MODERATOR, Role.OFFICER, RECUSED)
    grants = (
        Grant.objects.valid_at(timezone.now())
        .filter(role__in=roles, user__is_active=True, user__is_staff=True)
        .select_related("user")
    )
    found: dict[int, str] = {}
    users: dict[int, User] = {}
    recused: dict[int, set[str]] = {}
    for grant in grants:
        users[grant.user_id] = grant.user
        if grant.role == RECUSED:
            recused.setdefault(grant.user_id, set()).add(grant.iso3)
        elif grant.role == Role.MODERATOR:
            found[grant.user_id] = f"mod{grant.user_id}"
        else:
            found.setdefault(grant.user_id, f"off{grant.user_id}")
    return (
        {key: users[pk] for pk, key in sorted(found.items())},
        {key: frozenset(recused.get(pk, ())) for pk, key in found.items()},
    )
