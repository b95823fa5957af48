package io.tributary.pipeline.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FingerprintsTest {

  @Test
  void addsLikeASet() {
    Random random = new Random(4);
    Fingerprints fingerprints = new Fingerprints();
    Set<UUID> expected = new HashSet<>();
    for (int i = 0; i < 200_000; i++) {
      long high = random.nextInt(300) - 150;
      long low = (random.nextInt(300) + 1) * (random.nextBoolean() ? 1L : 1L << 40);
      assertThat(fingerprints.add(high, low)).isEqualTo(expected.add(new UUID(high, low)));
      assertThat(fingerprints.size()).isEqualTo(expected.size());
    }
    long[] all = fingerprints.from(0);
    Set<UUID> listed = new HashSet<>();
    for (int i = 0; i < all.length; i += 2) {
      listed.add(new UUID(all[i], all[i + 1]));
    }
    assertThat(all).hasSize(2 * expected.size());
    assertThat(listed).isEqualTo(expected);
    for (int n = 0; n < fingerprints.size(); n++) {
      assertThat(fingerprints.number(all[2 * n], all[2 * n + 1])).isEqualTo(n);
      long[] copy = new long[3];
      fingerprints.copy(n, copy, 1);
      assertThat(copy).containsExactly(0, all[2 * n], all[2 * n + 1]);
    }
    int last = fingerprints.size() - 1;
    assertThat(fingerprints.from(last)).containsExactly(all[2 * last], all[2 * last + 1]);
  }
}
