package io.tributary.connectors.openmeteo;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What is still to be asked for, by what the ledger has. */
final class Plan {
  /** What the archive didn't have yet is asked for once a day: it grows by a day a day. */
  private static final Duration PATIENCE = Duration.ofDays(1);

  private Plan() {}

  /** The slot that a moment is in. */
  static Instant slot(Instant now, Duration interval) {
    long millis = now.toEpochMilli();
    return Instant.ofEpochMilli(millis - Math.floorMod(millis, interval.toMillis()));
  }

  /** In groups as large as the API may be asked for at once. */
  static List<Request> forecast(OpenMeteoSettings settings, Instant slot, List<Place> places) {
    Request all = new Request(Kind.FORECAST, places, slot, slot.plus(settings.interval()));
    int each = all.of(settings.places().subList(0, 1)).calls(settings.days());
    int size = Math.min(settings.bounds().mostPlaces(), settings.quotas().atOnce() / each);
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < places.size(); i += size) {
      requests.add(all.of(places.subList(i, Math.min(places.size(), i + size))));
    }
    return requests;
  }

  /**
   * What is missing of a place's past, month by month.
   *
   * @param rows what the ledger has of it
   */
  static List<Request> history(History history, Place place, List<Ledger.Row> rows, Instant now) {
    Instant today = day(LocalDate.ofInstant(now, ZoneOffset.UTC));
    Instant last = day(history.to().plusDays(1));
    Instant end = last.isAfter(today) ? today : last;
    Instant at = day(history.from());
    List<Request> requests = new ArrayList<>();
    while (at.isBefore(end)) {
      Instant from = at;
      Instant covered =
          rows.stream()
              .filter(row -> counts(row, history) && !row.start().isAfter(from))
              .map(Ledger.Row::end)
              .filter(until -> until.isAfter(from))
              .max(Instant::compareTo)
              .orElse(from);
      if (covered.isAfter(from)) {
        at = covered;
        continue;
      }
      Instant until = earliest(endOfMonth(from), end);
      for (Ledger.Row row : rows) {
        // It would be overwritten, and what it has beyond the history would be forgotten.
        if (row.start().equals(from) && row.end().isAfter(until)) {
          until = row.end();
        }
      }
      for (Ledger.Row row : rows) {
        if (counts(row, history) && row.start().isAfter(from)) {
          until = earliest(until, row.start());
        }
      }
      boolean isTooEarly =
          rows.stream()
              .anyMatch(
                  row ->
                      row.isShort()
                          && row.end().equals(from)
                          && counts(row, history)
                          && row.requestedAt().isAfter(now.minus(PATIENCE)));
      if (!isTooEarly) {
        requests.add(new Request(Kind.ARCHIVE, List.of(place), from, until));
      }
      at = until;
    }
    return requests;
  }

  private static boolean counts(Ledger.Row row, History history) {
    return row.status().equals("running") || !row.requestedAt().isBefore(history.again());
  }

  private static Instant endOfMonth(Instant at) {
    return day(YearMonth.from(at.atOffset(ZoneOffset.UTC)).plusMonths(1).atDay(1));
  }

  private static Instant earliest(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** When a day begins. */
  static Instant day(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
