package io.tributary.connectors.http;

import io.tributary.connectors.collect.Collector;
import io.tributary.connectors.datasets.DatasetNames;
import io.tributary.pipeline.NamedDataset;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;

/**
 * Reads an API's list of items again and again, and delivers each item once, and again whenever it
 * has changed.
 *
 * <p>What has been delivered is told by a fingerprint of each item, kept in the position: an API
 * promises no order and no time by which one could ask for what is new. An item that a whole
 * reading of the list didn't meet is forgotten. Pages' ETags are remembered only while this runs;
 * they save transfers, and nothing depends on them.
 */
public record ApiCollector(ApiSettings settings) implements Collector<ApiPosition> {
  static final String NAME = "api";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<NamedDataset> reads() {
    return List.of(DatasetNames.api(settings.url()));
  }

  @Override
  public ApiPosition beginning() {
    return ApiPosition.beginning();
  }

  @Override
  public SimpleVersionedSerializer<ApiPosition> positions() {
    return new ApiPositions();
  }

  @Override
  public Collection<ApiPosition> open(ApiPosition from, boolean bounded, MetricGroup metrics)
      throws IOException {
    return new ApiCollection(settings, Origin.of(settings.url()), from, bounded);
  }
}
