"""The proof of the rules runs: the long one with every rule is apart, and would otherwise break unseen."""

import subprocess
import sys

import pytest


@pytest.mark.slow
def test_a_rule_taken_out_is_noticed() -> None:
    asked = [sys.executable, "-m", "tests.prove.prove_rules", "--only", "no repeated id"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout.splitlines()[-1].split(",")[:3]) == (
        0,
        ["1 rules taken out one by one", " 1 noticed", " 0 unnoticed"],
    ), done.stdout + done.stderr
