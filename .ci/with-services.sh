#!/usr/bin/env bash
# Usage: .ci/with-services.sh COMMAND [ARGUMENT...]
# Runs COMMAND with a PostgreSQL and a Redis beside it and takes them away afterwards. Both are throwaway servers
# on free ports of this machine where their programs are installed; else one that answers on the usual port; else
# none, and COMMAND finds the variable empty. Exports TEST_DATABASE_URL and TEST_REDIS_URL (set beforehand: left alone).
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
place=""
postgres_bin=""
redis_pid=""

as_database_user() { # PostgreSQL refuses to run as root
    if [ "$(id -u)" -eq 0 ]; then
        local owner=nobody
        id postgres >/dev/null 2>&1 && owner=postgres
        su -s /bin/sh "$owner" -c "$*"
    else
        sh -c "$*"
    fi
}

stop_services() {
    local status=$?
    trap - EXIT INT TERM
    if [ -n "$postgres_bin" ]; then
        as_database_user "'$postgres_bin/pg_ctl' -D '$place/postgres' -m immediate -w stop" >/dev/null 2>&1 || true
    fi
    if [ -n "$redis_pid" ]; then
        kill "$redis_pid" 2>/dev/null || true
        wait "$redis_pid" 2>/dev/null || true
    fi
    [ -z "$place" ] || rm -rf "$place"
    exit "$status"
}

free_port() {
    "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

answers() { # answers DATABASE_OR_REDIS_URL
    "$python" - "$1" >/dev/null 2>&1 <<'PYTHON'
import sys
address = sys.argv[1]
if address.startswith("redis"):
    import redis
    redis.Redis.from_url(address, socket_connect_timeout=2).ping()
else:
    import psycopg2
    psycopg2.connect(address, connect_timeout=2).close()
PYTHON
}

start_postgres() {
    local bin port
    bin=$(find /usr/lib/postgresql /opt/homebrew/opt /usr/local/opt -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    bin=${bin:-$(command -v initdb || true)}
    [ -n "$bin" ] || return 1
    bin=$(dirname "$bin")
    port=$(free_port)
    mkdir "$place/postgres"
    if [ "$(id -u)" -eq 0 ]; then
        chmod 711 "$place"
        if id postgres >/dev/null 2>&1; then chown postgres "$place/postgres"; else chown nobody "$place/postgres"; fi
    fi
    # Durability is switched off: this cluster lives as long as one test run.
    as_database_user "'$bin/initdb' -D '$place/postgres' -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync" \
        >"$place/initdb.log" 2>&1 || return 1
    postgres_bin=$bin
    as_database_user "'$bin/pg_ctl' -D '$place/postgres' -l '$place/postgres/server.log' -w -t 30 start -o \
        '-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$place/postgres -c max_connections=200 \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c timezone=UTC'" >/dev/null 2>&1 || return 1
    TEST_DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"
}

start_redis() {
    local port attempt
    command -v redis-server >/dev/null || return 1
    port=$(free_port)
    redis-server --bind 127.0.0.1 --port "$port" --save '' --appendonly no --dir "$place" >"$place/redis.log" 2>&1 &
    redis_pid=$!
    for attempt in $(seq 50); do
        if answers "redis://127.0.0.1:$port/0"; then
            TEST_REDIS_URL="redis://127.0.0.1:$port/0"
            return 0
        fi
        sleep 0.1
    done
    return 1
}

place=$(mktemp -d "${TMPDIR:-/tmp}/presessions-services.XXXXXX")
trap stop_services EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

TEST_DATABASE_URL=${TEST_DATABASE_URL:-}
TEST_REDIS_URL=${TEST_REDIS_URL:-}
if [ -z "$TEST_DATABASE_URL" ] && ! start_postgres && answers postgres://postgres@127.0.0.1:5432/postgres; then
    TEST_DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres
fi
if [ -z "$TEST_REDIS_URL" ] && ! start_redis && answers redis://127.0.0.1:6379/15; then
    TEST_REDIS_URL=redis://127.0.0.1:6379/15
fi
export TEST_DATABASE_URL TEST_REDIS_URL
"$@"
