package io.tributary.jobs.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.time.Utc;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoField;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK takes fewer forms than RFC 3339 and ISO 8601 have; what both take is the same moment. */
@Timeout(10)
class Rfc3339FuzzTest {
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  static Stream<byte[]> seeds() {
    return Stream.of(
            "2025-12-19T14:23:45.123456789Z",
            "2024-02-29t23:59:59.9z",
            "2024-02-29t23:59:59.z",
            "2026-01-01T00:00-23:59",
            "2026-01-01T00:00:00+0100",
            "0000-01-01T00:00:00+01",
            "9999-12-31T23:59:60Z")
        .map(text -> text.getBytes(StandardCharsets.US_ASCII));
  }

  @MethodSource("seeds")
  @FuzzTest
  void isTheMomentThatTheJdkReads(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    OptionalLong micros = Rfc3339.micros(Text.of(text));
    if (micros.isPresent()) {
      assertThat(Rfc3339.micros(Text.of(Utc.format(micros.getAsLong())))).isEqualTo(micros);
    }
    Instant read;
    try {
      read = OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException other) {
      return;
    }
    // A point without digits is none of RFC 3339's (5.6), and the JDK takes it.
    boolean isRfc3339 =
        text.matches("[0-9]{4}-[^ ]{12,}?(Z|z|[+-][0-9]{2}:[0-9]{2})")
            && !text.matches(".*\\.[^0-9].*");
    if (isRfc3339 && !read.isBefore(FIRST) && !read.isAfter(LAST)) {
      assertThat(micros)
          .as(text)
          .hasValue(read.getEpochSecond() * 1_000_000 + read.get(ChronoField.MICRO_OF_SECOND));
    }
  }
}
