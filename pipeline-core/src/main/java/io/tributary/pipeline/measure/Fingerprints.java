package io.tributary.pipeline.measure;

import java.util.Arrays;

/**
 * A set of {@link Fingerprint}s, numbered from 0 in the order in which they came: open addressing
 * over the numbers, at most two thirds full.
 */
final class Fingerprints {
  private long[] pairs = new long[2 * 8];

  /** A number plus one; 0 where there is none. */
  private int[] slots = new int[16];

  private int size;

  int size() {
    return size;
  }

  /** Adds a fingerprint; false when it was there already. */
  boolean add(long high, long low) {
    int before = size;
    return number(high, low) == before;
  }

  /** The number of a fingerprint, which is added if it is new. */
  int number(long high, long low) {
    int slot = slotOf(high, low);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    if (2 * size == pairs.length) {
      pairs = Arrays.copyOf(pairs, 2 * pairs.length);
    }
    pairs[2 * size] = high;
    pairs[2 * size + 1] = low;
    slots[slot] = ++size;
    if (size * 3L > slots.length * 2L) {
      grow();
    }
    return size - 1;
  }

  /** Copies a fingerprint, two longs. */
  void copy(int number, long[] into, int at) {
    System.arraycopy(pairs, 2 * number, into, at, 2);
  }

  /** The fingerprints from a number on, two longs each. */
  long[] from(int number) {
    return Arrays.copyOfRange(pairs, 2 * number, 2 * size);
  }

  /** Where a fingerprint is, or would be. */
  private int slotOf(long high, long low) {
    int mask = slots.length - 1;
    int slot = (int) (Fingerprint.mix(high * 0x9E3779B97F4A7C15L ^ low) >>> 32) & mask;
    while (slots[slot] != 0
        && (pairs[2 * slots[slot] - 2] != high || pairs[2 * slots[slot] - 1] != low)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    slots = new int[2 * slots.length];
    for (int n = 0; n < size; n++) {
      slots[slotOf(pairs[2 * n], pairs[2 * n + 1])] = n + 1;
    }
  }
}
