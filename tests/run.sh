#!/usr/bin/env bash
# Builds and runs every test. Needs only the .NET SDK; installs the Node.js oracles when npm is there, and on Debian, as
# root, the servers that tests need; starts and stops servers of its own.
# Ends with xunit's summaries and a line `N passed, N failed`, counted from the test results.
set -uo pipefail
cd "$(dirname "$0")/.."

# Other people's implementations that differential tests ask. Without npm those tests are shown as skipped.
lock=tests/oracles/package-lock.json
stamp=tests/oracles/node_modules/.installed
if ! command -v npm >/dev/null; then
    echo "npm is not installed: tests that ask Node.js oracles are skipped"
elif ! cmp -s "$lock" "$stamp"; then
    (cd tests/oracles && npm ci --no-audit --no-fund --loglevel=error) && cp "$lock" "$stamp"
fi

results=$(mktemp -d)
services=$(mktemp -d)
postgres_bin= redis_pid=

finish() {
    if [ -n "$redis_pid" ]; then
        kill "$redis_pid" 2>/dev/null
        wait "$redis_pid" 2>/dev/null
    fi
    if [ -n "$postgres_bin" ]; then
        as_postgres "$postgres_bin/pg_ctl" -D "$services/postgres" -m immediate -w stop >/dev/null
    fi
    rm -rf "$results" "$services"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A database, a cache and another implementation of transparency logs, which tests run against. Tests that miss one of
# them are shown as skipped; with CI=true they fail.
missing=
command -v redis-server >/dev/null || missing="$missing redis-server"
compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || command -v initdb >/dev/null || missing="$missing postgresql"
command -v go >/dev/null || missing="$missing golang-go"
[ -d /usr/share/gocode/src/golang.org/x/mod ] || missing="$missing golang-golang-x-mod-dev"
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing$missing"
    # Debian starts what it installs; these tests start their own.
    # shellcheck disable=SC2086
    (apt-get update -q && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing) \
        >"$services/apt.log" 2>&1 || tail -n 5 "$services/apt.log" >&2
fi

# PostgreSQL does not run as root.
as_postgres() {
    # From a folder that postgres may enter: this one may be anybody's.
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

# Prints a port of the loopback address that nobody listens on.
free_port() {
    local port
    while port=$((20000 + RANDOM % 12000)) && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}

start_postgres() {
    local bin port
    bin=$(compgen -G "/usr/lib/postgresql/*/bin" | sort -V | tail -n 1)
    bin=${bin:-$(dirname "$(command -v initdb)")} || return 1
    mkdir "$services/postgres" && chmod 711 "$services" || return 1
    [ "$(id -u)" != 0 ] || chown postgres "$services/postgres" || return 1
    as_postgres "$bin/initdb" -D "$services/postgres" -A trust -U postgres --no-locale -E UTF8 >"$services/initdb.log" || return 1
    for _ in 1 2 3; do
        port=$(free_port)
        if as_postgres "$bin/pg_ctl" -D "$services/postgres" -w -l "$services/postgres/server.log" \
            -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200" start >/dev/null; then
            postgres_bin=$bin
            export PRIVATEVOTE_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres"
            return
        fi
    done
    tail -n 5 "$services/postgres/server.log" >&2
    return 1
}

start_redis() {
    local port
    command -v redis-server >/dev/null || return 1
    for _ in 1 2 3; do
        port=$(free_port)
        redis-server --port "$port" --bind 127.0.0.1 --save "" --appendonly no --dir "$services" >"$services/redis.log" &
        redis_pid=$!
        for _ in $(seq 100); do
            if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
                export PRIVATEVOTE_REDIS="127.0.0.1:$port"
                return
            fi
            kill -0 "$redis_pid" 2>/dev/null || break
            sleep 0.1
        done
        kill "$redis_pid" 2>/dev/null
    done
    redis_pid=
    return 1
}

[ -n "${PRIVATEVOTE_POSTGRES:-}" ] || start_postgres || echo "no PostgreSQL: tests that need it are skipped"
[ -n "${PRIVATEVOTE_REDIS:-}" ] || start_redis || echo "no Redis: tests that need it are skipped"

dotnet build PrivateVote.sln -c Release --nologo -v quiet || exit 1

# One test project at a time: each uses all cores by itself, and their progress stays readable.
status=0
dotnet test PrivateVote.sln -c Release --no-build --nologo -m:1 \
    --logger trx --results-directory "$results" "$@" || status=1

# A run that wrote no results has tested nothing.
total() { cat "$results"/*.trx 2>/dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ s += $1 } END { print s + 0 }'; }
passed=$(total passed)
executed=$(total executed)
failed=$((executed - passed))
if [ "$passed" -eq 0 ]; then
    echo "no test was executed" >&2
    status=1
fi
if [ "$failed" -ne 0 ]; then
    status=1
fi

echo "$passed passed, $failed failed"
exit "$status"
