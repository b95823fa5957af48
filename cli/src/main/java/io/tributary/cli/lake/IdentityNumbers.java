package io.tributary.cli.lake;

import java.util.Arrays;
import java.util.UUID;
import java.util.function.ObjIntConsumer;

/**
 * Numbers identities of 128 bits in the order in which they come: open addressing over primitive
 * arrays, 20 bytes a slot, at most two thirds full, so that millions fit. What is known of an
 * identity is kept by its number.
 */
public final class IdentityNumbers {
  private static final int NONE = -1;

  private long[] high = new long[1 << 12];
  private long[] low = new long[1 << 12];
  private int[] numbers = new int[1 << 12];
  private int size;

  public IdentityNumbers() {
    Arrays.fill(numbers, NONE);
  }

  /** How many identities have a number; the next one gets this number. */
  public int size() {
    return size;
  }

  /** An identity's number; it gets one if it has none. */
  public int number(UUID identity) {
    int slot = slotOf(identity.getMostSignificantBits(), identity.getLeastSignificantBits());
    if (numbers[slot] != NONE) {
      return numbers[slot];
    }
    high[slot] = identity.getMostSignificantBits();
    low[slot] = identity.getLeastSignificantBits();
    numbers[slot] = size;
    if (++size * 3L > high.length * 2L) {
      grow();
    }
    return size - 1;
  }

  /** Whether an identity has a number. */
  public boolean contains(UUID identity) {
    int slot = slotOf(identity.getMostSignificantBits(), identity.getLeastSignificantBits());
    return numbers[slot] != NONE;
  }

  /** Visits every identity, in no order. */
  public void forEach(ObjIntConsumer<UUID> visitor) {
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] != NONE) {
        visitor.accept(new UUID(high[i], low[i]), numbers[i]);
      }
    }
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    int[] oldNumbers = numbers;
    high = new long[oldHigh.length * 2];
    low = new long[oldHigh.length * 2];
    numbers = new int[oldHigh.length * 2];
    Arrays.fill(numbers, NONE);
    for (int i = 0; i < oldNumbers.length; i++) {
      if (oldNumbers[i] != NONE) {
        int slot = slotOf(oldHigh[i], oldLow[i]);
        high[slot] = oldHigh[i];
        low[slot] = oldLow[i];
        numbers[slot] = oldNumbers[i];
      }
    }
  }

  private int slotOf(long identityHigh, long identityLow) {
    int mask = high.length - 1;
    long mixed = (identityHigh ^ Long.rotateLeft(identityLow, 32)) * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & mask;
    while (numbers[slot] != NONE && (high[slot] != identityHigh || low[slot] != identityLow)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
