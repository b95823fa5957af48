package io.tributary.cli;

import io.tributary.cli.simulate.Traffic;
import io.tributary.jobs.launch.RunningJob;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One feed of a demo: its running job, and the simulator that writes what the job reads. */
final class DemoFeed implements AutoCloseable {
  private final String name;
  private final RunningJob job;
  private final FlinkStatus status;
  private final NewestWindow window;
  private final CompletableFuture<Void> simulator;
  private final FeedProgress progress = new FeedProgress();

  /**
   * Follows a job and begins to simulate.
   *
   * @param stop asks the simulator to end
   */
  DemoFeed(
      String name,
      RunningJob job,
      FlinkStatus status,
      NewestWindow window,
      Traffic traffic,
      StopSignal stop) {
    this.name = name;
    this.job = job;
    this.status = status;
    this.window = window;
    traffic.sendBeforehand();
    simulator =
        CompletableFuture.runAsync(
            () -> {
              try (traffic) {
                traffic.send(Long.MAX_VALUE, 1, stop, () -> {});
              }
            },
            simulation -> new Thread(simulation, name + "-simulator").start());
  }

  String name() {
    return name;
  }

  /** Throws why the job or the simulator has ended, if one has. */
  void failIfEnded() throws InterruptedException {
    job.failIfEnded();
    if (simulator.isCompletedExceptionally()) {
      awaitSimulator();
    }
  }

  /** What it has done so far, in one line. */
  String line() throws InterruptedException {
    String line;
    try {
      line = progress.line(status.counters(), window.describe());
    } catch (IOException notYet) {
      line = "the job is starting";
    }
    return "%-8s %s".formatted(name, line);
  }

  /**
   * Waits for the simulator to end, and stops the job with a savepoint.
   *
   * @return where the savepoint is
   */
  String stop() throws InterruptedException {
    awaitSimulator();
    return job.stopWithSavepoint();
  }

  private void awaitSimulator() throws InterruptedException {
    try {
      simulator.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CommandFailure failure
          ? failure
          : new CommandFailure(
              "the simulator of " + name + " failed (" + e.getCause() + ")", "see the log", e);
    }
  }

  @Override
  public void close() {
    window.close();
  }
}
