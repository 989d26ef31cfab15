#!/usr/bin/env bash
# Lumbar beside a limit server and the naive way, in ratios. A measurement, not a test: it never fails on a figure.
#   tests/bench/run.sh            at most 8 minutes once everything is built and the clinics are made
#   tests/bench/run.sh [reads] [writes] [growth] [postgresql] [plugins] [overload] [rest]    only these parts
#   tests/bench/run.sh --quick    two and a half minutes: 1,000 clients, fewer rounds
# LUMBAR_BENCH_DATA: where the clinics of 1,000, 100,000 and 1,000,000 clients are kept between runs (2 GB; default build/bench_data).
set -euo pipefail

cd "$(dirname "$0")/../.."
. config/setup.sh
install_packages test
install_node_packages "$lumbar_root/core/web"
mkdir -p build
build_folder=${LUMBAR_BENCH_BUILD:-$lumbar_root/build/bench}
keep=${LUMBAR_BENCH_DATA:-$lumbar_root/build/bench_data}
mkdir -p "$keep"
if [ ! -f "$build_folder/build.ninja" ]; then
    cmake -S "$lumbar_root" -B "$build_folder" -G Ninja -DCMAKE_BUILD_TYPE=Release -DLUMBAR_TESTS=OFF -DLUMBAR_BENCH=ON >"$build_folder.log" 2>&1 ||
        fail "cmake could not configure the build; its output is in $build_folder.log."
fi
[ -n "${LUMBAR_BENCH_BUILD:-}" ] || build "$build_folder" OFF

work=$(mktemp -d)
chmod 755 "$work"
. tests/postgresql.sh
end() {
    stop_postgresql
    rm -rf "$work"
}
trap end EXIT
start_postgresql
createdb -h "$work/pg" -U "$(id -un)" bench

ulimit -n "$(ulimit -Hn)"  # overload opens 4,096 connections
export LUMBAR_BENCH_LOG=$work/servers.log
echo "$(nproc) cores, $(uname -r), load $(cut -d ' ' -f 1 /proc/loadavg)"
node tests/bench/run.mjs "$build_folder" "$work" "$keep" "postgresql:///bench?host=$work/pg&user=$(id -un)" "$@"
