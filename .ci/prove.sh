#!/usr/bin/env bash
# The long proofs, each printing its figures: pools against exhaustive search, every rule of the panel taken out once,
# plans against a second solver, long lives of a statement, nine ways of applying, the canary on the demonstration, axe on every page, mutants of
# the consent rules. Runs all, then fails if one failed. Run through .ci/with-services.sh; takes an hour or more.
set -uo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
failed=()

step() { # step NAME COMMAND...
    local name=$1 start=$SECONDS
    shift
    printf '\n=== %s\n' "$name"
    "$@" || failed+=("$name")
    printf '%s: %d s\n' "$name" $((SECONDS - start))
}

step "Panels" "$python" -m tests.prove.prove_selection
step "Rules of the panel, taken out one by one" "$python" -m tests.prove.prove_rules
step "Timetables" "$python" -m tests.prove.prove_timetable
step "Lives of a statement" .venv/bin/pytest -q -rP -n auto --dist worksteal -m prove tests/publications tests/prove/prove_lives.py
step "Everybody applying in each language" .venv/bin/pytest -q -m prove tests/journeys
step "Mutants of consent and publication" .ci/mutants.sh
step "Canary" "$python" -m tests.canary
step "Accessibility" "$python" -m tests.journeys.axe
step "Longer words at 320 px" "$python" -m tests.journeys.longer_words

[ "${#failed[@]}" -eq 0 ] || { printf '\nfailed: %s\n' "$(IFS=,; echo "${failed[*]}")"; exit 1; }
