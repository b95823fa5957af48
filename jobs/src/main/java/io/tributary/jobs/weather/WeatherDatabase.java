package io.tributary.jobs.weather;

import io.tributary.connectors.jdbc.Database;
import io.tributary.jobs.launch.Secrets;
import io.tributary.jobs.settings.Settings;
import io.tributary.jobs.settings.WeatherKeys;
import java.util.Optional;

/** The database that the settings name, for observations and for the collector's ledger. */
final class WeatherDatabase {
  private WeatherDatabase() {}

  static Optional<Database> of(Settings settings) {
    return settings
        .get(WeatherKeys.DATABASE_URL)
        .map(
            url ->
                new Database(
                    url,
                    settings.get(WeatherKeys.DATABASE_USER),
                    Secrets.of(
                        WeatherKeys.DATABASE_PASSWORD_FILE.key(),
                        settings.get(WeatherKeys.DATABASE_PASSWORD_FILE),
                        "WEATHER_DATABASE_PASSWORD")));
  }
}
