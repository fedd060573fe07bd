#!/usr/bin/env bash
# kafka-topics.sh COMMAND…
# Creates a topic; one that is there already is as good as a new one. (Kafka 0.9 knows no --if-not-exists.)
set -u
if said=$("$@" 2>&1); then
  echo "$said"
elif [[ $said == *'already exists'* ]]; then
  echo 'The topic is there already.'
else
  echo "$said" >&2
  exit 1
fi
