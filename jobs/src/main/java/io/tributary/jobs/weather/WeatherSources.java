package io.tributary.jobs.weather;

import io.tributary.connectors.collect.Collector;
import io.tributary.connectors.openmeteo.History;
import io.tributary.connectors.openmeteo.OpenMeteoCollector;
import io.tributary.connectors.openmeteo.OpenMeteoSettings;
import io.tributary.connectors.openmeteo.Quotas;
import io.tributary.connectors.openmeteo.StoredAnswers;
import io.tributary.jobs.launch.CollectedRecords;
import io.tributary.jobs.launch.KafkaAndLake;
import io.tributary.jobs.launch.LaunchContext;
import io.tributary.jobs.launch.LaunchProblem;
import io.tributary.jobs.launch.Secrets;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import io.tributary.jobs.settings.WeatherKeys;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The sources that the settings name, all parsed alike. */
final class WeatherSources {
  private WeatherSources() {}

  /**
   * What each source has parsed, by its name. A source outside Kafka names its records' place
   * {@code name/…}.
   *
   * @throws LaunchProblem if the settings name none
   */
  static Map<String, DataStream<Parsed<Observation>>> of(
      StreamExecutionEnvironment environment, LaunchContext context) {
    Settings settings = context.settings();
    Intake<Observation> intake = intake(settings.get(SettingKeys.WATERMARK_FUTURE_SKEW));
    Map<String, DataStream<Parsed<Observation>>> sources = new LinkedHashMap<>();
    if (settings.get(WeatherKeys.KAFKA)) {
      sources.put(
          WeatherFeed.KAFKA,
          KafkaAndLake.source(
              environment,
              context,
              WeatherFeed.NAME + ".source-" + WeatherFeed.KAFKA,
              List.of(WeatherFeed.INPUT),
              intake));
    }
    collector(settings)
        .ifPresent(
            collector ->
                sources.put(
                    WeatherFeed.OPEN_METEO,
                    CollectedRecords.of(environment, settings, collector, intake)));
    if (sources.isEmpty()) {
      throw new LaunchProblem(
          "weather has no source: set weather.kafka, weather.places or weather.from-raw");
    }
    return sources;
  }

  /** What asks Open-Meteo, or reads what it answered; none when neither is wanted. */
  private static Optional<Collector<?>> collector(Settings settings) {
    Optional<String> kept = settings.get(WeatherKeys.FROM_RAW);
    if (kept.isPresent()) {
      return Optional.of(new StoredAnswers(kept.get()));
    }
    if (settings.get(WeatherKeys.PLACES).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new OpenMeteoCollector(openMeteo(settings)));
    } catch (IllegalArgumentException e) {
      throw new LaunchProblem("weather.places: " + e.getMessage(), e);
    }
  }

  private static OpenMeteoSettings openMeteo(Settings settings) {
    return new OpenMeteoSettings(
        settings.get(WeatherKeys.PLACES),
        settings.get(WeatherKeys.API_URL).orElse(OpenMeteoSettings.FORECAST),
        settings.get(WeatherKeys.ARCHIVE_URL).orElse(OpenMeteoSettings.ARCHIVE),
        Secrets.of(
            WeatherKeys.API_KEY_FILE.key(),
            settings.get(WeatherKeys.API_KEY_FILE),
            "WEATHER_API_KEY"),
        settings.get(WeatherKeys.INTERVAL),
        settings.get(WeatherKeys.FORECAST_DAYS),
        history(settings),
        new Quotas(
            settings.get(WeatherKeys.QUOTA_PER_MINUTE),
            settings.get(WeatherKeys.QUOTA_PER_HOUR),
            settings.get(WeatherKeys.QUOTA_PER_DAY)),
        WeatherDatabase.of(settings)
            .orElseThrow(
                () ->
                    new LaunchProblem(
                        "weather.places: what is asked of Open-Meteo is written down in a database:"
                            + " set weather.database.url, or leave the places out")),
        settings.get(SettingKeys.KAFKA_TRANSACTION_PREFIX),
        settings.get(SettingKeys.LAKE_PATH) + "/" + WeatherFeed.RESPONSES,
        OpenMeteoSettings.Bounds.USUAL);
  }

  private static @Nullable History history(Settings settings) {
    Optional<LocalDate> from = settings.get(WeatherKeys.HISTORY_FROM);
    Optional<LocalDate> to = settings.get(WeatherKeys.HISTORY_TO);
    if (from.isEmpty()) {
      if (to.isPresent()) {
        throw new LaunchProblem(
            "weather.history.to: the history has an end, but no beginning: set"
                + " weather.history.from");
      }
      return null;
    }
    Instant again = settings.get(WeatherKeys.HISTORY_AGAIN).orElse(Instant.EPOCH);
    if (again.isAfter(Instant.now())) {
      throw new LaunchProblem(
          "weather.history.again: %s is still to come, and until then everything would be collected"
                  .formatted(again)
              + " again and again: set a moment that is past");
    }
    try {
      return new History(from.get(), to.orElse(History.OPEN), again);
    } catch (IllegalArgumentException e) {
      throw new LaunchProblem("weather.history.to: " + e.getMessage(), e);
    }
  }

  /** Hours that are foreseen lie ahead: it is the asking that can't. */
  static Intake<Observation> intake(Duration futureSkew) {
    return new Intake<>(
        new ObservationParser(), Observation::collectedAtMillis, "collected_at", futureSkew);
  }
}
