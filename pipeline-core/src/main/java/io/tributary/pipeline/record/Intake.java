package io.tributary.pipeline.record;

import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.Parsed.Rejected;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * The first decision over a record, taken in the source: parsed and plausible in time, or rejected.
 *
 * <p>The future guard goes by the record's own timestamp, not by a clock, so that a replay decides
 * the same. It stands before the watermark: a rejected record moves no clock.
 *
 * @param timeField the event time's field, for the rejection
 * @param futureSkew how far the event time may be after the record's timestamp
 */
public record Intake<T>(
    Parser<T> parser, EventTime<T> eventTime, String timeField, Duration futureSkew)
    implements Serializable {

  public Parsed<T> take(RawRecord raw) {
    try {
      T value = parser.parse(raw);
      long at = eventTime.of(value);
      if (at > raw.timestamp() + futureSkew.toMillis()) {
        throw new Rejection(
            RejectReason.FUTURE_TIMESTAMP,
            timeField,
            "%s is %s, more than %s after the record's own timestamp %s"
                .formatted(
                    timeField,
                    Instant.ofEpochMilli(at),
                    futureSkew,
                    Instant.ofEpochMilli(raw.timestamp())));
      }
      return new Accepted<>(raw, value);
    } catch (Rejection rejection) {
      return new Rejected<>(DeadLetter.of(raw, rejection));
    }
  }
}
