"""Redis is killed while mails are being written: requests go on, and everything leaves when it is back."""

import shutil
import subprocess

import pytest

from tests.mail.office import Office, wait_for
from tests.ports import free_port

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.redis,
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs a redis-server to start and stop"),
]


def start_redis(folder, port):
    log = (folder / "redis.log").open("ab")
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    answers = lambda: subprocess.run(["redis-cli", "-p", str(port), "ping"], capture_output=True).stdout  # noqa: E731
    wait_for(lambda: answers().strip() == b"PONG", 10, "Redis answers")
    return server


def test_redis_gone_for_a_while_loses_and_repeats_nothing(tmp_path):
    port = free_port()
    redis = start_redis(tmp_path, port)
    office = Office(tmp_path, f"sqlite:///{tmp_path}/office.sqlite3", f"redis://127.0.0.1:{port}/0")
    office.settings["OFFICE_LEASE"] = "30"  # nothing here lapses
    try:
        office.migrate()
        office.open_sink(delay=0.005)
        office.open_worker()
        office.fill(60)
        wait_for(lambda: len(office.taken()) >= 5, 60, "the worker sends")
        Office.kill(redis)
        while_away = office.fill(40, start=60)
        redis = start_redis(tmp_path, port)
        wait_for(lambda: len({reader for _, reader in office.taken()}) == 100, 90, "everything leaves")
        rows = wait_for(
            lambda: (rows := office.rows()) and all(row["status"] == "sent" for row in rows) and rows,
            30,
            "recorded",
        )
    finally:
        office.close()
        Office.kill(redis)
    print(f"40 mails written in {while_away:.2f} s while Redis was away")
    assert while_away < 5
    assert len(office.taken()) == 100
    assert not any(row["possibly_twice"] for row in rows)
