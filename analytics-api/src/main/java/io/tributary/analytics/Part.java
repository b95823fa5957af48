package io.tributary.analytics;

import java.time.Instant;
import java.util.Optional;

/**
 * How something stands that the server learns from.
 *
 * @param since when it last answered
 * @param detail a sentence for people
 */
record Part(String name, Status status, Optional<Instant> since, String detail) {
  /** How it stands. */
  enum Status {
    /** It answers. */
    OK("ok"),
    /** It doesn't; what is known from before is still served. */
    STALE("stale"),
    /** It has not answered yet. */
    STARTING("starting"),
    /** Nobody said where it is. */
    OFF("off");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }
}
