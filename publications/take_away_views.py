"""What can be taken away: PDFs, Word copies, calendar files, the feed, the sitemap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from presessions.conditional import etagged
from presessions.kept import kept

from . import documents, feeds, programme, sources
from .outside_views import delegate_states, find_page, find_pre_session, find_series, no_store
from .programme_json import as_json

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CALENDAR = "text/calendar; charset=utf-8"


@require_safe
@kept()
def sheet_pdf(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """The meeting sheet, with what this reader may see."""
    page = find_page(request, number, slug)
    name = f"{sources.file_stem(page.pre_session)}-{get_language()}.pdf"
    return _pdf(request, lambda: documents.sheet_pdf(page, timezone.now()), name)


@require_safe
@kept()
def day_pdf(request: HttpRequest, number: str, day: str) -> HttpResponse:
    """The programme of one day."""
    wanted = _date(day)
    shown = programme.of_series(find_series(int(number)), delegate_states=delegate_states(request))
    found = documents.day_of(shown, wanted)
    if found is None:
        raise Http404
    name = f"programme-{number}-{wanted:%Y-%m-%d}-{get_language()}.pdf"
    return _pdf(request, lambda: documents.day_pdf(shown, found, timezone.now()), name)


@require_safe
@kept()
def booklet_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The booklet of a series; where no hour is published yet there is none."""
    states = delegate_states(request)
    series = find_series(number)
    shown = programme.of_series(series, delegate_states=states)
    if not shown.days:
        raise Http404
    topics = programme.topics_on(series, states)
    name = f"programme-{number}-{get_language()}.pdf"
    return _pdf(request, lambda: documents.booklet_pdf(shown, topics, timezone.now()), name)


@require_safe
@kept()
def programme_json(request: HttpRequest, number: int) -> HttpResponse:
    """The public programme for machines, the same for every reader; any page may fetch it."""
    series = find_series(number)
    values = as_json(programme.of_series(series), programme.topics_on(series))
    answer = JsonResponse(values, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Access-Control-Allow-Origin"] = "*"
    return no_store(answer)


def _pdf(request: HttpRequest, make: Callable[[], bytes], name: str) -> HttpResponse:
    """The PDF shown in the browser; where it can't be made, a page that names the packages to install."""
    try:
        content = make()
    except documents.PdfUnavailable:
        values = {"packages": documents.PACKAGES}
        return no_store(render(request, "publications/public/no_pdf.html", values, status=503))
    return no_store(_file(content, name, "application/pdf", shown=True))


@require_safe
@kept()
def word_copy(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """Recommendations and questions as a Word file."""
    page = find_page(request, number, slug)
    name = f"{sources.file_stem(page.pre_session)}-{get_language()}.docx"
    return no_store(_file(documents.word_copy(page, timezone.now()), name, WORD))


@require_safe
@etagged
@kept()
def series_calendar(request: HttpRequest, number: int) -> HttpResponse:
    """All meetings of a series, to subscribe to or to import."""
    series = find_series(number)
    title = _("Pre-sessions, series %(number)s") % {"number": series.number}
    joint = [(row, series) for row in programme.joint_of(series)]
    return _file(feeds.calendar(feeds.sittings(number), title, joint), f"pre-sessions-{number}.ics", CALENDAR)


@require_safe
@etagged
@kept()
def day_calendar(request: HttpRequest, number: str, day: str) -> HttpResponse:
    """The meetings of one day."""
    series, wanted = find_series(int(number)), _date(day)
    found = feeds.on_day(feeds.sittings(series.number), wanted)
    joint = [(row, series) for row in programme.joint_of(series, wanted)]
    if not (found or joint):
        raise Http404
    title = _("Pre-sessions, series %(number)s") % {"number": series.number}
    return _file(feeds.calendar(found, title, joint), f"pre-sessions-{wanted:%Y-%m-%d}.ics", CALENDAR)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


@require_safe
@etagged
@kept()
def state_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """All Pre-sessions on one State whose hour is published, past ones too, and joint questions to its panel; where
    there is none, nothing is here."""
    found = [pair for pair in feeds.sittings() if pair[0].state_under_review.slug == slug]
    if not found:
        raise Http404
    title = _("Pre-sessions on %(state)s") % {"state": found[0][0].state_under_review.name}
    joint = [
        (row, series)
        for row, series in feeds.joint_sittings()
        if any(held.state_under_review.slug == slug for held in row.joint.held)
    ]
    return _file(feeds.calendar(found, title, joint), f"pre-sessions-{slug}.ics", CALENDAR)


@require_safe
@etagged
@kept()
def meeting_calendar(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """One meeting for the reader's calendar; while its hour is not published there is none."""
    meeting = find_pre_session(number, slug)
    found = [pair for pair in feeds.sittings(number) if pair[0].pk == meeting.pk]
    if not found:
        raise Http404
    return _file(
        feeds.calendar(found, sources.title_of(meeting)), f"{sources.file_stem(meeting)}.ics", CALENDAR
    )


@cache_control(no_cache=True)
@require_safe
def entry(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One calendar entry by its uid, as mails link to it: an address that says nothing, for an entry that moves."""
    found = feeds.one(uid)
    if found is None:
        raise Http404
    return _file(found, "meeting.ics", CALENDAR)


@require_safe
@etagged
@kept()
def feed(request: HttpRequest, language: str = "") -> HttpResponse:
    """Atom: one entry a meeting. With ``language`` in the address, for readers that send no preference."""
    with override(language or get_language()):
        content = feeds.atom(request.build_absolute_uri(request.path))
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


@require_safe
@etagged
@kept()
def sitemap(request: HttpRequest) -> HttpResponse:
    """The addresses of public pages, for search engines."""
    return HttpResponse(feeds.sitemap(), content_type="application/xml; charset=utf-8")


def _file(content: bytes, name: str, media_type: str, *, shown: bool = False) -> HttpResponse:
    how = "inline" if shown else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"', "Content-Language": get_language() or "en"}
    return HttpResponse(content, content_type=media_type, headers=headers)
