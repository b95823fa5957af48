package io.tributary.connectors.collect;

import io.tributary.connectors.collect.Collector.Batch;
import io.tributary.connectors.collect.Collector.Collection;
import io.tributary.connectors.collect.Fetched.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects in the fetcher's thread, where a pause or a source that is slow to answer holds up no
 * checkpoint.
 *
 * <p>Whatever a collector throws is a failure to collect: it is counted, and tried again. So it is
 * with a {@link RuntimeException}, which nobody has foreseen: what came from outside must not stop
 * a job, and a restart would only meet it again. But it is a defect of the program or a setting, so
 * the log has each one with its stack trace, and {@code CollectorFailing} tells of it like of any
 * other. An {@link Error} fails the job.
 */
final class CollectionReader<P> implements SplitReader<Fetched<P>, CollectedSplit<P>> {
  private static final Logger LOG = LoggerFactory.getLogger(CollectionReader.class);

  private final Collector<P> collector;
  private final boolean bounded;
  private final Retry retry;
  private final MetricGroup group;
  private final CollectMetrics metrics;

  // The fetcher's thread alone.
  private @Nullable CollectedSplit<P> split;
  private boolean told;
  private boolean ended;
  private int failures;

  /** When it is read again; the metrics ask, too. */
  private volatile long resumeNanos = System.nanoTime();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Under the lock.
  private boolean woken;
  private boolean halted;
  private @Nullable Thread collecting;
  private @Nullable Collection<P> collection;
  private @Nullable P completed;

  CollectionReader(Collector<P> collector, boolean bounded, Retry retry, MetricGroup group) {
    this.collector = collector;
    this.bounded = bounded;
    this.retry = retry;
    this.group = group;
    this.metrics = new CollectMetrics(group, () -> resumeNanos - System.nanoTime());
  }

  @Override
  public void handleSplitsChanges(SplitsChange<CollectedSplit<P>> change) {
    for (CollectedSplit<P> added : change.splits()) {
      split = added;
      // Where a job begins stands in a completed checkpoint, or before everything.
      completed(added.position());
    }
  }

  /** Passes on that a position is in a completed checkpoint; also to what is opened later. */
  void completed(P position) {
    lock.lock();
    try {
      completed = position;
      if (collection != null) {
        collection.completed(position);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public RecordsWithSplitIds<Fetched<P>> fetch() throws IOException {
    CollectedSplit<P> from = split;
    if (from == null) {
      return Fetch.nothing();
    }
    if (!told) {
      told = true; // that there is no clock here, before the first record is waited for
      return new Fetch<>(from.splitId(), List.of(), new Progress<>(from.position(), false));
    }
    if (!waited()) {
      return Fetch.nothing();
    }
    Batch<P> batch = null;
    IOException failure = null;
    if (begin()) {
      try {
        batch = opened(from.position()).next();
      } catch (IOException e) {
        failure = e;
      } catch (UncheckedIOException e) {
        failure = e.getCause();
      } catch (RuntimeException e) {
        failure = new Unforeseen(e);
      } catch (InterruptedException e) {
        failure = new IOException("interrupted", e);
      } finally {
        end();
      }
    }
    if (failure != null) {
      failed(failure);
    }
    return batch == null ? Fetch.nothing() : taken(from, batch);
  }

  private Fetch<P> taken(CollectedSplit<P> from, Batch<P> batch) {
    ended = bounded && batch.ended();
    // A bounded run that gets nothing between failures would go on for ever.
    boolean isProgress = !bounded || ended || !batch.records().isEmpty();
    if (isProgress && failures > 0) {
      LOG.info("source {}: read again after {} failures", from.source(), failures);
      failures = 0;
    }
    metrics.succeeded(batch.records().size());
    split = new CollectedSplit<>(from.source(), batch.after());
    resumeNanos = System.nanoTime() + batch.pause().toNanos();
    return new Fetch<>(from.splitId(), batch.records(), new Progress<>(batch.after(), ended));
  }

  private Collection<P> opened(P from) throws IOException {
    if (collection == null) { // only this thread sets it
      Collection<P> opened = collector.open(from, bounded, group);
      lock.lock();
      try {
        collection = opened;
        if (completed != null) {
          opened.completed(completed);
        }
        if (halted) {
          throw new IOException("closed");
        }
      } finally {
        lock.unlock();
      }
    }
    return collection;
  }

  private void failed(IOException failure) throws IOException {
    try {
      close();
    } catch (IOException | RuntimeException alsoFailed) {
      failure.addSuppressed(alsoFailed);
    }
    if (isHalted()) {
      return; // closing is what broke it off
    }
    failures++;
    metrics.failures.inc();
    if (bounded && failures >= retry.tries()) {
      throw new CollectingFailed(collector.name(), failures, failure);
    }
    Duration pause = retry.pause(failures);
    resumeNanos = System.nanoTime() + pause.toNanos();
    if (failure instanceof Unforeseen) {
      LOG.error(
          "source {} can't be read, for a reason that nobody has foreseen: failure {} in a row; it is tried again in {} ms",
          collector.name(),
          failures,
          pause.toMillis(),
          failure);
    } else if (failures == 1) {
      LOG.warn(
          "source {} can't be read; it is tried again in {} ms, and from then on until it can be: {}",
          collector.name(),
          pause.toMillis(),
          failure.toString());
    } else {
      LOG.debug("source {}: failure {} in a row", collector.name(), failures, failure);
    }
  }

  /** Waits out the pause; at the end of a bounded run, for good. False when it was woken before. */
  private boolean waited() throws IOException {
    lock.lock();
    try {
      while (!woken && !halted) {
        if (ended) {
          changed.await();
        } else {
          long left = resumeNanos - System.nanoTime();
          if (left <= 0) {
            return true;
          }
          changed.awaitNanos(left);
        }
      }
      woken = false;
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while it waited", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void wakeUp() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** From now on {@link #halt} interrupts this thread. False when it was called already. */
  private boolean begin() {
    lock.lock();
    try {
      collecting = Thread.currentThread();
      return !halted;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      collecting = null;
      if (halted) {
        Thread.interrupted(); // ours, and it was for the collector only
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isHalted() {
    lock.lock();
    try {
      return halted;
    } finally {
      lock.unlock();
    }
  }

  /** Breaks off what the collector is at, since the reader is being closed. In another thread. */
  void halt() throws IOException {
    lock.lock();
    try {
      halted = true;
      changed.signalAll();
      if (collecting != null) {
        collecting.interrupt();
      }
    } finally {
      lock.unlock();
    }
    close();
  }

  @Override
  public void close() throws IOException {
    Collection<P> closing;
    lock.lock();
    try {
      closing = collection;
      collection = null;
    } finally {
      lock.unlock();
    }
    if (closing != null) {
      closing.close();
    }
  }

  /** What no collector should throw. */
  private static final class Unforeseen extends IOException {
    private static final long serialVersionUID = 1L;

    Unforeseen(RuntimeException cause) {
      super(cause.toString(), cause);
    }
  }

  /** A batch, followed by where the source stands then. */
  private static final class Fetch<P> implements RecordsWithSplitIds<Fetched<P>> {
    private @Nullable String source;
    private final Iterator<Collected<P>> records;
    private @Nullable Progress<P> progress;

    private Fetch(
        @Nullable String source, List<Collected<P>> records, @Nullable Progress<P> progress) {
      this.source = source;
      this.records = records.iterator();
      this.progress = progress;
    }

    static <P> Fetch<P> nothing() {
      return new Fetch<>(null, List.of(), null);
    }

    @Override
    public @Nullable String nextSplit() {
      String next = source;
      source = null;
      return next;
    }

    @Override
    public @Nullable Fetched<P> nextRecordFromSplit() {
      if (records.hasNext()) {
        return new Fetched.Record<>(records.next());
      }
      Progress<P> last = progress;
      progress = null;
      return last;
    }

    @Override
    public Set<String> finishedSplits() {
      return Set.of();
    }
  }
}
