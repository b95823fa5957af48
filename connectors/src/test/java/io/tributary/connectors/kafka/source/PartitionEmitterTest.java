package io.tributary.connectors.kafka.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connectors.kafka.source.Fetched.Progress;
import io.tributary.connectors.kafka.source.Fetched.Standing;
import io.tributary.connectors.kafka.source.TopicSource.TimeRules;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class PartitionEmitterTest {
  private static final TopicPartition PARTITION = new TopicPartition("topic", 1);
  private static final Uuid ID = new Uuid(1, 2);
  private static final int EPOCH = 3;
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration NEVER = Duration.ofDays(1000);

  /** Writes down what it is told. */
  private static final class Told implements SourceOutput<Parsed<Long>> {
    final List<String> all = new ArrayList<>();

    @Override
    public void collect(Parsed<Long> parsed) {
      throw new AssertionError("a record without a time");
    }

    @Override
    public void collect(Parsed<Long> parsed, long timestamp) {
      all.add(
          (parsed instanceof Accepted<Long> ? "valid " : "rejected ")
              + parsed.raw().offset()
              + " at "
              + timestamp);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      all.add("watermark " + watermark.getTimestamp());
    }

    @Override
    public void markIdle() {
      all.add("idle");
    }

    @Override
    public void markActive() {
      all.add("active");
    }
  }

  private final Told told = new Told();
  private PartitionEmitter<Long> emitter;
  private PartitionState state;
  private long offset = 5;

  private void start(Duration idleness) {
    TimeRules rules = new TimeRules(Duration.ofMillis(10), Duration.ofHours(1), idleness);
    emitter =
        new PartitionEmitter<>(
            new Intake<>(
                raw -> {
                  String text = new String(raw.value(), StandardCharsets.UTF_8);
                  if (text.equals("bad")) {
                    throw new Rejection(RejectReason.MALFORMED_JSON, "", "bad");
                  }
                  return Long.parseLong(text);
                },
                value -> value,
                "at",
                Duration.ofHours(1)),
            rules);
    state = new PartitionState(new PartitionSplit(PARTITION, PartitionSplit.EARLIEST), rules);
  }

  private void receive(String... values) {
    for (String value : values) {
      emitter.emitRecord(
          new Fetched.Record(
              new ConsumerRecord<>(
                  "topic",
                  1,
                  offset++,
                  77,
                  org.apache.kafka.common.record.TimestampType.CREATE_TIME,
                  0,
                  0,
                  null,
                  value.getBytes(StandardCharsets.UTF_8),
                  new org.apache.kafka.common.header.internals.RecordHeaders(),
                  java.util.Optional.of(EPOCH))),
          told,
          state);
    }
  }

  private List<String> fetched(Standing standing, String... values) {
    told.all.clear();
    receive(values);
    emitter.emitRecord(new Progress(standing, offset, EPOCH, ID), told, state);
    return List.copyOf(told.all);
  }

  @Test
  void recordsComeFirstAndThenHowFarTimeHasCome() {
    start(NEVER);
    assertThat(fetched(Standing.BEHIND, "1000", "1002", "1001"))
        .containsExactly("valid 5 at 1000", "valid 6 at 1002", "valid 7 at 1001", "watermark 990");
    assertThat(state.nextOffset).isEqualTo(8);
    assertThat(fetched(Standing.BEHIND, "1001")).containsExactly("valid 8 at 1001");
    assertThat(fetched(Standing.BEHIND, "1003"))
        .containsExactly("valid 9 at 1003", "watermark 992");
  }

  @Test
  void aCheckpointKnowsTheRecordBeforeAndWhereItsTopicWas() {
    start(NEVER);
    receive("1000");
    assertThat(state.split()).isEqualTo(new PartitionSplit(PARTITION, 6, EPOCH, Uuid.ZERO_UUID));
    fetched(Standing.AT_END, "1000");
    assertThat(state.split()).isEqualTo(new PartitionSplit(PARTITION, 7, EPOCH, ID));
  }

  /** Kafka deletes a marker like a record, and that one would be missed. */
  @Test
  void aCheckpointIsBehindTheMarkersOfTransactions() {
    start(NEVER);
    receive("1000");
    emitter.emitRecord(new Progress(Standing.AT_END, 8, EPOCH + 1, ID), told, state);
    assertThat(state.split()).isEqualTo(new PartitionSplit(PARTITION, 8, EPOCH + 1, ID));
  }

  @Test
  void rejectedRecordsFlowButMoveNoClock() {
    start(NEVER);
    fetched(Standing.BEHIND, "1000", "1000", "1000");
    String future = Long.toString(77 + Duration.ofHours(1).toMillis() + 1);
    assertThat(fetched(Standing.BEHIND, "bad", future, future, future, future))
        .containsExactly(
            "rejected 8 at 77",
            "rejected 9 at 77",
            "rejected 10 at 77",
            "rejected 11 at 77",
            "rejected 12 at 77");
    assertThat(state.nextOffset).isEqualTo(13);
  }

  @Test
  void aPartitionReadToItsEndIsIdleOnceItHasBeenSilent() {
    start(AT_ONCE);
    // The moment in which a valid record came is not silent, however short the patience.
    state.lastValidNanos = System.nanoTime() - 1;
    assertThat(fetched(Standing.AT_END)).containsExactly("idle");
    assertThat(fetched(Standing.AT_END)).isEmpty();
  }

  @Test
  void aPartitionThatHasMoreToReadIsNeverIdle() {
    start(AT_ONCE);
    assertThat(fetched(Standing.BEHIND)).isEmpty();
    assertThat(fetched(Standing.BEHIND, "bad")).containsExactly("rejected 5 at 77");
  }

  @Test
  void aPartitionIsNotIdleBeforeItsPatienceIsOver() {
    start(NEVER);
    assertThat(fetched(Standing.AT_END)).isEmpty();
  }

  @Test
  void rejectedRecordsAreNoActivity() {
    start(AT_ONCE);
    assertThat(fetched(Standing.AT_END, "bad")).containsExactly("rejected 5 at 77", "idle");
    assertThat(fetched(Standing.AT_END, "bad")).containsExactly("rejected 6 at 77");
  }

  @Test
  void aValidRecordMakesAnIdlePartitionActive() {
    start(AT_ONCE);
    fetched(Standing.AT_END);
    assertThat(fetched(Standing.BEHIND, "1000")).containsExactly("active", "valid 5 at 1000");
    assertThat(fetched(Standing.BEHIND, "1000", "1000"))
        .containsExactly("valid 6 at 1000", "valid 7 at 1000", "watermark 989");
  }

  @Test
  void theEndOfABoundedRunIsToldOnceAndEverythingBeforeItIsEmitted() {
    start(AT_ONCE);
    assertThat(fetched(Standing.ENDED, "1000"))
        .containsExactly("valid 5 at 1000", "watermark " + Long.MAX_VALUE);
    assertThat(fetched(Standing.ENDED)).isEmpty();
  }

  @Test
  void howFarEventTimeHasComeIsToldBeforeTheEnd() {
    start(AT_ONCE);
    assertThat(fetched(Standing.ENDED, "1000", "1000", "1000"))
        .endsWith("watermark 989", "watermark " + Long.MAX_VALUE);
  }

  @Test
  void aReplayedRecordIsKnownAsOne() {
    List<Integer> attempts = new ArrayList<>();
    TimeRules rules = new TimeRules(Duration.ZERO, Duration.ZERO, NEVER);
    PartitionEmitter<Long> listening =
        new PartitionEmitter<>(
            new Intake<>(
                raw -> {
                  attempts.add(raw.replayed() ? raw.attempt() : -1 - raw.attempt());
                  return 0L;
                },
                value -> value,
                "at",
                Duration.ofHours(1)),
            rules);
    ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("topic", 1, 0, null, new byte[0]);
    PartitionState standing = new PartitionState(new PartitionSplit(PARTITION, 0), rules);
    listening.emitRecord(new Fetched.Record(record), told, standing);
    record.headers().add("tributary.replayed", new byte[0]);
    listening.emitRecord(new Fetched.Record(record), told, standing);
    record.headers().add("tributary.attempt", new byte[] {'2'});
    listening.emitRecord(new Fetched.Record(record), told, standing);
    record.headers().remove("tributary.replayed");
    listening.emitRecord(new Fetched.Record(record), told, standing);
    assertThat(attempts).containsExactly(-1, 0, 2, -1);
  }
}
