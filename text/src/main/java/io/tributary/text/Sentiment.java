package io.tributary.text;

/** How a text feels about what it is about. */
public enum Sentiment {
  POSITIVE("positive"),
  NEGATIVE("negative"),
  NEUTRAL("neutral");

  private final String code;

  Sentiment(String code) {
    this.code = code;
  }

  /** The word for it in topics, the lake and stores. */
  public String code() {
    return code;
  }

  /**
   * The one of a code.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Sentiment of(String code) {
    for (Sentiment each : values()) {
      if (each.code.equals(code)) {
        return each;
      }
    }
    throw new IllegalArgumentException("no sentiment: " + code);
  }
}
