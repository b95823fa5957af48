#!/usr/bin/env bash
# Imports what Kibana needs to show the tweets. Kibana answers 200 also when it has refused an object, and says so.
set -euo pipefail
answer=$(curl --fail-with-body --silent --show-error -H 'kbn-xsrf: true' -F file=@/objects/tweets.ndjson \
  'http://kibana:5601/api/saved_objects/_import?overwrite=true')
echo "$answer"
[[ $answer == *'"success":true'* ]]
