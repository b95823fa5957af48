package io.tributary.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.analytics.Dataset.Adding;
import io.tributary.analytics.Dataset.Measure;
import io.tributary.analytics.Invoices.Place;
import io.tributary.analytics.Parameters.Span;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What closed windows have counted, added up to minutes, hours or days. */
final class Windows {
  static final Set<String> METRICS =
      Set.of("dimension", "granularity", "from", "to", "top", "language", "limit", "cursor");

  static final int USUAL = 1_000;
  static final int MOST = 10_000;

  static final String DAY = "day";

  private static final String MINUTE = "minute";
  private static final String HOUR = "hour";

  /** How many values may be asked for as the largest. */
  private static final int MOST_VALUES = 100;

  /** To two places: means of floating-point numbers have no more to say. */
  private static final double ROUNDING = 100;

  private static final String TOTAL_COUNT = "sum(n)::BIGINT";

  private final Readers readers;

  /** To how much windows are added up, and how much of it an answer may and does span. */
  private enum Granularity {
    HOUR(3_600 * Moments.SECOND, Duration.ofDays(7), Duration.ofDays(366)),
    MINUTE(60 * Moments.SECOND, Duration.ofHours(3), Duration.ofDays(31)),
    DAY(Moments.DAY, Duration.ofDays(90), Duration.ofDays(3 * 366));

    private final long micros;
    private final Duration usual;
    private final Duration longest;

    Granularity(long micros, Duration usual, Duration longest) {
      this.micros = micros;
      this.usual = usual;
      this.longest = longest;
    }
  }

  /** The newest window of a feed. */
  record Newest(Instant start, Instant end, long count) {}

  /**
   * What tells totals of windows apart.
   *
   * @param startMicros when the window begins
   * @param currency of invoices, of which each has a total of its own; empty elsewhere
   */
  record Key(long startMicros, String currency) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparingLong(Key::startMicros).thenComparing(Key::currency);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  Windows(Readers readers) {
    this.readers = readers;
  }

  /** What a feed can be counted by; the total first. */
  static List<String> dimensions(String feed) {
    return Stream.concat(
            Stream.of(Dataset.TOTAL), Dataset.of(feed).stream().map(Dataset::dimension))
        .distinct()
        .toList();
  }

  /** To what a feed's windows can be added up, the finest first. */
  static List<String> granularities(String feed) {
    return isDaily(feed) ? List.of(DAY) : List.of(MINUTE, HOUR, DAY);
  }

  private static boolean isDaily(String feed) {
    return total(feed).span() == Dataset.Span.DAY;
  }

  /** Where a feed's total comes from: a dataset of its own, or its first one, added up. */
  static Dataset total(String feed) {
    return Dataset.of(feed).get(0);
  }

  JsonNode metrics(String feed, Parameters asked) {
    String dimension = asked.oneOf("dimension", dimensions(feed));
    String word =
        asked.oneOf("granularity", isDaily(feed) ? List.of(DAY) : List.of(HOUR, MINUTE, DAY));
    Granularity granularity =
        switch (word) {
          case HOUR -> Granularity.HOUR;
          case MINUTE -> Granularity.MINUTE;
          default -> Granularity.DAY;
        };
    Dataset dataset = Dataset.of(feed, dimension).orElseGet(() -> total(feed));
    Instant newest =
        newest(dataset).map(Newest::end).orElse(Instant.now().truncatedTo(ChronoUnit.HOURS));
    Span span = asked.span(newest, granularity.usual, granularity.longest);
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    Optional<Place> next = rows(dataset, dimension, granularity, span, asked, items);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("feed", feed).put("dimension", dimension).put("granularity", word);
    answer.put("from", span.from().toString()).put("to", span.to().toString());
    answer.setAll(Invoices.page(items, next.map(Place::toString)));
    return answer;
  }

  private Optional<Place> rows(
      Dataset dataset,
      String dimension,
      Granularity granularity,
      Span span,
      Parameters asked,
      ArrayNode items) {
    int limit = asked.number("limit", USUAL, MOST);
    long unit = granularity.micros;
    List<Measure> measures =
        dataset.measures().stream()
            .filter(each -> each.adding() != Adding.DISTINCT || granularity == Granularity.MINUTE)
            .toList();
    String label = dataset.dimension().equals(dimension) ? "value" : "'" + Dataset.ALL + "'";
    String rows = " FROM " + dataset.table() + " WHERE n > 0 AND start_us >= ? AND start_us < ?";
    List<Object> chosen =
        new ArrayList<>(List.of(Moments.micros(span.from()), Moments.micros(span.to())));
    Optional<String> language = asked.value(Dataset.LANGUAGE);
    if (language.isPresent()) {
      if (!dataset.part().equals(Optional.of(Dataset.LANGUAGE))) {
        throw Problem.badRequest("language: only the dimension keyword has languages");
      }
      rows += " AND language = ?";
      chosen.add(language.get());
    }
    List<Object> parameters = new ArrayList<>(chosen);
    if (asked.value("top").isPresent()) {
      rows +=
          (" AND %1$s IN (SELECT %1$s AS label" + rows).formatted(label)
              + " GROUP BY label ORDER BY sum(n) DESC, label LIMIT ?)";
      parameters.addAll(chosen);
      parameters.add(asked.number("top", MOST_VALUES, MOST_VALUES));
    }
    StringBuilder sql = new StringBuilder("SELECT start_us - ((start_us % ");
    sql.append(unit).append(") + ").append(unit).append(") % ").append(unit).append(" AS bucket, ");
    sql.append(label).append(" AS label, ").append(TOTAL_COUNT);
    measures.forEach(each -> sql.append(", ").append(each.added()));
    sql.append(rows).append(" GROUP BY ALL");
    asked
        .cursor()
        .map(Place::of)
        .ifPresent(
            place -> {
              sql.append(" HAVING bucket > ? OR bucket = ? AND label > ?");
              parameters.addAll(List.of(place.at(), place.at(), place.value()));
            });
    sql.append(" ORDER BY bucket, label LIMIT ").append(limit + 1);
    List<Place> places = new ArrayList<>();
    readers.ask(
        sql.toString(),
        parameters,
        row -> {
          places.add(new Place(row.getLong(1), row.getString(2)));
          if (places.size() > limit) {
            return false;
          }
          ObjectNode item =
              items
                  .addObject()
                  .put("start", Moments.ofMicros(row.getLong(1)).toString())
                  .put("end", Moments.ofMicros(row.getLong(1) + unit).toString())
                  .put("value", row.getString(2))
                  .put("count", row.getLong(3));
          for (int i = 0; i < measures.size(); i++) {
            put(item, measures.get(i), row, i + 4);
          }
          return true;
        });
    return places.size() > limit ? Optional.of(places.get(limit - 1)) : Optional.empty();
  }

  /** A figure that isn't known is left out. */
  private static void put(ObjectNode item, Measure measure, ResultSet row, int column)
      throws SQLException {
    if (measure.type().equals(Dataset.DOUBLE)) {
      double figure = row.getDouble(column);
      if (!row.wasNull() && Double.isFinite(figure)) {
        item.put(measure.name(), Math.round(figure * ROUNDING) / ROUNDING);
      }
    } else {
      long figure = row.getLong(column);
      if (!row.wasNull()) {
        item.put(measure.name(), figure);
      }
    }
  }

  /** A dataset's newest window or day. */
  Optional<Newest> newest(Dataset dataset) {
    @Nullable Newest[] newest = {null};
    readers.ask(
        "SELECT start_us, any_value(end_us), "
            + TOTAL_COUNT
            + " FROM "
            + dataset.table()
            + " WHERE n > 0 GROUP BY start_us ORDER BY start_us DESC LIMIT 1",
        List.of(),
        row -> {
          newest[0] =
              new Newest(
                  Moments.ofMicros(row.getLong(1)),
                  Moments.ofMicros(row.getLong(2)),
                  row.getLong(3));
          return true;
        });
    return Optional.ofNullable(newest[0]);
  }

  /** How many records all windows of a dataset have counted. */
  long counted(Dataset dataset) {
    long[] sum = {0};
    readers.ask(
        "SELECT coalesce(sum(n), 0)::BIGINT FROM " + dataset.table(),
        List.of(),
        row -> {
          sum[0] = row.getLong(1);
          return true;
        });
    return sum[0];
  }

  /** What the windows from a moment on have counted, by what tells them apart. */
  Map<Key, Long> countsSince(Dataset dataset, long startMicros) {
    Map<Key, Long> counts = new HashMap<>();
    String part = dataset.part().orElse("''");
    readers.ask(
        "SELECT start_us, %s, %s FROM %s WHERE start_us >= ? GROUP BY ALL"
            .formatted(part, TOTAL_COUNT, dataset.table()),
        List.of(startMicros),
        row -> {
          counts.put(new Key(row.getLong(1), row.getString(2)), row.getLong(3));
          return true;
        });
    return counts;
  }
}
