package io.tributary.cli.simulate;

/** What a simulated record is meant to meet on its way. */
public enum Fate {
  /** In order, apart from some seconds. */
  VALID,
  /** The bytes of a record sent shortly before. */
  DUPLICATE,
  /** Valid, but of long ago. */
  LATE,
  /** To be rejected. */
  INVALID
}
