"""What the public sees of calls: the list, each call, feed, calendar files, calls by e-mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from presessions import wording
from presessions.conditional import etagged
from presessions.kept import kept
from presessions.languages import asked_language, shown_in

from . import calendar_file, call_page, subscriptions
from .addresses import absolute
from .enums import PreSessionStatus
from .forms import SubscribeForm
from .models import PreSession, Series, State

# one address asked for from one network first, so that nobody uses up another person's questions; from everywhere
# much later, so that nobody fills a mailbox either
LIMITS = {"from_here": "20/1h/ip", "for_address_from_here": "4/1d/key", "for_address": "20/1d/key"}
FEED_LENGTH = 20

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@etagged
@kept()
def calls(request: HttpRequest) -> HttpResponse:
    """Open calls first, then those that are closed; when none is open, what to do."""
    now = timezone.now()
    every = list(Series.objects.announced_calls().with_pre_sessions().with_days())
    shown = [(series, call_page.state_lines(series, now)) for series in every]
    open_ones = [(series, lines) for series, lines in shown if call_page.is_open(series, lines)]
    still_open = {series.pk for series, _ in open_ones}
    planned = None if open_ones else Series.objects.opening_next(now)
    values = {
        "open_calls": [_card(series, lines, now) for series, lines in open_ones],
        "closed_calls": [series for series in reversed(every) if series.pk not in still_open],
        "expected": call_page.next_expected(planned),
    }
    return render(request, "series/call_list.html", values)


def _card(series: Series, lines: list[call_page.StateLine], now: datetime) -> dict[str, Any]:
    """What the list says of an open call."""
    return {
        "series": series,
        "names": [line.name for line in lines if line.is_open],
        "deadline": call_page.deadline_shown(series, lines, now),
    }


@require_safe
@etagged
@kept()
def call(request: HttpRequest, number: int) -> HttpResponse:
    """One call, open or closed; a series that is only planned is not found."""
    series = _announced(number)
    return render(request, "series/call_detail.html", call_page.context(series, timezone.now()))


@require_safe
@etagged
@kept()
def call_text(request: HttpRequest, number: int) -> HttpResponse:
    """The call as plain text, to share."""
    series, now = _announced(number), timezone.now()
    lines = call_page.state_lines(series, now)
    text = call_page.share_text(series, lines, absolute("series:call", number=number), now)
    headers = {"Content-Language": get_language() or "en"}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


@require_safe
@etagged
@kept()
def calls_feed(request: HttpRequest, language: str = "") -> HttpResponse:
    """Atom: one entry per call. With ``language`` in the address, for readers that send no preference."""
    with override(language or get_language()):
        feed = Atom1Feed(
            title=gettext("Calls for applications to UPR Pre-sessions"),
            link=absolute("series:calls"),
            description="",
            language=get_language(),
            feed_url=f"{settings.SITE_ADDRESS}{request.path}",
        )
        for series in Series.objects.announced_calls().with_pre_sessions()[:FEED_LENGTH]:
            _add_entry(feed, series)
        return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _add_entry(feed: Atom1Feed, series: Series) -> None:
    url, now = absolute("series:call", number=series.number), timezone.now()
    lines = call_page.state_lines(series, now)
    feed.add_item(
        title=gettext("Call for applications, series %(number)s") % {"number": series.number},
        link=url,
        description=call_page.share_text(series, lines, url, now).replace("\n", " ").strip(),
        unique_id=f"tag:{settings.MESSAGE_ID_DOMAIN},2026:call-{series.number}",
        pubdate=series.opens_at,
        updateddate=series.changed_at,
        author_name="UPR Info",
    )


@require_safe
@etagged
@kept()
def call_calendar(request: HttpRequest, number: int, iso3: str = "") -> HttpResponse:
    """The deadline of a call, or of one of its States, for the reader's calendar."""
    series = _announced(number)
    row = get_object_or_404(series.pre_sessions.all(), state_under_review_id=iso3) if iso3 else None
    if row:
        row.series = series
    content = _deadline_file(series, row)
    name = f"pre-sessions-{number}{'-' + iso3 if iso3 else ''}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _deadline_file(series: Series, row: PreSession | None) -> bytes:
    now = timezone.now()
    at = row.deadline if row else call_page.deadline_shown(series, call_page.state_lines(series, now), now)
    said = wording.moment(at, get_language() or "en", year=True)
    part = f"-{row.state_under_review_id}" if row else ""
    return calendar_file.deadline(
        uid=f"call-{series.number}{part}@{settings.MESSAGE_ID_DOMAIN}",
        at=at,
        sequence=row.deadline_sequence if row else series.deadline_sequence,
        changed_at=series.changed_at,
        summary=gettext("Pre-sessions, series %(number)s: last moment to apply") % {"number": series.number},
        description=gettext("Applications are taken until %(moment)s.") % {"moment": said},
        url=absolute("series:call", number=series.number),
        cancelled=row is not None and row.status == PreSessionStatus.NOT_HELD,
    )


def _announced(number: int) -> Series:
    rows = Series.objects.announced_calls().with_pre_sessions().prefetch_related("days")
    return get_object_or_404(rows, session_id=number)


# --- Calls by e-mail ------------------------------------------------------------------------


@require_form
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for calls by e-mail. The answer is the same whether the address was known or not."""
    if language := asked_language(request):
        typed = _typed(request, language)
        return shown_in(request, language, lambda: _asking(request, SubscribeForm(initial=typed)))
    form = SubscribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _within(request, "from_here"):
            form.add_error(None, gettext("Too many requests came from here. Wait an hour, then try again."))
            return _asking(request, form, status=429)
        email = form.cleaned_data["email"].strip().lower()
        if _may_ask_for(request, email):
            wish = {name: form.cleaned_data[name] for name in ("language", "states", "kind")}
            subscriptions.ask(email, **wish)
        return redirect("series:asked")
    return _asking(request, form, status=422 if form.errors else 200)


def _typed(request: HttpRequest, language: str) -> dict[str, Any]:
    """What stands in the form; the language of the mails follows the page's unless another was chosen."""
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in ("email", "kind", "language")}
    if typed["language"] in {"", (get_language() or "en")[:2]}:
        typed["language"] = language
    return {**typed, "states": request.POST.getlist("states")}


def _asking(request: HttpRequest, form: SubscribeForm, *, status: int = 200) -> HttpResponse:
    values = {"form": form, "language_form": "calls-by-e-mail", "enter_saves": True}
    return render(request, "series/subscribe.html", values, status=status)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Look into your mailbox."""
    return render(request, "series/subscribe_asked.html")


@never_cache
@require_form
def confirm(request: HttpRequest, token: str, version: int) -> HttpResponse:
    """The page behind the link in the mail. Looking at it confirms nothing; its button does."""
    if request.method == "POST":
        if subscriptions.confirm(token, version):
            return render(request, "series/subscribe_confirmed.html")
        return render(request, "series/subscribe_too_late.html", status=404)
    contact = subscriptions.waiting(token, version, timezone.now())
    if contact is None:
        return render(request, "series/subscribe_too_late.html", status=404)
    states = State.objects.by_name().filter(iso3__in=contact.asked_states.split())
    return render(request, "series/subscribe_confirm.html", {"contact": contact, "states": states})


@never_cache
@csrf_exempt  # RFC 8058: mail programs send the POST, without cookies; the token is the key
@require_form
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """One button, or one POST by a mail program, and no call is sent to this address any more.

    Whatever the token, the answer is the same.
    """
    if request.method == "POST":
        subscriptions.leave(token)
    values = {"left": request.method == "POST", "here": reverse("series:leave", args=[token])}
    return render(request, "series/leave.html", values)


def _may_ask_for(request: HttpRequest, email: str) -> bool:
    """Whether one more question for this address may be mailed; what was asked too often here counts nowhere else."""
    here = f"{email} {ratelimit.get_ip(request)}"
    return _within(request, "for_address_from_here", key=here) and _within(request, "for_address", key=email)


def _within(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Whether this is still within what one address, or one place, may ask for."""
    return bool(ratelimit.consume(request, app="presessions.series", action=action, config=LIMITS, key=key))
