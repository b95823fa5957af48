package io.tributary.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.cli.contract.Moments;
import io.tributary.cli.lake.Column;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Weather. A record that was not delivered must say the same as a version, or be older than one.
 * Numbers are compared as they are kept: in units of their last digit.
 */
final class WeatherVersions implements VersionedFeed {
  /** How many digits behind the point are kept of each number. */
  private static final Map<String, Integer> SCALES = scales();

  /** Lies above every moment, in microseconds since the epoch. */
  private static final long ABOVE_ALL_MOMENTS = 1L << 60;

  private static Map<String, Integer> scales() {
    Map<String, Integer> scales = new LinkedHashMap<>();
    scales.put("latitude", 6);
    scales.put("longitude", 6);
    scales.put("temperature_c", 3);
    scales.put("apparent_temperature_c", 3);
    scales.put("relative_humidity_pct", 3);
    scales.put("precipitation_mm", 3);
    scales.put("wind_speed_kmh", 3);
    scales.put("wind_direction_deg", 3);
    scales.put("weather_code", 0);
    return scales;
  }

  @Override
  public String input() {
    return "weather";
  }

  @Override
  public String delivered() {
    return "weather-observations";
  }

  @Override
  public String key() {
    return "place";
  }

  @Override
  public String deadLetters() {
    return "weather-dead-letters";
  }

  @Override
  public String raw() {
    return "raw/weather";
  }

  @Override
  public String rows() {
    return "weather_observations";
  }

  @Override
  public Optional<String> rowsAgain() {
    return Optional.empty();
  }

  @Override
  public Optional<String> note() {
    return Optional.empty();
  }

  @Override
  public List<Column> columns() {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.text("place"),
                Column.moment("observed_at"),
                Column.number("revision"),
                Column.text("origin"),
                Column.moment("received_at"),
                Column.text("source"),
                Column.moment("collected_at"),
                Column.text("country")));
    SCALES.keySet().forEach(number -> columns.add(Column.real(number)));
    return columns;
  }

  @Override
  public Version version(ResultSet row) throws SQLException {
    List<String> numbers = new ArrayList<>();
    int column = 9;
    for (int scale : SCALES.values()) {
      double number = row.getDouble(column++);
      numbers.add(row.wasNull() ? "null" : scaled(BigDecimal.valueOf(number), scale));
    }
    return version(
        row.getString(1),
        row.getLong(2),
        row.getInt(3),
        row.getString(4),
        row.getLong(5),
        row.getString(6),
        row.getLong(7),
        String.valueOf(row.getString(8)),
        numbers);
  }

  /** Of what was received, which has neither number nor origin, as well. */
  @Override
  public @Nullable Version version(JsonNode row) {
    Long observed = Moments.micros(row.path("observed_at").asText());
    Long collected = Moments.micros(row.path("collected_at").asText());
    if (observed == null || collected == null) {
      return null;
    }
    Long received = Moments.micros(row.path("received_at").asText());
    List<String> numbers = new ArrayList<>();
    SCALES.forEach(
        (field, scale) -> {
          JsonNode number = row.path(field);
          numbers.add(number.isNumber() ? scaled(number.decimalValue(), scale) : "null");
        });
    String country = row.path("country").asText("");
    return version(
        row.path("place").asText(),
        observed,
        row.path("revision").asInt(),
        row.path("origin").asText(),
        received == null ? 0 : received,
        row.path("source").asText(),
        collected,
        row.path("country").isNull() || country.isEmpty() ? "null" : country,
        numbers);
  }

  private static String scaled(BigDecimal number, int scale) {
    return number.movePointRight(scale).setScale(0, RoundingMode.HALF_UP).toPlainString();
  }

  private static Version version(
      String place,
      long observedMicros,
      int number,
      String origin,
      long receivedMicros,
      String source,
      long collectedMicros,
      String country,
      List<String> numbers) {
    List<String> says = new ArrayList<>(numbers);
    says.add(source);
    says.add(Long.toString(collectedMicros));
    says.add(country);
    long rank = (source.equals("archive") ? ABOVE_ALL_MOMENTS : 0) + collectedMicros;
    return new Version(
        place,
        place + "|" + observedMicros,
        number,
        origin,
        receivedMicros / 1_000,
        rank,
        List.copyOf(says));
  }

  @Override
  public boolean isCopy(
      String source, byte[] value, Map<String, NavigableMap<Integer, Version>> versions) {
    JsonNode row = VersionAudit.tree(value);
    Version received = row == null ? null : version(row);
    NavigableMap<Integer, Version> known =
        received == null ? null : versions.get(received.identity());
    return received != null
        && known != null
        && known.values().stream()
            .anyMatch(
                version ->
                    version.says().equals(received.says()) || version.rank() > received.rank());
  }
}
