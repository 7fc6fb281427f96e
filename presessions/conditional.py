"""Pages that a browser may keep as long as it asks each time whether they are still true.

The answer is made as always and compared by its content, so what changed can't be missed; what is
saved is the way, which is the slow part on a thin line. The form token in the masthead differs on
every answer although the page does not, so it is left out of the comparison and the cookie it
belongs to is put in its place.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

View = Callable[..., HttpResponse]
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def etagged(view: View) -> View:
    """For public pages: an ETag over the content, and 304 where the reader has it already.

    Where a session is open nothing is added, for then the page may show what is the reader's own.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if request.method not in ("GET", "HEAD") or answer.status_code != 200:
            return answer
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return answer
        patch_vary_headers(answer, ("Cookie", "Accept-Language"))
        answer.headers["Cache-Control"] = "no-cache"
        etag = _etag(request, answer)
        answer.headers["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=answer) or answer

    return asked


def _etag(request: HttpRequest, answer: HttpResponse) -> str:
    content, tokens = TOKEN.subn(b"", answer.content)
    if tokens:
        content += request.COOKIES.get(settings.CSRF_COOKIE_NAME, "").encode()
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
