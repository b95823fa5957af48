package io.tributary.connectors.openmeteo;

import io.tributary.connectors.collect.Fingerprints;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A question to the API: either the forecast of a slot, or a period of the archive. Each of its
 * answers has a name of its own.
 *
 * @param start the slot's, or the period's, which begins at a full hour
 * @param end likewise, exclusive
 */
record Request(Kind kind, List<Place> places, Instant start, Instant end) {
  /** By these units' names numbers are checked; they are asked for by others. */
  private static final String UNITS =
      "&temperature_unit=celsius&wind_speed_unit=kmh&precipitation_unit=mm&timeformat=iso8601&timezone=GMT";

  private static final double VARIABLES_OF_A_CALL = 10;
  private static final double DAYS_OF_A_CALL = 14;

  /**
   * The address to ask.
   *
   * @throws IOException if the key isn't where it should be
   */
  URI address(OpenMeteoSettings settings) throws IOException {
    String variables = Variable.ALL.stream().map(Variable::code).collect(Collectors.joining(","));
    String query =
        "?latitude=%s&longitude=%s&hourly=%s%s"
            .formatted(each(Place::latitude), each(Place::longitude), variables, UNITS);
    String key = settings.key().read();
    if (!key.isEmpty()) {
      query += "&apikey=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
    }
    return URI.create(
        kind == Kind.FORECAST
            ? settings.forecastUrl()
                + query
                + "&current=%s&forecast_days=%s".formatted(variables, settings.days())
            : settings.archiveUrl()
                + query
                + "&start_date=%s&end_date=%s".formatted(day(start), day(end.minusNanos(1))));
  }

  private String each(Function<Place, Double> coordinate) {
    return places.stream()
        .map(place -> String.format(Locale.ROOT, "%.4f", coordinate.apply(place)))
        .collect(Collectors.joining(","));
  }

  private static LocalDate day(Instant moment) {
    return LocalDate.ofInstant(moment, ZoneOffset.UTC);
  }

  /**
   * As how many calls the API counts it: for each place one, or as many as it asks for more than 10
   * variables and for more than 14 days.
   *
   * <p>Source of the rule: open-meteo.com/en/pricing.
   */
  int calls(int forecastDays) {
    boolean isForecast = kind == Kind.FORECAST;
    double days =
        isForecast ? forecastDays : Duration.between(start, end).toSeconds() / 86_400.0 + 1;
    double variables = Variable.ALL.size() * (isForecast ? 2 : 1);
    double each = variables / VARIABLES_OF_A_CALL * Math.max(1, days / DAYS_OF_A_CALL);
    return (int) Math.ceil(each) * places.size();
  }

  /** The hours of the period. */
  NavigableSet<Instant> hours() {
    NavigableSet<Instant> hours = new TreeSet<>();
    for (Instant each = start; each.isBefore(end); each = each.plus(Duration.ofHours(1))) {
      hours.add(each);
    }
    return hours;
  }

  /** The same for these places only. */
  Request of(List<Place> some) {
    return new Request(kind, some, start, end);
  }

  /**
   * A name for an answer, below the folder of all answers. It is another one each time: attempts
   * begin at 1 again where the ledger was lost, and the answers of before are still there.
   *
   * @param attempt the how manieth time it is asked, from 1
   */
  String name(int attempt) {
    String who = places.size() == 1 ? places.get(0).name() : places.size() + "-places";
    String readable = who.replaceAll("[^A-Za-z0-9]+", "-");
    String each =
        places.stream()
            .map(p -> p.name() + "@" + p.latitude() + "," + p.longitude())
            .collect(Collectors.joining(";"));
    String where =
        readable
            + "-"
            + String.format(
                "%08x", (int) Fingerprints.fingerprint(each.getBytes(StandardCharsets.UTF_8)));
    String which = attempt + "-" + UUID.randomUUID().toString().substring(0, 8);
    // Colons are none that every file system takes.
    return kind == Kind.FORECAST
        ? "forecast/%s/%s/%s-%s.response".formatted(day(start), at(start), where, which)
        : "archive/%s/%s_%s-%s.response".formatted(where, at(start), at(end), which);
  }

  private static String at(Instant moment) {
    return moment.toString().replace(":", "").replace("-", "");
  }

  /** For messages. */
  String shown() {
    String who =
        places.size() <= 3
            ? places.stream().map(Place::name).collect(Collectors.joining(", "))
            : places.size() + " places";
    return "%s of %s from %s to %s".formatted(kind.code(), who, start, end);
  }
}
