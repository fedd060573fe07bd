# shellcheck shell=bash
# What every script of the repository shares. Sourced, never run.

set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
FLEET=$ROOT/.fleet
TOOLS=${CACHEFLEET_TOOLS:-$FLEET/tools}
CONFIGURATION=Release
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export ASPIRE_CLI_TELEMETRY_OPTOUT=1

say() { printf '%s\n' "$*"; }
step() { printf -- '· %s\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# need_value "$@": the option $1 must be followed by a value, $2. Not in $(…), where die would end only the subshell.
need_value() { [ $# -ge 2 ] && [ -n "$2" ] || die "$1 needs a value (see --help)"; }

# Runs a command quietly; its whole output appears only when it fails, beside the words that say what it was for.
quietly() {
  local what=$1 log; shift
  log=$(mktemp)
  if "$@" >"$log" 2>&1 </dev/null; then rm -f "$log"; return 0; fi
  sed 's/^/    /' "$log" >&2; rm -f "$log"
  die "$what failed; its output is above"
}

# One set-up or build at a time: two scripts at once queue here. -o keeps the lock from leaking into build servers.
locked() {
  mkdir -p "$FLEET"
  flock -o -w 1200 -E 75 "$FLEET/lock" "$@" || {
    local code=$?
    [ $code -ne 75 ] || die "another set-up or build holds $FLEET/lock for 20 minutes now"
    return $code
  }
}
