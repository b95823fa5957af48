package io.tributary.analytics;

/** How a lake's files are written; files of the other format beside them are not looked at. */
public enum LakeFormat {
  /** Apache Parquet. */
  PARQUET(".parquet"),
  /** JSON Lines. */
  JSON(".json");

  private final String suffix;

  LakeFormat(String suffix) {
    this.suffix = suffix;
  }

  String suffix() {
    return suffix;
  }
}
