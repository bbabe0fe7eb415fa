#!/usr/bin/env bash
# Builds a guide with an embed in it by each of four documentation tools, as an author does it:
#   tests/docs/build.sh LAB OUT      LAB: the address of the folder that dist/ is served from; OUT: has a folder for each tool then
# Installs the tools from the registries of Rust, Python and npm, once, under target/. Writes nowhere else.
set -euo pipefail
cd "$(dirname "$0")/../.."

MDBOOK_VERSION=0.5.2
lab=$1
out=$(mkdir -p "$2" && cd "$2" && pwd)
tools=$PWD/target/tools
python=$PWD/target/docs-python
made=$PWD/target/docs-made
export VITEPRESS_TELEMETRY=0

# The guides with the lab's address in them; what a tool has installed beside them stays.
for tool in mdbook mkdocs sphinx vitepress; do
  mkdir -p "$made/$tool"
  cp -r "tests/docs/$tool/." "$made/$tool/"
done
grep -rlZ --exclude-dir=node_modules 'https://lab.example/' "$made" | xargs -0 sed -i "s|https://lab.example/|$lab|"

if [ "$("$tools/bin/mdbook" --version 2>/dev/null)" != "mdbook v$MDBOOK_VERSION" ]; then
  cargo install mdbook --version "$MDBOOK_VERSION" --locked --no-default-features --debug --root "$tools"
fi
"$tools/bin/mdbook" build --dest-dir "$out/mdbook" "$made/mdbook"

[ -x "$python/bin/pip" ] || python3 -m venv "$python"
"$python/bin/pip" install --quiet --disable-pip-version-check --requirement tests/docs/requirements.txt
"$python/bin/mkdocs" build --strict --config-file "$made/mkdocs/mkdocs.yml" --site-dir "$out/mkdocs"
"$python/bin/sphinx-build" -W "$made/sphinx" "$out/sphinx"

if ! [ "$made/vitepress/node_modules/.package-lock.json" -nt tests/docs/vitepress/package-lock.json ]; then
  # Not ci: the lock file lacks what is for other systems.
  npm --prefix "$made/vitepress" install --no-fund --no-audit
  touch "$made/vitepress/node_modules/.package-lock.json"
fi
"$made/vitepress/node_modules/.bin/vitepress" build "$made/vitepress" --outDir "$out/vitepress"
