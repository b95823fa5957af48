package io.tributary.pipeline.quality;

import java.util.Locale;

/** What became of a record, as far as budgets go; duplicates count for none. */
public enum Fate {
  DELIVERED,
  REJECTED,
  LATE,
  UNENRICHED;

  /** The end of its setting's key, and its label in metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
