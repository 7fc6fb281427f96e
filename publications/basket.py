"""A reader's basket of recommendations: their keys in a signed cookie of this browser, nothing kept by us.

The rows are looked up for every page and file, so what was withdrawn meanwhile is not in it, and a delegate who is none
any more finds only what is public. The keys are those of the recommendations and not of rows, so what was shared with
missions and is now shared with everyone, or was mended and shared anew, stays in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "__Host-basket" if settings.SESSION_COOKIE_SECURE else "basket"
SALT = "publications.basket"
MOST = 60  # recommendations: a cookie holds about 4,000 signs


def keys(request: HttpRequest) -> list[UUID]:
    """What is in the basket; a cookie that was tampered with holds nothing."""
    try:
        text = request.get_signed_cookie(COOKIE, default="", salt=SALT) or ""
        return [UUID(hex=part) for part in text.split(".") if part][:MOST]
    except (signing.BadSignature, ValueError):
        return []


def keep(response: HttpResponse, wanted: Iterable[UUID]) -> None:
    """Write the basket; an empty one takes the cookie away. It ends with the browser's session."""
    text = ".".join(key.hex for key in wanted)
    if not text:
        response.delete_cookie(COOKIE)
        return
    response.set_signed_cookie(
        COOKIE, text, salt=SALT, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def key_of(text: str) -> UUID | None:
    """A key from a form, None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
