"""Changing the language from inside a form: what was typed is kept first, then the page returns in the other one."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


def asked_language(request: HttpRequest) -> str:
    """The language asked for by a button of the form that was sent; empty where none was."""
    code = request.POST.get("switch_language", "")
    return code if code in dict(settings.LANGUAGES) else ""


def in_language(answer: HttpResponse, code: str) -> HttpResponse:
    """The answer, with the language kept for the pages to come."""
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    return answer


def shown_in(request: HttpRequest, code: str, page: Callable[[], HttpResponse]) -> HttpResponse:
    """The page as ``page`` makes it, in another language from here on; nothing is saved."""
    translation.activate(code)
    request.LANGUAGE_CODE = code
    return in_language(page(), code)
