#!/usr/bin/env bash
# Mutation testing of consent and publication (pyproject.toml says which modules and tests): fails where a mutant
# survives that docs/equivalent-mutants.md does not explain, or where a mutant that is explained there did not survive:
# its number may be another's since the code changed. One mutant at a time on one SQLite file, which every run
# finds made already; names of mutants or patterns as arguments run only those, and judge only those.
set -uo pipefail
cd "$(dirname "$0")/.."
rm -rf mutants
var=$(mktemp -d)
trap 'rm -rf "$var"' EXIT
export VAR_DIR=$var
unset TEST_DATABASE_URL TEST_REDIS_URL
.venv/bin/python .ci/mutate.py run --max-children 1 "$@" >"$var/log" || { tail -n 40 "$var/log"; exit 1; }
results=$(.venv/bin/python .ci/mutate.py results --all true)
[ $# -eq 0 ] || results=$(grep -v ': not checked$' <<<"$results")
grep -v ': killed$' <<<"$results" | sed -n 's/^ *\([^ ]*\): .*/\1/p' | sort >"$var/survived"
sed -n 's/^| `\([^`]*\)` .*/\1/p' docs/equivalent-mutants.md | sort >"$var/explained"
left=$(comm -23 "$var/survived" "$var/explained")
[ $# -gt 0 ] || past=$(comm -13 "$var/survived" "$var/explained")
printf '%d mutants, %d killed, %d s\n' "$(grep -c ': ' <<<"$results")" "$(grep -c ': killed$' <<<"$results")" "$SECONDS"
[ -z "$left" ] || printf 'survived and not explained:\n%s\n' "$left"
[ -z "${past:-}" ] || printf 'explained, but no longer surviving:\n%s\n' "$past"
[ -z "$left${past:-}" ]
