#!/usr/bin/env bash
# Creates the topic of incoming tickets with as many partitions as .env says. All others are created by the jobs, or by the
# simulator, which never change one that is there.
set -euo pipefail

if [ "$TOPIC_NAME" != client_tickets ]; then
  echo "TOPIC_NAME: $TOPIC_NAME is not supported: the job and the programs around it agree on client_tickets" >&2
  exit 1
fi

# kafka.properties.* of the settings, and how secrets are looked up that lie elsewhere. Other settings Kafka's client passes
# over, since it has none of their names.
client=$(mktemp)
sed 's/^[[:blank:]]*kafka\.properties\.//' /etc/tributary/settings.properties >"$client"
cat >>"$client" <<'END'

config.providers=directory,env,file
config.providers.directory.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider
config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider
END
exec /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$KAFKA_BOOTSTRAP_SERVERS" --command-config "$client" \
  --create --if-not-exists --topic "$TOPIC_NAME" --partitions "$TOPIC_PARTITIONS" --replication-factor "$TOPIC_REPLICATION" \
  --config retention.ms=604800000
