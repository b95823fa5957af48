package io.tributary.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

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

  @Test
  void refusesASecretThatIsTyped() {
    assertThatThrownBy(
            () -> KafkaProperties.of(Map.of("ssl.keystore.password", "canary"), Map.of()))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("KAFKA_PROPERTIES_SSL_KEYSTORE_PASSWORD")
        .hasMessageNotContaining("canary");
  }
}
