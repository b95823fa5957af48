package io.tributary.testkit;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/**
 * Where a broker lets in whoever has a certificate's trust and a password.
 *
 * @param name upper case
 * @param keys a PEM file of the broker's key and certificates
 */
record TlsListener(String name, int port, Path keys) {
  static final String MECHANISM = "SCRAM-SHA-512";

  String address() {
    return name + "://" + BrokerSettings.HOST + ":" + port;
  }

  void configure(Properties broker) {
    String prefix = "listener.name." + name.toLowerCase(Locale.ROOT) + ".";
    broker.setProperty(prefix + "ssl.keystore.type", "PEM");
    broker.setProperty(prefix + "ssl.keystore.location", keys.toString());
    broker.setProperty(prefix + "sasl.enabled.mechanisms", MECHANISM);
    broker.setProperty(
        prefix + MECHANISM.toLowerCase(Locale.ROOT) + ".sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
  }
}
