package io.tributary.connectors.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connectors.kafka.source.Fetched.Progress;
import io.tributary.testkit.KafkaBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PartitionReaderIT {
  private static final int RECORDS = 20;
  private static final int DELETED = 12;

  /** It would be taken for idle, and its records, once they are read, for late. */
  @Test
  void aPartitionThatWasNotReadYetIsNotAtItsEnd(@TempDir Path data) throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(data)) {
      fill(broker.bootstrap());
      PartitionReader reader =
          new PartitionReader(
              Map.of(
                  "bootstrap.servers",
                  broker.bootstrap(),
                  "isolation.level",
                  "read_committed",
                  "max.poll.records",
                  "1"),
              false,
              null);
      reader.handleSplitsChanges(
          new SplitsAddition<>(
              List.of(
                  new PartitionSplit(new TopicPartition("in", 0), PartitionSplit.EARLIEST),
                  new PartitionSplit(new TopicPartition("in", 1), PartitionSplit.EARLIEST))));
      assertThat(reader.lag()).as("before anybody was asked").isEqualTo(PartitionReader.UNKNOWN);
      Map<String, Integer> read = new HashMap<>();
      while (read.values().stream().mapToInt(count -> count).sum() < 2 * RECORDS) {
        RecordsWithSplitIds<Fetched> fetch = reader.fetch();
        for (String split = fetch.nextSplit(); split != null; split = fetch.nextSplit()) {
          Fetched next = fetch.nextRecordFromSplit();
          while (next instanceof Fetched.Record) {
            read.merge(split, 1, Integer::sum);
            next = fetch.nextRecordFromSplit();
          }
          assertThat(next)
              .as(split + " after " + read)
              .isEqualTo(
                  read.getOrDefault(split, 0) == RECORDS ? Progress.AT_END : Progress.BEHIND);
        }
        int all = read.values().stream().mapToInt(count -> count).sum();
        assertThat(reader.lag() == 0)
            .as("lag " + reader.lag() + " after " + read)
            .isEqualTo(all == 2 * RECORDS);
      }
      reader.close();
    }
  }

  @Test
  void recordsThatWereDeletedUnreadAreNotPassedOverInSilence(@TempDir Path data) throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(data)) {
      fill(broker.bootstrap());
      delete(broker.bootstrap(), DELETED);

      PartitionReader reader = new PartitionReader(reading(broker), false, null);
      reader.handleSplitsChanges(from(3));
      assertThatThrownBy(() -> read(reader))
          .isInstanceOf(LostRecords.class)
          .hasMessageContaining(
              "in-0: the next record is offset 3, but the topic begins at 12: the 9 offsets")
          .hasMessageContaining("--allow-lost-records");
      reader.close();

      PartitionReader allowed = new PartitionReader(reading(broker), true, null);
      allowed.handleSplitsChanges(from(3));
      assertThat(read(allowed)).hasSize(RECORDS - DELETED).startsWith(12L);
      allowed.close();
    }
  }

  @Test
  void aTopicThatWasMadeAnewIsNotReadOnEvenWhenRecordsMayBeLost(@TempDir Path data)
      throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(data)) {
      fill(broker.bootstrap());
      PartitionReader reader = new PartitionReader(reading(broker), true, null);
      reader.handleSplitsChanges(from(RECORDS + 1));
      assertThatThrownBy(() -> read(reader))
          .isInstanceOf(LostRecords.class)
          .hasMessageContaining("but the topic ends at 20: it was made anew");
      reader.close();
    }
  }

  private static Map<String, String> reading(KafkaBroker broker) {
    return Map.of(
        "bootstrap.servers",
        broker.bootstrap(),
        "isolation.level",
        "read_committed",
        "auto.offset.reset",
        "none");
  }

  private static SplitsAddition<PartitionSplit> from(long offset) {
    return new SplitsAddition<>(List.of(new PartitionSplit(new TopicPartition("in", 0), offset)));
  }

  /** The offsets that are read until nothing is left. */
  private static List<Long> read(PartitionReader reader) throws Exception {
    List<Long> offsets = new ArrayList<>();
    while (reader.lag() != 0) {
      RecordsWithSplitIds<Fetched> fetch = reader.fetch();
      for (String split = fetch.nextSplit(); split != null; split = fetch.nextSplit()) {
        Fetched next = fetch.nextRecordFromSplit();
        while (next instanceof Fetched.Record record) {
          offsets.add(record.record().offset());
          next = fetch.nextRecordFromSplit();
        }
      }
    }
    return offsets;
  }

  private static void delete(String bootstrap, long before) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .deleteRecords(Map.of(new TopicPartition("in", 0), RecordsToDelete.beforeOffset(before)))
          .all()
          .get();
    }
  }

  private static void fill(String bootstrap) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.createTopics(List.of(new NewTopic("in", 2, (short) 1))).all().get();
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < RECORDS; i++) {
        producer.send(new ProducerRecord<>("in", 0, null, new byte[1]));
        producer.send(new ProducerRecord<>("in", 1, null, new byte[1]));
      }
    }
  }
}
