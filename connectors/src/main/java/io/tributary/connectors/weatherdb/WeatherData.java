package io.tributary.connectors.weatherdb;

import io.tributary.connectors.jdbc.Database;
import io.tributary.connectors.jdbc.PostgresStore;
import java.time.Duration;

/** The table {@code weather_data} as a store of observations. */
public final class WeatherData {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /**
   * What was measured replaces a forecast, and what was collected later replaces what was collected
   * earlier; of what was collected at the same moment the higher revision holds, as in the lake. An
   * observation that is there already stays as it is.
   */
  private static final String UPSERT =
      """
      INSERT INTO weather_data AS old (
        place, country, latitude, longitude, observed_at, temperature_c, apparent_temperature_c,
        relative_humidity_pct, precipitation_mm, wind_speed_kmh, wind_direction_deg, weather_code,
        source, collected_at, revision)
      SELECT DISTINCT ON (place, observed_at)
        place, country, latitude, longitude, observed_at, temperature_c, apparent_temperature_c,
        relative_humidity_pct, precipitation_mm, wind_speed_kmh, wind_direction_deg, weather_code,
        source, collected_at, revision
      FROM json_to_recordset(CAST(? AS json)) AS row (
        place text, country text, latitude double precision, longitude double precision,
        observed_at timestamptz, temperature_c double precision,
        apparent_temperature_c double precision, relative_humidity_pct double precision,
        precipitation_mm double precision, wind_speed_kmh double precision,
        wind_direction_deg double precision, weather_code integer, source text,
        collected_at timestamptz, revision integer)
      ORDER BY
        place, observed_at, source = 'archive' DESC, collected_at DESC, revision DESC
      ON CONFLICT (place, observed_at) DO UPDATE SET
        country = excluded.country,
        latitude = excluded.latitude,
        longitude = excluded.longitude,
        temperature_c = excluded.temperature_c,
        apparent_temperature_c = excluded.apparent_temperature_c,
        relative_humidity_pct = excluded.relative_humidity_pct,
        precipitation_mm = excluded.precipitation_mm,
        wind_speed_kmh = excluded.wind_speed_kmh,
        wind_direction_deg = excluded.wind_direction_deg,
        weather_code = excluded.weather_code,
        source = excluded.source,
        collected_at = excluded.collected_at,
        revision = excluded.revision
      WHERE (excluded.source = 'archive', excluded.collected_at, excluded.revision)
        > (old.source = 'archive', old.collected_at, old.revision)
      """;

  private WeatherData() {}

  /** The store; its tables are made when they are missing. */
  public static PostgresStore in(Database database) {
    return new PostgresStore(database, "weather_data", WeatherTables::create, UPSERT, TIMEOUT);
  }
}
