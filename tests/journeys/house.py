"""The whole site as a journey meets it: real processes on a fresh database, real SMTP, no test client.

``House`` starts ``manage.py run_local`` (gunicorn and a Celery worker with beat) on a free port with a
folder, a database and a broker of its own, and takes all of it away again.
"""

import email
import email.policy
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]


def until(found: Callable[[], Any], *, seconds: float = 60, what: str = "it") -> Any:
    """What ``found`` returns once it is true; fails after that many seconds."""
    limit = time.monotonic() + seconds
    gone = threading.Event()
    while time.monotonic() < limit:
        if answer := found():
            return answer
        gone.wait(0.1)
    raise AssertionError(f"{what} did not come within {seconds} seconds")


@dataclass
class Letters:
    """An SMTP sink that keeps what arrives."""

    kept: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        letter["X-Rcpt"] = ", ".join(envelope.rcpt_tos)
        self.kept.append(letter)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.kept if letter["X-Rcpt"] == address]

    def text(self, letter: EmailMessage) -> str:
        part = letter.get_body(("plain",))
        return part.get_content() if part else ""

    def wait(self, address: str, *, saying: str = "", after: int = 0, seconds: float = 60) -> str:
        """The text of the newest letter to this address that says so, beyond the first ``after``."""

        def newest() -> str:
            for letter in reversed(self.to(address)[after:]):
                text = self.text(letter)
                if saying in text:
                    return text
            return ""

        return until(newest, seconds=seconds, what=f"a letter to {address} saying “{saying}”")


@dataclass
class House:
    """A running site; ``address`` is where it is, ``letters`` what it has sent."""

    folder: Path
    database_url: str
    redis_url: str = ""
    demo: bool = False
    letters: Letters = field(default_factory=Letters)
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None
    _smtp: Controller | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        assert self._smtp is not None
        return {
            **{key: value for key, value in os.environ.items() if not key.startswith(("TEST_", "DJANGO"))},
            "DJANGO_SETTINGS_MODULE": "presessions.settings",
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "DEMO": "1" if self.demo else "0",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self._smtp.port),
            "SITE_ADDRESS": self.address,
        }

    def start(self) -> "House":
        self._smtp = Controller(self.letters, hostname="127.0.0.1", port=free_port())
        self._smtp.start()
        log = (self.folder / "house.log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "run_local", "--port", str(self.port)],
            cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        until(self._answers, seconds=300 if self.demo else 120, what="the house")
        return self

    def _answers(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise AssertionError((self.folder / "house.log").read_text(errors="replace")[-3000:])
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=30)
        if self._smtp is not None:
            self._smtp.stop()

    def manage(self, *arguments: str, given: str = "") -> str:
        """Run a management command in the house's environment; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, input=given, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def log(self) -> str:
        return (self.folder / "house.log").read_text(errors="replace")


def code_in(text: str) -> str:
    """The one-time code of a letter."""
    found = re.search(r"\b([0-9A-Z]{4}-[0-9A-Z]{4})\b", text)
    assert found, text
    return found[1]
