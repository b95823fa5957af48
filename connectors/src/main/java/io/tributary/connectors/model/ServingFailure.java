package io.tributary.connectors.model;

import java.time.Duration;
import java.util.Optional;

/**
 * A request to the model's server that failed.
 *
 * <p>{@link Kind#REFUSED} may be the texts' fault. {@link Kind#THROTTLED} is nobody's: the server
 * asks for less, and perhaps says when it wants more. {@link Kind#FAILED} is all else: an error of
 * the server, or an answer that makes no sense.
 */
final class ServingFailure extends Exception {
  private static final long serialVersionUID = 1L;

  enum Kind {
    REFUSED,
    THROTTLED,
    FAILED
  }

  private final Kind kind;
  private final transient Optional<Duration> retryAfter;

  private ServingFailure(Kind kind, String message, Optional<Duration> retryAfter) {
    super(message, null, false, false);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  static ServingFailure refused(String message) {
    return new ServingFailure(Kind.REFUSED, message, Optional.empty());
  }

  static ServingFailure throttled(Optional<Duration> retryAfter) {
    return new ServingFailure(Kind.THROTTLED, "it asks for fewer requests (429)", retryAfter);
  }

  static ServingFailure failed(String message) {
    return new ServingFailure(Kind.FAILED, message, Optional.empty());
  }

  Kind kind() {
    return kind;
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
