#!/usr/bin/env bash
# Measures PrivateVote beside snarkjs and circomlibjs in one run. Needs the .NET SDK and Node.js.
# Options: --out FILE writes the page of results there too; --rounds N for another number of rounds than 7.
set -euo pipefail
cd "$(dirname "$0")/.."

lock=benchmarks/peers/package-lock.json
stamp=benchmarks/peers/node_modules/.installed
if ! cmp -s "$lock" "$stamp"; then
    (cd benchmarks/peers && npm ci --no-audit --no-fund --loglevel=error) && cp "$lock" "$stamp"
fi

exec dotnet run -c Release --project benchmarks/PrivateVote.Benchmarks -- peers "$@"
