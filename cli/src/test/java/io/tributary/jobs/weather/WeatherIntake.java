package io.tributary.jobs.weather;

import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.Parsed.Rejected;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import java.time.Duration;
import java.util.Optional;

/** What the feed's job reads from a record, for tests of who writes them. */
public final class WeatherIntake {
  private final Intake<Observation> intake = WeatherSources.intake(Duration.ofHours(1));

  /** An observation that was taken. */
  public record Taken(
      String place, boolean archive, long observedMillis, long collectedMillis, long rank) {}

  /** What is read from a record; nothing when it is rejected. */
  public Optional<Taken> taken(byte[] value, long recordMillis) {
    return take(value, recordMillis) instanceof Accepted<Observation> accepted
        ? Optional.of(taken(accepted.value()))
        : Optional.empty();
  }

  /** Why a record is rejected; nothing when it is taken. */
  public Optional<RejectReason> rejection(byte[] value, long recordMillis) {
    return take(value, recordMillis) instanceof Rejected<Observation> rejected
        ? Optional.of(rejected.letter().reason())
        : Optional.empty();
  }

  private Parsed<Observation> take(byte[] value, long recordMillis) {
    return intake.take(new RawRecord("weather", 0, 0, recordMillis, null, value, false, 0));
  }

  private static Taken taken(Observation observation) {
    return new Taken(
        observation.place().toString(),
        observation.source() == ObservationSource.ARCHIVE,
        observation.observedAtMillis(),
        observation.collectedAtMillis(),
        observation.rank());
  }
}
