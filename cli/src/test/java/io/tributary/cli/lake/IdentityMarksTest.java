package io.tributary.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentityMarksTest {
  @Test
  void remembersTheMarksOfEachOfMany() {
    IdentityMarks marks = new IdentityMarks();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 200_000; i++) {
      assertThat(marks.mark(new UUID(random.nextLong(), i), 1)).isZero();
    }
    assertThat(marks.mark(new UUID(0, 0), 0)).isZero();
    random = new SplittableRandom(7);
    for (int i = 0; i < 200_000; i++) {
      assertThat(marks.mark(new UUID(random.nextLong(), i), 4)).isEqualTo(1);
    }
    int[] both = new int[1];
    marks.forEach((identity, its) -> both[0] += its == 5 ? 1 : 0);
    assertThat(both[0]).isEqualTo(200_000);
  }

  @Test
  void readsIdentitiesWhateverTheirCase() {
    String text = "550e8400-e29b-41d4-a716-446655440000";
    assertThat(IdentityMarks.identity(text)).isEqualTo(UUID.fromString(text));
    assertThat(IdentityMarks.identity(text.toUpperCase(Locale.ROOT)))
        .isEqualTo(UUID.fromString(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1-1-1-1-1",
        "550e8400-e29b-41d4-a716-44665544000",
        "550e8400-e29b-41d4-a716-44665544000g",
        "550e8400-e29b-41d4-a716--46655440000",
        "550e8400+e29b-41d4-a716-446655440000"
      })
  void readsNothingElse(String text) {
    assertThat(IdentityMarks.identity(text)).isNull();
  }
}
