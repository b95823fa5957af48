package io.tributary.pipeline.measure;

/**
 * A set of {@link Fingerprint}s: open addressing over one array of pairs, at most two thirds full.
 */
final class Fingerprints {
  private long[] pairs = new long[2 * 8];
  private int size;

  int size() {
    return size;
  }

  /** Adds a fingerprint; false when it was there already. */
  boolean add(long high, long low) {
    int mask = pairs.length / 2 - 1;
    int slot = (int) (Fingerprint.mix(high * 0x9E3779B97F4A7C15L ^ low) >>> 32) & mask;
    while (pairs[2 * slot] != 0 || pairs[2 * slot + 1] != 0) {
      if (pairs[2 * slot] == high && pairs[2 * slot + 1] == low) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    pairs[2 * slot] = high;
    pairs[2 * slot + 1] = low;
    if (++size * 3L > pairs.length) {
      grow();
    }
    return true;
  }

  /** All fingerprints, two longs each, in no order. */
  long[] toArray() {
    long[] all = new long[2 * size];
    int n = 0;
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i] != 0 || pairs[i + 1] != 0) {
        all[n++] = pairs[i];
        all[n++] = pairs[i + 1];
      }
    }
    return all;
  }

  private void grow() {
    long[] old = pairs;
    pairs = new long[old.length * 2];
    size = 0;
    for (int i = 0; i < old.length; i += 2) {
      if (old[i] != 0 || old[i + 1] != 0) {
        add(old[i], old[i + 1]);
      }
    }
  }
}
