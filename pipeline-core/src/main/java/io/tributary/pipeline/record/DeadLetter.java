package io.tributary.pipeline.record;

/**
 * A rejected record with its bytes and the reason.
 *
 * @param raw the record as received
 * @param reason the code that programs go by
 * @param field the field at fault; empty when it is the whole record
 * @param detail a sentence that a person understands
 */
public record DeadLetter(RawRecord raw, RejectReason reason, String field, String detail) {
  public static DeadLetter of(RawRecord raw, Rejection rejection) {
    return new DeadLetter(raw, rejection.reason(), rejection.field(), rejection.detail());
  }
}
