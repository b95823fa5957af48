package io.tributary.connectors.kafka.admin;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BrokersTest {

  private static final Duration SOON = Duration.ofMillis(300);

  @Test
  void saysWhereNoBrokerAnswersAndWhatToDo() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThatThrownBy(() -> Brokers.connect(at("localhost:" + port), SOON))
        .isInstanceOf(BrokerProblem.class)
        .hasMessage(
            "kafka.bootstrap.servers: no broker answers at localhost:%d: start one (./tributary"
                + " kafka), or check the address and kafka.properties.security.protocol",
            port);
  }

  @Test
  void saysThatAHostHasNoSuchName() {
    assertThatThrownBy(() -> Brokers.connect(at("nowhere.invalid:9092"), SOON))
        .isInstanceOf(BrokerProblem.class)
        .hasMessageContaining("no host is known by the name in nowhere.invalid:9092");
  }

  @Test
  void saysWhatKafkaFindsWrongWithItsProperties() {
    Properties properties = at("localhost:9092");
    properties.setProperty("security.protocol", "SASL_PLAINTEXT");
    properties.setProperty("sasl.mechanism", "PLAIN");
    assertThatThrownBy(() -> Brokers.connect(properties, SOON))
        .isInstanceOf(BrokerProblem.class)
        .hasMessageStartingWith("kafka.properties: ");
  }

  private static Properties at(String addresses) {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", addresses);
    return properties;
  }
}
