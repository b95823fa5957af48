package io.tributary.connectors.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientPropertiesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "security.protocol",
        "sasl.jaas.config",
        "ssl.truststore.location",
        "client.id",
        "request.timeout.ms",
        "fetch.max.bytes",
        "compression.type",
        "linger.ms",
        "retry.backoff.ms"
      })
  void allowsAddressesSecurityTimeOutsAndSizes(String name) {
    assertThat(ClientProperties.refusal(name)).isEmpty();
    assertThat(ClientProperties.allowed()).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transactional.id",
        "isolation.level",
        "enable.auto.commit",
        "group.id",
        "auto.offset.reset",
        "acks",
        "enable.idempotence",
        "interceptor.classes",
        "metric.reporters",
        "ssl.endpoint.identification.algorithm",
        "ssl.engine.factory.class",
        "security.providers",
        "config.providers"
      })
  void refusesWhatExactlyOnceDependsOn(String name) {
    assertThat(ClientProperties.refusal(name)).isPresent();
    assertThat(ClientProperties.allowed()).doesNotContain(name);
  }

  @Test
  void refusesANameThatKafkaDoesNotKnow() {
    assertThat(ClientProperties.refusal("sasl.jas.config"))
        .contains("Kafka's clients have no such property");
  }

  @Test
  void everyRefusedNameIsOneOfKafkas() {
    assertThat(ClientProperties.names()).containsAll(ClientProperties.refused().keySet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sasl.jaas.config",
        "ssl.keystore.password",
        "ssl.key.password",
        "ssl.keystore.key",
        "sasl.oauthbearer.client.credentials.client.secret",
        "my.own.token"
      })
  void keepsSecretsSecret(String name) {
    assertThat(ClientProperties.secret(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssl.keystore.location",
        "ssl.keymanager.algorithm",
        "sasl.oauthbearer.token.endpoint.url",
        "client.id"
      })
  void showsWhatIsNoSecret(String name) {
    assertThat(ClientProperties.secret(name)).isFalse();
  }

  /** A new version of Kafka may bring one into an allowed family that nobody has looked at. */
  @Test
  void letsOnlyTheseNameCodeThatIsRun() {
    assertThat(ClientProperties.allowed())
        .filteredOn(name -> name.matches(".*(class|classes|cmd|provider|providers|reporters)"))
        .containsExactly(
            "sasl.client.callback.handler.class",
            "sasl.kerberos.kinit.cmd",
            "sasl.login.callback.handler.class",
            "sasl.login.class",
            "sasl.oauthbearer.jwt.retriever.class",
            "sasl.oauthbearer.jwt.validator.class",
            "ssl.provider");
  }

  @Test
  void findsAValueThatKafkaWouldRefuseLater() {
    assertThat(ClientProperties.complaint("request.timeout.ms", "soon"))
        .hasValueSatisfying(text -> assertThat(text).contains("'soon' is no int"));
    assertThat(ClientProperties.complaint("security.protocol", "TLS")).isPresent();
    assertThat(ClientProperties.complaint("security.protocol", "SASL_SSL")).isEmpty();
  }
}
