#!/usr/bin/env bash
# Starts Lumbar on this machine: installs what is missing, builds what changed, serves.
#   config/start.sh --demo                       a made-up clinic on http://127.0.0.1:8080
#   config/start.sh                              your own: prints a one-time set-up link
#   config/start.sh --database postgresql://…    the same on PostgreSQL
# All options but --build-only are those of `lumbar serve` (config/start.sh --help).
set -euo pipefail

. "$(dirname "$0")/setup.sh"

install_packages
install_node_packages "$lumbar_root/core/web"
mkdir -p "$lumbar_root/build"
build "$lumbar_root/build/server" OFF
[ "${1:-}" = --build-only ] && exit 0

exec "$lumbar_root/build/server/lumbar" serve --data "$lumbar_root/data" "$@"
