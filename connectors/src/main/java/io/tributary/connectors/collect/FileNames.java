package io.tributary.connectors.collect;

import java.nio.charset.StandardCharsets;

/** Names of files that a file system takes. */
public final class FileNames {
  /** Most file systems' longest name, in bytes of UTF-8. */
  public static final int LONGEST = 255;

  /** Such as {@code .ndjson.gz}, in characters; what is longer is part of the name. */
  private static final int LONGEST_ENDING = 12;

  private FileNames() {}

  /**
   * A name with a mark before its ending; what is too long is cut off before the mark, at the end
   * of a letter.
   *
   * @param name without folders
   * @param mark tells it from others; empty when that isn't needed
   * @param most how many bytes of UTF-8 it may have in all
   */
  public static String marked(String name, String mark, int most) {
    int dot = name.indexOf('.', Math.max(1, name.length() - LONGEST_ENDING));
    String ending = mark + (dot < 0 ? "" : name.substring(dot));
    String stem = dot < 0 ? name : name.substring(0, dot);
    while (bytes(stem) + bytes(ending) > most) {
      stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
    }
    return stem + ending;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
