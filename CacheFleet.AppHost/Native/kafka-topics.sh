#!/usr/bin/env bash
# kafka-topics.sh COMMAND… + TOPIC… [+ TOPIC…]
# Creates topics, all at the same time; one that is there already is as good as a new one. (Kafka 0.9 knows no
# --if-not-exists.)
set -u
command=()
while (($#)) && [[ $1 != + ]]; do command+=("$1"); shift; done

create() {
  local said
  if said=$("${command[@]}" "$@" 2>&1); then
    echo "$said"
  elif [[ $said == *'already exists'* ]]; then
    echo 'The topic is there already.'
  else
    echo "$said" >&2
    return 1
  fi
}

pids=()
while (($#)); do
  shift
  topic=()
  while (($#)) && [[ $1 != + ]]; do topic+=("$1"); shift; done
  create "${topic[@]}" & pids+=($!)
done
failed=0
for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
exit "$failed"
