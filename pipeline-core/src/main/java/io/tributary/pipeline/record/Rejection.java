package io.tributary.pipeline.record;

/**
 * Says that a record can't be taken. It is data, not a fault: the record goes to the dead letters
 * with what stands here. Any other exception from a parser or an enricher is a bug and fails the
 * job.
 */
public final class Rejection extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectReason reason;
  private final String field;

  /**
   * Rejects a record.
   *
   * @param reason the code that programs go by
   * @param field the field at fault, by its name in the input; empty when it is the whole record
   * @param detail a sentence that a person understands
   */
  public Rejection(RejectReason reason, String field, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
    this.field = field;
  }

  public RejectReason reason() {
    return reason;
  }

  public String field() {
    return field;
  }

  public String detail() {
    String detail = getMessage();
    return detail == null ? "" : detail;
  }
}
