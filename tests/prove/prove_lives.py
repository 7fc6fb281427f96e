"""The lives of two speakers' statements, five hundred times.

``pytest -rP -n auto -m prove tests/prove/prove_lives.py``. Each part prints how many lives and steps were walked, how
many surfaces were read and how many of them had something shared, and how many links of before were opened. Takes an
hour and more of two cores.
"""

import time

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.publications.lives import Lives
from tests.publications.test_consent_machine import PARTS, runs
from tests.publications.test_lives import LivesInTransaction

LIVES, STEPS = 500, 30


@pytest.mark.prove
@pytest.mark.django_db
@pytest.mark.parametrize("part", PARTS)
def test_outside_reads_what_was_agreed_to_in_five_hundred_lives(part):
    Lives.figures.clear()
    begun = time.monotonic()
    other_lives = runs(LIVES // len(PARTS), STEPS, derandomize=False)  # than the other parts'
    run_state_machine_as_test(LivesInTransaction, settings=other_lives)
    told = ", ".join(f"{count:,} {what}" for what, count in Lives.figures.items())
    print(f"{told}; {time.monotonic() - begun:.0f} s")
