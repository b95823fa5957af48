package io.tributary.connectors.collect;

import io.tributary.connectors.collect.Fetched.Progress;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.Parsed.Rejected;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Rejection;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;

/**
 * Parses and emits records. The source has no clock of event time: it holds nobody's watermark
 * back, and says nothing of time before a bounded run ends.
 */
final class CollectedEmitter<P, T>
    implements RecordEmitter<Fetched<P>, Parsed<T>, CollectedState<P>> {
  private final Intake<T> intake;

  CollectedEmitter(Intake<T> intake) {
    this.intake = intake;
  }

  @Override
  public void emitRecord(
      Fetched<P> fetched, SourceOutput<Parsed<T>> output, CollectedState<P> state) {
    if (fetched instanceof Fetched.Record<P> record) {
      Collected<P> collected = record.collected();
      Parsed<T> parsed = parse(collected);
      output.collect(
          parsed,
          parsed instanceof Accepted<T> accepted
              ? intake.eventTime().of(accepted.value())
              : collected.raw().timestamp());
      state.position = collected.after();
    } else if (fetched instanceof Progress<P> progress) {
      advance(progress, output, state);
    }
  }

  /** What is parsed is the JSON; what is kept, and goes to dead letters, is what was received. */
  private Parsed<T> parse(Collected<P> collected) {
    RawRecord raw = collected.raw();
    Rejection problem = collected.problem();
    byte[] json = collected.json();
    if (problem != null) {
      return new Rejected<>(DeadLetter.of(raw, problem));
    }
    if (json == null) {
      throw new IllegalStateException(
          raw.topic() + " " + raw.offset() + ": collected with neither JSON nor a problem");
    }
    Parsed<T> parsed =
        intake.take(
            new RawRecord(
                raw.topic(),
                raw.partition(),
                raw.offset(),
                raw.timestamp(),
                raw.key(),
                json,
                raw.replayed(),
                raw.attempt()));
    if (parsed instanceof Accepted<T> accepted) {
      return new Accepted<>(raw, accepted.value());
    }
    DeadLetter letter = ((Rejected<T>) parsed).letter();
    return new Rejected<>(
        new DeadLetter(raw, letter.reason(), letter.field(), letter.detail(), letter.attempt()));
  }

  private void advance(
      Progress<P> progress, SourceOutput<Parsed<T>> output, CollectedState<P> state) {
    state.position = progress.after();
    if (progress.ended() && !state.ended) {
      state.ended = true;
      output.emitWatermark(Watermark.MAX_WATERMARK);
    } else if (!state.idle) {
      state.idle = true;
      output.markIdle();
    }
  }
}
