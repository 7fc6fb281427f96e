#!/usr/bin/env bash
# The quick tier: rules, models, views and one browser journey, without what is marked slow (the full suite has it). Run through .ci/with-services.sh.
# Says at the end what this machine could not check; a test that fails makes it fail.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
unchecked=()

[ -n "${TEST_DATABASE_URL:-}" ] || unchecked+=("PostgreSQL: not installed and not answering; SQLite stood in for it")
[ -n "${TEST_REDIS_URL:-}" ] || unchecked+=("Redis: not installed and not answering; the filesystem broker stood in for it")
wanted="(not journey and not faults and not slow and not prove) or smoke"
if ! .ci/chromium.sh >/dev/null; then
    wanted="not journey and not faults and not slow and not prove"
    unchecked+=("pages in a browser: no Chromium here")
fi
if ! "$bin/python" -c 'import weasyprint' 2>/dev/null; then
    unchecked+=("PDF sheets: Pango is missing (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0)")
fi

status=0
contracts=$("$bin/lint-imports" --no-cache 2>&1) || status=1
if [ "$status" -eq 0 ]; then tail -n 1 <<<"$contracts"; else echo "$contracts"; fi
"$bin/pytest" -n auto --dist worksteal -m "$wanted" "$@" || status=1

if [ "${#unchecked[@]}" -gt 0 ]; then
    echo
    echo "Could not be checked on this machine:"
    printf '  - %s\n' "${unchecked[@]}"
fi
exit "$status"
