"""`make bench-intake`: the last hour of a call, behind nginx as in production, on two web workers and a task worker.

Slow clients upload 5 MB at 25 KB/s, half of them by the plain form, half in pieces as the page's script does;
20 applications a minute are sent; 50 pages a second are read. Prints what was answered and how soon, and looks in
the database for everything that was confirmed. Exit status 1 where a 5xx was seen or anything confirmed is not there.
CLIENTS (200), SECONDS (200, of uploading), SUBMISSIONS (20 a minute) and READS (50 a second) make it shorter or milder.
Needs PostgreSQL, Redis (.ci/with-services.sh) and nginx.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import secrets
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench_mail import peak_memory
from benchmarks.bench_web import database, prepare, wait_for, web
from benchmarks.slow_clients import (
    Browser,
    Person,
    Seen,
    at_a_pace,
    noted,
    send_in_pieces,
    send_whole,
    submit,
)

RATE = 25_000  # bytes a second of a slow client
SPREAD = 5  # seconds over which they begin
READERS = 25
READ = [  # what people open before a deadline, in turn
    *("One call", "Begin an application", "Sign in", "One call", "Home"),
    *("Begin an application", "Safety and privacy", "Calls", "One Pre-session", "Library, two words"),
]
GRACE = 120  # seconds after which the last slow client is given up


@contextlib.contextmanager
def tasks(folder: Path) -> Iterator[None]:
    """The worker that checks files, with beat, as in production."""
    log = (folder / "worker.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "presessions.celery", "worker", "--beat", "--concurrency", "1",
         "--schedule", str(folder / "beat")],
        stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def people(number: int, *, whole: bool) -> list[Person]:
    """So many applicants, signed in, each with a draft; ``whole``: ready to be sent."""
    from django.conf import settings
    from django.test import Client

    from presessions.series.models import PreSession, Series
    from tests.applications.test_transitions import WHOLE, whole_draft
    from tests.factories import make_application

    meeting = PreSession.objects.filter(series=Series.objects.latest("session")).first()
    made = []
    for _ in range(number):
        name = f"Association {secrets.token_hex(6)}"
        if whole:
            row = whole_draft(meeting=meeting, organisation=None, organisation_name=name)
        else:
            row = make_application(
                meeting, status="draft", organisation=None, **{**WHOLE, "organisation_name": name}
            )
        client = Client()
        client.force_login(row.owner, backend="presessions.accounts.backends.RoleBackend")
        token, session = secrets.token_hex(16), settings.SESSION_COOKIE_NAME
        cookie = f"{session}={client.cookies[session].value}; {settings.CSRF_COOKIE_NAME}={token}"
        made.append(Person(str(row.public_id), cookie, token))
    return made


def call_is_open() -> None:
    """The newest series takes applications for another hour."""
    from datetime import timedelta

    from django.utils import timezone

    from presessions.series.enums import SeriesStatus
    from presessions.series.models import Series

    now = timezone.now()
    newest = Series.objects.latest("session")
    Series.objects.filter(pk=newest.pk).update(
        status=SeriesStatus.CALL_OPEN, opens_at=now - timedelta(days=30), closes_at=now + timedelta(hours=1)
    )
    newest.pre_sessions.update(closes_at=None)


def file_of(size: int) -> bytes:
    """An honest PDF of about that many bytes."""
    import pikepdf

    from tests.applications.corpus import pdf

    def filled(document: pikepdf.Pdf) -> None:
        document.Root.Sample = document.make_stream(os.urandom(max(0, size - 2000)))

    return pdf(filled)


class Hour:
    """The last hour: who does what, and what came of it."""

    def __init__(self, said: argparse.Namespace, port: int, certificate: Path) -> None:
        self.said, self.port = said, port
        self.tls = ssl.create_default_context(cafile=str(certificate))
        self.seen = Seen()
        self.uploaded: list[str] = []
        self.submitted: list[str] = []

    def browser(self, cookie: str = "") -> Browser:
        return Browser(self.port, self.tls, cookie)

    async def run(
        self, uploaders: list[Person], senders: list[Person], paths: list[str], data: bytes
    ) -> float:
        begun = time.monotonic()
        until = begun + self.said.seconds
        uploads = [asyncio.create_task(self.upload(n, each, data)) for n, each in enumerate(uploaders)]
        others = [asyncio.create_task(self.read(number, paths, until)) for number in range(READERS)]
        others.append(asyncio.create_task(self.send(senders, until)))
        _done, late = await asyncio.wait([*uploads, *others], timeout=self.said.seconds + GRACE)
        for task in late:
            task.cancel()
        for task in _done:
            task.result()
        return time.monotonic() - begun

    async def upload(self, number: int, person: Person, data: bytes) -> None:
        await asyncio.sleep(SPREAD * number / max(1, self.said.clients))
        way = send_whole if number % 2 else send_in_pieces
        if await way(self.browser(person.cookie), person, data, RATE, self.seen):
            self.uploaded.append(person.public_id)

    async def send(self, senders: list[Person], until: float) -> None:
        waiting = iter(senders)

        async def one(due: float) -> None:
            person = next(waiting)
            if await submit(self.browser(person.cookie), person, due, self.seen):
                self.submitted.append(person.public_id)

        await at_a_pace(one, self.said.submissions / 60, until)

    async def read(self, number: int, paths: list[str], until: float) -> None:
        browser, turn = self.browser(), iter(range(number, 10**9))

        async def one(due: float) -> None:
            await noted(self.seen, "read", due, browser.ask("GET", paths[next(turn) % len(paths)]))

        pace = self.said.reads / READERS
        await at_a_pace(one, pace, until, offset=number / READERS / pace)


def report(hour: Hour, took: float, memory: float) -> bool:
    """The table; whether nothing was lost and no 5xx seen."""
    from applications.models import Application, SupportingFile

    seen = hour.seen
    print(f"\n{'':24}{'answers':>9}{'p50 ms':>9}{'p95 ms':>9}{'most ms':>9}  status")
    for kind, statuses in sorted(seen.statuses.items()):
        told = ", ".join(f"{status} {number}" for status, number in sorted(statuses.items()))
        figures = "".join(f"{seen.p(kind, share):9,.0f}" for share in (0.5, 0.95, 1))
        print(f"{kind:24}{sum(statuses.values()):9,}{figures}  {told}")
    standing = set(map(str, Application.objects.standing().values_list("public_id", flat=True)))
    files = SupportingFile.objects.filter(application__public_id__in=hour.uploaded)
    size = {str(row.application.public_id): row for row in files.select_related("application")}
    lost = [each for each in hour.submitted if each not in standing]
    lost_files = [
        each
        for each in hour.uploaded
        if each not in size or not size[each].file.storage.exists(size[each].file.name)
    ]
    broken = sum(n for each in seen.statuses.values() for status, n in each.items() if status.startswith("5"))
    checked = files.exclude(status="checking").count()
    print(f"\n5xx: {broken}")
    print(f"applications confirmed: {len(hour.submitted)}; of them lost: {len(lost)}")
    print(f"files confirmed: {len(hour.uploaded)} of {hour.said.clients}; of them lost: {len(lost_files)}")
    print(f"checked by the worker when the last one was in: {checked}")
    reads, sent = seen.p("read", 0.95), seen.p("submission", 0.95)
    print(f"p95 of reads: {reads:,.0f} ms (aim 300); of submitting: {sent:,.0f} ms (aim 1,000)")
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    print(f"took {took:.0f} s; peak memory of a web worker {memory:.0f} MB; {load}")
    return not (broken or lost or lost_files) and len(hour.uploaded) == hour.said.clients


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("clients", 200), ("seconds", 200), ("submissions", 20), ("reads", 50)):
        parser.add_argument(f"--{name}", type=int, default=int(os.environ.get(name.upper()) or usual))
    said = parser.parse_args()
    from tests.deploy.test_nginx import NGINX, run_nginx
    from tests.ports import free_port

    if NGINX is None:
        sys.exit("This benchmark needs nginx.")
    folder = Path(tempfile.mkdtemp(prefix="presessions-intake-"))
    os.environ["TRUSTED_PROXIES"] = "1"
    try:
        with database() as address:
            prepare(address, folder)
            from django.db import connections

            from benchmarks.pages import public_pages

            call_is_open()
            pages = public_pages()
            paths = [pages[name] for name in READ]
            uploaders = people(said.clients, whole=False)
            senders = people(said.seconds * said.submissions // 60 + 1, whole=True)
            connections.close_all()
            port, proxy_folder = free_port(), folder / "nginx"
            proxy_folder.mkdir()
            with web(port) as process, tasks(folder):
                wait_for(port)
                running = run_nginx(proxy_folder, application_port=port)
                proxy = next(running)
                hour = Hour(said, proxy.secure, proxy_folder / "fullchain.pem")
                print(
                    f"{said.clients} clients upload for {said.seconds} s at {RATE // 1000} KB/s, "
                    f"{said.submissions} applications a minute, {said.reads} pages a second.",
                    flush=True,
                )
                took = asyncio.run(hour.run(uploaders, senders, paths, file_of(RATE * said.seconds)))
                memory = peak_memory(process.pid)
                running.close()
            good = report(hour, took, memory)
            connections.close_all()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
