#!/usr/bin/env bash
# Mutation testing of the consent rules: fails where a mutant survives that docs/equivalent-mutants.md does not explain.
set -uo pipefail
cd "$(dirname "$0")/.."
rm -rf mutants
.venv/bin/mutmut run >/dev/null || exit 1
results=$(.venv/bin/mutmut results --all true)
left=$(grep -v ': killed$' <<<"$results" | sed -n 's/^ *\([^ ]*\): .*/\1/p' | while read -r name; do
    grep -qF "\`$name\`" docs/equivalent-mutants.md || echo "$name"
done)
printf '%d mutants, %d killed\n' "$(grep -c ': ' <<<"$results")" "$(grep -c ': killed$' <<<"$results")"
[ -z "$left" ] || { printf 'survived and not explained:\n%s\n' "$left"; exit 1; }
