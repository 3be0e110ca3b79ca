#!/usr/bin/env bash
# Measures registrations: people a second who become members, for each format of attestation that can be issued here and each kind
# of roll, and how long a receipt takes; server and people on the same processors. On SQLite, and on the PostgreSQL that
# PRIVATEVOTE_POSTGRES names (a connection string of Npgsql; an empty database), if it does.
# Proofs of membership (Semaphore, World ID) cannot be made by this program and are not measured.
# Usage: benchmarks/registrations.sh [PEOPLE]   1,000 for each unless named, 10 to 5,000
set -euo pipefail
cd "$(dirname "$0")/.."

people=${1:-1000}
project=benchmarks/PrivateVote.Benchmarks
dotnet build -c Release "$project" -v:quiet -nologo
program=$project/bin/Release/net10.0/PrivateVote.Benchmarks.dll

echo "commit $(git rev-parse --short HEAD), $(nproc) processors, load $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown)"
dotnet "$program" registrations measure "$people" sqlite
if [ -n "${PRIVATEVOTE_POSTGRES:-}" ]; then
    dotnet "$program" registrations measure "$people" postgres "$PRIVATEVOTE_POSTGRES"
else
    echo "PRIVATEVOTE_POSTGRES is not set: PostgreSQL is not measured"
fi
