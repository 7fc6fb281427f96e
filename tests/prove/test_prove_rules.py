"""The proof of the rules runs: the long one with every rule is apart, and would otherwise break unseen."""

import subprocess
import sys

import pytest

from tests.prove.prove_rules import ROOT, path_of
from tests.prove.removals import REMOVALS


def test_what_is_taken_out_stands_once_in_the_code() -> None:
    stands = {each.rule: path_of(ROOT, each.file).read_text().count(each.old) for each in REMOVALS}
    assert {rule: times for rule, times in stands.items() if times != 1} == {}


@pytest.mark.slow
def test_a_rule_taken_out_is_noticed() -> None:
    asked = [sys.executable, "-m", "tests.prove.prove_rules", "--only", "no repeated id"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout.splitlines()[-1].split(",")[:3]) == (
        0,
        ["1 rules taken out one by one", " 1 noticed", " 0 unnoticed"],
    ), done.stdout + done.stderr
