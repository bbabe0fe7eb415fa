#!/usr/bin/env bash
# Builds, serves and tests Paxos Lab. Installs what it needs from the registries of Rust, npm and Debian, once.
#
#   ./build.sh              dist/ (the page, for any static host) and pkg/ (the npm package)
#   ./build.sh serve [PORT] dist/, served on localhost
#   ./build.sh test         everything, tested
#   ./build.sh lighthouse   what Lighthouse says of the page
#   ./build.sh bench [CLIENTS...] [OPTION...]   the checker against others, as ratios; bench --help tells the rest
set -euo pipefail
cd "$(dirname "$0")"

WASM_PACK_VERSION=0.15.1
TARGET=wasm32-unknown-unknown
logs=target/log
tools=$PWD/target/tools/bin
export PATH="$PWD/target/debug:$tools:$PWD/www/node_modules/.bin:$PATH"
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

say() { printf '== %s\n' "$*"; }
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}
need() { command -v "$1" >/dev/null || fail "$1 is missing. $2"; }

# Runs a command with its output in a log, which is shown if it fails: quietly NAME COMMAND...
quietly() {
  local log=$logs/$1.log
  shift
  mkdir -p "$logs"
  "$@" >"$log" 2>&1 || {
    cat "$log" >&2
    fail "this failed: $*"
  }
}

set_up_rust() {
  need rustup "Install it as https://rustup.rs says."
  if ! rustup target list --installed 2>/dev/null | grep -qx "$TARGET"; then
    say "Installing the Rust target $TARGET"
    quietly rust-target rustup target add "$TARGET"
  fi
}

set_up_wasm_bindgen() {
  [ -x target/debug/wasm-bindgen ] || say "Building wasm-bindgen (two minutes, once)"
  quietly wasm-tools cargo build --quiet --locked -p wasm-tools
}

set_up_node() {
  need node "Install Node.js 20 or newer."
  need npm "Install npm, which comes with Node.js."
  if ! [ www/node_modules/.package-lock.json -nt www/package-lock.json ]; then
    say "Installing the page's tools from npm"
    quietly npm-ci npm --prefix www ci --no-fund --no-audit
    touch www/node_modules/.package-lock.json
  fi
}

set_up_wasm_pack() {
  [ "$(wasm-pack --version 2>/dev/null)" = "wasm-pack $WASM_PACK_VERSION" ] && return
  say "Building wasm-pack $WASM_PACK_VERSION (three minutes, once)"
  quietly wasm-pack-install cargo install wasm-pack --version "$WASM_PACK_VERSION" --locked --root target/tools
}

# Chromium and its driver, wherever they are; Debian's are installed if this may install anything.
set_up_chromium() {
  if ! command -v chromium >/dev/null || ! command -v chromedriver >/dev/null; then
    local install="apt-get install -y --no-install-recommends chromium chromium-driver"
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || fail "Chromium and ChromeDriver are missing. On Debian: sudo $install"
    say "Installing Chromium"
    quietly apt-update apt-get update
    quietly apt-install $install
  fi
  CHROMIUM=$(command -v chromium)
  CHROMEDRIVER=$(command -v chromedriver)
  export CHROMIUM CHROMEDRIVER
}

# Python with virtual environments, for two of the documentation tools; Debian's is installed if this may install anything.
set_up_python() {
  python3 -c 'import ensurepip' 2>/dev/null && return
  local install="apt-get install -y --no-install-recommends python3-venv"
  command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || fail "Python 3 with venv is missing. On Debian: sudo $install"
  say "Installing Python's virtual environments"
  quietly apt-update apt-get update
  quietly apt-install-python $install
}

build_page() {
  set_up_rust
  set_up_node
  set_up_wasm_bindgen
  say "Building the lab as WebAssembly"
  quietly wasm cargo build --quiet --locked --release --lib --target "$TARGET"
  local wasm=target/$TARGET/release/paxos_lab.wasm made=www/generated/.made
  if ! [ "$made" -nt "$wasm" ]; then
    quietly wasm-bindgen wasm-bindgen --target web --out-dir www/generated "$wasm"
    quietly wasm-opt wasm-opt -O3 --reorder-functions-by-name -o www/generated/paxos_lab_bg.wasm www/generated/paxos_lab_bg.wasm
    touch "$made"
  fi
  say "Building the page"
  quietly page node www/build.mjs --out dist
}

build_package() {
  set_up_wasm_pack
  say "Building the npm package"
  quietly wasm-pack wasm-pack build --release --target web --out-dir pkg -- --locked
  node www/npm/finish.mjs pkg
}

results() { grep -hE '^(test result|[[:space:]]*[0-9]+ (passed|failed))' "$logs/$1.log" || true; }

test_all() {
  set_up_rust
  say "Formatting and lints"
  quietly fmt cargo fmt --all --check
  quietly clippy cargo clippy --quiet --locked --all-targets -- -D warnings
  say "Tests, native (some search millions of states)"
  quietly test-native cargo test --locked
  results test-native
  build_page
  build_package
  set_up_chromium
  export CARGO_PROFILE_DEV_DEBUG=0 WASM_BINDGEN_TEST_TIMEOUT=300
  say "Tests, WebAssembly in node"
  quietly test-node wasm-pack test --node -- --locked --test wasm_node
  results test-node
  say "Tests, WebAssembly in a worker of headless Chromium"
  quietly test-worker wasm-pack test --headless --chrome --chromedriver "$CHROMEDRIVER" -- --locked --test wasm_worker
  results test-worker
  # wasm-pack skips what isn't configured for a browser, and says that all is well.
  grep -q 'this_is_a_dedicated_worker ... ok' "$logs/test-worker.log" || fail "the tests for the worker did not run; see $logs/test-worker.log"
  set_up_python
  say "Guides with an embed, by mdBook, MkDocs, Sphinx and VitePress"
  quietly docs tests/docs/build.sh http://127.0.0.1:4185/docs/paxos/ target/docs
  say "Tests, the page, embeds, guides and the npm package in headless Chromium"
  quietly tsc npm --prefix www run --silent check
  quietly test-page npm --prefix www test --silent
  results test-page
  say "All tests passed"
}

bench() {
  build_page
  set_up_chromium
  say "Building the benchmark"
  local run=(cargo bench --quiet --locked --bench ratios)
  quietly bench-build "${run[@]}" --no-run
  exec "${run[@]}" -- "$@"
}

case "${1:-all}" in
  all)
    build_page
    build_package
    say "dist/ is the page, pkg/ the npm package"
    ;;
  serve)
    build_page
    exec node www/serve.mjs --port "${2:-8080}"
    ;;
  test) test_all ;;
  lighthouse)
    build_page
    set_up_chromium
    exec node www/lighthouse.mjs
    ;;
  bench)
    shift
    bench "$@"
    ;;
  *)
    sed -n '2,9s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
