#!/usr/bin/env bash
# Simulates all feeds of FEEDS. When one of them ends, so do the others, and Docker starts them anew.
set -euo pipefail

trap 'kill $(jobs -p); wait; exit' TERM INT
for feed in ${FEEDS//,/ }; do
  TRIBUTARY_LOG=/tmp/$feed.log /opt/tributary/tributary simulate "$feed" --rate "$PRODUCER_RATE" \
    --config /etc/tributary/settings.properties &
done
wait -n || true
kill $(jobs -p) || true
exit 1
