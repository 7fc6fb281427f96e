"""`make show-losses` and `make show-corpus`: the tables that the tests check, printed.

``python -m tests.applications.show losses|corpus``; exit status 1 where a line is not as it should be.
"""

import contextlib
import io
import logging
import os
import sys
import tempfile
import warnings
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def losses() -> bool:
    """Every way of losing what was typed, each on a fresh scene that is taken back; whether nothing was lost."""
    import django

    django.setup()
    from django.db import connection, transaction
    from django.test.utils import setup_test_environment

    from tests.applications.ways_of_losing import WAYS, WORDS, scene

    setup_test_environment()
    logging.disable(logging.CRITICAL)  # refusals and the one failing database are part of the ways
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(io.StringIO()):  # says of a table that it is there
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    whole = True
    try:
        print(f"{len(WORDS.split()):,} words in five scripts, typed into one field\n")
        print(f"{'way':24}{'typed':>10}{'found again':>14}")
        for way in WAYS:
            with transaction.atomic():
                lost = way.lost(*scene())
                transaction.set_rollback(True)
            whole = whole and not lost
            print(f"{way.name:24}{len(WORDS):10,}{len(WORDS) - lost:14,}", flush=True)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    return whole


def corpus() -> bool:
    """Every file of the corpus, judged as the worker does; whether each got its verdict in time."""
    from tests.applications.corpus import CASES, SECONDS, judged

    right, slowest = 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'file':58}{'expected':>18}{'given':>18}{'s':>7}")
        for case in CASES:
            seen = judged(case, Path(folder))
            right += seen.is_right
            slowest = max(slowest, seen.seconds)
            mark = "" if seen.is_right else "  WRONG"
            print(f"{case.name:58}{seen.expected:>18}{seen.given:>18}{seen.seconds:7.2f}{mark}", flush=True)
    print(f"\n{right} of {len(CASES)} as expected; the slowest took {slowest:.2f} s (at most {SECONDS} s)")
    return right == len(CASES)


TABLES = {"losses": losses, "corpus": corpus}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in TABLES:
        print(f"usage: python -m tests.applications.show {'|'.join(TABLES)}", file=sys.stderr)
        return 2
    return int(not TABLES[arguments[0]]())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
