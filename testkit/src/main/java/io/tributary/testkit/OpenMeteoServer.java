package io.tributary.testkit;

import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Open-Meteo in this JVM, as far as {@code /v1/forecast} with {@code current} and {@code hourly}
 * and {@code /v1/archive} go: for one place an object, for several an array; units as they are
 * asked for; places moved to the model's grid; refusals in its own words. It writes down all that
 * it is asked, and fails when told to.
 *
 * <p>Source of the protocol: open-meteo.com/en/docs and its recorded answers.
 */
public final class OpenMeteoServer implements AutoCloseable {
  private static final Duration SLOW = Duration.ofSeconds(3);

  /** In place of the number of an hour. */
  private static final int NOW = -1;

  private static final Map<String, String> UNITS =
      Map.of(
          "temperature_2m", "°C",
          "apparent_temperature", "°C",
          "relative_humidity_2m", "%",
          "precipitation", "mm",
          "wind_speed_10m", "km/h",
          "wind_direction_10m", "°",
          "weather_code", "wmo code",
          "is_day", "");

  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ThreadLocal<WeatherFault> current = new ThreadLocal<>();
  private final FaultyService service = new FaultyService(this::answer, this::choose);
  private volatile Supplier<@Nullable WeatherFault> faults = () -> null;
  private volatile Instant archiveEnd = Instant.MAX;

  /**
   * A request.
   *
   * @param at when it came
   * @param path such as {@code /v1/archive}
   * @param latitudes those asked for, as they were written
   * @param start the first day of the archive that is asked for; of a forecast empty
   * @param end its last day
   * @param key the API's key; empty for none
   * @param fault what became of it; null when it was answered properly
   */
  public record Asked(
      Instant at,
      String path,
      List<String> latitudes,
      String start,
      String end,
      String key,
      @Nullable WeatherFault fault) {
    public boolean isForecast() {
      return path.endsWith("/forecast");
    }

    /** As how many calls it counts: one for each place, more for many variables and days. */
    public int calls() {
      double each =
          isForecast()
              ? 1.4
              : 0.7
                  * (LocalDate.parse(end).toEpochDay() - LocalDate.parse(start).toEpochDay() + 1)
                  / 14;
      return (int) Math.ceil(Math.max(1, each) * latitudes.size());
    }
  }

  private record Point(double latitude, double longitude) {}

  private OpenMeteoServer() {}

  /** Starts one on any free port of the loopback address. */
  public static OpenMeteoServer start() {
    return new OpenMeteoServer();
  }

  public URI forecast() {
    return URI.create(service.address() + "/v1/forecast");
  }

  public URI archive() {
    return URI.create(service.address() + "/v1/archive");
  }

  /** What happens to each request from now on; the supplier gives null for nothing. */
  public void faults(Supplier<@Nullable WeatherFault> faults) {
    this.faults = faults;
  }

  /** From when on the archive has hours, but no values. */
  public void archiveEnds(Instant end) {
    archiveEnd = end;
  }

  /** All requests so far. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** What it says the temperature was or will be, in °C. */
  public static double temperature(double latitude, Instant hour) {
    double season = Math.cos((hour.atOffset(ZoneOffset.UTC).getDayOfYear() - 200) / 58.1);
    double day = Math.cos((hour.atOffset(ZoneOffset.UTC).getHour() - 14) / 3.82);
    return Math.round((30 - Math.abs(latitude) / 2 + 10 * season + 4 * day) * 10) / 10.0;
  }

  /** What it says fell as rain in the hour before, in mm; of the present moment a quarter of it. */
  public static double precipitation(Instant hour) {
    return hour.atOffset(ZoneOffset.UTC).getHour() % 6 * 4 / 10.0;
  }

  private @Nullable ServiceFault choose(HttpExchange exchange) {
    Map<String, String> query = query(exchange);
    WeatherFault fault = faults.get();
    asked.add(
        new Asked(
            Instant.now(),
            exchange.getRequestURI().getPath(),
            list(query, "latitude"),
            query.getOrDefault("start_date", ""),
            query.getOrDefault("end_date", ""),
            query.getOrDefault("apikey", ""),
            fault));
    if (fault == null) {
      current.remove();
      return null;
    }
    current.set(fault);
    return fault.service();
  }

  private FaultyService.Reply answer(HttpExchange exchange) {
    WeatherFault fault = current.get();
    if (fault == WeatherFault.SLOW) {
      pause();
    }
    Map<String, String> query = query(exchange);
    try {
      List<Point> points = points(query);
      String body =
          switch (exchange.getRequestURI().getPath()) {
            case "/v1/forecast" -> each(points, point -> forecast(point, query, fault));
            case "/v1/archive" -> each(points, point -> archive(point, query, fault));
            default -> throw new IllegalArgumentException("Not Found");
          };
      return new FaultyService.Reply(
          200, body, Map.of("Content-Type", "application/json; charset=utf-8"));
    } catch (IllegalArgumentException | DateTimeException e) {
      String reason = String.valueOf(e.getMessage()).replace("\\", "\\\\").replace("\"", "\\\"");
      return new FaultyService.Reply(
          reason.equals("Not Found") ? 404 : 400,
          "{\"error\":true,\"reason\":\"" + reason + "\"}",
          Map.of("Content-Type", "application/json; charset=utf-8"));
    }
  }

  private void pause() {
    try {
      if (closed.await(SLOW.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String each(List<Point> points, Function<Point, String> answer) {
    String all =
        IntStream.range(0, points.size())
            .mapToObj(
                i ->
                    // The first one has no number.
                    i == 0
                        ? answer.apply(points.get(i))
                        : answer
                            .apply(points.get(i))
                            .replaceFirst("\\{", "{\"location_id\":" + i + ","))
            .collect(Collectors.joining(","));
    return points.size() == 1 ? all : "[" + all + "]";
  }

  private static List<Point> points(Map<String, String> query) {
    List<String> latitudes = list(query, "latitude");
    List<String> longitudes = list(query, "longitude");
    if (latitudes.isEmpty()) {
      throw new IllegalArgumentException("Parameter 'latitude' and 'longitude' must be set");
    }
    if (latitudes.size() != longitudes.size()) {
      throw new IllegalArgumentException(
          "Parameter 'latitude' and 'longitude' must have the same number of elements");
    }
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < latitudes.size(); i++) {
      double latitude = Double.parseDouble(latitudes.get(i));
      double longitude = Double.parseDouble(longitudes.get(i));
      if (Math.abs(latitude) > 90) {
        throw new IllegalArgumentException(
            "Latitude must be in range of -90 to 90°. Given: " + latitude + ".");
      }
      if (Math.abs(longitude) > 180) {
        throw new IllegalArgumentException(
            "Longitude must be in range of -180 to 180°. Given: " + longitude + ".");
      }
      points.add(new Point(latitude, longitude));
    }
    return points;
  }

  private String forecast(Point point, Map<String, String> query, @Nullable WeatherFault fault) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    now = now.minus(Duration.ofMinutes(now.atOffset(ZoneOffset.UTC).getMinute() % 15));
    int days = Integer.parseInt(query.getOrDefault("forecast_days", "7"));
    if (days < 0 || days > 16) {
      throw new IllegalArgumentException(
          "Parameter 'forecast_days' is out of allowed range from 0 to 16. Given: " + days);
    }
    Instant today = now.truncatedTo(ChronoUnit.DAYS);
    List<String> variables = variables(query, "current");
    Instant moment = now;
    String values =
        variables.stream()
            .map(name -> "\"%s\":%s".formatted(name, value(name, point, moment, fault, NOW)))
            .collect(Collectors.joining(","));
    return "{%s,\"current_units\":{\"time\":\"iso8601\",\"interval\":\"seconds\"%s},\"current\":{\"time\":\"%s\",\"interval\":900,%s},%s}"
        .formatted(
            head(point, fault),
            units(variables, fault),
            iso(now),
            values,
            hourly(point, query, fault, today, days, Instant.MAX));
  }

  private String archive(Point point, Map<String, String> query, @Nullable WeatherFault fault) {
    LocalDate start = date(query, "start_date");
    LocalDate end = date(query, "end_date");
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    if (start.isBefore(LocalDate.parse("1940-01-01")) || end.isAfter(today)) {
      throw new IllegalArgumentException(
          "Parameter '%s' is out of allowed range from 1940-01-01 to %s"
              .formatted(end.isAfter(today) ? "end_date" : "start_date", today));
    }
    if (end.isBefore(start)) {
      throw new IllegalArgumentException("End-date must be larger or equals than start-date");
    }
    return "{%s,%s}"
        .formatted(
            head(point, fault),
            hourly(
                point,
                query,
                fault,
                start.atStartOfDay(ZoneOffset.UTC).toInstant(),
                (int) (end.toEpochDay() - start.toEpochDay() + 1),
                archiveEnd));
  }

  private static LocalDate date(Map<String, String> query, String name) {
    String text = query.get(name);
    if (text == null) {
      throw new IllegalArgumentException("Parameter 'start_date' and 'end_date' must be set");
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("Invalid date format. Make sure to use 'YYYY-MM-DD'", e);
    }
  }

  private static String head(Point point, @Nullable WeatherFault fault) {
    double moved = fault == WeatherFault.ELSEWHERE ? point.latitude * -1 + 20 : point.latitude;
    return String.format(
        Locale.ROOT,
        "\"latitude\":%.4f,\"longitude\":%.4f,\"generationtime_ms\":0.0731,\"utc_offset_seconds\":0,\"timezone\":\"GMT\",\"timezone_abbreviation\":\"GMT\",\"elevation\":38.0",
        Math.rint(moved * 8) / 8,
        Math.rint(point.longitude * 8) / 8);
  }

  private static String hourly(
      Point point,
      Map<String, String> query,
      @Nullable WeatherFault fault,
      Instant from,
      int days,
      Instant end) {
    List<Instant> hours =
        IntStream.range(0, days * 24).mapToObj(i -> from.plus(Duration.ofHours(i))).toList();
    List<String> variables =
        variables(query, "hourly").stream()
            .filter(name -> fault != WeatherFault.NO_WIND || !name.equals("wind_speed_10m"))
            .toList();
    StringBuilder json = new StringBuilder("\"hourly_units\":{\"time\":\"iso8601\"");
    json.append(units(variables, fault)).append("},\"hourly\":{\"time\":[");
    json.append(hours.stream().map(hour -> '"' + iso(hour) + '"').collect(Collectors.joining(",")));
    json.append(']');
    for (String name : variables) {
      int count =
          fault == WeatherFault.UNEQUAL && name.equals("relative_humidity_2m")
              ? hours.size() - 1
              : hours.size();
      json.append(",\"").append(name).append("\":[");
      json.append(
          IntStream.range(0, count)
              .mapToObj(
                  i ->
                      hours.get(i).isBefore(end)
                          ? value(name, point, hours.get(i), fault, i)
                          : "null")
              .collect(Collectors.joining(",")));
      json.append(']');
    }
    return json.append('}').toString();
  }

  private static String units(List<String> variables, @Nullable WeatherFault fault) {
    return variables.stream()
        .map(
            name ->
                ",\"%s\":\"%s\""
                    .formatted(
                        name,
                        fault == WeatherFault.OTHER_UNITS && name.equals("temperature_2m")
                            ? "°F"
                            : UNITS.get(name)))
        .collect(Collectors.joining());
  }

  private static String value(
      String name, Point point, Instant hour, @Nullable WeatherFault fault, int index) {
    double temperature = temperature(point.latitude, hour);
    if (fault == WeatherFault.NULLS && name.equals("precipitation") && index % 3 == 0) {
      return "null";
    }
    return switch (name) {
      case "temperature_2m" ->
          Double.toString(
              fault == WeatherFault.OTHER_UNITS
                  ? Math.round(temperature * 18 + 320) / 10.0
                  : temperature);
      case "apparent_temperature" -> Double.toString(Math.round(temperature * 10 - 12) / 10.0);
      case "relative_humidity_2m" -> "71";
      case "precipitation" -> Double.toString(precipitation(hour) / (index == NOW ? 4 : 1));
      case "wind_speed_10m" -> "11.9";
      case "wind_direction_10m" -> "243";
      case "weather_code" -> "3";
      default -> "1";
    };
  }

  private static List<String> variables(Map<String, String> query, String parameter) {
    List<String> variables = list(query, parameter);
    for (String name : variables) {
      if (!UNITS.containsKey(name)) {
        throw new IllegalArgumentException(
            "Data corrupted at path ''. Cannot initialize SurfacePressureAndHeightVariable from"
                + " invalid String value "
                + name
                + ".");
      }
    }
    return variables;
  }

  private static String iso(Instant moment) {
    return moment.toString().substring(0, 16);
  }

  private static List<String> list(Map<String, String> query, String name) {
    String text = query.getOrDefault(name, "");
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String text = exchange.getRequestURI().getRawQuery();
    Stream.of(text == null ? new String[0] : text.split("&"))
        .map(each -> each.split("=", 2))
        .forEach(
            each ->
                query.put(
                    each[0],
                    each.length == 2 ? URLDecoder.decode(each[1], StandardCharsets.UTF_8) : ""));
    return query;
  }

  @Override
  public void close() {
    closed.countDown();
    service.close();
  }
}
