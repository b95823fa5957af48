package io.tributary.connectors.files;

import java.io.Serializable;

/**
 * What a file may take of the machine.
 *
 * @param recordBytes the longest record, in bytes; one is held in memory as a whole
 * @param unpackedBytes how large a compressed file may become
 * @param ratio how many times its size a compressed file may become
 */
record Limits(int recordBytes, long unpackedBytes, int ratio) implements Serializable {
  /** Text is seldom packed tighter than 50 to 1; a bomb comes near gzip's bound of 1032 to 1. */
  static final Limits DEFAULT = new Limits(1 << 20, 8L << 30, 200);
}
