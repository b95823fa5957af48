package io.tributary.connectors.upsert;

import io.tributary.connectors.http.Backoff;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a backlog to a store in a thread of its own, each chunk until the store has taken it. */
final class StoreWriter implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
  private static final Duration BETWEEN_WORDS = Duration.ofMinutes(1);
  private static final Duration ENDED_WITHIN = Duration.ofSeconds(30);

  /** What is shown of a refused row in the log, in characters. */
  private static final int SHOWN = 1_000;

  private final Store store;
  private final Backlog backlog;
  private final UpsertMetrics metrics;
  private final Thread thread;
  private volatile @Nullable Session session;
  private volatile boolean closed;
  private volatile @Nullable Throwable bug;

  /** Failures in a row. */
  private int failures;

  /** When it was last said that the store doesn't take rows; 0 when it does. */
  private long saidNanos;

  StoreWriter(Store store, Backlog backlog, UpsertMetrics metrics) {
    this.store = store;
    this.backlog = backlog;
    this.metrics = metrics;
    this.thread = new Thread(this::run, "store-writer");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Looks whether it still writes.
   *
   * @throws IllegalStateException if it has ended by a bug, or by a chunk that can't be read
   */
  void check() {
    Throwable cause = bug;
    if (cause != null) {
      throw new IllegalStateException(store.name() + " is no longer written to", cause);
    }
  }

  private void run() {
    try {
      connect();
      while (!closed) {
        write(Chunk.rows(backlog.first()));
        backlog.written();
      }
    } catch (InterruptedException e) {
      // It is closed.
    } catch (IOException | RuntimeException | Error e) { // what is in the backlog can't be read
      if (!closed) {
        bug = e;
      }
    }
  }

  /** Before there are rows: what is missing in the store is made at the start. */
  private void connect() throws InterruptedException {
    while (session == null) {
      try {
        session = store.open();
        takesRows();
      } catch (IOException e) {
        failed(e.getMessage(), e);
      }
    }
  }

  private void write(List<byte[]> rows) throws InterruptedException {
    List<byte[]> left = rows;
    while (!left.isEmpty()) {
      try {
        left = writeOnce(left);
      } catch (IOException e) {
        disconnect();
        metrics.retried.inc(left.size());
        failed(e.getMessage(), e);
      }
    }
  }

  /** Returns the rows that are left. */
  private List<byte[]> writeOnce(List<byte[]> rows) throws IOException, InterruptedException {
    Session writing = session;
    if (writing == null) {
      writing = store.open();
      session = writing;
    }
    long begin = System.nanoTime();
    Rest rest = writing.write(rows);
    metrics.latency.update(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    if (!rest.refused().isEmpty()) {
      writing.setAside(rest.refused());
      rest.refused().forEach(this::refused);
    }
    metrics.written.inc(rows.size() - rest.later().size() - rest.refused().size());
    if (rest.later().isEmpty()) {
      takesRows();
    } else {
      metrics.retried.inc(rest.later().size());
      failed(rest.reason(), null);
    }
    return rest.later();
  }

  private void refused(Refused refused) {
    metrics.refused.inc();
    String row = refused.text();
    LOG.error(
        "{} refuses a row, which is set aside: {}: {}",
        store.name(),
        refused.reason(),
        row.length() > SHOWN ? row.substring(0, SHOWN) + "…" : row);
  }

  private void takesRows() {
    if (saidNanos != 0) {
      LOG.info("{} takes rows again", store.name());
    }
    saidNanos = 0;
    failures = 0;
  }

  /** Says so now and then, and waits a while, longer each time. */
  private void failed(@Nullable String reason, @Nullable Throwable cause)
      throws InterruptedException {
    if (closed) {
      throw new InterruptedException();
    }
    failures++;
    long now = System.nanoTime();
    if (saidNanos == 0 || now - saidNanos >= BETWEEN_WORDS.toNanos()) {
      LOG.warn(
          "{} doesn't take rows: {}; {} rows wait, {} KB, and are written again until it does",
          store.name(),
          reason,
          backlog.rows(),
          backlog.bytes() >> 10,
          cause);
      saidNanos = now;
    }
    TimeUnit.NANOSECONDS.sleep(BACKOFF.pause(failures).toNanos());
  }

  private void disconnect() {
    Session ending = session;
    session = null;
    if (ending != null) {
      try {
        ending.close();
      } catch (IOException e) {
        LOG.debug("{}: the connection can't be closed", store.name(), e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    disconnect();
    try {
      thread.join(ENDED_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    disconnect();
  }
}
