"""What the log says of requests that were refused: one line, without trace, address or content.

A wrong Host or an oversized form is somebody else's mistake or probe; a trace for
each would bury what needs looking at, and addresses carry ids and search words.
A task that finds the database away or busy comes again with the next beat, and is
one line too. Faults of ours keep their traces.
"""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError

LONGEST = 160  # letters of a line that may hold what a stranger chose


class Quiet(logging.Filter):
    """Shortens what is said of refused requests and of an absent database; leaves out what the proxy's log says."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", 500)
        if record.name == "django.request" and status < 500:
            return False  # not found, not allowed and the like
        if record.name.startswith("django.security"):
            record.exc_info = record.exc_text = None
            kind = record.name.rpartition(".")[2]
            said = "" if kind == "csrf" else f": {record.getMessage()}"
            record.msg, record.args = f"refused ({kind}){said}"[:LONGEST], ()
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        fault = record.exc_info[1] if record.exc_info else None
        if record.name == "celery.app.trace" and isinstance(fault, OperationalError | InterfaceError):
            task = getattr(record, "data", {}).get("name", "a task")
            record.exc_info = record.exc_text = None
            said = " ".join(str(fault).split())[:LONGEST]
            record.msg, record.args = f"{task} comes again later, the database does not answer: {said}", ()
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True
