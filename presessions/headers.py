"""Headers that every answer carries, errors included.

The Content-Security-Policy is set by django-csp from the settings. Pages are
kept by nobody where a session is open, and asked for anew each time elsewhere;
a view that says otherwise has the last word.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from presessions.errors import not_allowed

PERMISSIONS_POLICY = ", ".join(
    [
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer",
                "autoplay",
                "browsing-topics",
                "camera",
                "display-capture",
                "geolocation",
                "gyroscope",
                "magnetometer",
                "microphone",
                "midi",
                "payment",
                "usb",
            )
        ),
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)

ALWAYS = {
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class SecurityHeaders:
    """Outermost of ours, so that what the others answer passes through it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not getattr(response, "content", b""):
            response = not_allowed(request, response)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if settings.DEMO:
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow, noarchive")
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = cache_rule(request, response)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # the session and the language chosen by hand are both cookies
            patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return without_body(response) if request.method == "HEAD" else response


def without_body(response: HttpResponse) -> HttpResponse:
    """The head alone, with the length the page has: a server complains of a body it must throw away."""
    if not response.streaming and response.content:
        length = str(len(response.content))
        response.content = b""
        response.headers["Content-Length"] = length
    return response


def cache_rule(request: HttpRequest, response: HttpResponse) -> str:
    """Who may keep the answer: nobody with a session, and nobody an error."""
    private = settings.SESSION_COOKIE_NAME in request.COOKIES or bool(response.cookies)
    staff = request.path.startswith("/staff/")
    if private or staff or request.method not in ("GET", "HEAD") or response.status_code >= 400:
        return "no-store, private"
    return "no-cache"
