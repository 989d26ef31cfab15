#!/usr/bin/env bash
# Prints p50 and p99 of the day view, client search, booking and note autosave at 16 connections, and what the server costs
# at rest, on SQLite and PostgreSQL. A measurement, not a test: it never fails on a figure.
set -euo pipefail

cd "$(dirname "$0")/../.."
. config/setup.sh
install_packages test
install_node_packages "$lumbar_root/core/web"
mkdir -p build
build "$lumbar_root/build/server" OFF

work=$(mktemp -d)
chmod 755 "$work"
. tests/postgresql.sh
end() {
    [ -n "${server:-}" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
    stop_postgresql
    rm -rf "$work"
}
trap end EXIT
start_postgresql

measure() { # NAME DATABASE-URL
    local data=$work/$1 log=$work/$1.log began
    "$lumbar_root/build/server/lumbar" serve --demo --data "$data" --database "$2" --port 18080 >"$log" 2>&1 &
    server=$!
    node tests/bench/ready.mjs http://127.0.0.1:18080 >/dev/null || { cat "$log"; exit 1; }
    kill "$server" && wait "$server" || true
    "$lumbar_root/build/server/lumbar" serve --data "$data" --database "$2" --port 18080 >"$log" 2>&1 &
    server=$!
    echo "$1"
    echo "  cold start with data: $(node tests/bench/ready.mjs http://127.0.0.1:18080) ms"
    sleep 2
    awk '/RssAnon/ {printf "  idle memory: %.1f MB anonymous\n", $2 / 1024}' "/proc/$(pgrep -P "$server")/status"
    node tests/bench/load.mjs http://127.0.0.1:18080 16 "${SECONDS_EACH:-5}"
    kill "$server" && wait "$server" || true
    server=
}

measure sqlite "sqlite://$work/sqlite/lumbar.db"
createdb -h "$work/pg" -U "$(id -un)" bench
measure postgresql "postgresql:///bench?host=$work/pg&user=$(id -un)"
