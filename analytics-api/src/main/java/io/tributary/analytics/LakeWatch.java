package io.tributary.analytics;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the mirror look at the lake, again and again, on a thread of its own. */
final class LakeWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LakeWatch.class);

  /** After how long without a look the lake counts as stale, beside the usual interval. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Mirror mirror;
  private final Duration interval;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch read = new CountDownLatch(1);
  private final Thread thread;

  private volatile Optional<Instant> looked = Optional.empty();
  private volatile String failure = "";

  LakeWatch(Mirror mirror, Duration interval) {
    this.mirror = mirror;
    this.interval = interval;
    this.thread = new Thread(this::watch, "analytics-lake");
  }

  void start() {
    thread.start();
  }

  private void watch() {
    try {
      do {
        look();
      } while (!stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      mirror.refresh();
      looked = Optional.of(Instant.now());
      if (!failure.isEmpty()) {
        LOG.info("The lake can be read again");
      }
      failure = "";
      read.countDown();
    } catch (IOException | RuntimeException e) {
      if (failure.isEmpty()) {
        LOG.warn("The lake can't be read, tried again every {}: {}", interval, e.toString());
        LOG.debug("The lake can't be read", e);
      }
      failure = "it can't be read (" + e.getClass().getSimpleName() + "); the log says why";
    }
  }

  /** Whether it has been read once. */
  boolean hasRead() {
    return read.getCount() == 0;
  }

  /** Waits until it has been read once; false when that takes longer. */
  boolean awaitRead(Duration atMost) throws InterruptedException {
    return read.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  Optional<Instant> looked() {
    return looked;
  }

  Part part() {
    Mirror.State state = mirror.state();
    int unreadable = state.unreadable().size();
    long files = state.newest().values().stream().mapToLong(Mirror.Newest::files).sum();
    boolean late =
        looked.filter(at -> at.plus(interval).plus(PATIENCE).isAfter(Instant.now())).isEmpty();
    Part.Status status =
        !hasRead()
            ? Part.Status.STARTING
            : late || unreadable > 0 || !state.unlisted().isEmpty()
                ? Part.Status.STALE
                : Part.Status.OK;
    String detail =
        files
            + " files"
            + (unreadable == 0 ? "" : ", " + unreadable + " more can't be read; the log says which")
            + (state.unlisted().isEmpty()
                ? ""
                : "; "
                    + String.join(", ", new TreeSet<>(state.unlisted().keySet()))
                    + " can't be listed; the log says why");
    return new Part("lake", status, looked, failure.isEmpty() ? detail : failure);
  }

  @Override
  public void close() throws InterruptedException {
    stopped.countDown();
    // The mirror is closed after this, and must not be in use.
    thread.join();
  }
}
