package io.tributary.connectors.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connectors.kafka.source.Fetched.Progress;
import io.tributary.connectors.kafka.source.Fetched.Standing;
import io.tributary.connectors.kafka.source.TopicSource.MadeAnew;
import io.tributary.connectors.kafka.source.TopicSource.Tolerance;
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
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class PartitionReaderIT {
  private static final int RECORDS = 20;
  private static final int DELETED = 12;
  private static final Tolerance STRICT = new Tolerance(false, MadeAnew.HALT);
  private static final Tolerance LOSSES = new Tolerance(true, MadeAnew.HALT);

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
              STRICT,
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
          int count = read.getOrDefault(split, 0);
          assertThat(next)
              .as(split + " after " + read)
              .isInstanceOfSatisfying(
                  Progress.class,
                  progress -> {
                    assertThat(progress.next()).isEqualTo(count);
                    assertThat(progress.topicId()).isNotEqualTo(Uuid.ZERO_UUID);
                    assertThat(progress.standing())
                        .isEqualTo(count == RECORDS ? Standing.AT_END : Standing.BEHIND);
                  });
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

      PartitionReader reader = new PartitionReader(reading(broker), STRICT, null);
      reader.handleSplitsChanges(from(3));
      assertThatThrownBy(() -> read(reader))
          .isInstanceOf(LostRecords.class)
          .hasMessageContaining(
              "in-0: the next record is offset 3, but the topic begins at 12: the 9 offsets")
          .hasMessageContaining("--allow-lost-records");
      reader.close();

      PartitionReader allowed = new PartitionReader(reading(broker), LOSSES, null);
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
      PartitionReader reader = new PartitionReader(reading(broker), LOSSES, null);
      reader.handleSplitsChanges(from(RECORDS + 1));
      assertThatThrownBy(() -> read(reader))
          .isInstanceOf(LostRecords.class)
          .hasMessageContaining("but the topic ends at 20: it was made anew");
      reader.close();
    }
  }

  /** By what the offsets say nothing of: there are more records than were read of the other. */
  @Test
  void aTopicThatWasMadeAnewIsNotReadOnButWhereItIsACopy(@TempDir Path data) throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(data)) {
      fill(broker.bootstrap());
      PartitionSplit before =
          new PartitionSplit(new TopicPartition("in", 0), 3, 7, Uuid.randomUuid());

      PartitionReader reader = new PartitionReader(reading(broker), LOSSES, null);
      assertThatThrownBy(() -> reader.handleSplitsChanges(new SplitsAddition<>(List.of(before))))
          .isInstanceOf(LostRecords.class)
          .hasMessageContaining("topic in was made anew")
          .hasMessageContaining("and was " + before.topicId());
      reader.close();

      assertThat(read(broker, MadeAnew.GO_ON, before)).startsWith(3L).hasSize(RECORDS - 3);
      assertThat(read(broker, MadeAnew.BEGIN_AGAIN, before)).startsWith(0L).hasSize(RECORDS);
      PartitionSplit beyond = new PartitionSplit(before.partition(), RECORDS + 1);
      assertThat(read(broker, MadeAnew.BEGIN_AGAIN, beyond)).startsWith(0L).hasSize(RECORDS);
    }
  }

  private static List<Long> read(KafkaBroker broker, MadeAnew madeAnew, PartitionSplit from)
      throws Exception {
    PartitionReader reader =
        new PartitionReader(reading(broker), new Tolerance(false, madeAnew), null);
    try {
      reader.handleSplitsChanges(new SplitsAddition<>(List.of(from)));
      return read(reader);
    } finally {
      reader.close();
    }
  }

  /** A broker that has lost the end of its log says so by the leader's epochs. */
  @Test
  void whatTheBrokersHaveLostAfterItWasReadIsNotTakenForRead(@TempDir Path data) throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(data)) {
      fill(broker.bootstrap());
      TopicPartition partition = new TopicPartition("in", 0);
      // As a leader has written it whose records are lost: none of this epoch is left.
      PartitionSplit split = new PartitionSplit(partition, 3, 7, Uuid.ZERO_UUID);
      PartitionReader reader = new PartitionReader(reading(broker), LOSSES, null);
      reader.handleSplitsChanges(new SplitsAddition<>(List.of(split)));
      assertThatThrownBy(() -> read(reader))
          .isInstanceOf(LostRecords.class)
          .hasMessageContaining("in-0: the next record is offset 3, but the brokers have lost");
      reader.close();
      assertThat(read(broker, MadeAnew.BEGIN_AGAIN, split)).startsWith(0L).hasSize(RECORDS);
    }
  }

  @Test
  void aBoundedRunIsNotAtItsEndBeforeItsBeginning(@TempDir Path data) throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(data)) {
      fill(broker.bootstrap());
      Map<TopicPartition, Long> end = Map.of(new TopicPartition("in", 0), (long) RECORDS);
      PartitionReader reader = new PartitionReader(reading(broker), LOSSES, end);
      assertThatThrownBy(() -> reader.handleSplitsChanges(from(RECORDS + 1)))
          .isInstanceOf(LostRecords.class)
          .hasMessageContaining("but the topic ends at 20");
      reader.close();
    }
  }

  /** One that was added after its start. */
  @Test
  void aBoundedRunLeavesWhatItDoesNotKnowToTheNextOne(@TempDir Path data) throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(data)) {
      fill(broker.bootstrap());
      Map<TopicPartition, Long> end = Map.of(new TopicPartition("in", 1), (long) RECORDS);
      PartitionReader reader = new PartitionReader(reading(broker), STRICT, end);
      reader.handleSplitsChanges(from(PartitionSplit.EARLIEST));
      for (int i = 0; i < 5; i++) {
        RecordsWithSplitIds<Fetched> fetch = reader.fetch();
        assertThat(fetch.nextSplit()).isEqualTo("in-0");
        assertThat(fetch.nextRecordFromSplit())
            .isInstanceOfSatisfying(
                Progress.class,
                progress -> {
                  assertThat(progress.standing()).isEqualTo(Standing.ENDED);
                  assertThat(progress.next()).isZero();
                });
      }
      reader.close();
    }
  }

  @Test
  void aPartitionThatIsNoLongerThereIsNotReadInSilence(@TempDir Path data) throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(data)) {
      fill(broker.bootstrap());
      PartitionSplit third = new PartitionSplit(new TopicPartition("in", 2), 7);
      PartitionReader reader =
          new PartitionReader(reading(broker), new Tolerance(false, MadeAnew.GO_ON), null);
      assertThatThrownBy(() -> reader.handleSplitsChanges(new SplitsAddition<>(List.of(third))))
          .isNotInstanceOf(LostRecords.class)
          .hasMessageContaining("in-2 is no longer there");
      reader.close();

      PartitionReader directory =
          new PartitionReader(reading(broker), new Tolerance(false, MadeAnew.BEGIN_AGAIN), null);
      directory.handleSplitsChanges(new SplitsAddition<>(List.of(third)));
      RecordsWithSplitIds<Fetched> fetch = directory.fetch();
      assertThat(fetch.nextSplit()).isEqualTo("in-2");
      assertThat(fetch.nextRecordFromSplit())
          .as("it holds nothing back")
          .isInstanceOfSatisfying(
              Progress.class,
              progress -> assertThat(progress.standing()).isEqualTo(Standing.AT_END));
      directory.close();
    }
  }

  /** What others write in a transaction ends with a marker, which has an offset. */
  @Test
  void goesOnBehindTheMarkerOfATransactionAndKnowsItsEpoch(@TempDir Path data) throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(data)) {
      fill(broker.bootstrap());
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", broker.bootstrap(), "transactional.id", "another"),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("in", 0, null, new byte[1]));
        producer.commitTransaction();
      }
      PartitionReader reader = new PartitionReader(reading(broker), STRICT, null);
      reader.handleSplitsChanges(from(RECORDS - 1));
      Progress last = null;
      while (last == null || last.standing() != Standing.AT_END) {
        RecordsWithSplitIds<Fetched> fetch = reader.fetch();
        for (String split = fetch.nextSplit(); split != null; split = fetch.nextSplit()) {
          Fetched next = fetch.nextRecordFromSplit();
          while (next instanceof Fetched.Record) {
            next = fetch.nextRecordFromSplit();
          }
          last = (Progress) next;
        }
      }
      reader.close();
      assertThat(last.next()).isEqualTo(RECORDS + 2);
      assertThat(last.epoch()).isNotEqualTo(PartitionSplit.NO_EPOCH);
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
