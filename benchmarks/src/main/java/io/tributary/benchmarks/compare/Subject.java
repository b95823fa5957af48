package io.tributary.benchmarks.compare;

import java.util.Locale;

/** What is compared. */
enum Subject {
  /** A consumer that only polls. */
  POLL,
  /** A consumer that polls and parses: the limit by which the others are told. */
  PARSE,
  /** The whole tickets job, bounded: exactly once into the lake and the topics. */
  JOB;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
