package io.tributary.cli.lake;

import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Marks on identities of 128 bits: open addressing over primitive arrays, 18 bytes a slot, at most
 * two thirds full, so that millions fit.
 */
public final class IdentityMarks {
  private static final int TAKEN = 1 << 14;
  private static final int TEXT_LENGTH = 36;

  private long[] high = new long[1 << 12];
  private long[] low = new long[1 << 12];
  private short[] marks = new short[1 << 12];
  private int size;

  /** What is called with each identity and its marks. */
  public interface Visitor {
    void visit(UUID identity, int marks);
  }

  /** A UUID in its text form of 36 characters, whatever its case; null when it is none. */
  public static @Nullable UUID identity(String text) {
    if (text.length() != TEXT_LENGTH
        || text.charAt(8) != '-'
        || text.charAt(13) != '-'
        || text.charAt(18) != '-'
        || text.charAt(23) != '-') {
      return null;
    }
    try {
      return new UUID(
          hex(text, 0, 8) << 32 | hex(text, 9, 13) << 16 | hex(text, 14, 18),
          hex(text, 19, 23) << 48 | hex(text, 24, 36));
    } catch (IllegalArgumentException notHexadecimal) {
      return null;
    }
  }

  private static long hex(String text, int from, int to) {
    return HexFormat.fromHexDigitsToLong(text, from, to);
  }

  /**
   * Adds marks to an identity and says which it had before.
   *
   * @param more bits below 2 to the 14th
   */
  public int mark(UUID identity, int more) {
    long identityHigh = identity.getMostSignificantBits();
    long identityLow = identity.getLeastSignificantBits();
    int slot = slotOf(identityHigh, identityLow);
    int before = marks[slot];
    marks[slot] = (short) (before | more | TAKEN);
    if (before == 0) {
      high[slot] = identityHigh;
      low[slot] = identityLow;
      if (++size * 3L > high.length * 2L) {
        grow();
      }
    }
    return before & ~TAKEN;
  }

  /** Visits every identity, in no order. */
  public void forEach(Visitor visitor) {
    for (int i = 0; i < marks.length; i++) {
      if (marks[i] != 0) {
        visitor.visit(new UUID(high[i], low[i]), marks[i] & ~TAKEN);
      }
    }
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    short[] oldMarks = marks;
    high = new long[oldHigh.length * 2];
    low = new long[oldHigh.length * 2];
    marks = new short[oldHigh.length * 2];
    for (int i = 0; i < oldMarks.length; i++) {
      if (oldMarks[i] != 0) {
        int slot = slotOf(oldHigh[i], oldLow[i]);
        high[slot] = oldHigh[i];
        low[slot] = oldLow[i];
        marks[slot] = oldMarks[i];
      }
    }
  }

  private int slotOf(long identityHigh, long identityLow) {
    int mask = high.length - 1;
    long mixed = (identityHigh ^ Long.rotateLeft(identityLow, 32)) * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & mask;
    while (marks[slot] != 0 && (high[slot] != identityHigh || low[slot] != identityLow)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
