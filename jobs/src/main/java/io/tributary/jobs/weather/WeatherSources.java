package io.tributary.jobs.weather;

import io.tributary.jobs.launch.KafkaAndLake;
import io.tributary.jobs.launch.LaunchContext;
import io.tributary.jobs.launch.LaunchProblem;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import io.tributary.jobs.settings.WeatherKeys;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.Parsed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

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
    if (sources.isEmpty()) {
      throw new LaunchProblem("weather has no source: set weather.kafka");
    }
    return sources;
  }

  /** Hours that are foreseen lie ahead: it is the asking that can't. */
  static Intake<Observation> intake(Duration futureSkew) {
    return new Intake<>(
        new ObservationParser(), Observation::collectedAtMillis, "collected_at", futureSkew);
  }
}
