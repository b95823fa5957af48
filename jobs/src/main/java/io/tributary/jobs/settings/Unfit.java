package io.tributary.jobs.settings;

/** A text is none of a form's values, for a reason that is worth saying. */
final class Unfit extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Says so.
   *
   * @param reason what is wrong with which part of the text
   */
  Unfit(String reason) {
    super(reason);
  }
}
