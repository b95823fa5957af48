package io.tributary.benchmarks.compare;

import java.util.Locale;

/** On what a subject runs. */
enum Phase {
  /** Topics without records: what is taken is start-up and end. */
  EMPTY,
  /** All records. */
  FULL;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
