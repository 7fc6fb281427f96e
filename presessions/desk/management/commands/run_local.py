"""`make run`: the whole site on this machine, web server and worker together."""

import errno
import fcntl
import http.client
import os
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from presessions.desk import supervisor
from presessions.desk.demo import sign_in_help
from presessions.desk.preparation import prepare

HOST = "127.0.0.1"  # this machine only; docs/operate.md says how to serve others
READY_SECONDS = 60
STOP_SECONDS = 8  # what a page or a mail under way may still take


class Command(BaseCommand):
    help = "Start web server and worker on this machine, prepare what is missing, stop both with Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default="8000", help="the port to listen on (default: 8000)")

    def handle(self, *args: Any, port: str, **options: Any) -> None:
        self._start(port_number(port))

    def _start(self, port: int) -> None:
        if settings.PRODUCTION:
            raise CommandError("run_local is for trying out; docs/operate.md says how to run in production.")
        check_port_is_free(port)
        lock = lock_folder(port)
        try:
            self._prepare()
            self._run(port)
        except KeyboardInterrupt:
            self.stdout.write("\nStopped before it was ready; the next start goes on from here.")
            sys.exit(130)
        finally:
            lock.close()

    def _prepare(self) -> None:
        self.stdout.write("Preparing what is missing...")
        try:
            prepare(say=self._say)
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {str(error).strip()}") from error
        except OSError as error:
            raise CommandError(unwritable(error)) from error
        connections.close_all()

    def _run(self, port: int) -> None:
        stopping = Stopping()
        children: list[supervisor.Child] = []
        try:
            for name, command in commands(port).items():
                children.append(supervisor.spawn(name, command, environment=child_environment(port)))
            ended = self._wait_until_ready(children, port, stopping)
            while ended is None and not stopping.asked_within(0.2):
                ended = first_ended(children)
        finally:
            self._stop(children)
        if ended is not None:
            status = ended.process.returncode
            raise CommandError(
                f"The {ended.name} stopped by itself (exit status {status}), so all of it was stopped."
            )

    def _wait_until_ready(
        self, children: list[supervisor.Child], port: int, stopping: "Stopping"
    ) -> supervisor.Child | None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until and not stopping.asked_within(0.1):
            ended = first_ended(children)
            if ended is not None:
                return ended
            if answers(port):
                self._say(welcome(port))
                return None
        if not stopping.asked:
            raise CommandError(f"The web server did not answer within {READY_SECONDS} seconds.")
        return None

    def _stop(self, children: list[supervisor.Child]) -> None:
        self._say("\nStopping web server and worker...")
        killed = supervisor.stop(children, patience=STOP_SECONDS)
        for name in killed:
            self._say(f"The {name} took too long and was ended; nothing queued is lost.")
        self._say("Stopped.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


class Stopping:
    """Whether somebody asked us to stop. A plain flag: a handler that takes a lock may wait for itself."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, *_: object) -> None:
        self.asked = True

    def asked_within(self, seconds: float) -> bool:
        if not self.asked:
            time.sleep(seconds)
        return self.asked


def port_number(text: str) -> int:
    """The number in ``text``. Raise CommandError, saying what to do, where it is none that a port has."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= 65535):
        named = f"port {text}" if text.strip() else "port without a number"
        raise CommandError(f"There is no {named}; choose one from 1024 to 65535: make run PORT=8001")
    return int(text)


def check_port_is_free(port: int) -> None:
    """Raise CommandError, saying what to do, where nothing can listen on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} is busy: another program listens on {HOST}:{port}. "
                    f"Stop it, or choose another port: make run PORT={min(port + 1, 65535)}"
                ) from None
            raise CommandError(
                f"Port {port} can't be used: {error.strerror}. Try: make run PORT=8001"
            ) from None


def lock_folder(port: int) -> IO[str]:
    """Hold VAR_DIR for this run: two workers on one mailbox and queue would confuse whoever watches them."""
    path = Path(settings.VAR_DIR) / "run.lock"
    try:
        lock = path.open("a+")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        lock.truncate(0)
        lock.write(f"http://{HOST}:{port}/ (process {os.getpid()})\n")
        lock.flush()
    except BlockingIOError:
        raise CommandError(
            f"It runs already: {path.read_text().strip() or 'started elsewhere'}. Stop that one first."
        ) from None
    except OSError as error:
        raise CommandError(unwritable(error)) from None
    return lock


def unwritable(error: OSError) -> str:
    """Where nothing can be written, why, and what to do."""
    place = error.filename or settings.VAR_DIR
    return (
        f"{place} can't be written: {error.strerror}. Make room or mend its permissions, or choose another "
        "folder: VAR_DIR=/path/to/folder make run"
    )


def commands(port: int) -> dict[str, list[str]]:
    """The two processes: gunicorn with threads, and a Celery worker that carries beat."""
    python = [sys.executable, "-m"]
    return {
        "web server": [
            *python, "gunicorn", "presessions.wsgi:application", "--bind", f"{HOST}:{port}",
            "--worker-class", "presessions.server.Worker", "--workers", "1", "--threads", "8",
            "--graceful-timeout", "5", "--no-control-socket", "--log-level", "warning",
        ],
        "worker": [
            *python, "celery", "--app", "presessions", "--quiet", "worker", "--beat", "--pool", "threads",
            "--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat",
            "--loglevel", "warning",
        ],
    }  # fmt: skip


def child_environment(port: int) -> dict[str, str]:
    """Ours, with the address that mails and calendar files name set to the port in use."""
    # Celery warns root about pickled messages; ours are JSON, and this machine's only.
    quiet = "ignore:You're running the worker with superuser privileges"
    return {
        "SITE_ADDRESS": f"http://{HOST}:{port}",
        "PYTHONWARNINGS": quiet,
        **os.environ,
        "PYTHONUNBUFFERED": "1",
    }


def first_ended(children: list[supervisor.Child]) -> supervisor.Child | None:
    return next((child for child in children if not child.is_running), None)


def answers(port: int) -> bool:
    """Whether the web server serves /healthz."""
    request = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        request.request("GET", "/healthz")
        return request.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        request.close()


def welcome(port: int) -> str:
    """Where to look and how to sign in."""
    address = f"http://{HOST}:{port}"
    lines = ["", f"Pre-sessions runs at {address}/   (Ctrl-C stops it, the data stays)"]
    if settings.DEMO:
        lines += ["", sign_in_help(address)]
    return "\n".join(lines)
