"""A whole office in processes of its own: database, broker, mail server, worker with beat.

Real processes, so that they can be killed. ``python -m tests.mail.office fill N``
and ``... rows`` run inside it, with the office's environment.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]


def wait_for(condition, seconds: float, what: str):
    """Look again and again until ``condition()`` is true; fail with ``what`` after ``seconds``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what}")


@dataclass
class Office:
    """``database``: URL of a fresh database; ``redis``: URL, or nothing for the filesystem broker."""

    folder: Path
    database: str
    redis: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen] = field(default_factory=list)
    port: int = field(default_factory=free_port)

    @property
    def environment(self) -> dict[str, str]:
        mine = {
            "DJANGO_SETTINGS_MODULE": "tests.mail.office_settings",
            "DATABASE_URL": self.database,
            "REDIS_URL": self.redis,
            "VAR_DIR": str(self.folder),
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.port),
            "DEMO": "0",
        }
        kept = {key: value for key, value in os.environ.items() if not key.startswith("TEST_")}
        return {**kept, **mine, **self.settings}

    @property
    def log(self) -> Path:
        return self.folder / "sink.log"

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def _start(self, *arguments: str, **options) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, start_new_session=True, **options
        )
        self.processes.append(process)
        return process

    def migrate(self) -> None:
        self.run("manage.py", "migrate", "-v", "0")

    def fill(self, number: int, start: int = 0) -> float:
        """Queue so many mails, one a reader; the seconds it took, with commit and wake-up."""
        return float(self.run("-m", "tests.mail.office", "fill", str(number), str(start)))

    def rows(self) -> list[dict]:
        """The outbox as it is."""
        return json.loads(self.run("-m", "tests.mail.office", "rows"))

    def open_sink(self, *, delay: float = 0.0, answer: str = "take") -> subprocess.Popen:
        options = [
            "--log",
            str(self.log),
            "--delay",
            str(delay),
            "--answer",
            answer,
            "--port",
            str(self.port),
        ]
        sink = self._start("-m", "tests.mail.sink", *options, stdout=subprocess.PIPE, text=True)
        assert sink.stdout.readline().strip() == str(self.port)
        return sink

    def open_worker(self, *, concurrency: int = 2) -> subprocess.Popen:
        out = open(self.folder / "worker.log", "ab")  # noqa: SIM115 - the worker keeps it
        return self._start(
            *("-m", "celery", "-A", "presessions", "worker", "-B", "-c", str(concurrency)),
            *("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING"),
            stdout=out,
            stderr=out,
        )

    def taken(self) -> list[tuple[str, str]]:
        """Message-ID and reader of every letter the mail server took."""
        if not self.log.exists():
            return []
        lines = self.log.read_text().splitlines()
        return [tuple(line.split("\t")) for line in lines if "\t" in line]

    def repeats(self) -> set[str]:
        """The Message-IDs the mail server saw more than once."""
        return {
            message_id for message_id, times in Counter(pair[0] for pair in self.taken()).items() if times > 1
        }

    @staticmethod
    def kill(process: subprocess.Popen) -> None:
        """SIGKILL to the whole process group: nobody says good-bye."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)


def fresh_postgres(url: str) -> str:
    """The URL of a new, empty database beside ``url``'s."""
    import psycopg2

    name = f"office_{uuid4().hex[:10]}"
    line = psycopg2.connect(url.replace("postgres://", "postgresql://", 1))
    line.autocommit = True
    with line.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    line.close()
    return f"{url.rsplit('/', 1)[0]}/{name}"


def drop_postgres(url: str) -> None:
    import psycopg2

    base, name = url.rsplit("/", 1)
    line = psycopg2.connect(f"{base}/postgres".replace("postgres://", "postgresql://", 1))
    line.autocommit = True
    with line.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    line.close()


def _fill(number: int, start: int) -> None:
    from django.db import transaction

    from presessions.mail import outbox

    began = time.monotonic()
    with transaction.atomic():
        for place in range(start, start + number):
            outbox.queue(
                "application_received",
                to=f"reader{place}@example.org",
                cause=f"application {place}",
                ids={"number": place},
                language=("en", "fr", "es")[place % 3],
            )
    print(time.monotonic() - began)


def _rows() -> None:
    from presessions.mail.models import OutgoingMail

    columns = ("to", "status", "message_id", "possibly_twice", "attempts", "last_error")
    print(json.dumps(list(OutgoingMail.objects.order_by("pk").values(*columns))))


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "fill":
        _fill(int(sys.argv[2]), int(sys.argv[3]))
    else:
        _rows()
