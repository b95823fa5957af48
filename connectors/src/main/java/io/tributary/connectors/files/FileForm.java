package io.tributary.connectors.files;

import java.util.Locale;

/** What a file's name says of what is in it. */
record FileForm(Content content, boolean packed) {
  enum Content {
    CSV,
    JSON,
    JSON_LINES
  }

  /**
   * Reads a file's name.
   *
   * @throws Unreadable if files of that name aren't read
   */
  static FileForm of(String name) throws Unreadable {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean packed = lower.endsWith(".gz");
    String inner = packed ? lower.substring(0, lower.length() - ".gz".length()) : lower;
    String extension = inner.substring(inner.lastIndexOf('.') + 1);
    return switch (extension) {
      case "csv", "tsv" -> new FileForm(Content.CSV, packed);
      case "json" -> new FileForm(Content.JSON, packed);
      case "jsonl", "ndjson" -> new FileForm(Content.JSON_LINES, packed);
      case "zip" ->
          throw new Unreadable(
              "archives are not opened: unpack it and put its files into the inbox, or pack each"
                  + " with gzip");
      default ->
          throw new Unreadable(
              "files of this name are not read: it must end in .csv, .tsv, .json, .jsonl or"
                  + " .ndjson, and may have .gz after that");
    };
  }
}
