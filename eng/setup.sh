#!/usr/bin/env bash
# Makes ready what run.sh and test.sh need; quick when everything is there. Run through `locked`.
#   eng/setup.sh run|test [feed] [infra]

# shellcheck source=eng/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=eng/machine.sh
source "$ROOT/eng/machine.sh"
# shellcheck source=eng/tools.sh
source "$ROOT/eng/tools.sh"
# shellcheck source=eng/feed.sh
source "$ROOT/eng/feed.sh"

container_engine_answers() {
  local engine
  for engine in docker podman; do
    has "$engine" && timeout 5 "$engine" info >/dev/null 2>&1 && return 0
  done
  return 1
}

main() {
  local purpose=$1 infra=${3:-} uses=() tools=()
  machine_needs_dotnet
  feed_prepare "${2:-}"
  if [ -z "$infra" ]; then
    infra=native
    [ "$(feed_recorded)" = open ] && container_engine_answers && infra=containers
  fi
  [ "$infra" = native ] || [ "$(feed_recorded)" = open ] ||
    die "--infra containers needs the real Aspire packages, which the NuGet feed lacks: use --infra native"
  if [ "$(feed_recorded)" = partial ]; then tools+=(aspire librdkafka); fi
  if [ "$infra" = native ]; then tools+=(kafka); uses+=(native); fi
  # shellcheck disable=SC2207 # names without blanks
  tools=($(tools_wanted "${tools[@]}"))
  [ ${#tools[@]} -eq 0 ] || uses+=(fetch)
  [[ " ${tools[*]} " != *' librdkafka '* ]] || uses+=(compile)
  [ "$purpose" = run ] || uses+=(test)
  machine_prepare "${uses[@]}"
  [ ${#tools[@]} -eq 0 ] || tools_prepare "${tools[@]}"
}

main "$@"
