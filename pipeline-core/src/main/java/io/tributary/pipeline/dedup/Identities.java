package io.tributary.pipeline.dedup;

/**
 * A set of 128-bit identities, each with the hour until which it is remembered: open addressing
 * over primitive arrays, 20 bytes a slot, at most two thirds full.
 */
final class Identities {
  private static final int FREE = Integer.MIN_VALUE;

  private long[] high;
  private long[] low;
  private int[] hour;
  private int size;

  Identities() {
    high = new long[16];
    low = new long[16];
    hour = free(16);
  }

  int size() {
    return size;
  }

  /** Adds an identity; false when it was there already, whose hour then stays. */
  boolean add(long identityHigh, long identityLow, int rememberedHour) {
    int slot = slotOf(identityHigh, identityLow);
    if (hour[slot] != FREE) {
      return false;
    }
    high[slot] = identityHigh;
    low[slot] = identityLow;
    hour[slot] = rememberedHour;
    if (++size * 3L > high.length * 2L) {
      rebuild(Integer.MIN_VALUE + 1, high.length * 2);
    }
    return true;
  }

  /** Forgets the identities remembered for hours before the given one. */
  void forgetBefore(int firstKeptHour) {
    int kept = 0;
    for (int h : hour) {
      if (h != FREE && h >= firstKeptHour) {
        kept++;
      }
    }
    if (kept < size) {
      int capacity = 16;
      while (kept * 3L > capacity * 2L) {
        capacity *= 2;
      }
      rebuild(firstKeptHour, capacity);
    }
  }

  private void rebuild(int firstKeptHour, int capacity) {
    long[] oldHigh = high;
    long[] oldLow = low;
    int[] oldHour = hour;
    high = new long[capacity];
    low = new long[capacity];
    hour = free(capacity);
    size = 0;
    for (int i = 0; i < oldHour.length; i++) {
      if (oldHour[i] != FREE && oldHour[i] >= firstKeptHour) {
        int slot = slotOf(oldHigh[i], oldLow[i]);
        high[slot] = oldHigh[i];
        low[slot] = oldLow[i];
        hour[slot] = oldHour[i];
        size++;
      }
    }
  }

  private int slotOf(long identityHigh, long identityLow) {
    int mask = high.length - 1;
    int slot = (int) (Shards.mix(identityHigh, identityLow) >>> 32) & mask;
    while (hour[slot] != FREE && (high[slot] != identityHigh || low[slot] != identityLow)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int[] free(int capacity) {
    int[] hours = new int[capacity];
    java.util.Arrays.fill(hours, FREE);
    return hours;
  }
}
