package io.tributary.connectors.openai;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What tokens cost. Costs are whole millionths of a millionth of the currency that the settings are
 * in, so that they add up exactly: a token at a price of 0.15 a million costs 150,000.
 *
 * @param input of a token that is read
 * @param output of a token that is written
 */
public record Prices(long input, long output) implements Serializable {
  private static final int DIGITS = 12;
  private static final int A_MILLION = 6;

  /**
   * As price lists have them.
   *
   * @param input for a million tokens that are read
   * @param output for a million that are written
   */
  public static Prices perMillion(BigDecimal input, BigDecimal output) {
    return new Prices(cost(input.movePointLeft(A_MILLION)), cost(output.movePointLeft(A_MILLION)));
  }

  /** An amount of the currency. */
  public static long cost(BigDecimal amount) {
    return amount.movePointRight(DIGITS).setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  /** For people. */
  static BigDecimal amount(long cost) {
    return BigDecimal.valueOf(cost, DIGITS).stripTrailingZeros();
  }

  long of(Usage usage) {
    return Math.addExact(
        Math.multiplyExact(usage.input(), input), Math.multiplyExact(usage.output(), output));
  }
}
