package io.tributary.connectors.openai;

import java.time.Duration;
import java.util.Optional;

/** A call that brought no reply. */
final class CallFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** Whose fault it is. */
  enum Kind {
    /** The server doesn't take this request (400, 413, 422): perhaps because of its texts. */
    REFUSED,
    /** The server asks for less (429). */
    THROTTLED,
    /** The server doesn't know key, model or address (401, 403, 404): until somebody mends it. */
    DENIED,
    /** The server is broken or away: nothing was analysed. */
    FAILED,
    /** No reply came, or none that says what it has cost: it may have to be paid for. */
    UNKNOWN
  }

  private final Kind kind;
  private final transient Optional<Duration> retryAfter;

  CallFailure(Kind kind, String message, Optional<Duration> retryAfter) {
    super(message, null, false, false);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  Kind kind() {
    return kind;
  }

  /** How long the server wants to be left alone. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
