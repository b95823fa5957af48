package io.tributary.testkit;

import org.jspecify.annotations.Nullable;

/**
 * What one of our HTTP servers does to a request in place of answering.
 *
 * @param status of {@link Kind#STATUS} and {@link Kind#REDIRECT}
 * @param text what that status comes with: of {@link Kind#STATUS} the header {@code Retry-After},
 *     of {@link Kind#REDIRECT} where to
 * @param times how often; 0 for ever
 */
public record ServiceFault(Kind kind, int status, @Nullable String text, int times) {
  /** What happens. */
  public enum Kind {
    /** An answer of another status than 200. */
    STATUS,
    /** An answer that leads elsewhere. */
    REDIRECT,
    /** No answer. */
    HANG,
    /** Status 200, and then a blank every now and then, for ever. */
    DRIP,
    /** The connection is closed without an answer. */
    DROP,
    /** Status 200; the connection is closed after half of the body. */
    CUT_OFF,
    /** Status 200; a page in HTML. */
    NO_JSON,
    /** Status 200; half of the body, as if it were all. */
    HALF_JSON,
    /** Status 200; blanks without end. */
    ENDLESS,
    /** Status 200; 20 MB of blanks, packed into 20 kB by gzip. */
    BOMB
  }

  /** One that falls on every request. */
  public static ServiceFault of(Kind kind) {
    return new ServiceFault(kind, 200, null, 0);
  }

  /** An answer of this status, 400 to 599, to every request. */
  public static ServiceFault status(int status) {
    return new ServiceFault(Kind.STATUS, status, null, 0);
  }

  /** The same, and the answer says when to come again: in seconds, or a date. */
  public ServiceFault retryAfter(String pause) {
    return new ServiceFault(kind, status, pause, times);
  }

  /** An answer that leads elsewhere. */
  public static ServiceFault redirect(int status, String to) {
    return new ServiceFault(Kind.REDIRECT, status, to, 0);
  }

  /** Only so often. */
  public ServiceFault times(int times) {
    return new ServiceFault(kind, status, text, times);
  }
}
