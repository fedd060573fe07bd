#!/usr/bin/env bash
# kafka-broker.sh ZOOKEEPER_PORT COMMAND…
# A broker that was killed stays registered in ZooKeeper until its session has run out (4 s), and a new one refuses
# to start beside that registration. So wait until it is gone, then become the broker.
set -u
zookeeper=$1; shift

# Only an answer that lists the registrations counts: a ZooKeeper that has just started says "ok" before it has read
# them.
is_forgotten() {
  local answer
  { exec 3<>"/dev/tcp/127.0.0.1/$zookeeper"; } 2>/dev/null || return 1
  printf dump >&3
  answer=$(cat <&3)
  exec 3>&-
  [[ $answer == *SessionTracker* && $answer != */brokers/ids/* ]]
}

for ((i = 0; i < 60; i++)); do
  is_forgotten && break
  ((i)) || echo "waiting for ZooKeeper to forget the broker that was killed"
  sleep 0.25
done
exec "$@"
