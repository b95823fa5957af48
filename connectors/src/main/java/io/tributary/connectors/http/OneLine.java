package io.tributary.connectors.http;

/** What somebody has answered, for messages. */
public final class OneLine {
  private static final int LONGEST = 200;

  private OneLine() {}

  /** The beginning of it, in one line, without what could forge lines of the log. */
  public static String of(String text) {
    String line = text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
