package io.tributary.jobs.launch;

import io.tributary.connectors.lake.Dataset;
import io.tributary.connectors.lake.LakeLocation;
import java.util.List;

/**
 * Datasets that lie in one place and are written by one step.
 *
 * @param step its word in the route
 */
public record LakeZone<T>(String step, LakeLocation location, List<Dataset<T>> datasets) {
  public LakeZone {
    datasets = List.copyOf(datasets);
  }
}
