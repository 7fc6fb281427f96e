"""Pages composed of several apps, and health for machines."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from presessions.accounts.access import to_sign_in
from presessions.accounts.actors import actor_of
from presessions.conditional import etagged
from presessions.kept import kept
from presessions.series.call_page import next_expected
from presessions.series.models import Series

from . import digests, health
from . import gallery as gallery_samples
from . import home as home_page
from .figure_rows import key_figures_kept
from .figure_words import lines
from .models import OwnCalendar
from .own import own


@require_safe
@etagged
@kept()
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the open call, the week in Geneva, and where to search."""
    now = timezone.now()
    call = home_page.open_call(now)
    found = key_figures_kept(now)
    context = {
        "call": call,
        "week": home_page.week(now),
        "found": found,
        "figures": lines(found.every)[:5] if found else [],
        "expected": None if call else next_expected(Series.objects.opening_next(now)),
    }
    return render(request, "desk/home.html", context)


@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """The home of whoever is signed in, or came in by a recovery phrase: what asks something of them first."""
    actor = actor_of(request)
    if not (actor.is_signed_in or actor.owns):
        return to_sign_in(request)
    values: dict[str, object] = {"own": own(actor), "calendar": _calendar(request)}
    if actor.is_delegate:
        values["digest"] = digests.summary(actor.user_id)
    response = render(request, "desk/my.html", values)
    response["Cache-Control"] = "no-store"
    return response


def _calendar(request: HttpRequest) -> str:
    """The address of this person's calendar, if they made one."""
    row = OwnCalendar.objects.filter(user=request.user.pk).first()
    return settings.SITE_ADDRESS + reverse("desk:own_calendar", args=[row.token]) if row else ""


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """/healthz: the process answers."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """/readyz: 200 where everything the process needs is well, else 503; names and yes or no only."""
    facts = health.facts()
    well = all(fact.ok for fact in facts)
    body = {"ok": well, **{fact.name: fact.ok for fact in facts}}
    return JsonResponse(body, status=200 if well else 503, headers={"Cache-Control": "no-store"})


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for developers; only where the demonstration runs."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    return render(request, "desk/gallery.html", gallery_samples.samples())
