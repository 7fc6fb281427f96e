"""What must not come back with an archive: who was erased, which applications, what was no longer agreed to.

A line for each in a file beside the data, never in the database, which an archive replaces: when, what kind of
thing, and a mark that tells no name (an unguessable id, or an address under the secret key). `backup.sh` lays a copy
beside the archives; after a restore `replay_taken_back` does again what was done since the archive was made.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from presessions.accounts.managers import clean_email
from presessions.privacy.retention import Rule, register_retention

PERSON = "person"
USEFUL = timedelta(days=400)  # no archive is kept for so long

again_by_kind: dict[str, Callable[[str], bool]] = {}


def path() -> Path:
    return Path(settings.VAR_DIR) / "taken-back.txt"


def register_again(kind: str, again: Callable[[str], bool]) -> None:
    """Have ``again(mark)`` called for each line of this kind; it returns whether there was something to do."""
    again_by_kind[kind] = again


def note(kind: str, mark: object) -> None:
    """Write the line once the transaction has ended well; a full disk undoes nothing of it and is logged."""

    def write() -> None:
        with _locked() as file:
            file.write(f"{timezone.now().astimezone(UTC):%Y%m%dT%H%M%SZ} {kind} {mark}\n")

    transaction.on_commit(write, robust=True)


def note_person(email: str) -> None:
    note(PERSON, mark_of(email))


def mark_of(email: str) -> str:
    """The same for the same address, and for nobody without the secret key a way back to it."""
    return salted_hmac("presessions.privacy.taken_back", clean_email(email), algorithm="sha256").hexdigest()


def read_instant(text: str) -> datetime:
    """As it stands in a line, and in the name of an archive."""
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def forget(before: datetime) -> int:
    """Retention: lines older than any archive."""
    if not path().exists():
        return 0
    with _locked() as file:
        file.seek(0)
        lines = file.readlines()
        kept = [line for line in lines if read_instant(line.split()[0]) >= before]
        file.seek(0)
        file.truncate()
        file.writelines(kept)
    return len(lines) - len(kept)


@contextmanager
def _locked() -> Iterator[IO[str]]:
    with path().open("a+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def register() -> None:
    """Called once, when the application starts."""
    register_retention(Rule("the list of what was taken back", USEFUL, forget))
