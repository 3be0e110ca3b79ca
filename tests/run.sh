#!/usr/bin/env bash
# Builds and runs every test. Needs only the .NET SDK; installs the Node.js oracles when npm is there.
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
trap 'rm -rf "$results"' EXIT

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
