package io.tributary.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class IdentityNumbersTest {
  @Test
  void numbersManyInTheirOrderAndEachOnce() {
    IdentityNumbers numbers = new IdentityNumbers();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 200_000; i++) {
      assertThat(numbers.number(new UUID(random.nextLong(), i))).isEqualTo(i);
    }
    random = new SplittableRandom(7);
    for (int i = 0; i < 200_000; i++) {
      assertThat(numbers.number(new UUID(random.nextLong(), i))).isEqualTo(i);
    }
    assertThat(numbers.size()).isEqualTo(200_000);
    Set<Integer> visited = new HashSet<>();
    numbers.forEach(
        (identity, number) -> {
          assertThat(identity.getLeastSignificantBits()).isEqualTo(number);
          visited.add(number);
        });
    assertThat(visited).hasSize(200_000);
  }

  @Test
  void knowsWhatHasANumber() {
    IdentityNumbers numbers = new IdentityNumbers();
    assertThat(numbers.contains(new UUID(0, 0))).isFalse();
    assertThat(numbers.number(new UUID(0, 0))).isZero();
    assertThat(numbers.contains(new UUID(0, 0))).isTrue();
    assertThat(numbers.contains(new UUID(0, 1))).isFalse();
  }
}
