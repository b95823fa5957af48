package io.tributary.analytics;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

  /** With these the brokers' certificates and names would not be checked. */
  private static final Set<String> TRUST =
      Set.of(
          "ssl.endpoint.identification.algorithm",
          "ssl.engine.factory.class",
          "security.providers");

  private KafkaProperties() {}

  /**
   * All of them.
   *
   * @throws StartFailure when a secret was typed, or something that would switch a check off
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
    for (String name : TRUST) {
      if (properties.containsKey(name)) {
        throw new StartFailure(
            "kafka.properties: "
                + name
                + " is refused: the brokers' certificates and names are always checked");
      }
    }
    return properties;
  }

  private static String variable(String name) {
    return "KAFKA_PROPERTIES_" + name.replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
