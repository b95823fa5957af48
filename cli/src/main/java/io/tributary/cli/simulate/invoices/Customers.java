package io.tributary.cli.simulate.invoices;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Everybody who is sent invoices, the best customer first: the one of rank n is sent about 1/n as
 * many (Zipf's law).
 */
final class Customers {
  private static final int COUNT = 1_200;
  private static final int FIRST_NUMBER = 10_000;
  private static final double LOG_OF_COUNT = StrictMath.log(COUNT + 1.0);

  private final List<Customer> byRank = new ArrayList<>(COUNT);

  Customers(Trade trade, SplittableRandom random) {
    for (int i = 0; i < COUNT; i++) {
      Country country = Country.any(random);
      String id = "C-" + (FIRST_NUMBER + (i * 7_919 % 90_000));
      byRank.add(new Customer(id, trade.name(country.language(), random), country));
    }
  }

  Customer any(SplittableRandom random) {
    // StrictMath: the same customer on every machine.
    int rank = (int) StrictMath.exp(random.nextDouble() * LOG_OF_COUNT) - 1;
    return byRank.get(Math.min(rank, COUNT - 1));
  }
}
