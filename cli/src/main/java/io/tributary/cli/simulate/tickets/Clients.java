package io.tributary.cli.simulate.tickets;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Everybody who writes, the most eager first: the client of rank n writes about 1/n as much (Zipf's
 * law).
 */
final class Clients {
  private static final int FIRST_NUMBER = 1_000;
  private static final int UNLISTED_OF_100 = 5;
  private static final int ALPHA_3_OF_100 = 40;

  private final List<Client> byRank;
  private final double logOfCount;

  Clients(int count, SplittableRandom random) {
    int[] numbers = shuffled(count, random);
    byRank = new ArrayList<>(count);
    for (int number : numbers) {
      Country country = Country.any(random);
      boolean alpha3 = random.nextInt(100) < ALPHA_3_OF_100;
      byRank.add(
          new Client(
              "CLIENT_" + (FIRST_NUMBER + number),
              country.language(),
              alpha3 ? country.alpha3() : country.alpha2(),
              random.nextInt(100) >= UNLISTED_OF_100));
    }
    logOfCount = StrictMath.log(count + 1.0);
  }

  /** Those whom the directory knows. */
  Stream<Client> listed() {
    return byRank.stream().filter(Client::listed);
  }

  Client any(SplittableRandom random) {
    // StrictMath: the same client on every machine.
    int rank = (int) StrictMath.exp(random.nextDouble() * logOfCount) - 1;
    return byRank.get(Math.min(rank, byRank.size() - 1));
  }

  private static int[] shuffled(int count, SplittableRandom random) {
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      int other = random.nextInt(i + 1);
      numbers[i] = numbers[other];
      numbers[other] = i;
    }
    return numbers;
  }
}
