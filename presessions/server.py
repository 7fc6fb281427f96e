"""gunicorn's worker, whose own refusals look and behave like ours.

What can't be read as a request at all (an address or headers too long, a broken
line) never reaches Django. gunicorn would answer with a bare page and write the
whole address, search words and all, into the log; this worker answers in three
languages with the headers every page has, and logs one line without content.
"""

from __future__ import annotations

import socket
from email.utils import formatdate
from http import HTTPStatus
from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.template.loader import render_to_string
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from presessions.errors import LAST_RESORT
from presessions.headers import ALWAYS

READ_ON = 1 << 20  # bytes of what is still arriving that are read before the line is closed
PATIENCE = 2  # seconds for that; a browser that is cut off while it sends shows no page


class Worker(ThreadWorker):
    """`--worker-class presessions.server.Worker`: threads, and refusals of our own."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer what could not be read; anything else is the application's and stays gunicorn's to report."""
        if not isinstance(exc, ParseException):
            super().handle_error(req, client, addr, exc)
            return
        status = status_of(exc)
        self.log.warning("A request could not be read: %s, answered %d", type(exc).__name__, status)
        try:
            write_nonblock(client, refusal(status))
            read_on(client)
        except OSError:
            self.log.debug("The sender of an unreadable request is gone.")


def status_of(exc: Exception) -> HTTPStatus:
    if isinstance(exc, LimitRequestLine):
        return HTTPStatus.REQUEST_URI_TOO_LONG
    if isinstance(exc, LimitRequestHeaders):
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    return HTTPStatus.BAD_REQUEST


def refusal(status: HTTPStatus) -> bytes:
    """The whole answer, head and page."""
    page = _page(status).encode()
    head = {
        "Date": formatdate(usegmt=True),
        "Connection": "close",
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(page)),
        "Cache-Control": "no-store, private",
        "Content-Security-Policy": build_policy(),
        **ALWAYS,
    }
    if settings.SECURE_HSTS_SECONDS:
        head["Strict-Transport-Security"] = (
            f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
        )
    lines = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        *(f"{name}: {value}" for name, value in head.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + page


def read_on(client: socket.socket) -> None:
    """Take in for a moment what is still being sent, or the sender sees a broken line instead of the page."""
    client.shutdown(socket.SHUT_WR)
    client.settimeout(PATIENCE)
    left = READ_ON
    while left > 0:
        got = len(client.recv(65536))
        if not got:
            return
        left -= got


def _page(status: HTTPStatus) -> str:
    try:
        values = {
            "status": status.value,
            "site_name": "Pre-sessions",
            "codes": [code for code, _ in settings.LANGUAGES],
        }
        return render_to_string("unread.html", values)
    except Exception:  # noqa: BLE001 - the page for when things are broken may not break
        return LAST_RESORT.format(status=status.value)
