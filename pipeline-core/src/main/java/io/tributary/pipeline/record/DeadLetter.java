package io.tributary.pipeline.record;

/**
 * A rejected record with its bytes and the reason.
 *
 * @param raw the record as received
 * @param reason the code that programs go by
 * @param field the field at fault; empty when it is the whole record
 * @param detail a sentence that a person understands
 * @param attempt as which attempt it passes when it is sent through the feed again
 */
public record DeadLetter(
    RawRecord raw, RejectReason reason, String field, String detail, int attempt) {
  /** Rejected before it was remembered as the first of its identity. */
  public static DeadLetter of(RawRecord raw, Rejection rejection) {
    return of(raw, rejection, raw.attempt());
  }

  /** Rejected after that: as the same attempt it would be a duplicate of itself. */
  public static DeadLetter afterDeduplication(RawRecord raw, Rejection rejection) {
    return of(raw, rejection, raw.attempt() + 1);
  }

  private static DeadLetter of(RawRecord raw, Rejection rejection, int attempt) {
    return new DeadLetter(raw, rejection.reason(), rejection.field(), rejection.detail(), attempt);
  }
}
