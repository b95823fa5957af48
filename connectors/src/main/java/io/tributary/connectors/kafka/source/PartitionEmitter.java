package io.tributary.connectors.kafka.source;

import io.tributary.connectors.kafka.RecordHeaders;
import io.tributary.connectors.kafka.source.Fetched.Progress;
import io.tributary.connectors.kafka.source.Fetched.Standing;
import io.tributary.connectors.kafka.source.TopicSource.TimeRules;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Parses and emits records, and after each fetch tells how far event time has come in the
 * partition. Only valid records are activity; a partition is idle when it has been read to its end
 * and none has come for a while.
 */
final class PartitionEmitter<T> implements RecordEmitter<Fetched, Parsed<T>, PartitionState> {
  private final Intake<T> intake;
  private final long idleNanos;

  PartitionEmitter(Intake<T> intake, TimeRules rules) {
    this.intake = intake;
    this.idleNanos = rules.idleness().toNanos();
  }

  @Override
  public void emitRecord(Fetched fetched, SourceOutput<Parsed<T>> output, PartitionState state) {
    if (fetched instanceof Fetched.Record received) {
      emit(received.record(), output, state);
    } else {
      advance((Progress) fetched, output, state);
    }
  }

  private void emit(
      ConsumerRecord<byte[], byte[]> record, SourceOutput<Parsed<T>> output, PartitionState state) {
    boolean replayed = RecordHeaders.isReplayed(record.headers());
    Parsed<T> parsed =
        intake.take(
            new RawRecord(
                state.partition.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                replayed,
                replayed ? RecordHeaders.attempt(record.headers()) : 0));
    if (parsed instanceof Accepted<T> accepted) {
      long at = intake.eventTime().of(accepted.value());
      if (state.idle) {
        state.idle = false;
        output.markActive(); // before the record, or others' watermarks may pass it
      }
      output.collect(parsed, at);
      state.clock.observe(at);
      state.lastValidNanos = 0;
    } else {
      output.collect(parsed, record.timestamp());
    }
    state.nextOffset = record.offset() + 1;
    state.epoch = record.leaderEpoch().orElse(PartitionSplit.NO_EPOCH);
  }

  private void advance(Progress progress, SourceOutput<Parsed<T>> output, PartitionState state) {
    state.nextOffset = progress.next();
    state.epoch = progress.epoch();
    state.topicId = progress.topicId();
    if (progress.standing() == Standing.ENDED) {
      if (state.emittedWatermark != Long.MAX_VALUE) {
        if (state.clock.watermark() > state.emittedWatermark) {
          output.emitWatermark(new Watermark(state.clock.watermark()));
        }
        state.emittedWatermark = Long.MAX_VALUE;
        output.emitWatermark(Watermark.MAX_WATERMARK);
      }
      return;
    }
    long now = System.nanoTime();
    if (state.lastValidNanos == 0) {
      state.lastValidNanos = now;
    }
    if (state.clock.watermark() > state.emittedWatermark) {
      state.emittedWatermark = state.clock.watermark();
      output.emitWatermark(new Watermark(state.emittedWatermark));
    }
    if (progress.standing() == Standing.AT_END
        && !state.idle
        && now - state.lastValidNanos >= idleNanos) {
      state.idle = true;
      output.markIdle();
    }
  }
}
