# Sourced by start.sh and tests/run.sh: brings a fresh Debian 12 machine to where Lumbar can be built. Says what it cannot do
# in one sentence and ends non-zero.

lumbar_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
    echo "lumbar: $*" >&2
    exit 1
}

# install_packages [test]: installs the Debian packages that are missing, those for the tests too when asked.
install_packages() {
    local wanted missing=() name
    command -v dpkg-query >/dev/null || fail "this is not Debian: install what config/packages.txt lists, then build with cmake."
    if [ "${1:-}" = test ]; then
        wanted=$(grep -v '^#' "$lumbar_root/config/packages.txt" | awk 'NF {print $1}')
    else
        wanted=$(grep -v '^#' "$lumbar_root/config/packages.txt" | awk 'NF == 1 {print $1}')
    fi
    # Any Node from 18 on will do, also one that did not come from Debian.
    command -v node >/dev/null || wanted="$wanted nodejs"
    command -v npm >/dev/null || wanted="$wanted npm"
    local installed
    installed=$(dpkg-query -W -f '${Status} ${Package}\n' $wanted 2>/dev/null | awk '/^install ok installed/ {print $4}')
    for name in $wanted; do
        grep -qxF "$name" <<<"$installed" || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" -ne 0 ]; then
        echo "lumbar: packages are missing and installing them needs root. Run this line once, then start again:" >&2
        echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
    echo "Installing ${#missing[@]} Debian packages ..."
    local log
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 || {
        tail -n 5 "$log" >&2
        fail "apt-get could not install ${missing[*]}; its whole output is in $log."
    }
    rm -f "$log"
}

# install_node_packages FOLDER: what package-lock.json there names, if it has changed since the last time.
install_node_packages() {
    local folder=$1 stamp=$1/node_modules/.lumbar-lock
    cmp -s "$folder/package-lock.json" "$stamp" && return
    echo "Installing Node packages ..."
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error) || fail "npm could not install the packages of $folder/package-lock.json."
    cp "$folder/package-lock.json" "$stamp"
}

# build FOLDER TESTS(ON|OFF): configures once, then builds what changed.
build() {
    local folder=$1 tests=$2
    if [ ! -f "$folder/build.ninja" ]; then
        cmake -S "$lumbar_root" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release -DLUMBAR_TESTS="$tests" -DLUMBAR_SANITIZE="${LUMBAR_SANITIZE:-}" >"$folder.log" 2>&1 || {
            tail -n 15 "$folder.log" | cut -c 1-300 >&2
            fail "cmake could not configure the build; its whole output is in $folder.log."
        }
    fi
    ninja -C "$folder" -n 2>/dev/null | grep -q 'no work to do' && return
    echo "Building (the first time takes some minutes) ..."
    ninja -C "$folder" >"$folder.log" 2>&1 || {
        grep -E 'error|FAILED' "$folder.log" | cut -c 1-300 | head -n 15 >&2
        fail "the build failed; its whole output is in $folder.log."
    }
}
