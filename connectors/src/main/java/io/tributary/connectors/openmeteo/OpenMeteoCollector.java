package io.tributary.connectors.openmeteo;

import io.tributary.connectors.collect.Collector;
import io.tributary.connectors.datasets.DatasetNames;
import io.tributary.connectors.http.Origin;
import io.tributary.pipeline.NamedDataset;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * Asks Open-Meteo for the weather of some places: the forecast in each slot of time, and days of
 * the past until they are complete.
 *
 * <ul>
 *   <li>Before a request is sent, the ledger in PostgreSQL knows of it; so quotas hold whatever is
 *       killed.
 *   <li>An answer is kept before it is read. What is kept is never asked for again, so a kill
 *       repeats at most the request that was under way.
 *   <li>What has been delivered of an answer stands in the checkpoint; the ledger calls it done
 *       once that is complete.
 * </ul>
 */
public final class OpenMeteoCollector implements Collector<WeatherPosition> {
  /** The source's name, with which its records' places begin. */
  public static final String NAME = "open-meteo";

  private static final long serialVersionUID = 1L;

  private final OpenMeteoSettings settings;

  /** The same, however often this is opened again: a group takes each name once. */
  private transient @Nullable WeatherMetrics metrics;

  public OpenMeteoCollector(OpenMeteoSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** What it asks; the history only where there is one. */
  @Override
  public List<NamedDataset> reads() {
    NamedDataset forecasts = DatasetNames.api(settings.forecastUrl());
    return settings.history() == null
        ? List.of(forecasts)
        : List.of(forecasts, DatasetNames.api(settings.archiveUrl()));
  }

  /** The answers, and the ledger of what was asked. */
  @Override
  public List<NamedDataset> writes() {
    String database = settings.database().url();
    return List.of(
        DatasetNames.folder(settings.raw(), List.of()),
        DatasetNames.table(database, "weather_collections", List.of()),
        DatasetNames.table(database, "weather_requests", List.of()));
  }

  @Override
  public WeatherPosition beginning() {
    return WeatherPosition.beginning();
  }

  @Override
  public SimpleVersionedSerializer<WeatherPosition> positions() {
    return new WeatherPositions();
  }

  @Override
  public Collection<WeatherPosition> open(WeatherPosition from, boolean bounded, MetricGroup group)
      throws IOException {
    WeatherMetrics all = metrics == null ? new WeatherMetrics(group) : metrics;
    metrics = all;
    Origin forecasts = Origin.of(settings.forecastUrl());
    Origin archive = Origin.of(settings.archiveUrl());
    return new OpenMeteoCollection(
        settings,
        kind -> kind == Kind.FORECAST ? forecasts : archive,
        new Ledger(settings),
        all,
        from,
        bounded,
        InstantSource.system());
  }
}
