"""Pages the public and missions read. They ask ``reading.py`` and ``programme.py``, and no other table.

Everything that depends on consent is ``no-store``: what a speaker withdraws is gone on the next request.
"""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from presessions import wording
from presessions.accounts.actors import actor_of
from presessions.conditional import etagged
from presessions.kept import kept
from presessions.permissions import Subject, may
from presessions.series.models import PreSession, Series

from . import library, linked_data, reading, sources
from . import programme as programmes
from .consent import READS, Audience, audience_of_delegate
from .published import PublishedFile

Answer = TypeVar("Answer", bound=HttpResponseBase)
LATEST = 6  # recommendations shown on a State's page
SERVED_TYPES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


# --- Who reads, and what is found ------------------------------------------------------------


def delegate_states(request: HttpRequest) -> frozenset[str]:
    """The States this reader speaks for; none for the public."""
    return actor_of(request).delegate_states


def audience_of(request: HttpRequest, pre_session: PreSession) -> Audience:
    """As whom this reader reads: a mission's delegate more than the public, never about their own State."""
    actor, iso3 = actor_of(request), pre_session.state_under_review_id
    if not may(actor, "read_as_mission", Subject(kind="pre_session", iso3=iso3)):
        return Audience.PUBLIC
    return audience_of_delegate(actor.delegate_states, iso3)


def no_store(response: Answer) -> Answer:
    """Keep no copy anywhere: consent may be withdrawn."""
    response["Cache-Control"] = "no-store"
    return response


def find_pre_session(number: int, slug: str) -> PreSession:
    """The Pre-session of an announced series on this State; anything else is not there."""
    found = reading.pre_sessions().filter(series__session_id=number, state_under_review__slug=slug).first()
    if found is None:
        raise Http404
    return found


def find_page(request: HttpRequest, number: int, slug: str) -> reading.Page:
    """What this reader may see of a Pre-session."""
    meeting = find_pre_session(number, slug)
    return reading.page(meeting, audience_of(request, meeting))


def find_series(number: int) -> Series:
    """A series with a public programme; anything else is not there."""
    series = programmes.find(number)
    if series is None:
        raise Http404
    return series


# --- One Pre-session --------------------------------------------------------------------------


@require_safe
@kept()
def pre_session(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """Recommendations first, then the panel, each as agreed."""
    page = find_page(request, number, slug)
    values: dict[str, Any] = {
        "page": page,
        "meeting": page.pre_session,
        "series": page.pre_session.series,
        "state": page.pre_session.state_under_review,
        "address": sources.address_of(page.pre_session),
        "copy_all": sources.as_text(page, timezone.now()),
        "data": linked_data.event(page),
    }
    return no_store(render(request, "publications/public/pre_session.html", values))


@require_safe
@kept()
def plain_text(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """All recommendations with their source, to copy or to read without script."""
    page = find_page(request, number, slug)
    headers = {"Content-Language": get_language() or "en"}
    text = sources.as_text(page, timezone.now())
    return no_store(HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers))


@require_safe
def file(request: HttpRequest, key: UUID) -> FileResponse:
    """A shared copy: a Published row is found each time, or there is nothing here."""
    row = reading.published_file(key)
    if row is None or row.audience not in READS[audience_of(request, row.pre_session)]:
        raise Http404
    if row.media_type not in SERVED_TYPES or not storages["published"].exists(row.path):
        raise Http404
    response = FileResponse(
        storages["published"].open(row.path, "rb"),
        as_attachment=True,
        filename=file_name(row),
        content_type=row.media_type,
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return no_store(response)


def file_name(row: PublishedFile) -> str:
    """A neutral name, made of plain facts: never what the speaker called it."""
    return f"{sources.file_stem(row.pre_session)}-{row.kind}-{row.language}.{SERVED_TYPES[row.media_type]}"


# --- The programme ----------------------------------------------------------------------------


@require_safe
@kept()
def programme(request: HttpRequest) -> HttpResponse:
    """The series under way or coming next, the others kept here, and what is on record of earlier ones."""
    every = programmes.all_series()
    today = wording.in_geneva(timezone.now()).date()
    current = programmes.current(every, today)
    values: dict[str, Any] = {
        "shown": programmes.of_series(current, delegate_states=delegate_states(request)) if current else None,
        "others": [series for series in every if series is not current],
        "on_record": programmes.on_record(series.number for series in every),
        "today": today,
    }
    return no_store(render(request, "publications/public/programme.html", values))


@require_safe
@kept()
def series_programme(request: HttpRequest, number: int) -> HttpResponse:
    """One series: its days, hours, rooms, and names as consented."""
    series = find_series(number)
    shown = programmes.of_series(series, delegate_states=delegate_states(request))
    return no_store(render(request, "publications/public/series_programme.html", {"shown": shown}))


# --- States -----------------------------------------------------------------------------------


@require_safe
@etagged
@kept()
def states(request: HttpRequest) -> HttpResponse:
    """All States by regional group."""
    groups = programmes.states_by_region(get_language() or "en")
    return render(request, "publications/public/states.html", {"groups": groups})


@require_safe
@kept()
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """One State: its reviews over the cycles and its Pre-sessions."""
    found = programmes.find_state(slug)
    if found is None:
        raise Http404
    states = delegate_states(request)
    record = programmes.state_record(found, delegate_states=states)
    here = {place.key: place for place in library.meetings().values() if place.slug == found.slug}
    values: dict[str, Any] = {
        "record": record,
        "state": found,
        "latest": library.of_meetings(here, LATEST, delegate_states=states),
        "shared": sum(meeting.recommendations for meeting in record.meetings),
        "has_hours": any(meeting.sitting for meeting in record.meetings),
    }
    return no_store(render(request, "publications/public/state.html", values))
