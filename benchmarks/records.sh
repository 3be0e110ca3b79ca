#!/usr/bin/env bash
# Measures the verification of a large election record: makes one of BALLOTS ballots (10,000 unless named) and verifies it.
# Real proofs would take a day for a million ballots; these are simulated under a key whose secrets are known. That key is
# built into a program of its own, in a folder of its own, both gone afterwards: no other build sees it.
# Usage: benchmarks/records.sh [BALLOTS] [none|deniable]   about 1.2 KB of disk for each ballot, in $TMPDIR or /tmp
set -euo pipefail
cd "$(dirname "$0")/.."

ballots=${1:-10000}
revoting=${2:-none}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

project=benchmarks/PrivateVote.Benchmarks
dotnet run -c Release --project "$project" -- records artifacts "$work/artifacts"
dotnet build -c Release "$project" --artifacts-path "$work/build" -p:CircuitArtifacts="$work/artifacts/" -v:quiet -nologo >"$work/build.log" || { cat "$work/build.log"; exit 1; }
program=$work/build/bin/PrivateVote.Benchmarks/release/PrivateVote.Benchmarks.dll

dotnet "$program" records make "$ballots" "$revoting" "$work/record.jsonl"
dotnet "$program" records verify "$work/record.jsonl"
