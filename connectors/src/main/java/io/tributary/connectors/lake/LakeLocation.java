package io.tributary.connectors.lake;

import java.io.Serializable;
import org.apache.flink.core.fs.Path;

/**
 * Where a feed's part of the lake lies and how it is written.
 *
 * @param path the lake's root, on any file system that Flink knows
 * @param feed the feed's name; staged files of different feeds lie apart
 */
public record LakeLocation(String path, String feed, LakeFormat format) implements Serializable {
  /** What staged files end with: no reader asks for it. */
  static final String PENDING = ".pending";

  /** Where files lie until their checkpoint is complete. */
  Path staging() {
    return new Path(new Path(path, "_staging"), feed);
  }

  /** Where a dataset's files of one date lie. */
  Path partition(String dataset, String date) {
    return dataset.contains(Dataset.DATE)
        ? new Path(path, dataset.replace(Dataset.DATE, date))
        : new Path(new Path(path, dataset), "date=" + date);
  }
}
