"""Questions about many States, sessions, series, Pre-sessions and contacts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Max, Min, Prefetch, Q
from django.utils.translation import get_language

from presessions.folding import alphabetical

from .enums import ContactStatus, PreSessionStatus, SeriesStatus

if TYPE_CHECKING:
    from .models import Contact, PreSession, Series, State, WorkingGroupSession  # noqa: F401 - in strings


class StateQuerySet(models.QuerySet["State"]):
    def by_name(self, language: str | None = None) -> Self:
        """In the alphabetical order of the names of that language, the page's own by default."""
        code = (language or get_language() or "en")[:2]
        return self.order_by(alphabetical(f"name_{code if code in ('en', 'fr', 'es') else 'en'}"))


class WorkingGroupSessionQuerySet(models.QuerySet["WorkingGroupSession"]):
    def without_series(self) -> Self:
        """Sessions for which no series is planned yet."""
        return self.filter(series__isnull=True)


class SeriesQuerySet(models.QuerySet["Series"]):
    def announced_calls(self) -> Self:
        """Series whose call the public may read about: open or closed, never merely planned."""
        return self.exclude(status=SeriesStatus.PLANNED)

    def open_now(self) -> Self:
        return self.filter(status=SeriesStatus.CALL_OPEN)

    def planned(self) -> Self:
        return self.filter(status=SeriesStatus.PLANNED)

    def opening_next(self, now: datetime) -> Series | None:
        """The planned series whose call is expected next."""
        return self.planned().filter(opens_at__gt=now).order_by("opens_at").first()

    def with_days(self) -> Self:
        """With ``first_day`` and ``last_day``, None where no days are set."""
        return self.annotate(first_day=Min("days__date"), last_day=Max("days__date"))

    def with_counts(self) -> Self:
        """With ``states_count`` (all of its States) and ``not_held_count``."""
        not_held = Q(pre_sessions__status=PreSessionStatus.NOT_HELD)
        return self.annotate(
            states_count=Count("pre_sessions", distinct=True),
            not_held_count=Count("pre_sessions", filter=not_held, distinct=True),
        )

    def with_pre_sessions(self) -> Self:
        """With its session, and its Pre-sessions and their States in review order, in two queries."""
        from .models import PreSession

        in_order = PreSession.objects.select_related("state_under_review").order_by("order")
        return self.select_related("session").prefetch_related(Prefetch("pre_sessions", queryset=in_order))


class PreSessionQuerySet(models.QuerySet["PreSession"]):
    def planned(self) -> Self:
        return self.filter(status=PreSessionStatus.PLANNED)

    def not_held(self) -> Self:
        return self.filter(status=PreSessionStatus.NOT_HELD)

    def of_announced_calls(self) -> Self:
        """Those the public may read about."""
        return self.exclude(series__status=SeriesStatus.PLANNED)

    def open_on(self, now: datetime) -> Self:
        """Those for which something new can be begun at that instant (see ``PreSession.is_open``)."""
        own = Q(closes_at__isnull=True, series__closes_at__gte=now) | Q(closes_at__gte=now)
        return self.planned().filter(own, series__status=SeriesStatus.CALL_OPEN, series__opens_at__lte=now)

    def with_state(self) -> Self:
        return self.select_related("state_under_review", "series__session")


class ContactQuerySet(models.QuerySet["Contact"]):
    def confirmed(self) -> Self:
        return self.filter(status=ContactStatus.CONFIRMED)

    def wanting(self, iso3s: Iterable[str]) -> Self:
        """Confirmed contacts who asked for one of these States, or for calls on every State."""
        asked = Q(states__isnull=True) | Q(states__in=list(iso3s))
        return self.confirmed().filter(asked).distinct()
