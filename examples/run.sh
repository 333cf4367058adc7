#!/usr/bin/env bash
# Runs every example against a gateway that is running; the first that fails ends it.
#   examples/run.sh localhost:9000 speech.wav
# What the examples need is installed below target/examples and found there the next time.
set -euo pipefail

[[ $# -eq 2 && -r $2 ]] || { echo "usage: examples/run.sh HOST:PORT WAV" >&2; exit 1; }
server=$1
wav=$(realpath "$2")
examples=$(cd "$(dirname "$0")" && pwd)
build=$examples/../target/examples
mkdir -p "$build"

# install NAME LIST COMMAND...: runs the command unless the list is what it was when it last succeeded.
install() {
  local stamp=$build/$1.installed list=$2
  shift 2
  cmp -s "$list" "$stamp" && return
  "$@"
  cp "$list" "$stamp"
}

# expect PATTERN COMMAND...: shows what the command prints, and fails unless a line of it matches.
expect() {
  local pattern=$1 printed=$build/printed
  shift
  echo "== ${*/#"$examples/"/}"
  "$@" | tee "$printed"
  grep -q "$pattern" "$printed" || { echo "no line matches: $pattern" >&2; exit 1; }
}

install_node() {
  (cd "$examples/node" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
}

install_python() {
  python3 -m venv --clear "$build/python"
  "$build/python/bin/pip" install --quiet --requirement "$examples/python/requirements.txt"
}

[[ -d $examples/node/node_modules ]] || rm -f "$build/node.installed"
install node "$examples/node/package-lock.json" install_node
install python "$examples/python/requirements.txt" install_python

expect '^final ' node "$examples/node/transcribe.js" "$server" "$wav"
expect '^final ' "$build/python/bin/python" "$examples/python/transcribe.py" "$server" "$wav"
# Nobody listens at the first address, so these begin with a call that fails.
expect '^final ' node "$examples/node/resume.js" "localhost:1,$server" "$wav"
expect '^final ' "$build/python/bin/python" "$examples/python/resume.py" "localhost:1,$server" "$wav"
expect '^final ' node "$examples/node/reflect.js" "$server" "$wav"
