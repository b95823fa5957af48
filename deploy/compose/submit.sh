#!/usr/bin/env bash
# Submits the tickets job to the cluster unless it runs there already.
set -euo pipefail

jar=/jobs/target/tributary-jobs.jar
if [ ! -f "$jar" ]; then
  echo "${jar#/} is missing: mvn -q -DskipTests -pl jobs -am package, then docker-compose up -d" >&2
  exit 1
fi
if flink list --jobmanager jobmanager:8081 | grep -qF ' : tickets ('; then
  echo "tickets runs already"
  exit 0
fi
# As many subtasks as the two task managers have slots for; left to itself it would be this machine's cores.
exec flink run --detached --jobmanager jobmanager:8081 --class io.tributary.jobs.tickets.TicketsJob "$jar" \
  --kafka.bootstrap.servers kafka:29092 --lake.path /lake --lake.format "$OUTPUT_FORMAT" \
  --checkpoint.path /state --parallelism 4
