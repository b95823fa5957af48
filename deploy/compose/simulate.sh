#!/usr/bin/env bash
# Builds from a copy, so that nothing of root's appears among the sources, and writes tickets.
set -euo pipefail
tar -C /source --exclude=./.git --exclude=./data --exclude=target -cf - . | tar -C /build -xf -
cd /build
exec ./tributary simulate tickets --rate "$PRODUCER_RATE"
