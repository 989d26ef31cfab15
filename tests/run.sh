#!/usr/bin/env bash
# Runs every test: installs what is missing, starts a private PostgreSQL, builds, and runs the C++ suites and the browser's.
# Last line: "N passed, N failed". Ends non-zero when anything failed.
#   tests/run.sh                 everything
#   tests/run.sh --sanitize      the C++ suites and what servers do with plugins, with the address and undefined-behaviour sanitizers
#   tests/run.sh --threads       the suites of leases, routes, plugins, events and connections, built with the thread sanitizer
#   tests/run.sh NAME…           only the suites so named (build/tests/test_<name>, or "browser", "end_to_end")
set -uo pipefail

cd "$(dirname "$0")/.."
. config/setup.sh
set +e

build_folder=$lumbar_root/build/tests
sanitize=
if [ "${1:-}" = --sanitize ]; then
    sanitize=address,undefined
    build_folder=$lumbar_root/build/sanitize
    shift
elif [ "${1:-}" = --threads ]; then
    sanitize=thread
    build_folder=$lumbar_root/build/threads
    export TSAN_OPTIONS=die_after_fork=0  # a library is tried in a child of a process with threads
    shift
    [ $# -gt 0 ] || set -- http_wire kernel plugins events
fi
only=" $* "
work=$(mktemp -d)
chmod 755 "$work"

. tests/postgresql.sh

end() {
    stop_postgresql
    rm -rf "$work"
}
trap end EXIT

wanted() { [ "$only" = "  " ] || [[ "$only" == *" $1 "* ]]; }

count() { # NAME PASSED FAILED
    echo "$2 $3" >"$work/$1.counted"
}

# Runs NAME's command; its last line must be "N passed, N failed". May run in the background.
run_suite() {
    local name=$1 log=$work/$1.log last
    shift
    wanted "$name" || return
    timeout 900 "$@" >"$log" 2>&1
    local status=$?
    last=$(tail -n 1 "$log")
    if [[ "$last" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
        local good=${BASH_REMATCH[1]} bad=${BASH_REMATCH[2]}
        # A suite that fails without a failed case (a crash at its end, say) has failed all the same.
        [ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
        count "$name" "$good" "$bad"
        echo "  $name: $good passed, $bad failed"
        [ "$bad" -eq 0 ] && return
    else
        count "$name" 0 1
        echo "  $name: ended with status $status before its tests were through"
    fi
    # What failed, then how the suite ended.
    { grep -E -A 30 '^FAIL|FAILED:$' "$log" | head -n 120; tail -n 20 "$log"; } | cut -c 1-400 | sed 's/^/    /'
}

install_packages test
install_node_packages "$lumbar_root/core/web"
mkdir -p build
export LUMBAR_SANITIZE=$sanitize
build "$build_folder" ON
start_postgresql || fail "the private PostgreSQL did not start; see its output above."

while read -r binary; do
    # From the build's own folder: names of source files may have been compiled in as seen from there.
    run_suite "$(basename "$binary" | sed 's/^test_//')" env -C "$build_folder" "$binary"
done < <(find "$build_folder" -type f -name 'test_*' -perm -u+x ! -name '*.*' | sort)

if [ -z "$sanitize" ]; then
    install_node_packages "$lumbar_root/tests/browser"
    run_suite refused_routes cmake -DCOMPILER=c++ -DROOT="$lumbar_root" -P tests/core/kernel/refused_routes/check.cmake
    run_suite browser node tests/browser/run.mjs "$build_folder"
    # Both wait for servers most of the time.
    run_suite end_to_end node tests/end_to_end/run.mjs "$build_folder" &
    run_suite faults node tests/faults/run.mjs "$build_folder" &
    wait
    run_suite sdk node tests/sdk/run.mjs "$build_folder"
elif [ "$sanitize" = address,undefined ]; then
    # A crash that a plugin is made to have must reach the supervisor as what it is, not as the sanitizer's report of it.
    export ASAN_OPTIONS=handle_segv=0:handle_sigbus=0:handle_abort=0
    run_suite end_to_end node tests/end_to_end/run.mjs "$build_folder" plugin
    run_suite faults node tests/faults/run.mjs "$build_folder" plugin
fi

read -r passed failed < <(cat "$work"/*.counted 2>/dev/null | awk '{good += $1; bad += $2} END {print good + 0, bad + 0}')
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
