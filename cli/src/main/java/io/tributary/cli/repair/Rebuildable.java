package io.tributary.cli.repair;

import io.tributary.cli.contract.FeedContract;
import io.tributary.cli.contract.FeedContract.Archive;
import io.tributary.cli.contract.FeedContract.Dimension;
import io.tributary.cli.lake.DatasetPlace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A dataset whose rows a topic has as well.
 *
 * @param place where its files are
 * @param topic the topic
 * @param received whether its rows are the topic's records as they were received; else the records
 *     are JSON objects with the row's columns
 * @param where what the objects' fields must say for a row to belong here
 * @param time the column of whose day (UTC) a row's folder has the name
 * @param key the columns that tell rows apart
 * @param fields in which field of the object a column stands, where that has another name
 */
record Rebuildable(
    DatasetPlace place,
    String topic,
    boolean received,
    Map<String, Set<String>> where,
    String time,
    List<String> key,
    Map<String, String> fields) {

  /** The field of a window's result that holds the value it counts. */
  private static final String VALUE = "value";

  private static final List<String> ORIGIN = List.of("topic", "partition", "offset");
  private static final String RECEIVED_AT = "received_at";

  /** Whether rows of another dataset have the same columns. */
  boolean hasColumnsOf(Rebuildable other) {
    return received
        ? other.received
        : !other.received && topic.equals(other.topic) && fields.equals(other.fields);
  }

  /** Those of a feed. */
  static List<Rebuildable> of(String feed) {
    return switch (feed) {
      case "weather" ->
          List.of(
              received("raw/weather/kafka", "weather"),
              versions(
                  "weather_observations",
                  "weather-observations",
                  "observed_at",
                  List.of("place", "observed_at", "revision"),
                  Map.of()));
      case "invoices" -> invoices();
      default -> of(FeedContract.of(feed));
    };
  }

  private static List<Rebuildable> invoices() {
    List<String> key = List.of("source", "invoice_id", "version");
    List<Rebuildable> all = new ArrayList<>();
    all.add(received("raw/factures/kafka", "factures-raw"));
    for (String source : List.of("kafka", "files", "database", "api", "ocr")) {
      all.add(
          versions(
              "clean/factures/" + source,
              "factures-enriched",
              "issued_at",
              key,
              Map.of("source", Set.of(source))));
    }
    all.add(versions("streaming", "factures-enriched", RECEIVED_AT, key, Map.of()));
    return List.copyOf(all);
  }

  private static Rebuildable received(String folder, String topic) {
    return received(DatasetPlace.inLake(folder), topic);
  }

  private static Rebuildable received(DatasetPlace place, String topic) {
    return new Rebuildable(place, topic, true, Map.of(), RECEIVED_AT, ORIGIN, Map.of());
  }

  private static Rebuildable versions(
      String folder, String topic, String time, List<String> key, Map<String, Set<String>> where) {
    return new Rebuildable(DatasetPlace.inLake(folder), topic, false, where, time, key, Map.of());
  }

  private static List<Rebuildable> of(FeedContract feed) {
    String topic = feed.delivered().topic();
    List<String> key = List.of(feed.identity().column());
    List<Rebuildable> all = new ArrayList<>();
    feed.archive()
        .map(Archive::datasets)
        .orElse(Map.of())
        .forEach((input, place) -> all.add(received(place, input)));
    feed.rows()
        .forEach(
            rows -> {
              Map<String, Set<String>> where = new LinkedHashMap<>();
              rows.says().forEach((column, value) -> where.put(column, Set.of(value)));
              all.add(
                  new Rebuildable(rows.place(), topic, false, where, feed.time(), key, Map.of()));
            });
    feed.subsets()
        .forEach(
            subset ->
                all.add(
                    new Rebuildable(
                        subset.place(),
                        topic,
                        false,
                        Map.of(subset.column(), subset.values()),
                        feed.time(),
                        key,
                        Map.of())));
    for (Dimension dimension : feed.windows().dimensions()) {
      // Where a value takes several columns, no field of the object is one of them.
      if (dimension.columns().size() == 1) {
        all.add(window(feed, dimension));
      }
    }
    return List.copyOf(all);
  }

  private static Rebuildable window(FeedContract feed, Dimension dimension) {
    String column = dimension.columns().get(0);
    return new Rebuildable(
        dimension.place(),
        feed.metrics(),
        false,
        Map.of("dimension", Set.of(dimension.column()), "final", Set.of("true")),
        "window_start",
        List.of("window_start", column),
        Map.of(column, VALUE, feed.windows().count(), "count"));
  }
}
