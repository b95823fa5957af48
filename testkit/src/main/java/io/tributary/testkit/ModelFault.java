package io.tributary.testkit;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ModelServer} does to some requests to predict, in place of answering.
 *
 * @param status of {@link Kind#STATUS}
 * @param retryAfter that header of {@link Kind#STATUS}, if any
 * @param every it falls on each so many-th request, counted from when it was set
 * @param times how often; 0 for ever
 */
public record ModelFault(Kind kind, int status, @Nullable String retryAfter, int every, int times) {
  /** What happens. */
  public enum Kind {
    /** An answer of another status than 200. */
    STATUS,
    /** No answer; the connection is closed when other faults are set. */
    HANG,
    /** The connection is closed without an answer. */
    DROP,
    /** Status 200; the last text's prediction is missing. */
    FEWER_PREDICTIONS,
    /** Status 200; the output {@code probabilities} is missing, so that each row is its labels. */
    MISSING_OUTPUT,
    /** Status 200; the probabilities are words. */
    NO_NUMBERS,
    /**
     * Status 200; the probabilities are {@code NaN}, which is no JSON, but what the real one
     * writes.
     */
    NAN,
    /** Status 200; the connection is closed after half of the body. */
    CUT_OFF,
    /** Status 200; a page in HTML. */
    NO_JSON,
    /** Status 200; no body. */
    EMPTY
  }

  /** One that falls on every request. */
  public static ModelFault of(Kind kind) {
    return new ModelFault(kind, 0, null, 1, 0);
  }

  /** An answer of this status, 400 to 599, to every request. */
  public static ModelFault status(int status) {
    return new ModelFault(Kind.STATUS, status, null, 1, 0);
  }

  /** The same, and the answer says when to come again. */
  public ModelFault retryAfter(Duration pause) {
    return retryAfter(Long.toString(pause.toSeconds()));
  }

  /** The same, in whatever words. */
  public ModelFault retryAfter(String pause) {
    return new ModelFault(kind, status, pause, every, times);
  }

  /** Only on each so many-th request: the third, the sixth and so on. */
  public ModelFault every(int requests) {
    return new ModelFault(kind, status, retryAfter, requests, times);
  }

  /** Only so often. */
  public ModelFault times(int times) {
    return new ModelFault(kind, status, retryAfter, every, times);
  }

  String json() {
    return "{\"kind\":\"%s\",\"status\":%d,\"retry_after\":%s,\"every\":%d,\"times\":%d}"
        .formatted(
            kind.name().toLowerCase(Locale.ROOT),
            status,
            retryAfter == null ? "null" : '"' + retryAfter + '"',
            every,
            times);
  }
}
