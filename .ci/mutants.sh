#!/usr/bin/env bash
# Mutation testing of consent and publication (pyproject.toml says which modules and tests): fails where a mutant
# survives that docs/equivalent-mutants.md does not explain. One mutant at a time on one SQLite file, which every run
# finds made already; names of mutants or patterns as arguments run only those.
set -uo pipefail
cd "$(dirname "$0")/.."
rm -rf mutants
var=$(mktemp -d)
trap 'rm -rf "$var"' EXIT
export VAR_DIR=$var
unset TEST_DATABASE_URL TEST_REDIS_URL
.venv/bin/python .ci/mutate.py run --max-children 1 "$@" >"$var/log" || { tail -n 40 "$var/log"; exit 1; }
results=$(.venv/bin/python .ci/mutate.py results --all true)
left=$(grep -v ': killed$' <<<"$results" | sed -n 's/^ *\([^ ]*\): .*/\1/p' | while read -r name; do
    grep -qF "\`$name\`" docs/equivalent-mutants.md || echo "$name"
done)
printf '%d mutants, %d killed\n' "$(grep -c ': ' <<<"$results")" "$(grep -c ': killed$' <<<"$results")"
[ -z "$left" ] || { printf 'survived and not explained:\n%s\n' "$left"; exit 1; }
