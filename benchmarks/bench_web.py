"""`make bench`: how fast pages are on PostgreSQL at third-cycle size, under gunicorn with two workers.

For each page: requests a second, p50 and p95 with eight readers at once (three on staff pages), p50 of a single
reader, processor time of the web worker for a request, SQL queries, bytes (gzip). Then the peak memory of a web
worker, and how many mails a second leave through a worker. BENCH_SECONDS (4) and BENCH_MAILS (3000) make it shorter.
Needs TEST_DATABASE_URL (a server on which a database may be made) and TEST_REDIS_URL: .ci/with-services.sh.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg2

from benchmarks.bench_mail import on_both_databases, peak_memory

SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
READERS = 8
STAFF = 3  # people at once on staff pages: UPR Info has a staff of three
MAILS = int(os.environ.get("BENCH_MAILS", "3000"))
GOALS = (
    "Goals: public pages 240 requests/s; staff pages p50 below 150 ms; at most 15 queries; "
    "700 mails/s; web worker below 200 MB."
)


@contextlib.contextmanager
def database() -> Iterator[str]:
    """A database of its own; its address."""
    server_address = os.environ.get("TEST_DATABASE_URL", "")
    if not server_address.startswith("postgres"):
        sys.exit("This benchmark needs PostgreSQL: install it, or set TEST_DATABASE_URL.")
    name = f"presessions_bench_{os.getpid()}"
    server = psycopg2.connect(server_address)
    server.autocommit = True
    server.cursor().execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(server_address)._replace(path=f"/{name}"))
    finally:
        server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")


def begin(address: str, folder: Path) -> None:
    """Point Django at the new database and fill it with reference data."""
    os.environ.update(
        DATABASE_URL=address,
        REDIS_URL=os.environ.get("TEST_REDIS_URL", ""),
        VAR_DIR=str(folder),
        DEMO="0",
        DJANGO_SETTINGS_MODULE="presessions.settings",
        ALLOWED_HOSTS="127.0.0.1,testserver",
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    with open(os.devnull, "w") as nowhere:
        call_command("load_reference", stdout=nowhere)
    call_command("collectstatic", interactive=False, verbosity=0)


def prepare(address: str, folder: Path) -> None:
    """``begin``, and fill it to third-cycle size."""
    begin(address, folder)
    from benchmarks import third_cycle
    from presessions.lifecycle import public_marks

    made = third_cycle.build()
    public_marks.tidy()  # what the beat does every few minutes
    server = psycopg2.connect(address)
    server.autocommit = True
    server.cursor().execute("VACUUM ANALYZE")  # what PostgreSQL does by itself after so many changes
    server.close()
    if os.getloadavg()[0] > 1.5:
        print(f"This machine is busy (load {os.getloadavg()[0]:.1f}): figures will be too low.")
    print("Filled with " + ", ".join(f"{number:,} {what}" for what, number in made.items()) + ".\n")


def staff_cookie() -> str:
    """The cookie of an administrator who gave password and second factor just now."""
    from django.conf import settings

    from presessions.permissions import Role
    from tests.applications.staff import staff_client
    from tests.factories import make_officer

    client = staff_client(make_officer(role=Role.ADMINISTRATOR))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@contextlib.contextmanager
def web(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """gunicorn as in production: two workers with threads."""
    process = subprocess.Popen(
        [
            *(
                sys.executable,
                "-m",
                "gunicorn",
                "presessions.wsgi:application",
                "--bind",
                f"127.0.0.1:{port}",
            ),
            *(
                "--worker-class",
                "presessions.server.Worker",
                "--workers",
                "2",
                "--threads",
                "4",
                "--no-control-socket",
            ),
            *("--keep-alive", "5", "--log-level", "warning"),
        ],
        env={**os.environ, "MALLOC_ARENA_MAX": "2"},  # as in the Dockerfile
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int) -> None:
    """Until gunicorn answers; on a busy machine its start takes a while."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return
        time.sleep(0.1)
    sys.exit("gunicorn did not answer.")


def load(port: int, path: str, cookie: str, *, seconds: float, readers: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.load", str(port), path, str(seconds), str(readers), cookie]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def queries(path: str, cookie: str) -> int:
    """SQL queries of one request, transactions and session included."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(raise_request_exception=False)
    if cookie:
        name, value = cookie.split("=", 1)
        client.cookies[name] = value
    client.get(path)  # what is looked up once per process is not counted
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get(path)
    return len(seen)


def processor_seconds(process: "subprocess.Popen[bytes]") -> float:
    """What the children of a process have spent so far; 0 where /proc says nothing."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    spent = 0
    for pid in children.read_text().split() if children.exists() else ():
        user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        spent += int(user) + int(system)
    return spent / os.sysconf("SC_CLK_TCK")


def report(
    port: int,
    title: str,
    pages: dict[str, str],
    cookie: str,
    process: "subprocess.Popen[bytes]",
    *,
    readers: int = READERS,
) -> None:
    """A line for each page. "cpu ms" is what a request costs the web worker: much the same on a busy machine."""
    print(
        f"{title:42} {'req/s':>7} {'p50 ms':>7} {'p95 ms':>7} {'alone':>7} {'cpu ms':>7} {'queries':>8} {'bytes':>8}"
    )
    for name, path in pages.items():
        load(port, path, cookie, seconds=min(0.5, SECONDS), readers=readers)
        before = processor_seconds(process)
        busy = load(port, path, cookie, seconds=SECONDS, readers=readers)
        cost = (processor_seconds(process) - before) * 1000 / max(busy["requests"], 1)
        alone = load(port, path, cookie, seconds=min(1, SECONDS), readers=1)
        odd = f"  {busy['odd']:.0f} answers were not 200" if busy["odd"] else ""
        print(
            f"  {name:40} {busy['per_second']:7.0f} {busy['p50']:7.1f} {busy['p95']:7.1f} {alone['p50']:7.1f}"
            f" {cost:7.1f} {queries(path, cookie):8d} {busy['bytes']:8.0f}{odd}",
            flush=True,
        )
    print()


def main() -> None:
    from tests.ports import free_port

    folder = Path(tempfile.mkdtemp(prefix="presessions-bench-"))
    try:
        with database() as address:
            prepare(address, folder)
            from django.db import connections

            from benchmarks.pages import public_pages, staff_pages

            cookie, port = staff_cookie(), free_port()
            with web(port) as process:
                wait_for(port)
                report(port, "Public pages", public_pages(), "", process)
                report(port, "Staff pages", staff_pages(), cookie, process, readers=STAFF)
                print(f"Peak memory of a web worker: {peak_memory(process.pid):.0f} MB")
            connections.close_all()
        print("\nMails through a worker to a fast mail server")
        on_both_databases(mails=MAILS, senders=2)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(GOALS)


if __name__ == "__main__":
    main()
