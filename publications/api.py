"""Open data: what is public, as JSON, read-only, paged, under a version. It reads as the public does, whoever asks.

Counts are of what is shared, so they say nothing of what is not. Everything is ``no-store``: what a speaker withdraws
is gone with the next request. ``api_urls.py`` says which methods an address takes and answers those it does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import AwareDatetime, Field

from presessions.scheduling.entries import where
from presessions.series.models import State

from . import library, library_files, reading, sources
from .consent import Audience
from .library_form import FILTERS, LONGEST, LibraryForm
from .published import PublishedQuestion, PublishedRecommendation

MOST_PER_PAGE = 100
LAST_PAGE = 100_000

api = NinjaAPI(
    title="Pre-sessions, open data",
    version="1",
    description="What speakers at Pre-sessions of the Universal Periodic Review share with everyone, and plain facts.",
    urls_namespace="api-1",
    docs_url=None,
)


# --- What is said ---------------------------------------------------------------------------


class Problem(Schema):
    """Why there is no answer, in words."""

    error: str
    problems: list[str] = []


class StateOut(Schema):
    iso3: str
    name: str
    slug: str
    region: str


class IssueOut(Schema):
    code: str
    name: str


class SpeakerOut(Schema):
    """Who shared it, as far as they agreed to be named; null says nothing about why."""

    organisation: str | None
    kind: str | None
    is_coalition: bool | None
    speaker: str | None


class LicenceOut(Schema):
    """Whose the rights are, in words, and the address of a licence where UPR Info names one."""

    name: str
    url: str | None


class RecommendationOut(Schema):
    id: UUID
    text: str
    language: str
    addressed_to: str = Field(description="empty: the State under Review")
    source: str = Field(description="what it refers to; may be empty")
    state: StateOut
    series: int
    cycle: int
    shared_by: SpeakerOut
    issues: list[IssueOut]
    action: int | None = Field(description="category 1 to 5 in UPR Info's sense, suggested by machine")
    action_suggested_by: str | None = Field(description="model (English) or word lists (French, Spanish)")
    audience: str
    shared_at: AwareDatetime
    address: str
    permalink: str = Field(description="its own stable address, as long as it is shared")
    citation: str
    terms: str
    licence: LicenceOut


class PreSessionOut(Schema):
    state: StateOut
    series: int
    cycle: int
    address: str
    recommendations: int = Field(description="shared with everyone")


class SeriesOut(Schema):
    number: int
    cycle: int
    address: str
    pre_sessions: list[PreSessionOut]


class SectionOut(Schema):
    kind: str
    text: str
    language: str


class PointOut(Schema):
    """A recommendation or question with what stands beside it."""

    text: str
    language: str
    addressed_to: str = Field(description="empty: the State under Review")
    source: str = Field(description="what it refers to; may be empty")


class PanelistOut(Schema):
    """What one panelist shares; who shares nothing is not here."""

    shared_by: SpeakerOut
    sections: list[SectionOut]
    recommendations: list[str]
    questions: list[str]
    recommendations_in_full: list[PointOut]
    questions_in_full: list[PointOut]


class OnePreSessionOut(PreSessionOut):
    starts_at: AwareDatetime | None
    ends_at: AwareDatetime | None
    place: str | None
    panel: list[PanelistOut]
    terms: str
    licence: LicenceOut


class RecommendationsOut(Schema):
    count: int
    page: int
    pages: int
    next: str | None
    results: list[RecommendationOut]


class Asked(Schema):
    """The library's own question: within one filter any value counts, of issues all."""

    q: str = Field("", max_length=LONGEST, description="words")
    state: list[str] = Field([], description="slugs of States, as in /states")
    region: list[str] = Field([], description="regional groups, as in /states")
    series: list[str] = Field([], description="numbers of series")
    cycle: list[str] = Field([], description="numbers of cycles")
    language: list[str] = Field([], description="languages of the texts (ISO 639)")
    issue: list[str] = Field([], description="codes of issues, as in /issues")
    kind: list[str] = Field([], description="kinds of organisations")
    action: list[str] = Field([], description="action categories, 1 to 5, as suggested by machine")
    page: int = Field(1, ge=1, le=LAST_PAGE)
    per_page: int = Field(20, ge=1, le=MOST_PER_PAGE)


ERRORS = {404: Problem, 422: Problem}


# --- Addresses ------------------------------------------------------------------------------


@api.get("/states", response=list[StateOut], operation_id="states")
def states(request: HttpRequest) -> list[dict[str, Any]]:
    """All States by their English name."""
    return [_state(state) for state in State.objects.using(reading.outside()).all()]


@api.get("/issues", response=list[IssueOut], operation_id="issues")
def issues(request: HttpRequest) -> list[dict[str, str]]:
    """The issues recommendations are about."""
    return [{"code": issue.code, "name": issue.name} for issue in library.issues().values()]


@api.get("/series", response=list[SeriesOut], operation_id="series")
def series(request: HttpRequest) -> list[dict[str, Any]]:
    """Series with a public programme, the newest first, with their Pre-sessions."""
    over = library.meetings()
    counts = {place.key: number for place, number in _counts(over).items()}
    found: dict[int, dict[str, Any]] = {}
    for place in over.values():
        address = sources.absolute("series_programme", place.number)
        one = {"number": place.number, "cycle": place.cycle, "address": address, "pre_sessions": []}
        shown = found.setdefault(place.number, one)
        shown["pre_sessions"].append(_meeting(place, counts.get(place.key, 0)))
    return list(found.values())


@api.get("/series/{number}/{slug}", response={200: OnePreSessionOut, **ERRORS}, operation_id="pre_session")
def pre_session(request: HttpRequest, number: Path[int], slug: Path[str]) -> dict[str, Any]:
    """One Pre-session with all that is shared of it."""
    found = reading.pre_sessions().filter(
        series__session_id=number if 0 < number < 10_000 else 0, state_under_review__slug=slug[:120]
    )
    meeting = found.first()
    if meeting is None:
        raise HttpError(404, "There is no Pre-session at this address.")
    page = reading.page(meeting, Audience.PUBLIC, as_written=True)
    held = page.sitting if page.is_held else None
    return {
        "state": _state(meeting.state_under_review),
        "series": meeting.series.number,
        "cycle": meeting.series.session.cycle,
        "address": sources.address_of(meeting),
        "recommendations": len(page.recommendations),
        "starts_at": held.starts_at if held else None,
        "ends_at": held.ends_at if held else None,
        "place": where(held, meeting.series.venue) if held else None,
        "panel": [_panelist(speaker) for speaker in page.speakers],
        "terms": sources.terms(),
        "licence": library_files.licence(),
    }


@api.get("/recommendations", response={200: RecommendationsOut, **ERRORS}, operation_id="recommendations")
def recommendations(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Recommendations that answer a question, in the order of the library."""
    over = library.meetings()
    values = QueryDict(mutable=True)
    values["q"] = asked.q
    for name in FILTERS:  # an empty value ("kind=") is a form's way of not asking
        values.setlist(name, [value for value in getattr(asked, name) if value])
    form = LibraryForm(values, over=over.values(), issues=library.issues())
    if form.left_out:
        unknown = [
            f"{name}: {value}"
            for name in FILTERS
            for value in getattr(asked, name)
            if value and value not in form.values[name]
        ]
        raise Refused("Some filters are not known here.", unknown)
    question = form.recommendations
    found, count = library.part(question, asked.per_page * (asked.page - 1), asked.per_page, over=over)
    pages = Paginator(range(count), asked.per_page).num_pages
    return {
        "count": count,
        "page": asked.page,
        "pages": pages,
        "next": _next(form, asked) if asked.page < pages else None,
        "results": [library_files.item(each) for each in found],
    }


@api.get("/recommendations/{key}", response={200: RecommendationOut, **ERRORS}, operation_id="recommendation")
def recommendation(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """One recommendation, as long as it is shared."""
    found = library.of_keys([key], over=library.meetings())
    if not found:
        raise HttpError(404, "Nothing is shared at this address.")
    return library_files.item(found[0])


# --- Parts ----------------------------------------------------------------------------------


def _state(state: State) -> dict[str, str]:
    return {"iso3": state.iso3, "name": state.name, "slug": state.slug, "region": state.regional_group}


def _meeting(place: library.Meeting, count: int) -> dict[str, Any]:
    return {
        "state": {"iso3": place.iso3, "name": place.name, "slug": place.slug, "region": place.region},
        "series": place.number,
        "cycle": place.cycle,
        "address": place.address,
        "recommendations": count,
    }


def _counts(over: dict[int, library.Meeting]) -> dict[library.Meeting, int]:
    return library.count(library.Question(), over, []).by_meeting


def _panelist(speaker: reading.Speaker) -> dict[str, Any]:
    return {
        "shared_by": library_files.shared_by(speaker),
        "sections": [
            {"kind": text.kind, "text": text.text, "language": text.language} for text in speaker.texts
        ],
        "recommendations": [row.text for row in speaker.recommendations],
        "questions": [row.text for row in speaker.questions],
        "recommendations_in_full": [_point(row) for row in speaker.recommendations],
        "questions_in_full": [_point(row) for row in speaker.questions],
    }


def _point(row: PublishedRecommendation | PublishedQuestion) -> dict[str, str]:
    return {
        "text": row.text,
        "language": row.language,
        "addressed_to": row.addressed_to,
        "source": row.source,
    }


def _next(form: LibraryForm, asked: Asked) -> str:
    more = urlencode({"page": asked.page + 1, "per_page": asked.per_page})
    start = settings.SITE_ADDRESS + reverse("api-1:recommendations")
    return f"{start}?{form.address}&{more}" if form.address else f"{start}?{more}"


# --- Refusals -------------------------------------------------------------------------------


class Refused(Exception):
    """A question that can't be answered, with the reasons."""

    def __init__(self, error: str, problems: Iterable[str]) -> None:
        self.error, self.problems = error, list(problems)
        super().__init__(error)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return api.create_response(request, {"error": error.error, "problems": error.problems}, status=422)


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [f"{each['loc'][-1]}: {each['msg']}" for each in error.errors]
    return api.create_response(
        request, {"error": "The question can’t be read.", "problems": problems}, status=422
    )


@api.exception_handler(HttpError)
def _error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return api.create_response(request, {"error": str(error), "problems": []}, status=error.status_code)
