package io.tributary.pipeline.record;

/**
 * Says that a record can't be taken. It is data, not a fault: the record goes to the dead letters
 * with what stands here. Any other exception from a parser or an enricher is a bug and fails the
 * job.
 */
public final class Rejection extends Exception {
  private static final long serialVersionUID = 1L;

  /** Stands for a character that can't be shown. */
  private static final int REPLACEMENT = 0xFFFD;

  /** Headers of a dead letter take this, too, and they have a bound. */
  private static final int LONGEST = 2_000;

  private final RejectReason reason;
  private final String field;

  /**
   * Rejects a record.
   *
   * @param reason the code that programs go by
   * @param field the field at fault, by its name in the input; empty when it is the whole record
   * @param detail a sentence that a person understands; of what it shows of the record, characters
   *     that would begin another line or do something else than show are replaced; cut after 2,000
   *     characters
   */
  public Rejection(RejectReason reason, String field, String detail) {
    super(inOneLine(cut(detail)), null, false, false);
    this.reason = reason;
    this.field = cut(field);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private static String inOneLine(String detail) {
    if (detail.codePoints().allMatch(Rejection::isShown)) {
      return detail;
    }
    StringBuilder line = new StringBuilder(detail.length());
    detail.codePoints().map(c -> isShown(c) ? c : REPLACEMENT).forEach(line::appendCodePoint);
    return line.toString();
  }

  private static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
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
