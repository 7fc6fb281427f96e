"""How many mails a second leave the outbox, through a real worker to the fastest mail server there is, and the
most memory its processes took.

``python -m benchmarks.bench_mail [--mails 5000] [--senders 2]`` prints a line for SQLite with the
filesystem broker and, where TEST_DATABASE_URL and TEST_REDIS_URL are set, one for PostgreSQL with Redis.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.mail.office import Office, drop_postgres, fresh_postgres, wait_for


def taken(path: Path) -> int:
    """What the mail server has counted so far."""
    return int.from_bytes(path.read_bytes(), "little")


def peak_memory(pid: int) -> float:
    """The largest peak resident size of a process and its children, in MB; 0 where /proc says nothing."""
    family = [pid]
    children = Path(f"/proc/{pid}/task/{pid}/children")
    if children.exists():
        family += map(int, children.read_text().split())
    peaks = [
        int(found[1])
        for each in family
        if (status := Path(f"/proc/{each}/status")).exists()
        and (found := re.search(r"VmHWM:\s+(\d+)", status.read_text()))
    ]
    return max(peaks, default=0) / 1024


def measure(office: Office, *, mails: int, senders: int) -> tuple[float, int, float]:
    """Mails per second from the first to the last, how many were flagged as possibly twice, peak MB of a worker."""
    count = office.folder / "taken"
    sink = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.fast_sink", str(count)], stdout=subprocess.PIPE, text=True
    )
    assert sink.stdout is not None
    office.port = int(sink.stdout.readline())
    office.settings |= {"OFFICE_LEASE": "120", "OFFICE_EMAIL_TIMEOUT": "20"}
    try:
        office.migrate()
        office.fill(mails)
        worker = office.open_worker(concurrency=senders)
        wait_for(lambda: taken(count), 60, "the first mail")
        began, first = time.monotonic(), taken(count)
        wait_for(lambda: taken(count) >= mails, 600, "the last mail")
        seconds = time.monotonic() - began
        memory = peak_memory(worker.pid)
        flagged = sum(row["possibly_twice"] for row in office.rows())
    finally:
        office.close()
        sink.kill()
    return (mails - first) / seconds, flagged, memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=5000)
    parser.add_argument("--senders", type=int, default=2)
    said = parser.parse_args()
    on_both_databases(mails=said.mails, senders=said.senders)


def on_both_databases(*, mails: int, senders: int) -> None:
    """Print a line for each pair of database and broker that is there."""
    postgres = os.environ.get("OFFICE_POSTGRES_URL") or os.environ.get("TEST_DATABASE_URL", "")
    redis = os.environ.get("TEST_REDIS_URL", "")
    with tempfile.TemporaryDirectory() as place:
        embedded = Office(Path(place), f"sqlite:///{place}/office.sqlite3")
        report("SQLite, filesystem broker", embedded, mails=mails, senders=senders)
    if not (postgres.startswith("postgres") and redis):
        print("PostgreSQL, Redis: not measured (TEST_DATABASE_URL and TEST_REDIS_URL say where they are)")
        return
    with tempfile.TemporaryDirectory() as place:
        database = fresh_postgres(postgres)
        try:
            report("PostgreSQL, Redis", Office(Path(place), database, redis), mails=mails, senders=senders)
        finally:
            drop_postgres(database)


def report(name: str, office: Office, *, mails: int, senders: int) -> None:
    """Measure and print one line."""
    speed, flagged, memory = measure(office, mails=mails, senders=senders)
    how = f"{mails} mails, {senders} senders, {flagged} flagged, load {os.getloadavg()[0]:.1f}"
    print(f"{name}: {speed:.0f} mails/s, worker process {memory:.0f} MB at most ({how})", flush=True)


if __name__ == "__main__":
    main()
