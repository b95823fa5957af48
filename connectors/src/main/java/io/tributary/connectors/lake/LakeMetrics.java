package io.tributary.connectors.lake;

import io.tributary.pipeline.Metric;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.fs.hdfs.HadoopFileSystem;
import org.apache.hadoop.fs.FsStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operational metrics of the step that makes a lake's files visible. */
public final class LakeMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(LakeMetrics.class);

  static final Metric PUBLISHED =
      Metric.counter("files_published", "files", "made visible in the lake");

  static final Metric BYTES =
      Metric.counter("bytes_published", "bytes", "of the rows in them, before they are merged")
          .by("dataset");

  static final Metric LATENCY =
      Metric.histogram(
          "publish_latency_ms",
          "milliseconds",
          "from the first staged row of a file until it is visible");

  static final Metric OLDEST_STAGED =
      Metric.gauge(
          "lake_oldest_staged_seconds",
          "seconds",
          "for which the oldest rows have waited to become visible; 0 while none wait");

  static final Metric DISK_FREE =
      Metric.gauge(
          "lake_disk_free_bytes",
          "bytes",
          "free where the lake lies: a local disk, or HDFS as it was when a file was published last");

  static final Metric DISK =
      Metric.gauge("lake_disk_bytes", "bytes", "that this disk, or HDFS, takes in all");

  /** All of them. */
  public static final List<Metric> ALL =
      List.of(PUBLISHED, BYTES, LATENCY, OLDEST_STAGED, DISK_FREE, DISK);

  private final MetricGroup group;
  private final Counter published;
  private final Histogram latency;
  private final Map<String, Counter> bytes = new HashMap<>();
  private final @Nullable HdfsDisk hdfs;

  /**
   * When the oldest rows that are staged were, by {@link System#nanoTime}; 0 while there are none.
   */
  private volatile long oldestStagedNanos;

  LakeMetrics(MetricGroup group, LakeLocation lake) throws IOException {
    this.group = group;
    published = PUBLISHED.countIn(group);
    latency = LATENCY.measureIn(group);
    OLDEST_STAGED.showIn(group, this::oldestStagedSeconds);
    FileSystem files = FileSystem.getUnguardedFileSystem(lake.staging().toUri());
    hdfs =
        files instanceof HadoopFileSystem hadoop && files.getUri().getScheme().equals("hdfs")
            ? new HdfsDisk(hadoop.getHadoopFileSystem())
            : null;
    if (hdfs != null) {
      DISK_FREE.showIn(group, hdfs::free);
      DISK.showIn(group, hdfs::size);
    } else if (!files.isDistributedFS()) {
      Path folder = Path.of(lake.staging().getPath());
      Files.createDirectories(folder);
      FileStore disk = Files.getFileStore(folder);
      DISK_FREE.showIn(group, () -> asked(disk::getUsableSpace));
      DISK.showIn(group, () -> asked(disk::getTotalSpace));
    }
  }

  /** HDFS as it was when it was looked at last: whoever asks for metrics doesn't wait for it. */
  private static final class HdfsDisk {
    private final org.apache.hadoop.fs.FileSystem hdfs;
    private volatile FsStatus status = new FsStatus(0, 0, 0);

    HdfsDisk(org.apache.hadoop.fs.FileSystem hdfs) {
      this.hdfs = hdfs;
      look();
    }

    void look() {
      try {
        status = hdfs.getStatus();
      } catch (IOException e) {
        LOG.warn("HDFS doesn't say how much of it is free: {}", e.toString());
      }
    }

    long free() {
      return status.getRemaining();
    }

    long size() {
      return status.getCapacity();
    }
  }

  private interface Question {
    long answer() throws IOException;
  }

  /** A disk that doesn't answer is shown as full. */
  private static long asked(Question question) {
    try {
      return question.answer();
    } catch (IOException e) {
      return 0;
    }
  }

  private long oldestStagedSeconds() {
    long since = oldestStagedNanos;
    return since == 0 ? 0 : TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
  }

  /** Says since when rows are staged, by {@link System#nanoTime}; 0 when there are none. */
  void staged(long sinceNanos) {
    oldestStagedNanos = sinceNanos;
  }

  /** Looks at how much is free, where that must be asked for. */
  void look() {
    if (hdfs != null) {
      hdfs.look();
    }
  }

  /** Counts a file that has become visible. */
  void published(String dataset, long size, long sinceNanos) {
    published.inc();
    bytes.computeIfAbsent(dataset, name -> BYTES.countIn(group, name)).inc(size);
    latency.update(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNanos));
  }
}
