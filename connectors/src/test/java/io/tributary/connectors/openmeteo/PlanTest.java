package io.tributary.connectors.openmeteo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.connectors.openmeteo.WeatherPosition.Claim;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PlanTest {
  private static final Place PARIS = new Place("Paris", "FR", 48.8566, 2.3522);
  private static final Instant NOW = Instant.parse("2026-11-26T08:17:00Z");

  private static History history(String from, String to) {
    return new History(LocalDate.parse(from), LocalDate.parse(to), Instant.EPOCH);
  }

  private static Ledger.Row row(String start, String end, boolean isShort, Instant requestedAt) {
    return new Ledger.Row(
        new Claim(1, 1),
        "Paris",
        Instant.parse(start),
        Instant.parse(end),
        "done",
        isShort,
        requestedAt,
        "weather",
        null);
  }

  private static List<String> missing(History history, Ledger.Row... rows) {
    return Plan.history(history, PARIS, List.of(rows), NOW).stream()
        .map(each -> each.start() + "/" + each.end())
        .toList();
  }

  @Test
  void slotsAreCountedFromTheEpoch() {
    assertThat(Plan.slot(NOW, Duration.ofMinutes(15))).isEqualTo("2026-11-26T08:15:00Z");
    assertThat(Plan.slot(Instant.parse("2026-11-26T08:15:00Z"), Duration.ofMinutes(15)))
        .isEqualTo("2026-11-26T08:15:00Z");
  }

  @Test
  void asksForThePastMonthByMonthAndNotForToday() {
    assertThat(missing(history("2026-09-10", "2026-12-31")))
        .containsExactly(
            "2026-09-10T00:00:00Z/2026-10-01T00:00:00Z",
            "2026-10-01T00:00:00Z/2026-11-01T00:00:00Z",
            "2026-11-01T00:00:00Z/2026-11-26T00:00:00Z");
  }

  /** The ledger's attempts begin at 1 again when it was lost, and the answers are still there. */
  @Test
  void noAnswerIsCalledAsOneBefore() {
    Request request = new Request(Kind.ARCHIVE, List.of(PARIS), NOW, NOW);

    assertThat(List.of(request.name(1), request.name(1)))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("archive/Paris-\\w{8}/.*-1-\\w{8}\\.response"));
  }

  @Test
  void asksForNothingTwice() {
    Instant long0 = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(
            missing(
                history("2026-01-01", "2026-03-31"),
                row("2026-01-10T00:00:00Z", "2026-02-01T00:00:00Z", false, long0),
                row("2026-02-01T00:00:00Z", "2026-02-15T05:00:00Z", false, long0)))
        .containsExactly(
            "2026-01-01T00:00:00Z/2026-01-10T00:00:00Z",
            "2026-02-15T05:00:00Z/2026-03-01T00:00:00Z",
            "2026-03-01T00:00:00Z/2026-04-01T00:00:00Z");
  }

  @Test
  void asksADayLaterForWhatTheArchiveDidNotHave() {
    History history = history("2026-11-01", "2026-11-30");
    String start = "2026-11-01T00:00:00Z";
    String end = "2026-11-20T05:00:00Z";

    assertThat(missing(history, row(start, end, true, NOW.minus(Duration.ofHours(23))))).isEmpty();
    assertThat(missing(history, row(start, end, true, NOW.minus(Duration.ofHours(25)))))
        .containsExactly("2026-11-20T05:00:00Z/2026-11-26T00:00:00Z");
    assertThat(missing(history, row(start, start, true, NOW.minus(Duration.ofHours(1))))).isEmpty();
    assertThat(missing(history, row(start, end, false, NOW.minus(Duration.ofHours(1)))))
        .as("a longer history than before")
        .hasSize(1);
  }

  @Test
  void asksAgainForWhatWasCollectedBeforeTheMomentSet() {
    History again =
        new History(
            LocalDate.parse("2026-01-01"), LocalDate.parse("2026-02-28"), NOW.minusSeconds(60));

    assertThat(
            missing(
                again,
                row("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", false, NOW.minusSeconds(61)),
                row("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", false, NOW.minusSeconds(59))))
        .containsExactly("2026-01-01T00:00:00Z/2026-02-01T00:00:00Z");
  }

  @Test
  void asksAgainForAllThatARowHasAlsoWhenTheHistoryIsShorter() {
    Instant before = NOW.minusSeconds(61);
    History again =
        new History(
            LocalDate.parse("2026-01-01"), LocalDate.parse("2026-01-10"), NOW.minusSeconds(60));

    assertThat(missing(again, row("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", false, before)))
        .containsExactly("2026-01-01T00:00:00Z/2026-02-01T00:00:00Z");
  }

  @Test
  void countsAsManyCallsAsTheApiDoes() {
    Instant start = Instant.parse("2026-10-01T00:00:00Z");
    Request month =
        new Request(Kind.ARCHIVE, List.of(PARIS), start, Instant.parse("2026-11-01T00:00:00Z"));
    Request week = new Request(Kind.ARCHIVE, List.of(PARIS), start, start.plus(Duration.ofDays(7)));
    Request slot = new Request(Kind.FORECAST, List.of(PARIS, PARIS), start, start.plusSeconds(900));

    assertThat(Stream.of(month, week, slot).map(each -> each.calls(3))).containsExactly(2, 1, 4);
  }
}
