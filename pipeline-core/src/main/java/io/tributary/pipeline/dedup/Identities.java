package io.tributary.pipeline.dedup;

/**
 * A set of 128-bit identities, each with the hour until which it is remembered: open addressing
 * over primitive arrays, 20 bytes a slot, at most two thirds full. The two halves stand together,
 * so that a look-up mostly touches one cache line.
 */
final class Identities {
  /** The identity of zeros, which in the array is a free slot, is kept apart. */
  private static final int NONE = Integer.MIN_VALUE;

  private long[] pairs = new long[2 * 16];
  private int[] hours = new int[16];
  private int inSlots;
  private int hourOfZero = NONE;

  int size() {
    return inSlots + (hourOfZero == NONE ? 0 : 1);
  }

  /** Adds an identity; false when it was there already, whose hour then stays. */
  boolean add(long high, long low, int hour) {
    if ((high | low) == 0) {
      boolean added = hourOfZero == NONE;
      hourOfZero = added ? hour : hourOfZero;
      return added;
    }
    int slot = slotOf(high, low);
    if (!isFree(slot)) {
      return false;
    }
    put(slot, high, low, hour);
    if (inSlots * 3L > hours.length * 2L) {
      rebuild(NONE, hours.length * 2);
    }
    return true;
  }

  /** Forgets the identities remembered for hours before the given one. */
  void forgetBefore(int firstKeptHour) {
    if (hourOfZero < firstKeptHour) {
      hourOfZero = NONE;
    }
    int kept = 0;
    for (int slot = 0; slot < hours.length; slot++) {
      if (!isFree(slot) && hours[slot] >= firstKeptHour) {
        kept++;
      }
    }
    if (kept < inSlots) {
      int capacity = 16;
      while (kept * 3L > capacity * 2L) {
        capacity *= 2;
      }
      rebuild(firstKeptHour, capacity);
    }
  }

  private void rebuild(int firstKeptHour, int capacity) {
    long[] oldPairs = pairs;
    int[] oldHours = hours;
    pairs = new long[2 * capacity];
    hours = new int[capacity];
    inSlots = 0;
    for (int i = 0; i < oldHours.length; i++) {
      long high = oldPairs[2 * i];
      long low = oldPairs[2 * i + 1];
      if ((high | low) != 0 && oldHours[i] >= firstKeptHour) {
        put(slotOf(high, low), high, low, oldHours[i]);
      }
    }
  }

  private void put(int slot, long high, long low, int hour) {
    pairs[2 * slot] = high;
    pairs[2 * slot + 1] = low;
    hours[slot] = hour;
    inSlots++;
  }

  private boolean isFree(int slot) {
    return (pairs[2 * slot] | pairs[2 * slot + 1]) == 0;
  }

  /** Where an identity is, or would be. */
  private int slotOf(long high, long low) {
    int mask = hours.length - 1;
    int slot = (int) (Shards.mix(high, low) >>> 32) & mask;
    while (!isFree(slot) && (pairs[2 * slot] != high || pairs[2 * slot + 1] != low)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
