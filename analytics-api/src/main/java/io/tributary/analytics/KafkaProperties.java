package io.tributary.analytics;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * What Kafka's consumers are told: flags over the environment, where {@code
 * KAFKA_PROPERTIES_SASL_JAAS_CONFIG} is {@code sasl.jaas.config}, and the same look-ups as the
 * jobs' ({@code ${directory:…}}, {@code ${env:…}}, {@code ${file:…}}).
 */
final class KafkaProperties {
  private static final String LOOK_UP = "config.providers";

  private KafkaProperties() {}

  /**
   * All of them.
   *
   * @throws StartFailure when a secret was typed
   */
  static Map<String, String> of(Map<String, String> typed, Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>();
    properties.put(LOOK_UP, "directory,env,file");
    properties.put(LOOK_UP + ".directory.class", DirectoryConfigProvider.class.getName());
    properties.put(LOOK_UP + ".env.class", EnvVarConfigProvider.class.getName());
    properties.put(LOOK_UP + ".file.class", FileConfigProvider.class.getName());
    Map<String, ConfigDef.ConfigKey> known = ConsumerConfig.configDef().configKeys();
    for (String name : known.keySet()) {
      String value = environment.get(variable(name));
      if (value != null && !value.isBlank()) {
        properties.put(name, value.strip());
      }
    }
    typed.forEach(
        (name, value) -> {
          ConfigDef.ConfigKey key = known.get(name);
          if (key != null && key.type() == ConfigDef.Type.PASSWORD) {
            throw new StartFailure(
                "kafka.properties: "
                    + name
                    + " is a secret, and a command line can be read by others: put it into the"
                    + " environment as "
                    + variable(name));
          }
          properties.put(name, value);
        });
    return properties;
  }

  private static String variable(String name) {
    return "KAFKA_PROPERTIES_" + name.replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
