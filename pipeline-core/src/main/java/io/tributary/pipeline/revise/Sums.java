package io.tributary.pipeline.revise;

import java.math.BigInteger;

/**
 * Sums of 64-bit numbers in 128 bits, which no count of them can overflow: of n sums the upper
 * halves, then the lower ones, in one array.
 */
final class Sums {
  private static final BigInteger WORD = BigInteger.ONE.shiftLeft(Long.SIZE);

  private Sums() {}

  static long[] none(int sums) {
    return new long[2 * sums];
  }

  /** Adds a number to one of the sums. */
  static void add(long[] sums, int which, long number) {
    addWide(sums, which, number >> (Long.SIZE - 1), number);
  }

  static void subtract(long[] sums, int which, long number) {
    long high = number >> (Long.SIZE - 1);
    // In two's complement the negative is the inverse and one more.
    long low = ~number + 1;
    addWide(sums, which, low == 0 ? ~high + 1 : ~high, low);
  }

  /** Adds all sums of another array. */
  static void addAll(long[] sums, long[] others) {
    int many = sums.length / 2;
    for (int i = 0; i < many; i++) {
      addWide(sums, i, others[i], others[many + i]);
    }
  }

  private static void addWide(long[] sums, int which, long high, long low) {
    int many = sums.length / 2;
    long before = sums[many + which];
    long after = before + low;
    sums[many + which] = after;
    sums[which] += high + (Long.compareUnsigned(after, before) < 0 ? 1 : 0);
  }

  static BigInteger of(long[] sums, int which) {
    long low = sums[sums.length / 2 + which];
    BigInteger lower = BigInteger.valueOf(low);
    return BigInteger.valueOf(sums[which])
        .shiftLeft(Long.SIZE)
        .add(low < 0 ? lower.add(WORD) : lower);
  }
}
