package io.tributary.connectors.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connectors.collect.Fetched.Progress;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;
import org.junit.jupiter.api.Test;

class CollectedEmitterTest {
  /** Writes down what it is told. */
  private static final class Told implements SourceOutput<Parsed<Long>> {
    final List<String> all = new ArrayList<>();
    final List<Parsed<Long>> parsed = new ArrayList<>();

    @Override
    public void collect(Parsed<Long> record) {
      throw new AssertionError("a record without a time");
    }

    @Override
    public void collect(Parsed<Long> record, long timestamp) {
      parsed.add(record);
      all.add((record instanceof Accepted<Long> ? "valid at " : "rejected at ") + timestamp);
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
  private final CollectedState<String> state =
      new CollectedState<>(new CollectedSplit<>("source", "beginning"));
  private final CollectedEmitter<String, Long> emitter =
      new CollectedEmitter<>(
          new Intake<>(
              raw -> {
                String text = new String(raw.value(), StandardCharsets.UTF_8);
                if (text.equals("bad")) {
                  throw new Rejection(RejectReason.MISSING_FIELD, "field", "it is missing");
                }
                return Long.parseLong(text);
              },
              value -> value,
              "at",
              Duration.ofMillis(10)));
  private final RawRecord raw =
      new RawRecord(
          "place", 0, 7, 77, null, "as received".getBytes(StandardCharsets.UTF_8), false, 0);

  private void emit(Collected<String> collected) {
    emitter.emitRecord(new Fetched.Record<>(collected), told, state);
  }

  private static byte[] json(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void itIsIdleAtOnceAndSaysSoOnce() {
    emitter.emitRecord(new Progress<>("a", false), told, state);
    emitter.emitRecord(new Progress<>("b", false), told, state);
    assertThat(told.all).containsExactly("idle");
    assertThat(state.position).isEqualTo("b");
  }

  @Test
  void thePositionFollowsEachRecord() {
    emit(Collected.of(raw, json("60"), "first"));
    assertThat(state.position).isEqualTo("first");
    emit(Collected.rejected(raw, new Rejection(RejectReason.MALFORMED_RECORD, "", "no"), "second"));
    assertThat(state.position).isEqualTo("second");
    assertThat(told.all).containsExactly("valid at 60", "rejected at 77");
  }

  @Test
  void whatIsRejectedByAnyoneKeepsTheRecordAsReceived() {
    emit(Collected.of(raw, json("60"), ""));
    emit(Collected.of(raw, json("bad"), ""));
    emit(Collected.of(raw, json("88"), "")); // beyond the guard against the future
    emit(Collected.rejected(raw, new Rejection(RejectReason.MALFORMED_RECORD, "", "no"), ""));
    assertThat(told.all)
        .containsExactly("valid at 60", "rejected at 77", "rejected at 77", "rejected at 77");
    assertThat(told.parsed).allSatisfy(parsed -> assertThat(parsed.raw()).isSameAs(raw));
  }

  @Test
  void theEndOfABoundedRunIsToldOnce() {
    emitter.emitRecord(new Progress<>("a", false), told, state);
    emitter.emitRecord(new Progress<>("b", true), told, state);
    emitter.emitRecord(new Progress<>("b", true), told, state);
    assertThat(told.all).containsExactly("idle", "watermark " + Long.MAX_VALUE);
  }
}
