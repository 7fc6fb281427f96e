#!/usr/bin/env bash
# The long proofs, each printing its figures: every axe combination, thousands of pools and canaries, mutation testing
# of the pure rules. Run through .ci/with-services.sh; takes an hour or more.
set -uo pipefail
cd "$(dirname "$0")/.."
status=0
.venv/bin/pytest -q -s -m prove || status=1
.venv/bin/mutmut run || status=1
.venv/bin/mutmut results
exit "$status"
