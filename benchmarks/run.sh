#!/usr/bin/env bash
# Measures PrivateVote beside other people's libraries in one run. Needs the .NET SDK and Node.js.
# Options: --out FILE writes the page of results there too; --rounds N for another number of rounds than 7.
# Libraries in other languages take part where you have them:
#   MCL_DIR           a checkout of herumi/mcl in which `make lib/libmcl.a` was run; needs g++ or $CXX
#   GNARK_CRYPTO_DIR  a checkout of consensys/gnark-crypto; needs Go and the modules that it depends on
set -euo pipefail
cd "$(dirname "$0")/.."

lock=benchmarks/peers/package-lock.json
stamp=benchmarks/peers/node_modules/.installed
if ! cmp -s "$lock" "$stamp"; then
    (cd benchmarks/peers && npm ci --no-audit --no-fund --loglevel=error) && cp "$lock" "$stamp"
fi

# Built anew each time: a program of an earlier run must not stand for a library that is no longer named.
native=$PWD/benchmarks/peers/native
rm -rf "$native/bin"
mkdir "$native/bin"
version() { git -C "$1" describe --tags --always 2>/dev/null || echo "of an unknown version"; }
if [ -n "${MCL_DIR:-}" ]; then
    "${CXX:-g++}" -O3 -DNDEBUG -std=c++17 -I "$MCL_DIR/include" "$native/mcl/peer.cpp" "$MCL_DIR/lib/libmcl.a" -o "$native/bin/mcl"
    version "$MCL_DIR" > "$native/bin/mcl.version"
fi
if [ -n "${GNARK_CRYPTO_DIR:-}" ]; then
    # Inside of the checkout the program's imports are that checkout.
    (cd "$GNARK_CRYPTO_DIR" && go build -o "$native/bin/gnark" "$native/gnark/main.go")
    version "$GNARK_CRYPTO_DIR" > "$native/bin/gnark.version"
fi

exec dotnet run -c Release --project benchmarks/PrivateVote.Benchmarks -- peers "$@"
