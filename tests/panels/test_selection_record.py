"""The audit record, the seeds of the draw, and the verifier that stands alone."""

import hashlib
import hmac
import json
import runpy
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from panels import verify_selection
from panels.selection import POLICIES, Candidate, choose
from panels.selection_budget import Budget
from panels.selection_clashes import request
from panels.selection_record import audit_record, canonical, commitment, digest, state_seed
from tests.panels.pools import random_pool, random_wishes

VERIFIER = Path(verify_selection.__file__)


def recorded(pool, *, policy="faq-2024", seed="s", steps=None, **wishes):
    asked = request(pool, policy=POLICIES[policy], **wishes)
    choice, _ = choose(asked, seed=seed, budget=Budget(steps=steps))
    return audit_record(asked, choice, seed=seed)


def resealed(record, **changes):
    """A record changed by somebody who also renews its hash."""
    changed = {**record, **changes}
    return {**changed, "sha256": digest(changed)}


def test_state_seed_is_an_hmac_that_reveals_nothing_of_the_series_seed():
    assert state_seed("series", "CHE") == hmac.new(b"series", b"CHE", hashlib.sha256).hexdigest()
    assert state_seed("series", "CHE") != state_seed("series", "FRA")


def test_commitment_is_the_hash_of_the_seed():
    assert commitment("s") == hashlib.sha256(b"s").hexdigest()


def test_canonical_is_the_same_whatever_the_order_of_keys():
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'


def test_record_is_plain_json_whose_hash_is_its_own():
    record = recorded(random_pool(Random(1), 9))
    assert json.loads(canonical(record)) == record
    assert digest(record) == record["sha256"]


def test_record_holds_only_the_themes_that_count():
    record = recorded(random_pool(Random(1), 9, themes=6))
    assert {len(applicant["themes"]) for applicant in record["applicants"]} == {4}


def test_record_of_a_clash_has_no_panel():
    record = recorded(random_pool(Random(1), 3), pins=["a001"], exclusions=["a001"])
    assert record["result"]["panel"] is None
    assert record["result"]["clashes"] == [["pin a001", "exclude a001"]]


def test_record_cut_short_keeps_its_bound():
    record = recorded(random_pool(Random(1), 30), steps=3)
    assert (record["result"]["proof"], record["result"]["bound"]["size"]) == ("not proven", 6)


@pytest.mark.parametrize("policy", POLICIES)
def test_verifier_confirms_honest_records(policy):
    random = Random(policy)
    for _ in range(15):
        pool = random_pool(random, 9, organisations=7)
        record = recorded(pool, policy=policy, **random_wishes(random, pool))
        checks = verify_selection.verify(record, 10_000)
        assert False not in [holds for holds, _ in checks]
        assert (checks[-1][0] is None) == (record["result"]["panel"] is None)


def test_verifier_finds_what_was_tampered_with():
    record = recorded(random_pool(Random(2), 9, organisations=7), max_panel=3)
    result = record["result"]
    others = [a["id"] for a in record["applicants"] if a["id"] not in result["panel"]]

    def failing(changed):
        return [
            words.split(";")[0] for holds, words in verify_selection.verify(changed, 10_000) if holds is False
        ]

    assert failing(record) == []
    assert failing({**record, "seed": "t"})[:2] == [
        "the record's SHA-256 is that of its content",
        "the seed is the one committed to",
    ]
    assert failing(resealed(record, seed="t"))[0] == "the seed is the one committed to"
    lesser = resealed(record, result={**result, "panel": sorted([*result["panel"][:-1], others[0]])})
    assert failing(lesser) != []
    unknown = resealed(record, result={**result, "panel": [*result["panel"], "z"]})
    assert "the panel obeys the rules" in failing(unknown)
    flattered = resealed(record, result={**result, "criteria": {**result["criteria"], "submitted": 6}})
    assert failing(flattered) == ["the panel's criteria are as recorded"]
    tied = resealed(record, result={**result, "tie_drawn": not result["tie_drawn"]})
    assert failing(tied)[0].startswith("the record says that a tie was ")


def failure(record):
    """What is said of the one thing that does not hold."""
    (said,) = [words for holds, words in verify_selection.verify(record, 10_000) if holds is False]
    return said


def with_panel(record, criteria, *ids):
    """Resealed, with another panel said to be the best."""
    return resealed(record, result={**record["result"], "panel": list(ids), "criteria": criteria})


def test_verifier_holds_the_policy_against_the_published_one():
    """Whoever makes a record could call any order of the criteria by the known name."""
    pool = [Candidate("a", "o1", "national")]
    order = recorded(pool)["policy"]["order"]
    for changed, holds in (
        ({}, True),
        ({"nhri": "compete"}, True),  # a setting of a series, which is named
        ({"gender_themes": ["UI-TORTURE"]}, False),
        ({"gender_themes": []}, False),
        ({"order": [order[0], *order[:0:-1]]}, False),
        ({"theme_cap": 3}, False),
        ({"one_coalition_is_enough": True}, False),
        ({"version": 2}, False),
        ({"name": "gender-last"}, None),
    ):
        record = recorded(pool)
        policy = {**record["policy"], **changed}
        said = verify_selection.verify(resealed(record, policy=policy), 10_000)[2]
        assert (said[0], said[1].split(";")[0]) == (holds, f"policy {policy['name']!r} as published")
        assert said[1].endswith(f"NHRI: {policy['nhri']}; gender: {policy['gender_themes']}")


def test_verifier_names_a_better_panel_whatever_its_tickets():
    pool = [Candidate("a", "o1", "national", submitted=True), Candidate("b", "o2", "national")]
    for seed in ("s", "t", "u", "v"):
        record = recorded(pool, seed=seed, max_panel=1)
        lesser = with_panel(record, {**record["result"]["criteria"], "submitted": 0}, "b")
        assert failure(lesser) == "['a'] is better"


def test_verifier_names_the_panel_that_was_drawn():
    pool = [Candidate("a", "o1", "national"), Candidate("b", "o2", "national")]
    record = recorded(pool, max_panel=1)
    assert record["result"]["tie_drawn"] is True
    (drawn,) = record["result"]["panel"]
    other = with_panel(record, record["result"]["criteria"], "b" if drawn == "a" else "a")
    assert failure(other) == f"['{drawn}'] is drawn before it"


def test_verifier_keeps_no_seat_for_an_excluded_nhri():
    pool = [Candidate("a", "o1", "national"), Candidate("n", "o2", "nhri")]
    record = recorded(pool, exclusions=["n"])
    assert record["result"]["panel"] == ["a"]
    assert False not in [holds for holds, _ in verify_selection.verify(record, 10_000)]


def test_verifier_names_every_rule_broken():
    pool = random_pool(Random(3), 4, organisations=1)
    record = recorded(pool, exclusions=["a000"], pins=["a001"], conflicts=[("a002", "a003")])
    record["max_panel"] = 1
    record["applicants"] = [
        {**a, "kind": "nhri" if a["id"] == "a003" else "national"} for a in record["applicants"]
    ]
    panel = [a for a in record["applicants"] if a["id"] in ("a000", "a002")]
    assert verify_selection.broken_rules(record, panel) == [
        "2 panelists, at most 1",
        "a001 is pinned and missing",
        "a000 is excluded and present",
        "a000 and a002 are apart",
        "the NHRI's seat is not the NHRI's",
    ]


def test_verifier_says_what_it_did_not_check(tmp_path, capsys):
    record = recorded(random_pool(Random(4), 12))
    path = tmp_path / "record.json"
    path.write_text(canonical(record), encoding="utf-8")
    assert verify_selection.main([str(path), "--subsets", "5"]) == 0
    assert (
        capsys.readouterr()
        .out.splitlines()[-1]
        .endswith("possible panels are too many; optimality and draw not checked")
    )
    path.write_text(canonical(recorded(random_pool(Random(4), 30), steps=3)), encoding="utf-8")
    assert verify_selection.main([str(path)]) == 0
    assert (
        capsys.readouterr().out.splitlines()[-1]
        == "unchecked the record claims no proof, so none was checked"
    )


def broken_records():
    """A record with one thing missing or not as it should be, and where; resealed: only its shape is wrong."""
    whole = recorded(random_pool(Random(6), 7), max_panel=3)

    def changed(*path, to):
        record = json.loads(canonical(whole))
        place = record
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to
        return canonical({**record, "sha256": digest(record)})

    yield from (
        ("", "Expecting value"),
        ("[]", "record: missing"),
        ("[" * 100_000, "recursion"),
        ("1" * 5000, "Exceeds"),
    )
    yield "{", "Expecting property name"
    for key in sorted(whole.keys() - {"code_version"}):
        yield (
            canonical({name: value for name, value in whole.items() if name != key}),
            f"record.{key}: missing",
        )
    yield changed("format", to="panel-selection-record/2"), "record.format"
    yield changed("policy", "name", to=None), "record.policy.name"
    yield changed("policy", "version", to="1"), "record.policy.version"
    yield changed("max_panel", to=10**9), "record.max_panel"
    yield changed("max_panel", to=True), "record.max_panel"
    yield changed("pins", to="a000"), "record.pins"
    yield changed("linked", to=[[1, 2]]), "record.linked.0.0"
    yield changed("applicants", 2, to=None), "record.applicants.2"
    yield changed("applicants", 2, "kind", to="ngo"), "record.applicants.2.kind"
    yield changed("applicants", 2, "coalition", to=1), "record.applicants.2.coalition"
    yield changed("applicants", 2, "id", to="a000"), "an id stands twice"
    yield changed("policy", "order", to=["size"]), "policy.order is not the seven criteria"
    yield changed("policy", "theme_cap", to=5), "record.policy.theme_cap"
    yield changed("result", "panel", to="a000"), "record.result.panel"
    yield changed("result", "tie_drawn", to=None), "record.result.tie_drawn"
    yield changed("result", "proof", to="trust me"), "record.result.proof"


@pytest.mark.parametrize(("text", "where"), list(broken_records()))
def test_verifier_refuses_what_is_no_record_in_one_line_that_says_where(tmp_path, capsys, text, where):
    path = tmp_path / "record.json"
    path.write_text(text, encoding="utf-8")
    assert verify_selection.main([str(path)]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert told.err.startswith(f"{path}: not a record of a panel selection: ")
    assert where in told.err


@pytest.mark.parametrize(
    "options", [["--subsets"], ["--subsets", "few"], ["--subsets", "-1"], ["--all", "1"]]
)
def test_verifier_refuses_an_option_it_does_not_know(tmp_path, capsys, options):
    path = tmp_path / "record.json"
    path.write_text(canonical(recorded(random_pool(Random(4), 5))), encoding="utf-8")
    assert verify_selection.main([str(path), *options]) == 2
    assert "only --subsets N is understood" in capsys.readouterr().err


def test_verifier_is_a_program(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["verify_selection.py", "nothing-there.json"])
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(VERIFIER), run_name="__main__")
    assert stopped.value.code == 2


def test_verifier_runs_alone_and_stays_short(tmp_path):
    record = recorded(random_pool(Random(5), 10))
    for text, status in ((canonical(record), 0), (canonical({**record, "seed": "other"}), 1)):
        run = subprocess.run(
            [sys.executable, "-I", VERIFIER], input=text, text=True, capture_output=True, cwd=tmp_path
        )
        assert (run.returncode, run.stderr) == (status, "")
        assert ("FAILS" in run.stdout) == bool(status)
    assert len(VERIFIER.read_text(encoding="utf-8").splitlines()) <= 150
