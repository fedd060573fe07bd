#!/usr/bin/env bash
# Builds the benchmarks and runs them; the exit code follows their checks.

# shellcheck source=eng/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/eng/common.sh"

usage() {
  cat <<'HELP'
./bench.sh [options] [NAME…]   what a hit, a miss, a hint, a herd, a lock and a pause cost on this machine

  NAME…                   only these: memory-hit redis-hit miss hint herd lock paused-holder dead-redis
  --short                 within two minutes; without it the figures are from longer runs
  --seed N                (1)
  --out DIR               report.html, report.md, report.json (artifacts/bench)
  --feed open|partial|probe
  --no-build              as it was built last (Release)

Redis servers are started as needed, on free loopback ports. Nothing else should be busy on the machine.
HELP
}

feed='' build=yes out=$ROOT/artifacts/bench
options=()
while [ $# -gt 0 ]; do
  case $1 in
    --short) options+=(--short) ;;
    --seed)
      need_value "$@"; [[ $2 =~ ^[0-9]+$ ]] || die "--seed takes a number, not '$2'"
      options+=(--seed "$2"); shift ;;
    --out) need_value "$@"; out=$(realpath -m "$2"); shift ;;
    --feed) need_value "$@"; feed=$2; shift ;;
    --no-build) build=no ;;
    -h | --help) usage; exit 0 ;;
    -*) die "unknown option '$1' (see --help)" ;;
    *) options+=("$1") ;;
  esac
  shift
done

locked "$ROOT/eng/setup.sh" run "$feed" native
if [ $build = yes ]; then
  step "building the benchmarks ($CONFIGURATION)"
  locked "$ROOT/eng/build.sh" bench
fi
step "measuring (reports in $out)"
exec dotnet "$ROOT/tests/Benchmarks/bin/$CONFIGURATION/net10.0/CacheFleet.Benchmarks.dll" --out "$out" "${options[@]}"
