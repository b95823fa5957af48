package io.tributary.jobs.json;

import java.math.BigDecimal;
import java.util.Optional;

/** Reads the numbers of JSON exactly, as far as they are any that somebody has measured. */
public final class Decimals {
  /** Longer than any number that means something, with zeros behind it. */
  private static final int LONGEST = 100;

  private Decimals() {}

  /** A number as JSON writes it; empty when its digits or its exponent are too many. */
  public static Optional<BigDecimal> read(String number) {
    if (number.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      BigDecimal read = new BigDecimal(number);
      boolean isOutOfReach = read.signum() != 0 && Math.abs((long) read.scale()) > LONGEST;
      return isOutOfReach ? Optional.empty() : Optional.of(read);
    } catch (NumberFormatException e) { // 1e99999999999 is JSON, but too much for a BigDecimal
      return Optional.empty();
    }
  }
}
