package io.tributary.pipeline.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.Parsed.Rejected;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private static final RawRecord RAW =
      new RawRecord("topic", 1, 2, 1_000_000, null, new byte[] {1}, false, 0);

  private static Intake<Long> intake(Parser<Long> parser) {
    return new Intake<>(parser, value -> value, "at", Duration.ofSeconds(60));
  }

  @Test
  void takesARecordThatIsAsFarInTheFutureAsTheGuardAllows() {
    Parsed<Long> parsed = intake(raw -> 1_060_000L).take(RAW);
    assertThat(parsed).isEqualTo(new Accepted<>(RAW, 1_060_000L));
  }

  @Test
  void rejectsARecordThatIsFurtherInTheFutureThanItsOwnTimestampAllows() {
    Parsed<Long> parsed = intake(raw -> 1_060_001L).take(RAW);
    assertThat(parsed).isInstanceOf(Rejected.class);
    DeadLetter letter = ((Rejected<Long>) parsed).letter();
    assertThat(letter.reason()).isEqualTo(RejectReason.FUTURE_TIMESTAMP);
    assertThat(letter.field()).isEqualTo("at");
    assertThat(letter.detail()).contains("1970-01-01T00:17:40.001Z", "1970-01-01T00:16:40Z");
    assertThat(letter.raw()).isSameAs(RAW);
  }

  @Test
  void passesOnWhatTheParserRejects() {
    Parsed<Long> parsed =
        intake(
                raw -> {
                  throw new Rejection(RejectReason.TOO_LONG, "text", "too long");
                })
            .take(RAW);
    assertThat(parsed)
        .isEqualTo(
            new Rejected<Long>(new DeadLetter(RAW, RejectReason.TOO_LONG, "text", "too long", 0)));
  }

  @Test
  void aFaultInTheParserIsNoRejection() {
    Intake<Long> intake =
        intake(
            raw -> {
              throw new IllegalStateException("a bug");
            });
    assertThatThrownBy(() -> intake.take(RAW)).isInstanceOf(IllegalStateException.class);
  }
}
