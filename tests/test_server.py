"""What never reaches Django is refused with the same headers and in three languages; and what the log says."""

import logging
import socket

import pytest
from django.db import OperationalError
from gunicorn.http.errors import InvalidRequestLine, LimitRequestHeaders, LimitRequestLine

from presessions.headers import ALWAYS
from presessions.logs import Quiet
from presessions.server import Worker


class Log:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def warning(self, words: str, *values: object) -> None:
        self.lines.append(words % values)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (LimitRequestLine(9000, 4094), 414),
        (LimitRequestHeaders("too many"), 431),
        (InvalidRequestLine("GET /library/?q=a-secret-word"), 400),
    ],
)
def test_what_cannot_be_read_is_refused_like_a_page_of_ours(fault, status):
    worker = Worker.__new__(Worker)
    worker.log = Log()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"still sending")
        theirs.shutdown(socket.SHUT_WR)
        worker.handle_error(None, ours, ("203.0.113.7", 1), fault)
        answer = b"".join(iter(lambda: theirs.recv(65536), b"")).decode()
    head, _, page = answer.partition("\r\n\r\n")
    lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert {name: lines.get(name) for name in ALWAYS} == ALWAYS
    assert "default-src 'none'" in lines["Content-Security-Policy"]
    assert int(lines["Content-Length"]) == len(page.encode())
    assert [f'lang="{code}"' in page for code in ("en", "fr", "es")] == [True] * 3
    assert worker.log.lines == [f"A request could not be read: {type(fault).__name__}, answered {status}"]


def record(name: str, message: str, *values: object, **more: object) -> logging.LogRecord:
    made = logging.LogRecord(
        name, logging.ERROR, __file__, 1, message, values, (ValueError, ValueError(), None)
    )
    made.__dict__.update(more)
    return made


def test_a_foreign_host_is_one_line_without_a_trace():
    said = record(
        "django.security.DisallowedHost", "Invalid HTTP_HOST header: %r.", "x" * 500, status_code=400
    )
    assert Quiet().filter(said) is True
    line = logging.Formatter("%(levelname)s %(message)s").format(said)
    assert line.startswith("WARNING refused (DisallowedHost): Invalid HTTP_HOST header: 'xxx")
    assert (line.count("\n"), len(line) < 200) == (0, True)


def test_addresses_of_refused_requests_are_not_in_the_log():
    assert Quiet().filter(record("django.request", "Not Found: %s", "/files/abc/", status_code=404)) is False
    csrf = record("django.security.csrf", "Forbidden (%s): %s", "no token", "/apply/abc/", status_code=403)
    assert (Quiet().filter(csrf), csrf.getMessage()) == (True, "refused (csrf)")


def test_a_task_without_its_database_is_one_line():
    said = record("celery.app.trace", "Task %(name)s[%(id)s] %(description)s", {"name": "x.drain"})
    said.exc_info, said.data = (
        (OperationalError, OperationalError("database is\nlocked"), None),
        {"name": "x.drain"},
    )
    assert Quiet().filter(said) is True
    line = logging.Formatter("%(levelname)s %(message)s").format(said)
    assert line == "WARNING x.drain comes again later, the database does not answer: database is locked"


def test_a_task_that_failed_otherwise_keeps_its_trace():
    said = record("celery.app.trace", "Task failed")
    assert (Quiet().filter(said), said.exc_info is not None) == (True, True)


def test_faults_of_ours_keep_their_trace():
    said = record("django.request", "Internal Server Error: %s", "/apply/", status_code=500)
    assert (Quiet().filter(said), said.exc_info is not None) == (True, True)
