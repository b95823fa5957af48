#!/usr/bin/env bash
# Makes the secrets that docker-compose.yml mounts as files, those that are missing; run it on this machine before the first
# start. Only you reach the folder. The files themselves can be read by all, since containers have users of their own. What
# its folder feed holds is yours: secrets that the file of SETTINGS_FILE names.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

folder=${SECRETS_PATH:-./data/secrets}
mkdir -p "$folder"
chmod 700 "$folder"
[[ -d $folder/feed ]] || mkdir -m 755 "$folder/feed"

secret() { # file; its content comes in
  local content
  content=$(cat)
  [[ -e $folder/$1 ]] || { printf '%s\n' "$content" >"$folder/$1" && chmod 644 "$folder/$1" && echo "$folder/$1"; }
}

for name in grafana-admin-password pgadmin-password postgres-password minio-password analytics-token; do
  openssl rand -hex 20 | secret "$name"
done
secret s3-credentials <<END
[default]
aws_access_key_id = tributary
aws_secret_access_key = $(cat "$folder/minio-password")
END
# Put your own key into it, and OPENAI_MODEL into .env.
: | secret openai-api-key
