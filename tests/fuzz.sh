#!/usr/bin/env bash
# Gives every parser of what comes from outside a million damaged inputs, or as many as the first argument says. A second
# argument names the only test project that is run, such as PrivateVote.Identity.Tests. Stays in the suite's own tests:
# they are the same inputs, and more of them.
set -euo pipefail
cd "$(dirname "$0")/.."

export PRIVATEVOTE_MUTATIONS=${1:-1000000}
projects=${2:-$(grep -rl "Mutations.Of(" tests --include=*.cs | cut -d/ -f2 | sort -u)}
for project in $projects; do
    dotnet test "tests/$project" -c Release --filter "FullyQualifiedName~Damaged"
done
