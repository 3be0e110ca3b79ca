#!/usr/bin/env bash
# Measures a server: ballots a second with receipts, how long a receipt takes at that rate and at 250 a second, and where the
# time goes; server and voters on the same processors. On SQLite, and on the PostgreSQL that PRIVATEVOTE_POSTGRES names
# (a connection string of Npgsql; an empty database), if it does.
# Ballots are prepared before. Their proofs are simulated, under a key that only the program in the temporary folder has built
# in (see benchmarks/records.sh); they are as much work to verify as any.
# Usage: benchmarks/service.sh [BALLOTS]   10,000 unless named, at least 1,000
set -euo pipefail
cd "$(dirname "$0")/.."

ballots=${1:-10000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

project=benchmarks/PrivateVote.Benchmarks
dotnet run -c Release --project "$project" -- records artifacts "$work/artifacts"
dotnet build -c Release "$project" --artifacts-path "$work/build" -p:CircuitArtifacts="$work/artifacts/" -v:quiet -nologo >"$work/build.log" || { cat "$work/build.log"; exit 1; }
program=$work/build/bin/PrivateVote.Benchmarks/release/PrivateVote.Benchmarks.dll

echo "commit $(git rev-parse --short HEAD), $(nproc) processors, load $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown)"
dotnet "$program" service measure "$ballots" sqlite
if [ -n "${PRIVATEVOTE_POSTGRES:-}" ]; then
    dotnet "$program" service measure "$ballots" postgres "$PRIVATEVOTE_POSTGRES"
else
    echo "PRIVATEVOTE_POSTGRES is not set: PostgreSQL is not measured"
fi
