package io.tributary.cli.simulate.invoices;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What invoices come to: log-normal, as amounts of business are, with a median of 180 euros or as
 * much in another currency, and one in a hundred above some 4,000.
 */
final class Prices {
  private static final double LOG_OF_MEDIAN = StrictMath.log(180);
  private static final double SIGMA = 1.35;
  private static final double MOST = 5e6;
  private static final int MOST_LINES = 6;
  private static final int[] QUANTITIES = {1, 1, 1, 1, 2, 2, 3, 5, 10, 12};

  private final Trade trade;

  Prices(Trade trade) {
    this.trade = trade;
  }

  /** Things that come to a believable amount together, each for a cent at least. */
  List<InvoiceLine> lines(
      Country country, String language, boolean single, SplittableRandom random) {
    int decimals = country.decimals();
    long left = amount(country.rate(), decimals, random);
    int most = single ? 1 : 1 + random.nextInt(MOST_LINES);
    List<InvoiceLine> lines = new ArrayList<>(most);
    while (lines.size() < most - 1) {
      int quantity = QUANTITIES[random.nextInt(QUANTITIES.length)];
      long price = left / quantity * (1 + random.nextInt(8)) / 10;
      if (price == 0 || price * quantity >= left) {
        break;
      }
      lines.add(line(language, quantity, price, decimals, random));
      left -= price * quantity;
    }
    lines.add(line(language, 1, left, decimals, random));
    return lines;
  }

  private InvoiceLine line(
      String language, int quantity, long price, int decimals, SplittableRandom random) {
    return new InvoiceLine(
        trade.thing(language, random), quantity, BigDecimal.valueOf(price, decimals));
  }

  /** In the currency's smallest unit. */
  private static long amount(double rate, int decimals, SplittableRandom random) {
    double euros = Math.min(MOST, StrictMath.exp(LOG_OF_MEDIAN + SIGMA * standardNormal(random)));
    return Math.max(1, Math.round(euros * rate * StrictMath.pow(10, decimals)));
  }

  /** By Box and Muller, and StrictMath: the same on every machine and every JDK. */
  private static double standardNormal(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }
}
