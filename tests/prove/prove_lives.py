"""The lives of two speakers' statements, five hundred times: ``pytest -m prove tests/prove/prove_lives.py``.

Prints how many lives and steps were walked, how many surfaces were read and how many of them had something shared,
and how many links of before were opened. Takes half an hour of one core.
"""

import time

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.publications.lives import Lives
from tests.publications.test_consent_machine import runs
from tests.publications.test_lives import LivesInTransaction

LIVES, STEPS = 500, 30


@pytest.mark.prove
@pytest.mark.django_db
def test_outside_reads_what_was_agreed_to_in_five_hundred_lives(capsys):
    Lives.figures.clear()
    begun = time.monotonic()
    run_state_machine_as_test(LivesInTransaction, settings=runs(LIVES, STEPS))
    with capsys.disabled():
        told = ", ".join(f"{count:,} {what}" for what, count in Lives.figures.items())
        print(f"\n{told}; {time.monotonic() - begun:.0f} s")
