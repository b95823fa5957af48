package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KafkaPropertiesTest {
  @Test
  void takesSecretsFromTheEnvironment() {
    assertThat(
            KafkaProperties.of(
                Map.of("security.protocol", "SASL_SSL"),
                Map.of("KAFKA_PROPERTIES_SASL_JAAS_CONFIG", "${directory:/run/secrets:jaas}")))
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.jaas.config", "${directory:/run/secrets:jaas}")
        .containsEntry("config.providers", "directory,env,file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssl.endpoint.identification.algorithm",
        "ssl.engine.factory.class",
        "security.providers"
      })
  void refusesWhatWouldSwitchACheckOff(String name) {
    assertThatThrownBy(() -> KafkaProperties.of(Map.of(name, ""), Map.of()))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining(name + " is refused");
    String variable = "KAFKA_PROPERTIES_" + name.replace('.', '_').toUpperCase(Locale.ROOT);
    assertThatThrownBy(() -> KafkaProperties.of(Map.of(), Map.of(variable, "other")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining(name + " is refused");
  }

  @Test
  void refusesASecretThatIsTyped() {
    assertThatThrownBy(
            () -> KafkaProperties.of(Map.of("ssl.keystore.password", "canary"), Map.of()))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("KAFKA_PROPERTIES_SSL_KEYSTORE_PASSWORD")
        .hasMessageNotContaining("canary");
  }
}
