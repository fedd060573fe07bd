#!/usr/bin/env bash
# The lab: reproduces each failure of the cache and measures it before and after its guard.

# shellcheck source=eng/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/eng/common.sh"

usage() {
  cat <<'HELP'
./lab.sh list                    the scenarios, the requirements that they prove, their knobs
./lab.sh run A3 | run race       one requirement, or one scenario by name
./lab.sh run --all [--seed N]    everything, within 25 minutes
./lab.sh report [RUN…]           one page over all rows of the last run of everything, in docs/results

With --target URL a run takes that fleet; else the one at http://127.0.0.1:5080; and if there is none it starts one of
its own and ends it afterwards. `run --help` has the knobs. The exit code is the verdict.
HELP
}

program=$ROOT/loadtests/CacheFleet.LoadTests/bin/$CONFIGURATION/net10.0/CacheFleet.LoadTests.dll
is_up() { (exec 3<>/dev/tcp/127.0.0.1/5080) 2>/dev/null; }

case ${1:-} in
  '' | -h | --help) usage; exit 0 ;;
  run) [[ " $* " == *" --help "* || " $* " == *" --target "* ]] || is_up || exec "$ROOT/run.sh" --once -- "$@" ;;
esac
locked "$ROOT/eng/setup.sh" run '' native
locked "$ROOT/eng/build.sh" fleet
exec dotnet "$program" "$@"
