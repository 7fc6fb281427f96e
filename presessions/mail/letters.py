"""The letter as bytes: what is sent to the mail server.

Written by hand because Python's generator takes longer over one letter than
everything else together; a test holds it against Django's own writing. Always
two parts in quoted-printable, text before HTML, and headers that can't be split;
a calendar file, where there is one, is attached behind them.
"""

from __future__ import annotations

from base64 import encodebytes
from binascii import b2a_qp
from email.header import Header
from email.utils import format_datetime
from functools import lru_cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import BadHeaderError, sanitize_address
from django.utils import timezone

from presessions.mail.models import OutgoingMail
from presessions.mail.rendering import Rendered

LINE = 76  # longest header line without folding
CALENDAR_NAME = "meeting.ics"


class Written:
    """The finished letter, as Django's backends ask for it."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:
        """The letter with these line ends."""
        return self._octets if linesep == "\r\n" else self._octets.replace(b"\r\n", linesep.encode())


class Letter(EmailMultiAlternatives):
    """A message that was written out once, when it was made."""

    def __init__(self, row: OutgoingMail, rendered: Rendered) -> None:
        sender = settings.DISCREET_FROM_EMAIL if rendered.unsigned else settings.DEFAULT_FROM_EMAIL
        headers = _headers(row, rendered)
        super().__init__(rendered.subject, rendered.text, sender, to=[row.to], headers=headers)
        self.attach_alternative(rendered.html, "text/html")
        if rendered.calendar:
            self.attach(CALENDAR_NAME, rendered.calendar.decode(), _calendar_type(rendered.calendar))
        self._written = Written(_octets(self, rendered))

    def message(self, *, policy: object = None) -> Written:  # type: ignore[override]
        """What a backend sends."""
        return self._written


def _headers(row: OutgoingMail, rendered: Rendered) -> dict[str, str]:
    headers = {
        "Message-ID": row.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": rendered.language,
    }
    if rendered.list_unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{rendered.list_unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _octets(letter: Letter, rendered: Rendered) -> bytes:
    headers = letter.extra_headers
    boundary = f"=_{headers['Message-ID'].strip('<>').partition('@')[0]}"
    lines = {
        "Subject": _encoded("Subject", rendered.subject),
        "From": _mailbox(letter.from_email),
        "To": _mailbox(letter.to[0]),
        "Date": format_datetime(timezone.now()),
        **headers,
        "MIME-Version": "1.0",
    }
    head = "".join(f"{name}: {_whole(name, value)}\r\n" for name, value in lines.items())
    body = _parts("alternative", boundary, _part("plain", rendered.text), _part("html", rendered.html))
    if rendered.calendar:
        body = _parts("mixed", f"{boundary}_with", body, _attached(rendered.calendar))
    return head.encode("ascii") + body


def _parts(kind: str, boundary: str, *parts: bytes) -> bytes:
    """A multipart of this kind, from its own Content-Type to its last boundary."""
    mark = boundary.encode()
    inside = b"".join(b"--%b\r\n%b\r\n" % (mark, part) for part in parts)
    return b'Content-Type: multipart/%b; boundary="%b"\r\n\r\n%b--%b--\r\n' % (
        kind.encode(),
        mark,
        inside,
        mark,
    )


def _attached(calendar: bytes) -> bytes:
    head = (
        f'Content-Type: {_calendar_type(calendar)}; charset="utf-8"\r\n'
        f'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="{CALENDAR_NAME}"\r\n'
    )
    return b"%b\r\n%b" % (head.encode(), encodebytes(calendar).replace(b"\n", b"\r\n"))


def _calendar_type(calendar: bytes) -> str:
    """The file's own METHOD stands in its type too (RFC 6047, 2.4)."""
    method = "CANCEL" if b"METHOD:CANCEL" in calendar else "PUBLISH"
    return f"text/calendar; method={method}"


def _part(kind: str, text: str) -> bytes:
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
    lines = "\n".join(text.splitlines())
    quoted = b2a_qp(lines.encode(), istext=True).replace(b"\n", b"\r\n")
    return b"%b\r\n%b\r\n" % (head.encode(), quoted)


def _encoded(name: str, value: str) -> str:
    if value.isascii() and len(name) + 2 + len(value) <= LINE:
        return value
    charset = "us-ascii" if value.isascii() else "utf-8"
    return Header(value, charset, maxlinelen=LINE, header_name=name).encode(linesep="\r\n")


@lru_cache(maxsize=1024)
def _mailbox(address: str) -> str:
    return str(sanitize_address(address, settings.DEFAULT_CHARSET))


def _whole(name: str, value: str) -> str:
    """Refuse a value that would begin another header; a fold (line end and space) is none."""
    if any(not line.startswith(" ") for line in value.splitlines()[1:]):
        raise BadHeaderError(f"A line break in the header {name}.")
    return value
