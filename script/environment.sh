# Sourced by every script: where it works, and the few words they share.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Built files live outside the checkout, so that a fresh clone starts warm and a clean checkout stays clean.
cache="${XDG_CACHE_HOME:-$HOME/.cache}/callboard"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$cache/target}"

say() { printf '\n== %s\n' "$*"; }
fail() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null; }
has_display() { [[ "$(uname)" != Linux || -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]]; }

# The pages that the program carries. Built only where a source is newer than what was built.
build_pages() {
  pages_are_current || npm --prefix ui run --silent build -- --logLevel warn
}

pages_are_current() {
  local built=ui/dist/index.html newer
  [[ -f "$built" ]] || return 1
  newer="$(find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -type f -newer "$built" -print -quit)"
  [[ -z "$newer" ]]
}
