#!/usr/bin/env bash
# Everything that can be judged without running a test; changes nothing. Runs all checks, then fails if one failed.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=()

step() { # step NAME COMMAND...
    local name=$1 output start=$SECONDS
    shift
    if output=$("$@" 2>&1); then
        printf '%-28s passed  %3d s\n' "$name" $((SECONDS - start))
    else
        printf '%-28s FAILED  %3d s\n%s\n' "$name" $((SECONDS - start)) "$output"
        failed+=("$name")
    fi
}

# Production's own settings with invented values: the checks see what an operator will run.
production() {
    local place status=0
    place=$(mktemp -d)
    env PRESESSIONS_ENV=production VAR_DIR="$place" DATABASE_URL="sqlite:///$place/check.sqlite3" \
        SECRET_KEY="only-for-this-check-$(date +%s%N)-0123456789-abcdefghijklmnopqrstuvwxyz" \
        EMAIL_HOST=mail.invalid DEFAULT_FROM_EMAIL=post@presessions.invalid ALLOWED_HOSTS=presessions.invalid SITE_ADDRESS=https://presessions.invalid \
        "$@" || status=$?
    rm -rf "$place"
    return "$status"
}

development_key_refused() {
    local said
    ! said=$(env -u SECRET_KEY PRESESSIONS_ENV=production "$bin/python" manage.py check 2>&1) \
        && grep -q "SECRET_KEY of its own" <<<"$said"
}

step "ruff: style" "$bin/ruff" check .
step "ruff: format" "$bin/ruff" format --check .
step "mypy: types" "$bin/mypy"
step "import contracts" "$bin/lint-imports" --no-cache
step "djlint: templates" "$bin/djlint" --lint --quiet templates
step "no missing migration" "$bin/python" manage.py makemigrations --check --dry-run
step "deployment settings" production "$bin/python" manage.py check --deploy --fail-level WARNING
step "development key refused" development_key_refused
step "compose file" "$bin/docker-compose" --project-directory . config --quiet

[ "${#failed[@]}" -eq 0 ] || { printf '\n%d of the checks failed: %s\n' "${#failed[@]}" "$(IFS=,; echo "${failed[*]}")"; exit 1; }
