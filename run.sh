#!/usr/bin/env bash
# Starts the fleet, runs the tour of load tests against it, and stays until Ctrl-C.

# shellcheck source=eng/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/eng/common.sh"

usage() {
  cat <<'HELP'
./run.sh [options]        set up, build, start the fleet, run the tour, stay until Ctrl-C

  --once                  end after the tour, with the tour's exit code
  --no-tour               start the fleet only
  --fresh                 begin with empty servers (wipes the data folder)
  --replicas N            API replicas, 1 to 8 (3)
  --infra containers|native
                          where Redis, PostgreSQL and Kafka come from (containers if an engine answers and the
                          feed has Aspire's packages, else the installed programs)
  --feed open|partial|probe
                          take the real packages or the stand-ins in compat/; probe asks the feed again
  --lab on|off            fault gates and policy headers (on)
  --compare on|off        in a lab, all the policies that are compared, beside each family's own (on)
  --port-base N           dashboard N, its OTLP N+1, its resource service N+2, API N+3 (15888 15889 15890 5080)
  --data DIR              the servers' files (.fleet/data)
  --out DIR               the tour's reports (artifacts/tour)
  --setup                 set up and build, start nothing
  -- COMMAND…             this command of the lab instead of the tour (-- run herd --expiries 5)

The dashboard is at http://localhost:15888, the API at http://localhost:5080; everything binds to loopback.
HELP
}

once=no tour=yes setup_only=no infra='' feed='' out=$ROOT/artifacts/tour
dashboard=15888 otlp=15889 resources=15890 api=5080
fleet_args=() load=()

while [ $# -gt 0 ]; do
  case $1 in
    --once) once=yes ;;
    --no-tour) tour=no ;;
    --setup) setup_only=yes ;;
    --fresh) fleet_args+=(--fresh) ;;
    --replicas)
      need_value "$@"; [[ $2 =~ ^[1-8]$ ]] || die "--replicas takes 1 to 8, not '$2'"
      fleet_args+=(--replicas "$2"); shift ;;
    --lab | --compare) need_value "$@"; fleet_args+=("$1" "$2"); shift ;;
    --data) need_value "$@"; fleet_args+=(--data "$(realpath -m "$2")"); shift ;;
    --infra) need_value "$@"; infra=$2; fleet_args+=(--infra "$infra"); shift ;;
    --feed) need_value "$@"; feed=$2; shift ;;
    --out) need_value "$@"; out=$(realpath -m "$2"); shift ;;
    --port-base)
      need_value "$@"; dashboard=$2; shift
      [[ $dashboard =~ ^[0-9]+$ ]] && ((dashboard > 0 && dashboard < 65530)) || die "--port-base takes a port, not '$dashboard'"
      otlp=$((dashboard + 1)) resources=$((dashboard + 2)) api=$((dashboard + 3)) ;;
    -h | --help) usage; exit 0 ;;
    --) shift; load=("$@"); [ $# -gt 0 ] || die "-- needs a command of the lab"; break ;;
    *) die "unknown option '$1' (see --help)" ;;
  esac
  shift
done
case $infra in '' | native | containers) ;; *) die "--infra takes containers or native, not '$infra'" ;; esac

begin=$SECONDS
locked "$ROOT/eng/setup.sh" run "$feed" "$infra"
locked "$ROOT/eng/build.sh" fleet
[ ${#load[@]} -eq 0 ] || locked "$ROOT/eng/build.sh" lab
[ $setup_only = no ] || exit 0

apphost=0
run=$FLEET/run
mkdir -p "$run"
log=$run/apphost-$dashboard.log

# Ends the AppHost and, through it, everything it started.
end_fleet() {
  trap - EXIT INT TERM
  ((apphost)) || return 0
  kill -TERM "$apphost" 2>/dev/null || true
  wait "$apphost" 2>/dev/null || true
  apphost=0
}
trap end_fleet EXIT
trap 'echo; step "stopping"; end_fleet; exit 130' INT
trap 'end_fleet; exit 143' TERM

# The same settings as Properties/launchSettings.json, with this run's ports.
start_fleet() {
  : >"$log"
  ASPNETCORE_ENVIRONMENT=Development DOTNET_ENVIRONMENT=Development \
    ASPNETCORE_URLS=http://localhost:$dashboard \
    ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:$otlp \
    ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=http://localhost:$resources \
    ASPIRE_ALLOW_UNSECURED_TRANSPORT=true ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS=true \
    CACHEFLEET_TOOLS=$TOOLS CACHEFLEET_ASPIRE_BUNDLE=$TOOLS/aspire \
    dotnet "$ROOT/CacheFleet.AppHost/bin/$CONFIGURATION/net10.0/CacheFleet.AppHost.dll" \
    --api-port "$api" "${fleet_args[@]}" >"$log" 2>&1 </dev/null &
  apphost=$!
}

# Prints the AppHost's progress as it comes; returns when the fleet is healthy, ends everything when it cannot be.
wait_until_healthy() {
  local shown=0 lines line deadline=$((SECONDS + ${CACHEFLEET_START_SECONDS:-300}))
  while :; do
    mapfile -t lines < <(tail -n "+$((shown + 1))" "$log")
    for line in "${lines[@]}"; do
      shown=$((shown + 1))
      case $line in
        'The fleet is healthy'*) return 0 ;;
        '· '* | 'error: '*) say "$line" ;;
        '! '*) say "$line"; failed "a resource failed" ;;
      esac
    done
    kill -0 "$apphost" 2>/dev/null || failed "the AppHost ended"
    ((SECONDS < deadline)) || failed "the fleet was not healthy in time (CACHEFLEET_START_SECONDS)"
    sleep 0.1
  done
}

failed() {
  printf 'error: %s; the end of %s:\n' "$1" "$log" >&2
  tail -n 20 "$log" | sed 's/^/    /' >&2
  exit 1
}

step "starting the fleet"
start_fleet
wait_until_healthy
say "The fleet is healthy, $((SECONDS - begin)) s after the start of this script."
say "  dashboard  http://localhost:$dashboard"
say "  API        http://localhost:$api   (its description: /openapi/v1.json)"

code=0
if [ $tour = yes ]; then
  program=CacheFleet.Lab
  if [ ${#load[@]} -eq 0 ]; then
    step "running the tour (reports in $out)"
    load=(tour --out "$out") program=CacheFleet.LoadTests
  fi
  dotnet "$ROOT/loadtests/$program/bin/$CONFIGURATION/net10.0/$program.dll" \
    "${load[@]}" --target "http://localhost:$api" </dev/null || code=$?
fi

if [ $once = yes ]; then
  end_fleet
  exit $code
fi
say "Metrics: http://localhost:$dashboard/metrics. Ctrl-C stops the fleet."
wait "$apphost" || code=$?
apphost=0
exit $code
