package io.tributary.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tributary.jobs.json.Rfc3339;
import io.tributary.pipeline.record.Text;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** The audit reads moments by rules of its own; they must come to what the jobs read. */
@Timeout(10)
class MomentsFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
            "2025-12-19T14:23:45.123456789Z",
            "2024-02-29t23:59z",
            "2026-01-01T00:00:00.-05:30",
            "2026-01-01T00:00:00+0100",
            "0000-01-01T00:00:00+01",
            "9999-12-31T23:59:59.9999999-01",
            "٢٠٢٦-01-01T00:00:00Z")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void areThoseOfTheJobs(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    OptionalLong read = Rfc3339.micros(Text.of(text));
    assertThat(Moments.micros(text)).isEqualTo(read.isPresent() ? read.getAsLong() : null);
  }
}
