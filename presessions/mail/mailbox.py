"""A mailbox on this machine, for the demonstration: mail is written to files and read in the browser.

No mail leaves. Each letter is one file under ``var/mailbox``; the newest
``KEPT`` are kept. Its pages exist in the demonstration only (views.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from itertools import count
from pathlib import Path
from time import time_ns
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

KEPT = 2000
TIDY_EVERY = 200  # letters
KEY = re.compile(r"^[0-9]{19}-[0-9a-f]{12}$")


@dataclass(frozen=True)
class Letter:
    """A letter as it arrived."""

    key: str
    to: str
    subject: str
    sender: str
    arrived: datetime
    message_id: str
    text: str
    html: str


def folder() -> Path:
    """Where the letters lie."""
    return Path(settings.VAR_DIR) / "mailbox"


class LocalMailbox(BaseEmailBackend):
    """An e-mail backend that keeps every letter as a file."""

    _written = count(1)

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently, **kwargs)
        folder().mkdir(parents=True, exist_ok=True)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            key = f"{time_ns():019d}-{uuid4().hex[:12]}"
            half = folder() / f"{key}.part"
            half.write_bytes(message.message().as_bytes())
            half.rename(folder() / f"{key}.eml")  # a reader never sees half a letter
            if next(self._written) % TIDY_EVERY == 0:
                _tidy()
        return len(email_messages)


def newest(limit: int, *, to: str = "") -> list[Letter]:
    """The newest letters, newest first; those to one address where it is given."""
    found = []
    for key in _keys():
        letter = read(key)
        if letter is not None and to.strip().lower() in letter.to.lower():
            found.append(letter)
            if len(found) == limit:
                break
    return found


def read(key: str) -> Letter | None:
    """The letter of this key; None where there is none."""
    if not KEY.match(key):
        return None
    try:
        raw = (folder() / f"{key}.eml").read_bytes()
    except OSError:
        return None
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, ParsedMessage)
    return Letter(
        key=key,
        to=str(parsed["To"] or ""),
        subject=str(parsed["Subject"] or ""),
        sender=str(parsed["From"] or ""),
        arrived=datetime.fromtimestamp(int(key[:19]) / 1e9, tz=UTC),
        message_id=str(parsed["Message-ID"] or ""),
        text=_part(parsed, "plain"),
        html=_part(parsed, "html"),
    )


def _part(parsed: ParsedMessage, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def _keys() -> list[str]:
    if not folder().is_dir():
        return []
    return sorted((path.stem for path in folder().glob("*.eml")), reverse=True)


def _tidy() -> None:
    for key in _keys()[KEPT:]:
        (folder() / f"{key}.eml").unlink(missing_ok=True)
