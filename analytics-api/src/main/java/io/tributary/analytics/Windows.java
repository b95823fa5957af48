package io.tributary.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.analytics.Invoices.Place;
import io.tributary.analytics.Parameters.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What closed windows have counted, added up to minutes, hours or days. */
final class Windows {
  static final Set<String> METRICS =
      Set.of("dimension", "granularity", "from", "to", "limit", "cursor");

  static final int USUAL = 1_000;
  static final int MOST = 10_000;

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

  Windows(Readers readers) {
    this.readers = readers;
  }

  /** What a feed can be counted by; the total first. */
  static List<String> dimensions(String feed) {
    List<String> dimensions = new ArrayList<>(List.of(Dataset.TOTAL));
    Dataset.ALL_DATASETS.stream()
        .filter(each -> each.feed().equals(feed) && !each.dimension().equals(Dataset.TOTAL))
        .forEach(each -> dimensions.add(each.dimension()));
    return dimensions;
  }

  /** Where a feed's total comes from: a dataset of its own, or its first one, added up. */
  static Optional<Dataset> total(String feed) {
    return Dataset.ALL_DATASETS.stream().filter(each -> each.feed().equals(feed)).findFirst();
  }

  JsonNode metrics(String feed, Parameters asked) {
    String dimension = asked.oneOf("dimension", dimensions(feed));
    String word = asked.oneOf("granularity", List.of("hour", "minute", Invoices.DAY));
    Granularity granularity =
        switch (word) {
          case "hour" -> Granularity.HOUR;
          case "minute" -> Granularity.MINUTE;
          default -> Granularity.DAY;
        };
    int limit = asked.limit(USUAL, MOST);
    Optional<Place> after = asked.cursor().map(Place::of);
    Optional<Dataset> dataset =
        Dataset.ALL_DATASETS.stream()
            .filter(each -> each.feed().equals(feed) && each.dimension().equals(dimension))
            .findFirst()
            .or(() -> total(feed));
    Instant newest =
        dataset
            .flatMap(this::newest)
            .map(Newest::end)
            .orElse(Instant.now().truncatedTo(ChronoUnit.HOURS));
    Span span = asked.span(newest, granularity.usual, granularity.longest);

    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    Optional<Place> next =
        dataset.flatMap(d -> rows(d, dimension, granularity, span, after, limit, items));
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
      Optional<Place> after,
      int limit,
      ArrayNode items) {
    long unit = granularity.micros;
    String value = dataset.dimension().equals(dimension) ? "value" : "'" + Dataset.ALL + "'";
    StringBuilder sql = new StringBuilder("SELECT start_us - ((start_us % ");
    sql.append(unit).append(") + ").append(unit).append(") % ").append(unit);
    sql.append(" AS bucket, ").append(value).append(" AS label, ").append(TOTAL_COUNT);
    for (String sum : dataset.sums()) {
      sql.append(", sum(").append(sum).append(")::BIGINT");
    }
    // Different ones of two windows may be the same: only a window's own count is true.
    Optional<String> distinct =
        granularity == Granularity.MINUTE ? dataset.distinct() : Optional.empty();
    distinct.ifPresent(
        name ->
            sql.append(", CASE WHEN count(*) = 1 THEN any_value(").append(name).append(") END"));
    sql.append(" FROM ").append(dataset.table());
    sql.append(" WHERE start_us >= ? AND start_us < ? GROUP BY ALL");
    List<Object> parameters =
        new ArrayList<>(List.of(Moments.micros(span.from()), Moments.micros(span.to())));
    after.ifPresent(
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
          int column = 4;
          for (String sum : dataset.sums()) {
            item.put(sum, row.getLong(column++));
          }
          if (distinct.isPresent()) {
            long different = row.getLong(column);
            if (!row.wasNull()) {
              item.put(distinct.get(), different);
            }
          }
          return true;
        });
    return places.size() > limit ? Optional.of(places.get(limit - 1)) : Optional.empty();
  }

  /** A dataset's newest window or day. */
  Optional<Newest> newest(Dataset dataset) {
    boolean days = dataset.span() == Dataset.Span.DAY;
    String start = days ? "day::BIGINT * " + Moments.DAY : "start_us";
    String end = days ? "(day::BIGINT + 1) * " + Moments.DAY : "end_us";
    @Nullable Newest[] newest = {null};
    readers.ask(
        "SELECT %s AS s, %s, %s FROM %s WHERE n > 0 GROUP BY ALL ORDER BY s DESC LIMIT 1"
            .formatted(start, end, TOTAL_COUNT, dataset.table()),
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

  /** What the windows from a moment on have counted, by their start in microseconds. */
  Map<Long, Long> countsSince(Dataset dataset, long startMicros) {
    boolean days = dataset.span() == Dataset.Span.DAY;
    String start = days ? "day::BIGINT * " + Moments.DAY : "start_us";
    Map<Long, Long> counts = new TreeMap<>();
    readers.ask(
        "SELECT %s AS s, %s FROM %s WHERE %s >= ? GROUP BY ALL"
            .formatted(start, TOTAL_COUNT, dataset.table(), start),
        List.of(startMicros),
        row -> {
          counts.put(row.getLong(1), row.getLong(2));
          return true;
        });
    return counts;
  }
}
