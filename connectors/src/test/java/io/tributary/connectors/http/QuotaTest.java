package io.tributary.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaTest {
  private static final long MINUTE = 60_000_000_000L;

  private static List<Long> passed(int perMinute, int restsEvery) {
    Random random = new Random(perMinute);
    Quota quota = new Quota(perMinute, 0);
    List<Long> passed = new ArrayList<>();
    long now = 0;
    while (now < 20 * MINUTE) {
      long wait = quota.take(now).toNanos();
      if (wait == 0) {
        passed.add(now);
        now += random.nextInt(restsEvery) == 0 ? MINUTE / 3 : 0;
      } else {
        now += wait;
      }
    }
    return passed;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6, 10, 19, 20, 60, 1000})
  void letsNoMoreThroughInAnyMinuteEvenAfterARest(int perMinute) {
    List<Long> passed = passed(perMinute, 50);
    for (int i = 0; i + perMinute < passed.size(); i++) {
      assertThat(passed.get(i + perMinute) - passed.get(i)).isGreaterThanOrEqualTo(MINUTE - 1000);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6, 10, 19, 20, 60, 1000})
  void letsNearlyAsManyThroughAsThereMayBe(int perMinute) {
    assertThat(passed(perMinute, Integer.MAX_VALUE).size())
        .isGreaterThanOrEqualTo(20 * perMinute * 9 / 10);
  }
}
