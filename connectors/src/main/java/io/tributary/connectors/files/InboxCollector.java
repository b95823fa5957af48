package io.tributary.connectors.files;

import io.tributary.connectors.collect.Collector;
import io.tributary.connectors.datasets.DatasetNames;
import io.tributary.pipeline.NamedDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;

/**
 * Collects invoices from CSV and JSON files that are dropped into a folder of a local file system,
 * the inbox. Files are read in the order in which they were last changed; what has been read is
 * moved to {@code done}, what can't be read to {@code failed}, once a checkpoint says so.
 *
 * <p>What files may look like stands in {@code docs/invoices-sources.md}, "Files".
 */
public final class InboxCollector implements Collector<InboxPosition> {
  private static final long serialVersionUID = 1L;
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Longer than savepoints are kept; a hundred thousand files take some 30 MB of memory. */
  private static final Duration MEMORY = Duration.ofDays(400);

  private final String folder;
  private final Duration settle;
  private final Duration poll;
  private final Limits limits;

  /**
   * Makes a collector.
   *
   * @param folder the inbox; it is made when it isn't there
   * @param settle how long a file has not been changed before it is read: longer than its writer
   *     ever pauses, or the writer must rename
   */
  public InboxCollector(Path folder, Duration settle) {
    this(folder, settle, POLL, Limits.DEFAULT);
  }

  InboxCollector(Path folder, Duration settle, Duration poll, Limits limits) {
    this.folder = folder.toAbsolutePath().toString();
    this.settle = settle;
    this.poll = poll;
    this.limits = limits;
  }

  @Override
  public String name() {
    return "files";
  }

  @Override
  public List<NamedDataset> reads() {
    return List.of(DatasetNames.folder(folder, List.of()));
  }

  @Override
  public InboxPosition beginning() {
    return InboxPosition.BEGINNING;
  }

  @Override
  public SimpleVersionedSerializer<InboxPosition> positions() {
    return InboxPosition.Serializer.INSTANCE;
  }

  @Override
  public Collection<InboxPosition> open(InboxPosition from, boolean bounded, MetricGroup metrics)
      throws IOException {
    return InboxCollection.open(this, from, bounded);
  }

  Path folder() {
    return Path.of(folder);
  }

  Duration settle() {
    return settle;
  }

  Duration poll() {
    return poll;
  }

  Limits limits() {
    return limits;
  }

  Duration memory() {
    return MEMORY;
  }
}
