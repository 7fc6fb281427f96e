"""Whatever two speakers write, agree to, narrow, withdraw and replace, in any order and at any hour: on every surface
outside reads exactly what was agreed to (``lives.py`` walks, ``outside_surfaces.py`` says what is looked at)."""

import pytest
from django.db import transaction
from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from tests.publications.lives import Lives
from tests.publications.test_consent_machine import runs

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class LivesInTransaction(Lives):
    """Each life starts from an empty database and leaves it empty."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        super().teardown()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)


@pytest.mark.both_databases  # the long ones take minutes: once, on PostgreSQL
def test_outside_reads_what_was_agreed_to_in_short_lives():
    run_state_machine_as_test(LivesInTransaction, settings=runs(3, 12))


@pytest.mark.parametrize("part", range(5))  # of 25 lives, so that every core walks some
def test_outside_reads_what_was_agreed_to(part):
    run_state_machine_as_test(seed(part)(LivesInTransaction), settings=runs(5, 30))
