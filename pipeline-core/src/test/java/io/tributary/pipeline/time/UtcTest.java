package io.tributary.pipeline.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UtcTest {
  private static final DateTimeFormatter EXPECTED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  @Test
  void writesEveryMomentAsJavaTimeDoes() {
    long first = micros("0000-01-01T00:00:00Z");
    long last = micros("9999-12-31T23:59:59.999999Z");
    Random random = new Random(6);
    for (int i = 0; i < 100_000; i++) {
      assertSame(random.nextLong(first, last));
    }
    for (long edge : new long[] {first, last, -1, 0, 1, micros("2024-02-29T23:59:59.999999Z")}) {
      assertSame(edge);
    }
  }

  private static void assertSame(long micros) {
    Instant at = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    assertThat(Utc.format(micros)).isEqualTo(EXPECTED.format(at));
  }

  private static long micros(String text) {
    Instant at = Instant.parse(text);
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
  }
}
