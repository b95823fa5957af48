package io.tributary.jobs.settings;

/**
 * A key and a text that somebody wrote somewhere, not looked at yet.
 *
 * @param text may be a secret: it is shown to nobody before that is known
 */
record Entry(String key, String text, Source source) {

  @Override
  public String toString() {
    return key + " (" + source + ")";
  }
}
