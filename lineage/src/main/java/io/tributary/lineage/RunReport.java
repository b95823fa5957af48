package io.tributary.lineage;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.util.ShutdownHookUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what happens to one run, in the order in which it happens, in a thread of its own that ends
 * with the run. At most {@value #MOST} events wait; one that isn't taken for a while is given up.
 *
 * <p>Flink's adaptive scheduler cancels a job to start it again. So a cancellation is told only
 * when the job hasn't begun again for as long as a restart may take, or when the JVM ends.
 */
final class RunReport implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunReport.class);
  private static final int MOST = 100;
  private static final int LOOK_MILLIS = 20;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** How long the JVM's end waits for the last events. */
  private static final Duration LAST = Duration.ofSeconds(5);

  private final JobID job;
  private final LineageHook hook;
  private final Duration restart;
  private final Duration patience;
  private final Consumer<RunReport> whenOver;
  private final AtomicLong lost = new AtomicLong();

  /** Events that were noted and are neither sent nor given up. */
  private final AtomicInteger pending = new AtomicInteger();

  private final BlockingQueue<RunEvent> events = new ArrayBlockingQueue<>(MOST);
  private final Backend.Sender sender;
  private final Thread thread;
  private @Nullable Thread shutdownHook;
  private volatile boolean warned;
  private boolean over;
  private volatile long closingNanos;
  private volatile boolean closing;

  /**
   * Makes a report; {@link #start} begins to send.
   *
   * @param restart how long after a cancellation the job may begin again
   * @param patience how long one event is tried to be sent
   * @param whenOver called when the run has ended and nothing is left to send
   */
  RunReport(
      JobID job,
      LineageHook hook,
      Duration restart,
      Duration patience,
      Consumer<RunReport> whenOver) {
    this.job = job;
    this.hook = hook;
    this.restart = restart;
    this.patience = patience;
    this.whenOver = whenOver;
    this.sender = hook.backend().open();
    this.thread = new Thread(this::send, "lineage-" + job);
    thread.setDaemon(true);
    // Not that of the caller, which may be a job's and would live on with this thread.
    thread.setContextClassLoader(RunReport.class.getClassLoader());
  }

  void start() {
    shutdownHook = ShutdownHookUtil.addShutdownHook(this, "lineage of " + job, LOG);
    thread.start();
  }

  long lost() {
    return lost.get();
  }

  /** Notes an event; false if the run is over. */
  synchronized boolean note(RunEvent event) {
    if (over) {
      return false;
    }
    pending.incrementAndGet();
    while (!events.offer(event)) {
      // The newest says most: the end must not be what is lost.
      if (events.poll() != null) {
        pending.decrementAndGet();
        isLost(new IOException("more than " + MOST + " events wait"));
      }
    }
    return true;
  }

  private void send() {
    try {
      RunEvent event = events.take();
      while (event != null) {
        RunEvent restarted = event.state() == RunState.ABORT ? awaitRestart() : null;
        if (restarted == null) {
          deliver(hook.text().of(job, event));
        }
        pending.decrementAndGet();
        if (restarted != null) {
          event = restarted;
        } else {
          event = event.endsTheRun() ? nextUnlessOver() : events.take();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (this) {
        over = true;
      }
      whenOver.accept(this);
      if (!closing) {
        ShutdownHookUtil.removeShutdownHook(shutdownHook, "lineage of " + job, LOG);
      }
    }
  }

  /** What follows a cancellation; null if nothing does. */
  private @Nullable RunEvent awaitRestart() throws InterruptedException {
    long deadline = System.nanoTime() + restart.toNanos();
    while (true) {
      long left = closing ? 0 : deadline - System.nanoTime();
      RunEvent next = events.poll(Math.min(left, PAUSE.toNanos()), TimeUnit.NANOSECONDS);
      if (next != null || left <= 0) {
        return next;
      }
    }
  }

  private synchronized @Nullable RunEvent nextUnlessOver() {
    RunEvent next = events.poll();
    over = next == null;
    return next;
  }

  private void deliver(String event) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Duration pause = PAUSE;
    while (true) {
      try {
        sender.send(event);
        warned = false;
        return;
      } catch (IOException | RuntimeException e) {
        long end = closing ? Math.min(deadline, closingNanos + LAST.toNanos()) : deadline;
        if (e instanceof Backend.Refused || System.nanoTime() + pause.toNanos() >= end) {
          sender.next();
          isLost(e);
          return;
        }
        Thread.sleep(pause.toMillis());
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      }
    }
  }

  private synchronized void isLost(Exception why) {
    long all = lost.incrementAndGet();
    if (!warned) {
      warned = true;
      LOG.warn(
          "lineage: an event of job {} is given up, {} so far; the job goes on. {}",
          job,
          all,
          String.valueOf(why.getMessage()));
    }
  }

  /** The JVM ends: what is known by now is sent, if the backend takes it soon. */
  @Override
  public void close() throws InterruptedException {
    closingNanos = System.nanoTime();
    closing = true;
    while (pending.get() > 0 && System.nanoTime() - closingNanos < LAST.toNanos()) {
      thread.join(LOOK_MILLIS);
    }
  }
}
