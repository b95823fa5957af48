package io.tributary.pipeline.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdentitiesTest {

  @Test
  void remembersAndForgetsLikeAMap() {
    Random random = new Random(1);
    Identities identities = new Identities();
    Map<UUID, Integer> expected = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      // Few different bits, zero and negative halves included: real identities may be counters.
      UUID id = new UUID(random.nextInt(40) - 20, random.nextInt(400) - 200);
      int hour = i / 1000 + random.nextInt(20) - 40;
      boolean isNew = expected.putIfAbsent(id, hour) == null;
      assertThat(identities.add(id.getMostSignificantBits(), id.getLeastSignificantBits(), hour))
          .as("%s in hour %s", id, hour)
          .isEqualTo(isNew);
      if (i % 1500 == 0) {
        int firstKept = i / 1000 - 45 + random.nextInt(30);
        identities.forgetBefore(firstKept);
        expected.values().removeIf(h -> h < firstKept);
      }
      assertThat(identities.size()).isEqualTo(expected.size());
    }
  }

  @Test
  void theFirstHourOfAnIdentityStays() {
    Identities identities = new Identities();
    identities.add(1, 2, 10);
    identities.add(1, 2, 20);
    identities.forgetBefore(11);
    assertThat(identities.size()).isZero();
  }

  @Test
  void shrinksAfterForgettingAndGrowsAgain() {
    Identities identities = new Identities();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 10_000; i++) {
        assertThat(identities.add(round, i, round)).isTrue();
      }
      identities.forgetBefore(round + 1);
      assertThat(identities.size()).isZero();
    }
  }
}
