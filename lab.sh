#!/usr/bin/env bash
# The lab: reproduces each failure of the cache and measures it before and after its guard.

# shellcheck source=eng/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/eng/common.sh"

usage() {
  cat <<'HELP'
./lab.sh list                    the scenarios, the requirements that they prove, their knobs
./lab.sh run A3 | run race       one requirement, or one scenario by name
./lab.sh run --all [--seed N]    everything, within 25 minutes
./lab.sh fault [kill NAME]       the processes of a running fleet; kill, pause, resume, start, restart one;
                                 and the worker's links to its servers; cut, mend one
./lab.sh dead-letters list       what the worker of a running fleet could not apply; show, redrive, discard
./lab.sh report [RUN…]           one page over all rows of the last run of everything, in docs/results

With --target URL a run takes that fleet; else the one at http://127.0.0.1:5080; and if there is none it starts one of
its own and ends it afterwards. Scenarios on servers of their own need none. `run --help` has the knobs. The exit code
is the verdict.
HELP
}

program=$ROOT/loadtests/CacheFleet.Lab/bin/$CONFIGURATION/net10.0/CacheFleet.Lab.dll
is_up() { (exec 3<>/dev/tcp/127.0.0.1/5080) 2>/dev/null; }

# Whether a fleet must be there, or be started: not for help, nor where every name does without.
needs_fleet() {
  local arg alone
  [[ " $* " != *" --help "* && " $* " != *" --target "* ]] || return 1
  [[ " $* " != *" --all "* ]] || return 0
  alone=" $(dotnet "$program" list --no-fleet | tr '\n' ' ')"
  for arg in "${@:2}"; do
    [[ $arg != -* ]] || break
    [[ $alone == *" $arg "* ]] || return 0
  done
  return 1
}

case ${1:-} in '' | -h | --help) usage; exit 0 ;; esac
locked "$ROOT/eng/setup.sh" run '' native
locked "$ROOT/eng/build.sh" lab
if [ "$1" = run ] && needs_fleet "$@" && ! is_up; then
  exec "$ROOT/run.sh" --once -- "$@"
fi
exec dotnet "$program" "$@"
