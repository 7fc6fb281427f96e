"""The Pre-sessions the library reaches over, as the few plain facts that filters, order and sources need.

Read as plain columns: a search looks at all of them, and hundreds of models would cost more than the search.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language

from presessions.series.models import PreSession

from . import sources
from .reading import PUBLIC_PROGRAMME, outside

LANGUAGES = ("en", "fr", "es")


@dataclass(frozen=True, slots=True, eq=False)
class Meeting:
    """One Pre-session; ``place`` is its place in the order of the library, the newest series first."""

    key: int
    place: int
    number: int
    cycle: int
    iso3: str
    slug: str
    name: str
    region: str

    @property
    def path(self) -> str:
        return reverse("publications:pre_session", args=(self.number, self.slug))

    @property
    def address(self) -> str:
        """Its stable address."""
        return sources.absolute("pre_session", self.number, self.slug)

    @property
    def title(self) -> str:
        return sources.title(self.name, self.number)


def meetings() -> dict[int, Meeting]:
    """Every Pre-session with a public programme, by key, in the order of the library; names in the page's language."""
    code = (get_language() or "en")[:2]
    name = f"state_under_review__name_{code if code in LANGUAGES else 'en'}"
    rows = (
        PreSession.objects.using(outside())
        .filter(series__status__in=PUBLIC_PROGRAMME)
        .order_by("-series__session_id", "order", "pk")
        .values_list(
            "pk",
            "series__session_id",
            "series__session__cycle",
            "state_under_review_id",
            "state_under_review__slug",
            name,
            "state_under_review__regional_group",
        )
    )
    return {row[0]: Meeting(row[0], place, *row[1:]) for place, row in enumerate(rows)}
