package io.tributary.cli.simulate;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes one feed's records. The same calls with the same random numbers write the same bytes. */
public interface Author {
  /**
   * A record as it is written.
   *
   * @param oddity what is odd about it, if anything is
   * @param topic or what stands for it where the record goes elsewhere
   * @param key null when it has none
   * @param value null for a record without a value
   */
  @SuppressWarnings("ArrayRecordComponent") // Bytes as they are sent; records are never compared.
  record Written(
      Optional<Oddity> oddity, String topic, byte @Nullable [] key, byte @Nullable [] value) {}

  /** What must be there before the first record, such as a directory. */
  default Stream<Written> beforehand() {
    return Stream.empty();
  }

  /** How many records come at this time, relative to the mean. */
  default double load(long epochMicros) {
    return 1;
  }

  /** A valid record of that event time, in microseconds since the epoch. */
  Written valid(long epochMicros, SplittableRandom random);

  /** A record that has one fault, and would else be a valid one of that event time. */
  Written invalid(long epochMicros, SplittableRandom random);
}
