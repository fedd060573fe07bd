#!/usr/bin/env bash
# eng/build.sh fleet   the AppHost and all it starts; nothing is asked of MSBuild when no source is newer
# eng/build.sh all     the whole solution, warnings as errors
# eng/build.sh bench   the benchmarks
# eng/build.sh lab     the lab
# Run through `locked`.

# shellcheck source=eng/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

STAMP=$FLEET/built-$CONFIGURATION

# A file that is newer than the last build, a file that went (its folder is newer), another feed, other tools.
is_built() {
  [ -e "$STAMP" ] && [ -e "$ROOT/CacheFleet.AppHost/bin/$CONFIGURATION/net10.0/CacheFleet.AppHost.dll" ] || return 1
  [ "$FLEET/feed.props" -ot "$STAMP" ] || return 1
  [ ! -e "$TOOLS/librdkafka/.version" ] || [ "$TOOLS/librdkafka/.version" -ot "$STAMP" ] || return 1
  [ -z "$(cd "$ROOT" && find Directory.* global.json BannedSymbols.txt .editorconfig eng/*.props eng/*.targets \
    CacheFleet.* services loadtests compat \
    \( -name bin -o -name obj \) -prune -o -newer "$STAMP" -print -quit)" ]
}

build() {
  quietly "building $1" dotnet build "$ROOT/$1" -c "$CONFIGURATION" --nologo -v quiet -clp:NoSummary
}

main() {
  local begin
  case ${1:-fleet} in
    bench) build tests/Benchmarks; return 0 ;;
    lab) build loadtests/CacheFleet.Lab; return 0 ;;
  esac
  if [ "${1:-fleet}" = all ]; then
    step "building everything ($CONFIGURATION)"
    begin=$(mktemp -p "$FLEET" .built-XXXXXX)
    build CacheFleet.sln
  else
    ! is_built || return 0
    step "building the fleet ($CONFIGURATION)"
    begin=$(mktemp -p "$FLEET" .built-XXXXXX)
    build CacheFleet.AppHost
  fi
  mv "$begin" "$STAMP"
}

main "$@"
