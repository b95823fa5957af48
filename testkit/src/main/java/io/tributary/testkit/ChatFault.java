package io.tributary.testkit;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link ChatServer} does to some calls in place of answering.
 *
 * @param status of {@link Kind#STATUS}
 * @param retryAfter that header of {@link Kind#STATUS}, if any
 * @param about falls only on calls with a text that contains this; empty for all
 * @param share of the calls on which it falls, from 0 to 1
 * @param times how often; 0 for ever
 */
public record ChatFault(
    Kind kind, int status, @Nullable String retryAfter, String about, double share, int times) {
  /** What happens. */
  public enum Kind {
    /** An answer of another status than 200. */
    STATUS,
    /** No answer, until the server is closed or healed. */
    HANG,
    /** The connection is closed without an answer. */
    DROP,
    /** Status 200; the connection is closed after half of the body. */
    CUT_OFF,
    /** Status 200; a page in HTML. */
    NO_JSON,
    /** Status 200; more than anybody should take to memory. */
    HUGE,
    /** Status 200; the model refuses ({@code message.refusal}). */
    REFUSAL,
    /** Status 200; the content ends in the middle ({@code finish_reason: length}). */
    LENGTH,
    /** Status 200; nothing, for a filter has taken it ({@code finish_reason: content_filter}). */
    CONTENT_FILTER,
    /** Status 200; the content is no JSON. */
    MALFORMED,
    /** Status 200; the last text's answer is missing. */
    FEWER,
    /** Status 200; the first text has two answers. */
    MORE,
    /** Status 200; the answers come in the wrong order. */
    WRONG_ORDER,
    /** Status 200; a sentiment that isn't in the schema. */
    WRONG_LABEL,
    /** Status 200; a confidence of 93. */
    WRONG_CONFIDENCE,
    /** Status 200; no choices. */
    NO_CHOICES
  }

  /** One that falls on every call. */
  public static ChatFault of(Kind kind) {
    return new ChatFault(kind, 200, null, "", 1, 0);
  }

  /** An answer of this status, 400 to 599, to every call. */
  public static ChatFault status(int status) {
    return new ChatFault(Kind.STATUS, status, null, "", 1, 0);
  }

  /** The same, and the answer says when to come again: in seconds, or a date. */
  public ChatFault retryAfter(String pause) {
    return new ChatFault(kind, status, pause, about, share, times);
  }

  /** Only on calls with a text that contains this. */
  public ChatFault about(String words) {
    return new ChatFault(kind, status, retryAfter, words, share, times);
  }

  /** Only on this share of the calls, drawn at random, the same ones each time. */
  public ChatFault share(double part) {
    return new ChatFault(kind, status, retryAfter, about, part, times);
  }

  /** Only so often. */
  public ChatFault times(int most) {
    return new ChatFault(kind, status, retryAfter, about, share, most);
  }
}
