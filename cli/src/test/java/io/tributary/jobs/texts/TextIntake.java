package io.tributary.jobs.texts;

import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.Parsed.Rejected;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.text.Language;
import java.time.Duration;
import java.util.Optional;

/**
 * What the feed's source decides about a record. The feed's package doesn't show its types: this is
 * how the simulator's tests ask them.
 */
public final class TextIntake {
  private final Intake<RawText> intake =
      new Intake<>(new TextParser(), RawText::timestampMillis, "timestamp", Duration.ofHours(1));

  /** A text that was taken. */
  public record Taken(
      String id, String text, Language language, String metadata, long timestampMicros) {}

  /** What is read from a record; nothing when it is rejected. */
  public Optional<Taken> taken(byte[] value, long recordMillis) {
    return take(value, recordMillis) instanceof Accepted<RawText> accepted
        ? Optional.of(taken(accepted.value()))
        : Optional.empty();
  }

  /** Why a record is rejected; nothing when it is taken. */
  public Optional<RejectReason> rejection(byte[] value, long recordMillis) {
    return take(value, recordMillis) instanceof Rejected<RawText> rejected
        ? Optional.of(rejected.letter().reason())
        : Optional.empty();
  }

  private Parsed<RawText> take(byte[] value, long recordMillis) {
    return intake.take(new RawRecord("raw-text-fr", 0, 0, recordMillis, null, value, false, 0));
  }

  private static Taken taken(RawText text) {
    return new Taken(
        text.textId().toString(),
        text.text().toString(),
        text.language(),
        text.metadata().toString(),
        text.timestamp());
  }
}
