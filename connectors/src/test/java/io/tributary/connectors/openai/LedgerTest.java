package io.tributary.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  private static final Prices PRICES =
      Prices.perMillion(new BigDecimal("0.15"), new BigDecimal("0.6"));

  private static Call call(long number, String at, long input, long output) {
    Usage usage = new Usage(input, output);
    return new Call(
        number, Instant.parse(at).toEpochMilli(), 1, usage, PRICES.of(usage), 0, List.of());
  }

  private static long millis(String at) {
    return Instant.parse(at).toEpochMilli();
  }

  @Test
  void costsAddUpExactly() {
    Ledger ledger = Ledger.EMPTY;
    for (int i = 1; i <= 1_000_000; i++) {
      ledger = ledger.plus(call(i, "2026-11-26T12:00:00Z", 1, 1));
    }
    assertThat(Prices.amount(ledger.cost())).isEqualByComparingTo("0.75");
    assertThat(ledger.usage()).isEqualTo(new Usage(1_000_000, 1_000_000));
  }

  @Test
  void aNewDayBeginsWithNothingSpent() {
    Ledger ledger = Ledger.EMPTY.plus(call(1, "2026-11-26T23:59:59.999Z", 100, 0));
    assertThat(ledger.spent(millis("2026-11-26T23:59:59.999Z"))).isEqualTo(100 * 150_000);
    assertThat(ledger.spent(millis("2026-11-27T00:00:00Z"))).isZero();
    ledger = ledger.plus(call(2, "2026-11-27T00:00:00Z", 1, 0));
    assertThat(ledger.spent(millis("2026-11-27T01:00:00Z"))).isEqualTo(150_000);
    assertThat(Ledger.endOfDay(millis("2026-11-27T01:00:00Z")))
        .isEqualTo(millis("2026-11-28T00:00:00Z"));
  }

  @Test
  void aClockThatGoesBackGivesNothingBack() {
    Ledger ledger =
        Ledger.EMPTY
            .plus(call(1, "2026-11-27T00:00:00Z", 100, 0))
            .plus(call(2, "2026-11-26T23:59:59Z", 100, 0));
    assertThat(ledger.spent(millis("2026-11-26T23:59:59Z"))).isEqualTo(200 * 150_000);
    assertThat(ledger.spent(millis("2026-11-27T00:00:00Z"))).isEqualTo(200 * 150_000);
  }

  @Test
  void whatWasSpentWhileAClockWasAheadCountsForOneDay() {
    Ledger ledger = Ledger.EMPTY.plus(call(1, "2026-12-26T12:00:00Z", 100, 0));
    assertThat(ledger.asOf(millis("2026-11-26T12:00:00Z")).spent(millis("2026-11-26T12:00:00Z")))
        .as("before another call")
        .isEqualTo(100 * 150_000);
    assertThat(ledger.asOf(millis("2026-11-26T12:00:00Z")).spent(millis("2026-11-27T12:00:00Z")))
        .isZero();
    ledger = ledger.plus(call(2, "2026-11-26T12:00:01Z", 100, 0));
    assertThat(ledger.spent(millis("2026-11-26T12:00:01Z"))).isEqualTo(200 * 150_000);
    ledger = ledger.plus(call(3, "2026-11-27T12:00:00Z", 100, 0));
    assertThat(ledger.spent(millis("2026-11-27T12:00:00Z"))).isEqualTo(100 * 150_000);
  }

  @Test
  void noPauseIsLongerThanTheLongestFromNow() {
    long wrong = millis("2026-12-26T12:00:00Z");
    Ledger ledger =
        Ledger.EMPTY.plus(new Call(1, wrong, 1, Usage.NONE, 0, wrong + 1_000, List.of()));
    assertThat(ledger.asOf(wrong).pausedUntil()).isEqualTo(wrong + 1_000);
    assertThat(ledger.asOf(millis("2026-11-26T12:00:00Z")).pausedUntil())
        .isEqualTo(millis("2026-11-27T12:00:00Z"));
    assertThat(ledger.plus(call(2, "2026-11-26T12:00:00Z", 1, 0)).pausedUntil())
        .isEqualTo(millis("2026-11-27T12:00:00Z"));
  }
}
