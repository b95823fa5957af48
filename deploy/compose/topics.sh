#!/usr/bin/env bash
# Creates the topic of incoming tickets with as many partitions as .env says. All others are created by the jobs, which never
# change one that is there.
set -euo pipefail

if [ "$TOPIC_NAME" != client_tickets ]; then
  echo "TOPIC_NAME: $TOPIC_NAME is not supported: the job and the programs around it agree on client_tickets" >&2
  exit 1
fi
exec /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$KAFKA_BOOTSTRAP_SERVERS" --create --if-not-exists \
  --topic "$TOPIC_NAME" --partitions "$TOPIC_PARTITIONS" --replication-factor "$TOPIC_REPLICATION" \
  --config retention.ms=604800000
