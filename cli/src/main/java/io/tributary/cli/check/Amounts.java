package io.tributary.cli.check;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What invoices come to, exactly: in units of the currency, with {@link #SCALE} digits behind the
 * point.
 *
 * @param invoices how many, 1 or more
 */
record Amounts(
    long invoices, BigDecimal sum, BigDecimal mean, BigDecimal least, BigDecimal greatest) {

  static final int SCALE = 4;

  /** One of these digits for each amount, so that equal amounts are equal objects. */
  Amounts {
    sum = sum.setScale(SCALE, RoundingMode.UNNECESSARY);
    mean = mean.setScale(SCALE, RoundingMode.UNNECESSARY);
    least = least.setScale(SCALE, RoundingMode.UNNECESSARY);
    greatest = greatest.setScale(SCALE, RoundingMode.UNNECESSARY);
  }

  /** With the mean that follows: half a last digit is rounded away from zero. */
  static Amounts of(long invoices, BigDecimal sum, BigDecimal least, BigDecimal greatest) {
    BigDecimal mean = sum.divide(BigDecimal.valueOf(invoices), SCALE, RoundingMode.HALF_UP);
    return new Amounts(invoices, sum, mean, least, greatest);
  }

  /** Those of two groups that have no invoice in common. */
  Amounts and(Amounts other) {
    return of(
        invoices + other.invoices,
        sum.add(other.sum),
        least.min(other.least),
        greatest.max(other.greatest));
  }

  @Override
  public String toString() {
    return "%d: sum %s, mean %s, %s to %s"
        .formatted(
            invoices,
            sum.toPlainString(),
            mean.toPlainString(),
            least.toPlainString(),
            greatest.toPlainString());
  }
}
