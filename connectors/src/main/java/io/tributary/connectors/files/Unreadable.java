package io.tributary.connectors.files;

/**
 * Says that a file can't be read, or no further, however often it is tried. It is data, not a
 * fault: the file is put aside with what stands here.
 */
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  Unreadable(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /** What is wrong and what to do, in a sentence. */
  String reason() {
    return reason;
  }
}
