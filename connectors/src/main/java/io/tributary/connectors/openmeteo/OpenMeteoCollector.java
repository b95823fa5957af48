package io.tributary.connectors.openmeteo;

import io.tributary.connectors.collect.Collector;
import io.tributary.connectors.http.Origin;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;

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
public record OpenMeteoCollector(OpenMeteoSettings settings) implements Collector<WeatherPosition> {
  /** The source's name, with which its records' places begin. */
  public static final String NAME = "open-meteo";

  @Override
  public String name() {
    return NAME;
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
  public Collection<WeatherPosition> open(
      WeatherPosition from, boolean bounded, MetricGroup metrics) throws IOException {
    Origin forecasts = Origin.of(settings.forecastUrl());
    Origin archive = Origin.of(settings.archiveUrl());
    return new OpenMeteoCollection(
        settings,
        kind -> kind == Kind.FORECAST ? forecasts : archive,
        new Ledger(settings),
        from,
        bounded);
  }
}
