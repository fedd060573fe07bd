#!/usr/bin/env bash
# Builds everything with warnings as errors and runs every test. The last line is the sum.

# shellcheck source=eng/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/eng/common.sh"

usage() {
  cat <<'HELP'
./test.sh [options] [PROJECT…] [-- TEST-OPTIONS…]

  PROJECT…            only these (Caching.Tests, Fleet.Tests, …); rules and format are checked when none is named
  --filter PATTERN    only tests whose full name matches, * stands for anything: '*invalidation*'
  --list              the projects, in the order in which they run
  --no-build          as it was built last (Release)
  --feed open|partial|probe
  -- …                options for xunit's own runner
HELP
}

# Unit tests first, then those that start servers, the fleet last; 2 cores, so one project after the other.
LATE='Caching.Redis.Tests Caching.Postgres.Tests Caching.Kafka.Tests Catalog.Api.Tests Invalidation.Worker.Tests Compat.Aspire.Tests Fleet.Tests'
PROJECT_SECONDS=${CACHEFLEET_TEST_SECONDS:-900}

projects_in_order() {
  local all late
  all=$(cd "$ROOT/tests" && printf '%s\n' *.Tests)
  late=$(for late in $LATE; do grep -Fx "$late" <<<"$all" || true; done)
  grep -vFx "$late" <<<"$all" || true
  printf '%s\n' "$late"
}

passed=0 failed=0 skipped=0 broken=() failures=()

# check WORDS COMMAND…: one check that is not an xunit test counts as one test.
check() {
  local what=$1; shift
  step "$what"
  if "$@" </dev/null; then passed=$((passed + 1)); else failed=$((failed + 1)); broken+=("$what"); fi
}

number_of() { sed -n "s/^ *$1: \([0-9]*\).*/\1/p" "$2" | tail -n 1; }

# A project that ends without a summary (a crash, the time limit) counts as one failed test.
run_project() {
  local name=$1 out code=0 p f s
  shift
  out=$(mktemp)
  step "$name"
  (cd "$ROOT" && timeout -k 20 "$PROJECT_SECONDS" \
    dotnet "tests/$name/bin/$CONFIGURATION/net10.0/CacheFleet.$name.dll" \
    --no-progress --no-ansi "$@") >"$out" 2>&1 </dev/null || code=$?
  p=$(number_of succeeded "$out") f=$(number_of failed "$out") s=$(number_of skipped "$out")
  if [ $code -eq 8 ] && [ $# -gt 0 ]; then
    say "  no test matches"
  elif [ -z "$p" ] || { [ $code -ne 0 ] && [ "${f:-0}" -eq 0 ]; }; then
    sed 's/^/    /' "$out" | tail -n 60
    say "  ended with exit code $code and no failed test to show for it"
    passed=$((passed + ${p:-0})) failed=$((failed + 1)) skipped=$((skipped + ${s:-0})) broken+=("$name")
  else
    if [ "$f" -gt 0 ]; then
      sed 's/^/    /' "$out"
      broken+=("$name")
      mapfile -t -O ${#failures[@]} failures < <(grep -A 3 '^failed CacheFleet' "$out")
    fi
    say "  $p passed, $f failed, $s skipped"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  fi
  rm -f "$out"
}

check_rules() {
  local folder=$ROOT/dashboards/prometheus
  promtool check rules "$folder"/*.rules.yml && (cd "$folder" && promtool test rules ./*.test.yml)
}

main() {
  local feed='' build=yes wanted=() options=() name
  while [ $# -gt 0 ]; do
    case $1 in
      --filter) need_value "$@"; options+=(--filter-method "$2"); shift ;;
      --feed) need_value "$@"; feed=$2; shift ;;
      --no-build) build=no ;;
      --list) projects_in_order; return 0 ;;
      --) shift; options+=("$@"); break ;;
      -h | --help) usage; return 0 ;;
      -*) die "unknown option '$1' (see --help)" ;;
      *) [ -d "$ROOT/tests/$1" ] || die "no project '$1' in tests/ (see --list)"; wanted+=("$1") ;;
    esac
    shift
  done

  locked "$ROOT/eng/setup.sh" test "$feed"
  [ $build = no ] || locked "$ROOT/eng/build.sh" all
  if [ ${#wanted[@]} -eq 0 ]; then
    check 'rules of the dashboards (promtool)' check_rules
    [ $build = no ] || check 'format (dotnet format)' dotnet format "$ROOT/CacheFleet.sln" --verify-no-changes --no-restore
    mapfile -t wanted < <(projects_in_order)
  fi
  for name in "${wanted[@]}"; do run_project "$name" "${options[@]}"; done

  if [ ${#broken[@]} -gt 0 ]; then
    # Once more where nobody has to look for them: servers that were stopped leave long logs.
    [ ${#failures[@]} -eq 0 ] || printf '%s\n' "${failures[@]}"
    say "Failed: $(printf '%s; ' "${broken[@]}")"
  fi
  say "Tests: $passed passed, $failed failed, $skipped skipped"
  [ $failed -eq 0 ]
}

main "$@"
