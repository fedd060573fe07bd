#!/usr/bin/env bash
# eng/build.sh fleet   the AppHost and all it starts; nothing is asked of MSBuild when no source is newer
# eng/build.sh all     the whole solution, warnings as errors
# eng/build.sh bench   the benchmarks
# eng/build.sh lab     the lab
# Run through `locked`.

# shellcheck source=eng/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

STAMP=$FLEET/built-$CONFIGURATION

sources() {
  (cd "$ROOT" && find Directory.* global.json BannedSymbols.txt .editorconfig eng/*.props eng/*.targets \
    CacheFleet.* services loadtests compat \
    \( -name bin -o -name obj \) -prune -o -type f "$@" -print)
}
names() { sources | sort | sha256sum; }

# No file newer than the last build, none that came or went, the same feed, the same tools.
is_built() {
  [ -e "$STAMP" ] && [ -e "$ROOT/CacheFleet.AppHost/bin/$CONFIGURATION/net10.0/CacheFleet.AppHost.dll" ] || return 1
  [ "$FLEET/feed.props" -ot "$STAMP" ] || return 1
  [ ! -e "$TOOLS/librdkafka/.version" ] || [ "$TOOLS/librdkafka/.version" -ot "$STAMP" ] || return 1
  [ -z "$(sources -newer "$STAMP")" ] && [ "$(names)" = "$(cat "$STAMP")" ]
}

build() {
  quietly "building $1" dotnet build "$ROOT/$1" -c "$CONFIGURATION" --nologo -v quiet -clp:NoSummary
}

main() {
  local what=CacheFleet.AppHost name="the fleet" begun
  case ${1:-fleet} in
    bench) build tests/Benchmarks; return 0 ;;
    lab) build loadtests/CacheFleet.Lab; return 0 ;;
    all) what=CacheFleet.sln name=everything ;;
    *) ! is_built || return 0 ;;
  esac
  step "building $name ($CONFIGURATION)"
  # Before the build: what is edited meanwhile is newer.
  begun=$(mktemp -p "$FLEET" .built-XXXXXX)
  names >"$begun"
  build $what
  mv "$begun" "$STAMP"
}

main "$@"
