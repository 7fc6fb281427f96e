"""What was sent while signed out is kept until its sender is back.

A session may end while somebody writes. Their POST is kept for a day,
encrypted, bound to the browser's CSRF cookie, and given back after they have
signed in, on the page it was meant for. Where a network sent more than is kept,
the page that says so gives the text back. Files are not kept; the page says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from presessions.accounts.access import to_sign_in
from presessions.accounts.actors import actor_of
from presessions.accounts.models import ParkedPost
from presessions.accounts.sealing import seal, unseal
from presessions.errors import too_many

View = Callable[..., HttpResponse]
PURPOSE = "parked post"
LEFT_OUT = ("csrfmiddlewaretoken",)
CAME_FROM = "parked_on"  # the page with the button, beside what was sent
METHOD_NOT_ALLOWED = 405


def park_if_signed_out(view: View) -> View:
    """Keep a signed-out POST, ask its sender to sign in, and hand it back afterwards.

    The wrapped view is only called for somebody signed in or holding a recovery
    phrase's session. On the first GET afterwards ``request.parked`` is the
    QueryDict that was sent (else None): bind the form to it and say that
    nothing was lost. It is handed out once, and kept where the page turns out not to be theirs.
    """

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = actor_of(request)
        if not (actor.is_signed_in or actor.owns):
            if request.method == "POST" and not park(request):
                return too_many(request)
            return to_sign_in(request)
        row = _kept_for(request) if request.method == "GET" else None
        parked = _text_of(row)
        came_from = parked.pop(CAME_FROM, [""])[0] if parked is not None else ""
        request.parked = parked  # type: ignore[attr-defined]
        answer = view(request, *args, **kwargs)
        if row is not None:
            row.delete()
        if parked is not None and answer.status_code == METHOD_NOT_ALLOWED:
            return _to_the_button(request, came_from)
        return answer

    return door


def _to_the_button(request: HttpRequest, came_from: str) -> HttpResponse:
    """Only a button leads here, and it was pressed while signed out: back to the page on which it stands."""
    messages.warning(request, _("You were signed out, so nothing was done. Press the button once more."))
    return redirect(came_from or settings.LOGIN_REDIRECT_URL)


def _page_before(request: HttpRequest) -> str:
    """The page of ours from which this was sent, as its browser says; else empty."""
    hosts, secure = {request.get_host()}, request.is_secure()
    told = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, hosts, require_https=secure):
        return ""
    page = urlsplit(told)._replace(scheme="", netloc="", fragment="")
    is_ours = url_has_allowed_host_and_scheme(page.geturl(), hosts, require_https=secure)
    return page.geturl() if is_ours and page.path != request.path else ""


def park(request: HttpRequest) -> bool:
    """Keep this POST; False where it, or what this network sent before, is too much to keep."""
    fields = request.POST.copy()
    for name in LEFT_OUT:
        fields.pop(name, None)
    fields[CAME_FROM] = _page_before(request)
    payload = seal(fields.urlencode(), PURPOSE)
    rate = {"park": f"{settings.PARKED_PER_HOUR}/1h/ip"}
    if len(payload) > settings.PARKED_MAX_BYTES or not ratelimit.consume(
        request, app="presessions.accounts", action="park", config=rate
    ):
        return False
    ParkedPost.objects.update_or_create(
        browser=browser_of(request),
        path=request.path[:500],
        defaults={"payload": payload, "parked_at": timezone.now()},
    )
    return True


def _kept_for(request: HttpRequest) -> ParkedPost | None:
    """What this browser sent to this page while signed out, unless that is too long ago."""
    browser = browser_of(request)
    if not browser:
        return None
    oldest = timezone.now() - timedelta(hours=settings.PARKED_HOURS)
    return ParkedPost.objects.filter(browser=browser, path=request.path[:500], parked_at__gt=oldest).first()


def _text_of(row: ParkedPost | None) -> QueryDict | None:
    text = unseal(bytes(row.payload), PURPOSE) if row is not None else None
    return QueryDict(text, mutable=True) if text is not None else None


def browser_of(request: HttpRequest) -> str:
    """A keyed hash of the browser's CSRF secret; empty where it has none."""
    secret = request.META.get("CSRF_COOKIE", "")
    return salted_hmac(PURPOSE, secret, algorithm="sha256").hexdigest() if secret else ""


def follow(request: HttpRequest, before: str) -> None:
    """Signing in gives the browser a new CSRF secret; what it parked goes along."""
    after = browser_of(request)
    if before and after and before != after:
        ParkedPost.objects.filter(browser=after).delete()
        ParkedPost.objects.filter(browser=before).update(browser=after)


def remove_old() -> int:
    """Delete what nobody came back for; returns how many."""
    oldest = timezone.now() - timedelta(hours=settings.PARKED_HOURS)
    return ParkedPost.objects.filter(parked_at__lte=oldest).delete()[0]
