package io.tributary.connectors.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.pipeline.enrich.DirectoryEntry;
import io.tributary.pipeline.record.Text;
import io.tributary.testkit.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompactedTopicTableIT {
  private static final String TOPIC = "clients";

  @TempDir private Path data;
  private KafkaBroker broker;
  private Admin admin;
  private KafkaProducer<byte[], byte[]> producer;

  @BeforeEach
  void startBroker() {
    broker = KafkaBroker.start(data);
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void stopBroker() {
    producer.close();
    admin.close();
    broker.close();
  }

  @Test
  void partitionsThatAreAddedAreFollowedAndTheNewestRecordOfAKeyCounts() throws Exception {
    admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    say(0, "A", "FR", 1_000);
    say(0, "B", "MA", 1_000);
    say(0, "C", "SN", 5_000);
    try (Table table = new Table()) {
      assertThat(table.find("A")).hasValue("FR");

      admin.createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(2))).all().get();
      say(1, "A", "CA", 2_000);
      say(1, "B", null, 2_000);
      say(1, "C", "BE", 2_000);
      say(1, "D", "TN", 2_000);
      Awaitility.await().until(() -> table.find("D").isPresent());
      assertThat(table.find("A")).hasValue("CA");
      assertThat(table.find("B")).as("was removed").isEmpty();
      assertThat(table.find("C")).as("is older").hasValue("SN");

      say(0, "A", "DE", 3_000);
      Awaitility.await().until(() -> table.find("A").equals(Optional.of("DE")));
      say(0, "A", "IT", 500);
      Awaitility.await().until(() -> table.find("A").equals(Optional.of("IT")));
    }
    try (Table again = new Table()) {
      assertThat(again.find("A")).hasValue("IT");
      assertThat(again.find("B")).as("whichever is read first").isEmpty();
      assertThat(again.find("C")).hasValue("SN");
      assertThat(again.find("D")).hasValue("TN");
    }
  }

  @Test
  void aTopicThatIsNotThereIsSaid() {
    assertThatThrownBy(Table::new).hasMessage("there is no topic clients: create it first");
  }

  private void say(int partition, String client, @Nullable String country, long timestamp)
      throws Exception {
    byte[] value = country == null ? null : country.getBytes(UTF_8);
    producer
        .send(new ProducerRecord<>(TOPIC, partition, timestamp, client.getBytes(UTF_8), value))
        .get();
  }

  /** Of texts, as they are. */
  private final class Table implements AutoCloseable {
    private final CompactedTopicTable<String> table =
        new CompactedTopicTable<>(
            TOPIC,
            Map.of("bootstrap.servers", broker.bootstrap(), "allow.auto.create.topics", "false"),
            raw ->
                new DirectoryEntry<>(
                    Text.of(new String(raw.key(), UTF_8)),
                    Optional.ofNullable(raw.value()).map(bytes -> new String(bytes, UTF_8))),
            Duration.ofMillis(200));

    Table() {
      table.open();
    }

    Optional<String> find(String client) {
      return table.find(Text.of(client));
    }

    @Override
    public void close() throws InterruptedException {
      table.close();
    }
  }
}
