#!/usr/bin/env bash
# Looks for texts that break a reader: libFuzzer with the address and undefined-behaviour sanitizers; needs clang.
#   tests/fuzz/run.sh [SECONDS [TARGET…]]      60 seconds for each of the targets in targets.hpp, or for those named
# What is found lies in build/fuzz/found; put it into corpus/TARGET with its repair. New texts go into build/fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
shift || true
build=build/fuzz
cmake -S . -B "$build" -G Ninja -DLUMBAR_FUZZ=ON -DCMAKE_CXX_COMPILER=clang++ -DLUMBAR_TESTS=OFF -DLUMBAR_WEB=OFF >/dev/null
ninja -C "$build" fuzz
[ $# -gt 0 ] || set -- $(sed -n 's/.*{"\([a-z_]*\)", .*/&/p' tests/fuzz/targets.hpp | grep -o '"[a-z_]*"' | tr -d '"')
for target in "$@"; do
    mkdir -p "$build/corpus/$target" "$build/found"
    log=$build/$target.log
    if "$build/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -max_len=8192 -rss_limit_mb=1024 -artifact_prefix="$build/found/$target-" \
        "$build/corpus/$target" "tests/fuzz/corpus/$target" >"$log" 2>&1; then
        echo "$target: $(sed -n 's/^Done \(.*\)/\1/p' "$log")"
    else
        grep -v '^INFO' "$log" | tail -n 40
        exit 1
    fi
done
