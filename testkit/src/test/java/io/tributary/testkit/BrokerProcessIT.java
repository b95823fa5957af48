package io.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BrokerProcessIT {
  @TempDir private Path data;

  @Test
  void keepsTopicsWhenItIsKilledAndStartedAgain() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(data)) {
      createTopic(broker.bootstrap(), "kept");
      broker.kill();
      assertThat(broker.isAlive()).isFalse();
      broker.restart();
      assertThat(topics(broker.bootstrap())).contains("kept");
    }
  }

  @Test
  void goesOnWithTheDataOfAnotherPort() throws Exception {
    try (BrokerProcess first = BrokerProcess.start(data)) {
      createTopic(first.bootstrap(), "kept");
      first.stop();
    }
    try (BrokerProcess second = BrokerProcess.start(data)) {
      assertThat(topics(second.bootstrap())).contains("kept");
    }
  }

  @Test
  void takesARecordOf25Megabytes() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(data);
        KafkaProducer<byte[], byte[]> producer = producer(broker.bootstrap())) {
      createTopic(broker.bootstrap(), "large");
      byte[] value = new byte[25_000_000];
      assertThat(producer.send(new ProducerRecord<>("large", value)).get().serializedValueSize())
          .isEqualTo(value.length);
    }
  }

  @Test
  void saysWhenThePortIsTaken() {
    try (BrokerProcess broker = BrokerProcess.start(data.resolve("first"))) {
      assertThatThrownBy(() -> KafkaBroker.start(data.resolve("second"), broker.port()))
          .isInstanceOf(ServerFailure.class)
          .hasMessageContaining("port " + broker.port() + " is taken");
    }
  }

  @Test
  void saysWhenAnotherBrokerUsesTheDirectory() {
    try (BrokerProcess broker = BrokerProcess.start(data)) {
      assertThat(broker.isAlive()).isTrue();
      assertThatThrownBy(() -> KafkaBroker.start(data))
          .isInstanceOf(ServerFailure.class)
          .hasMessageContaining("another broker is using " + data);
    }
  }

  @Test
  void saysWhyItsProcessDidNotStart() {
    try (BrokerProcess broker = BrokerProcess.start(data)) {
      assertThatThrownBy(() -> BrokerProcess.start(data, broker.port()))
          .isInstanceOf(ServerFailure.class)
          .hasMessageContaining("port " + broker.port() + " is taken");
    }
  }

  @Test
  void diesWithAParentThatIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                data.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = parent.inputReader()) {
      int port = Integer.parseInt(output.readLine());
      ProcessHandle broker = parent.children().findFirst().orElseThrow();
      parent.destroyForcibly();
      broker.onExit().get(30, TimeUnit.SECONDS);
      assertThat(FreePort.isFree(port)).isTrue();
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void startsTwiceInThisProcessOnTheSameData() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(data)) {
      createTopic(broker.bootstrap(), "kept");
    }
    try (KafkaBroker broker = KafkaBroker.start(data)) {
      assertThat(topics(broker.bootstrap())).contains("kept");
    }
  }

  private static void createTopic(String bootstrap, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  private static Iterable<String> topics(String bootstrap) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      return admin.listTopics().names().get();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrap) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrap, "max.request.size", BrokerSettings.LARGEST_MESSAGE),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
