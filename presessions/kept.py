"""Public pages kept ready in the memory of a web process, for readers without a session.

A page is given from memory only where nothing it was made of has changed since: under the mark that the database
itself sets in the transaction of every change to published rows and plain facts (``lifecycle.public_marks``), read
anew for each request. So a withdrawal is in the next answer, and the first reader of a new mark empties the memory.
What hangs on the clock ("two days left") is made again every few seconds. Headers are those of the view: what
depends on consent stays ``no-store``. The form token of the masthead is the reader's own in every answer.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from presessions.conditional import TOKEN
from presessions.lifecycle import public_marks

View = Callable[..., HttpResponse]
CLOCK_SECONDS = 10
MOST_BYTES = 24 * 1024 * 1024  # of one process: some four hundred full pages
LONGEST_QUERY = 200


@dataclass(frozen=True)
class Copy:
    """A page without its form tokens: what stands between them, and its headers."""

    moment: int
    parts: tuple[bytes, ...]
    headers: dict[str, str]

    @property
    def size(self) -> int:
        return sum(map(len, self.parts))


class Memory:
    """Copies under one mark, the least lately asked for forgotten first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self._lock = threading.Lock()
        self._mark = ""
        self._size = 0
        self._copies: OrderedDict[tuple[Any, ...], Copy] = OrderedDict()

    def get(self, mark: str, key: tuple[Any, ...], moment: int) -> Copy | None:
        """The copy, if it was made under this mark and for this moment."""
        with self._lock:
            if mark != self._mark:
                self._mark, self._size = mark, 0
                self._copies.clear()
            copy = self._copies.get(key)
            if copy is None or copy.moment != moment:
                return None
            self._copies.move_to_end(key)
            return copy

    def put(self, mark: str, key: tuple[Any, ...], copy: Copy) -> None:
        """Keep it, unless the mark has changed meanwhile."""
        with self._lock:
            if mark != self._mark:
                return
            self._forget(key)
            self._copies[key] = copy
            self._size += copy.size
            while self._size > self.most_bytes:
                self._forget(next(iter(self._copies)))

    def _forget(self, key: tuple[Any, ...]) -> None:
        gone = self._copies.pop(key, None)
        self._size -= gone.size if gone else 0


memory = Memory()


def kept(seconds: int = CLOCK_SECONDS, *, unless: str = "") -> Callable[[View], View]:
    """For public views whose answer to a reader without a session hangs on nothing but the address, the
    language, the clock (to ``seconds``) and the watched tables. Inside ``etagged``, outside nothing.
    A reader who brings the cookie ``unless`` has a page of their own, which is neither given nor kept."""

    def decorated(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            mark = public_marks.current() if _may_be_kept(request, unless) else ""
            if not mark:
                return view(request, *args, **kwargs)
            key = (request.scheme, request.get_host(), request.get_full_path(), get_language())
            moment = int(time.time() // seconds)
            copy = memory.get(mark, key, moment)
            if copy is not None:
                return _answer(request, copy)
            answer = view(request, *args, **kwargs)
            if answer.status_code == 200 and not answer.streaming and not answer.cookies:
                memory.put(mark, key, _copy(answer, moment))
            return answer

        vars(asked)["is_kept"] = True  # a test finds every such view by it
        return asked

    return decorated


def _may_be_kept(request: HttpRequest, unless: str) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and unless not in request.COOKIES
        and len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY
    )


def _copy(answer: HttpResponse, moment: int) -> Copy:
    return Copy(moment, tuple(TOKEN.split(answer.content)), dict(answer.headers))


def _answer(request: HttpRequest, copy: Copy) -> HttpResponse:
    token = f'name="csrfmiddlewaretoken" value="{get_token(request)}"' if len(copy.parts) > 1 else ""
    return HttpResponse(token.encode().join(copy.parts), headers=copy.headers)
