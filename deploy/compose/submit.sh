#!/usr/bin/env bash
# Submits the jobs of FEEDS to the cluster, those that don't run there already. Their settings are in the environment, and in
# a file behind that.
set -euo pipefail

running=$(flink list --jobmanager jobmanager:8081)
for feed in ${FEEDS//,/ }; do
  if grep -qF " : $feed (" <<<"$running"; then
    echo "$feed runs already"
  else
    flink run --detached --jobmanager jobmanager:8081 --class "io.tributary.jobs.$feed.${feed^}Job" \
      /opt/flink/usrlib/tributary-jobs.jar --config /etc/tributary/settings.properties
  fi
done
