"""The worker's whole process group is killed (SIGKILL) again and again while 200 mails go out.

The mail server takes 30 ms a letter and writes it down before it answers, so a
killed sender often leaves a letter that arrived and that nobody recorded.
"""

import random
import time

import pytest

from tests.mail.office import wait_for

pytestmark = [pytest.mark.faults, pytest.mark.slow]

MAILS = 200
KILLS = 8
SENDERS = 2


def test_killed_worker_loses_nothing_and_flags_every_repeat(office):
    chance = random.Random(20261122)
    office.fill(MAILS)
    office.open_sink(delay=0.03)

    for _ in range(KILLS):
        before = len(office.taken())
        worker = office.open_worker(concurrency=SENDERS)
        wait_for(lambda before=before: len(office.taken()) > before, 60, "the worker sends")
        time.sleep(chance.uniform(0.0, 0.4))
        office.kill(worker)
    office.open_worker(concurrency=SENDERS)
    rows = wait_for(
        lambda: (rows := office.rows()) and all(row["status"] == "sent" for row in rows) and rows,
        120,
        "all is sent",
    )

    letters = office.taken()
    flagged = {row["message_id"] for row in rows if row["possibly_twice"]}
    print(f"letters {len(letters)}, repeats {len(office.repeats())}, flagged {len(flagged)}, kills {KILLS}")
    assert {reader for _, reader in letters} == {f"reader{place}@example.org" for place in range(MAILS)}
    assert len({message_id for message_id, _ in letters}) == MAILS
    assert {message_id for message_id, _ in letters} == {row["message_id"] for row in rows}
    assert office.repeats() <= flagged
    assert len(letters) - MAILS <= KILLS * SENDERS
    assert len(flagged) <= KILLS * SENDERS * 2  # a handful is one or two letters at this pace
