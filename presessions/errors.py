"""Pages for when something went wrong: a sentence that helps, never a trace.

Each tries its template in the reader's language and falls back to fewer and
fewer means, because the page for "the database is away" may not need one.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_from_request, override

from presessions.stored import FULL, NoRoom

log = logging.getLogger(__name__)

RETRY_AFTER = 30  # seconds; longer than a restart of the database, shorter than patience
NEVER_SHOWN_AGAIN = ("csrfmiddlewaretoken", "password", "code", "phrase")
NOT_TYPED = frozenset({"seen", "tab", "version", "whole"})  # what a page of the form says of itself

LAST_RESORT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{status} · Pre-sessions</title></head><body><main>
<h1>{status} · Pre-sessions</h1>
<p>This page can’t be shown just now. What was saved is safe. Try again in a minute.</p>
<p lang="fr">Cette page ne peut pas s’afficher pour le moment. Ce qui a été enregistré est en sécurité.
Réessayez dans une minute.</p>
<p lang="es">Esta página no se puede mostrar en este momento. Lo que se guardó está a salvo.
Vuelva a intentarlo en un minuto.</p>
</main></body></html>
"""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 where more was sent than a form may hold."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return page(request, 413)
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same words for what is not there and for what is not yours."""
    return page(request, 404)


def not_allowed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """A page for a 405 that came without one (Django's own is empty); keeps what it allows."""
    language = get_language_from_request(request)
    with override(language):
        page_ = page(request, 405)
    page_.headers["Allow"] = answer.headers.get("Allow", "GET, HEAD")
    page_.headers["Content-Language"] = language
    for name, value in answer.headers.items():
        page_.headers.setdefault(name, value)
    page_.headers["Content-Length"] = str(len(page_.content))
    return page_


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429, when somebody tries too often; what was typed stands on the page, to be sent again or copied."""
    answer = page(request, 429, typed=typed_text(request), again=sent_fields(request))
    answer["Retry-After"] = "600"
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with Retry-After where the database can't be reached or the disk is full."""
    fault = sys.exc_info()[1]
    if isinstance(fault, OperationalError | InterfaceError | NoRoom) or getattr(fault, "errno", None) in FULL:
        return unavailable(request)
    return page(request, 500, **_given_back(request))


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 in the reader's language, and in short in the others: nobody can be asked which one they read."""
    own = (get_language() or "en")[:2]
    others = [code for code, _name in settings.LANGUAGES if code != own]
    answer = page(request, 503, others=others, **_given_back(request))
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is gone; shows what was typed, to be copied."""
    return page(request, 403, template="403_csrf.html", typed=typed_text(request))


def typed_text(request: HttpRequest) -> list[str]:
    """The texts of a form that was refused, without tokens and secrets, in the order of the page.

    Without names: this page does not know the form, and a field's own name is no word in anybody's language.
    """
    return [value for name, value in sent_fields(request) if value.strip() and name not in NOT_TYPED]


def sent_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field that was sent, as it was sent, without tokens and secrets."""
    if request.method != "POST":
        return []
    try:
        fields = request.POST.lists()
    except Exception:  # noqa: BLE001 - a body that can't be read has no text to give back
        return []
    return [(name, value) for name, values in fields if not _is_secret(name) for value in values]


def _is_secret(name: str) -> bool:
    return any(secret in name for secret in NEVER_SHOWN_AGAIN)


def _given_back(request: HttpRequest) -> dict[str, Any]:
    """What was typed, to be read and, where nothing in it is secret, sent once more with one click.

    The page is made without asking who is there, so the form's own token goes along.
    """
    typed = typed_text(request)
    if not typed:
        return {}
    token = request.POST.get("csrfmiddlewaretoken", "")
    secrets = any(_is_secret(name) for name in request.POST if name != "csrfmiddlewaretoken")
    again = [] if secrets else [("csrfmiddlewaretoken", token), *sent_fields(request)]
    return {"typed": typed, "again": again, "address": request.get_full_path()}


def page(request: HttpRequest, status: int, *, template: str = "", **context: Any) -> HttpResponse:
    """The error page for ``status``; see the module for how it falls back."""
    name = template or f"{status}.html"
    values = {"status": status, **_site(), **context}
    # Away database: the template's masthead would ask for the session and fail, so it goes without.
    for with_request in (None,) if status >= 500 else (request, None):
        try:
            return HttpResponse(render_to_string(name, values, request=with_request), status=status)
        except Exception:
            log.exception("error page %s could not be rendered", name)
    return HttpResponse(LAST_RESORT.format(status=status), status=status)


def _site() -> dict[str, Any]:
    return {
        "demo": settings.DEMO,
        "site_name": "Pre-sessions",
        "leave_url": settings.LEAVE_URL,
        "help_email": settings.HELP_EMAIL,
        "LANGUAGE_CODE": get_language() or "en",
    }
