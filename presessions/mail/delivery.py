"""Sends what is due, so that nothing is lost and nothing leaves twice unflagged.

- A batch is claimed under a lease (``OUTBOX_LEASE``, longer than any letter may
  take); the letters are written and sent outside a transaction.
- Before a few letters ("a handful") are handed to the server they are marked
  "in flight" in the row, in the same transaction that records the handful
  before them. A sender killed at any instant leaves at most one handful
  unrecorded: after the lease those become uncertain, are flagged, and leave
  again with the same Message-ID. The others were never begun and simply wait.
- A handful is as many letters as go out in ``HANDFUL_SECONDS``: one to a slow
  server (one flag too many at most), a score to a fast one (marking costs little).
- A server that can't be reached says nothing about a mail: no attempt is
  counted, all that is due waits a little. A letter it refuses for now (4xx) is
  tried again for a day; one it refuses (5xx) failed, with the server's words.
"""

from __future__ import annotations

import logging
import re
import smtplib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from uuid import uuid4

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from presessions.mail import outbox, transitions
from presessions.mail.letters import Letter
from presessions.mail.models import OutgoingMail

log = logging.getLogger(__name__)

BATCH = 50
HANDFUL_SECONDS = 0.02
HANDFUL_MOST = 25
RUN_SECONDS = 50.0  # then the task ends, and the worker may do something else before the next
COMMANDS = 4  # of SMTP for one letter, each of which may take EMAIL_TIMEOUT
AWAY = timedelta(seconds=30)  # how long everything waits when the server is away
RETRY_AFTER = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 360, 720)
)  # 25 h 51 min in all, then it failed
ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")


class ServerAway(Exception):
    """The mail server can't be reached, or stopped answering."""


@dataclass
class Tally:
    """What one run did."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    dropped: int = 0
    uncertain: int = 0


@dataclass
class _Outcomes:
    """What became of one handful, not yet recorded."""

    sent: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    settle: list[Callable[[str], None]] = field(default_factory=list)


def drain(*, seconds: float = RUN_SECONDS) -> Tally:
    """Send what is due, for at most about ``seconds``. Safe to run many times at once."""
    now = timezone.now()
    transitions.recover(now)
    transitions.drop_stale_codes(now)
    run = _Run(until=monotonic() + seconds)
    try:
        while monotonic() < run.until:
            batch = transitions.claim(run.token, now=timezone.now(), limit=BATCH)
            if not batch:
                break
            run.send(batch)
    except ServerAway:
        transitions.postpone_all(now=timezone.now(), until=timezone.now() + AWAY)
    finally:
        run.line.close()
    return run.tally


class _Line:
    """One connection to the mail server, opened when first needed and used for all letters."""

    def __init__(self) -> None:
        self.backend: BaseEmailBackend = get_connection()
        self.accepted = 0  # letters on this connection

    def open(self) -> None:
        try:
            if self.backend.open():
                self.accepted = 0
        except (OSError, smtplib.SMTPException) as error:
            self.hang_up()
            raise ServerAway(type(error).__name__) from error

    def send(self, letter: Letter) -> None:
        self.backend.send_messages([letter])
        self.accepted += 1

    @property
    def letter_begun(self) -> bool:
        """Whether the letter just tried may have left; a backend that can't tell says yes."""
        return bool(getattr(self.backend, "letter_begun", True))

    def hang_up(self) -> None:
        """Forget the connection; the other side is not answering, so no farewell."""
        getattr(self.backend, "hang_up", self.backend.close)()

    def close(self) -> None:
        try:
            self.backend.close()
        except (OSError, smtplib.SMTPException):
            self.hang_up()


class _Run:
    """One run of the drain: its claim, its connection, its pace."""

    def __init__(self, *, until: float) -> None:
        self.until = until
        self.token = uuid4().hex
        self.line = _Line()
        self.tally = Tally()
        self.handful = 1

    def send(self, batch: Sequence[OutgoingMail]) -> None:
        """Send a claimed batch; whatever happens, what is known is recorded and the rest put back."""
        waiting, outcomes = deque(batch), _Outcomes()
        try:
            while waiting:
                taken = [waiting.popleft() for _ in range(min(self.handful, len(waiting)))]
                outcomes.back.extend(row.pk for row in taken)  # until they are marked
                letters = [(row, letter) for row in taken if (letter := self._write(row, outcomes))]
                self.line.open()
                marked = self._mark(letters, outcomes)
                outcomes = _Outcomes()
                self._hand_over([(row, letter) for row, letter in letters if row.pk in marked], outcomes)
        finally:
            outcomes.back.extend(row.pk for row in waiting)
            with transaction.atomic():
                self._record(outcomes)

    def _write(self, row: OutgoingMail, outcomes: _Outcomes) -> Letter | None:
        try:
            return Letter(row, outbox.write(row))
        except outbox.NoLongerRelevant as reason:
            self.tally.dropped += 1
            words = str(reason)
            outcomes.settle.append(lambda token: transitions.drop(row.pk, token, reason=words))
        except (OperationalError, InterfaceError):
            raise  # the database went away: the lease will bring the batch back
        except Exception as error:
            log.exception("Mail %s (%s) could not be written", row.pk, row.message)
            self.tally.failed += 1
            words = f"The message could not be written ({type(error).__name__})."
            outcomes.settle.append(lambda token: transitions.fail(row.pk, token, reason=words))
        outcomes.back.remove(row.pk)
        return None

    def _mark(self, letters: Sequence[tuple[OutgoingMail, object]], outcomes: _Outcomes) -> set[int]:
        """Record the handful before and mark this one, in one transaction."""
        keys = [row.pk for row, _ in letters]
        outcomes.back = [key for key in outcomes.back if key not in keys]
        with transaction.atomic():
            self._record(outcomes)
            return transitions.mark_in_flight(keys, self.token, now=timezone.now()) if keys else set()

    def _record(self, outcomes: _Outcomes) -> None:
        if outcomes.sent:
            transitions.record_sent(outcomes.sent, self.token, now=timezone.now())
        if outcomes.back:
            transitions.put_back(outcomes.back, self.token)
        for settle in outcomes.settle:
            settle(self.token)

    def _hand_over(self, letters: Sequence[tuple[OutgoingMail, Letter]], outcomes: _Outcomes) -> None:
        began = monotonic()
        # The last letter begun must be over before the lease is.
        latest = began + settings.OUTBOX_LEASE.total_seconds() - COMMANDS * settings.EMAIL_TIMEOUT
        outcomes.back.extend(row.pk for row, _ in letters)
        for row, post in letters:
            if monotonic() > latest:
                break
            self.line.open()
            outcomes.back.remove(row.pk)
            self._try(row, post, outcomes)
        each = (monotonic() - began) / max(1, len(letters))
        self.handful = max(1, min(HANDFUL_MOST, int(HANDFUL_SECONDS / each) if each else HANDFUL_MOST))

    def _try(self, row: OutgoingMail, post: Letter, outcomes: _Outcomes) -> None:
        try:
            self.line.send(post)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
            self._refused(row, post, error, outcomes)
        except (OSError, smtplib.SMTPException) as error:
            self._broken(row, type(error).__name__, outcomes)
        else:
            self.tally.sent += 1
            outcomes.sent.append(row.pk)

    def _refused(
        self,
        row: OutgoingMail,
        post: Letter,
        error: smtplib.SMTPException,
        outcomes: _Outcomes,
    ) -> None:
        """The server answered with a code: the letter certainly did not leave."""
        code, words = _answer(error)
        if code == 421:  # it closes the connection, and says nothing about the letter
            fresh = self.line.accepted == 0
            self.line.hang_up()
            outcomes.back.append(row.pk)
            if fresh:
                raise ServerAway(words)
            return
        # A refused sender is our own setting, not the reader's address: that is given a day to be mended.
        final = 500 <= code < 600 and not isinstance(error, smtplib.SMTPSenderRefused)
        if final or row.attempts >= len(RETRY_AFTER):
            self.tally.failed += 1
            outcomes.settle.append(lambda token: transitions.fail(row.pk, token, reason=words))
        else:
            self.tally.later += 1
            at = timezone.now() + RETRY_AFTER[row.attempts]
            outcomes.settle.append(lambda token: transitions.try_later(row.pk, token, at=at, reason=words))

    def _broken(self, row: OutgoingMail, kind: str, outcomes: _Outcomes) -> None:
        """The line broke or went silent. If the letter was begun it may have left, and we say so."""
        begun = self.line.letter_begun
        self.line.hang_up()
        at: datetime = timezone.now() + RETRY_AFTER[min(row.attempts, len(RETRY_AFTER) - 1)]
        words = f"The mail server broke off ({kind})."
        if begun:
            self.tally.uncertain += 1
            outcomes.settle.append(
                lambda token: transitions.record_uncertain(row.pk, token, at=at, reason=words)
            )
        else:
            self.tally.later += 1
            outcomes.settle.append(lambda token: transitions.try_later(row.pk, token, at=at, reason=words))
        raise ServerAway(kind)


def _answer(error: smtplib.SMTPException) -> tuple[int, str]:
    """The server's code, and its words without any address, for staff to read."""
    code: int
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    else:
        assert isinstance(error, smtplib.SMTPResponseException)
        code, said = error.smtp_code, error.smtp_error
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    words = " ".join(ADDRESS.sub("(address)", text).split())
    return code, f"{code} {words}"[:200]
