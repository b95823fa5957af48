package io.tributary.tensorflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What shall go wrong with requests to predict.
 *
 * @param delayMillis how long each of them takes at least
 * @param faults of those that fall on a request the first is taken
 */
record Faults(
    @JsonProperty("delay_ms") long delayMillis,
    @JsonProperty("faults") @Nullable List<Fault> faults) {
  static final Faults NONE = new Faults(0, List.of());

  Faults {
    if (delayMillis < 0) {
      throw new IllegalArgumentException("delay_ms is " + delayMillis + ": 0 or more");
    }
    faults = faults == null ? List.of() : List.copyOf(faults);
  }

  @Override
  public List<Fault> faults() {
    return faults == null ? List.of() : faults;
  }

  /** What happens instead of an answer. */
  enum Kind {
    /** An answer of a status other than 200. */
    STATUS,
    /** Nothing; the connection stays open until the faults change. */
    HANG,
    /** The connection is closed without an answer. */
    DROP,
    /** The last prediction is missing. */
    FEWER_PREDICTIONS,
    /** The output that is the last in the alphabet is missing. */
    MISSING_OUTPUT,
    /** Words where numbers should be. */
    NO_NUMBERS,
    /** NaN where numbers should be, which TensorFlow Serving writes as it is. */
    NAN,
    /** The connection is closed after half of the body. */
    CUT_OFF,
    /** A page in HTML, with status 200. */
    NO_JSON,
    /** Status 200, and no body. */
    EMPTY
  }

  /**
   * One of them.
   *
   * @param status of {@link Kind#STATUS}
   * @param retryAfter that header of {@link Kind#STATUS}
   * @param every it falls on each so many-th request, from when it was set; 0 is 1
   * @param times how often; 0 for ever
   */
  record Fault(
      @JsonProperty(value = "kind", required = true) Kind kind,
      @JsonProperty("status") int status,
      @JsonProperty("retry_after") @Nullable String retryAfter,
      @JsonProperty("every") int every,
      @JsonProperty("times") int times) {
    Fault {
      every = every == 0 ? 1 : every;
      if (every < 0 || times < 0) {
        throw new IllegalArgumentException("every and times can't be negative");
      }
      if (kind == Kind.STATUS && (status < 400 || status > 599)) {
        throw new IllegalArgumentException("status is " + status + ": 400 to 599");
      }
    }
  }
}
