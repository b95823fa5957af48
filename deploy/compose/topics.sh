#!/usr/bin/env bash
# Creates the tickets feed's topics with their settings. A topic that is there already stays as it is.
set -euo pipefail

if [ "$TOPIC_NAME" != client_tickets ]; then
  echo "TOPIC_NAME: $TOPIC_NAME is not supported: the job and the programs around it agree on client_tickets" >&2
  exit 1
fi

day=86400000
create() { # topic, settings…
  local topic=$1 settings=()
  shift
  for setting in "$@"; do settings+=(--config "$setting"); done
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:29092 --create --if-not-exists --topic "$topic" \
    --partitions "$TOPIC_PARTITIONS" --replication-factor "$TOPIC_REPLICATION" "${settings[@]}"
}

create client_tickets retention.ms=$((7 * day))
create clients cleanup.policy=compact
create tickets-enriched retention.ms=$((7 * day))
create tickets-metrics retention.ms=$((7 * day))
create tickets-late retention.ms=$((7 * day))
# A dead letter is the whole record and headers: 64 KiB above a broker's 1048588 bytes.
create tickets-dead-letters retention.ms=$((30 * day)) max.message.bytes=1114124
