package io.tributary.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.audit.TopicSpans.Span;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RetentionTest {
  private static final String TOPIC = "out";
  private static final long OLDEST = 1_000_000_000;
  private static final long SLACK = 600_000;

  /** Their partitions are 0 and 1 of 2. */
  private static final byte[] TO_FIRST = key("a");

  private static final byte[] TO_SECOND = key("d");

  @Test
  void aTopicThatBeginsWithItsFirstRecordHasDeletedNone() {
    Retention retention = retention(0, 0);
    assertThat(retention.mayHaveHeld(TO_FIRST, 0, "x")).isFalse();
    assertThat(retention.mayHaveHeld(null, 0, "x")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, OLDEST, OLDEST + SLACK - 1, OLDEST + SLACK, Long.MAX_VALUE})
  void aPartitionMayHaveHeldWhatCameInBeforeItsOldest(long received) {
    Retention retention = retention(3, 0);
    retention.holds(record(0, 3, OLDEST));
    retention.holds(record(0, 4, OLDEST + 2 * SLACK));
    boolean before = received < OLDEST + SLACK;
    assertThat(retention.mayHaveHeld(TO_FIRST, received, "x")).isEqualTo(before);
    assertThat(retention.mayHaveHeld(null, received, "x")).isEqualTo(before);
    assertThat(retention.mayHaveHeld(TO_SECOND, received, "x")).isFalse();
  }

  @Test
  void anEmptyPartitionMayHaveHeldAnythingButNoMoreThanWasDeleted() {
    Retention retention = retention(0, 2);
    assertThat(retention.mayHaveHeld(TO_SECOND, OLDEST, "x")).isTrue();
    assertThat(retention.mayHaveHeld(null, OLDEST, "x")).isTrue();
    assertThat(retention.mayHaveHeld(TO_SECOND, OLDEST, "x")).isFalse();
  }

  @Test
  void whatOnePartitionHasDeletedExcusesNothingOfAnother() {
    Retention retention = retention(100, 1);
    retention.holds(record(0, 100, OLDEST));
    assertThat(retention.mayHaveHeld(TO_SECOND, 2 * OLDEST, "x")).isTrue();
    assertThat(retention.mayHaveHeld(TO_SECOND, 2 * OLDEST, "x")).isFalse();
    assertThat(retention.mayHaveHeld(null, 2 * OLDEST, "x")).isFalse();
    assertThat(retention.mayHaveHeld(null, 0, "x")).isTrue();
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Retention retention(long firstBegin, long secondBegin) {
    return new Retention(
        TOPIC,
        new TopicSpans(
            Map.of(
                new TopicPartition(TOPIC, 0), new Span(firstBegin, 9, 9),
                new TopicPartition(TOPIC, 1), new Span(secondBegin, 9, 9))));
  }

  private static ConsumerRecord<byte[], byte[]> record(int partition, long offset, long millis) {
    return new ConsumerRecord<>(
        TOPIC,
        partition,
        offset,
        millis,
        TimestampType.CREATE_TIME,
        0,
        0,
        TO_FIRST,
        TO_FIRST,
        new RecordHeaders(),
        Optional.empty());
  }
}
