package io.tributary.cli.upgrade;

import io.tributary.cli.CommandFailure;
import io.tributary.jobs.launch.JobJar;
import io.tributary.jobs.launch.StoredState;
import io.tributary.jobs.preflight.PreflightProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stops a job with a savepoint, starts another build of it from there, looks whether that works,
 * and goes back when it doesn't.
 *
 * <p>Where it goes back to: to the savepoint as long as the new job has completed no checkpoint.
 * After one it has committed records that the savepoint knows nothing of, and the old job would
 * write them again; so it goes on from the new job's newest checkpoint, if it can read that. The
 * new job is cancelled before that is decided: nothing is committed any more then.
 */
final class Upgrade {
  private static final long BETWEEN_LOOKS_MILLIS = 500;

  /** For a checkpoint of the running job that is there long enough to be read. */
  private static final int LOOKS = 5;

  private final FlinkJobs jobs;
  private final FlinkRun flink;
  private final Release old;
  private final Release fresh;
  private final Directories directories;
  private final Verification verification;
  private final PrintWriter out;

  /**
   * Where a job's state lies.
   *
   * @param checkpoints those of each job in a directory of its id
   */
  record Directories(String checkpoints, String savepoints) {}

  /**
   * What must be seen of a job that was started.
   *
   * @param checkpoints how many it must complete
   * @param within in which time; also the time that a stop may take
   */
  record Verification(int checkpoints, Duration within) {}

  Upgrade(
      FlinkJobs jobs,
      FlinkRun flink,
      Release old,
      Release fresh,
      Directories directories,
      Verification verification,
      PrintWriter out) {
    this.jobs = jobs;
    this.flink = flink;
    this.old = old;
    this.fresh = fresh;
    this.directories = directories;
    this.verification = verification;
    this.out = out;
  }

  /**
   * Does it.
   *
   * @param job the running job's id
   * @throws CommandFailure when the new job doesn't run afterwards; it says what does
   */
  void run(String job) throws Exception {
    preflightOfTheRunning(job);
    long asked = System.nanoTime();
    String savepoint = jobs.stop(job, directories.savepoints(), verification.within());
    say("stopped after %s s: %s", seconds(asked), savepoint);
    Optional<String> wrong = fresh.preflight(savepoint);
    if (wrong.isPresent()) {
      throw goBack(savepoint, null, "it would not restore: " + wrong.get());
    }
    say("preflight: the new jar restores from the savepoint");
    List<String> others = jobs.alive(fresh.feed().name());
    String started;
    try {
      started = start(fresh, savepoint);
    } catch (IOException e) {
      throw goBack(savepoint, leftOver(others), "it was not started: " + e.getMessage());
    }
    Optional<String> failure = verify(started, asked);
    if (failure.isPresent()) {
      throw goBack(savepoint, started, failure.get());
    }
    say("upgraded: job %s runs", started);
  }

  /** Before anything is touched: a job that need not be stopped is not. */
  private void preflightOfTheRunning(String job) throws IOException, InterruptedException {
    Optional<String> wrong = Optional.empty();
    try (JobJar classes = JobJar.open(fresh.jar())) {
      Optional<StoredState> before = Optional.empty();
      for (int i = 0; i < LOOKS; i++) {
        Optional<StoredState> newest = newest(job);
        if (newest.isPresent() && newest.equals(before)) {
          break;
        }
        if (newest.isPresent()) {
          wrong = fresh.preflight(classes, newest.get().path());
          if (wrong.isEmpty()) {
            say("preflight: the new jar restores from the running job's newest checkpoint");
            return;
          }
        }
        // The running job deletes old checkpoints, perhaps this one while it was read.
        before = newest;
        Thread.sleep(BETWEEN_LOOKS_MILLIS);
      }
    } catch (PreflightProblem e) {
      wrong = Optional.of(String.valueOf(e.getMessage()));
    }
    if (wrong.isPresent()) {
      throw new CommandFailure(
          "the new jar would not restore: " + wrong.get(),
          "the old job was not stopped; `tributary preflight` shows every state");
    }
    say("the running job has completed no checkpoint yet: its savepoint will tell");
  }

  private Optional<StoredState> newest(String job) throws IOException {
    return StoredState.newestOf(directories.checkpoints(), job);
  }

  private String start(Release release, String state) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    String job = flink.submit(release.jar(), release.main(), state, release.arguments());
    say("submitted the %s jar after %s s: job %s", release.called(), seconds(begun), job);
    return job;
  }

  /** A job that was submitted although the command failed. */
  private @Nullable String leftOver(List<String> others) throws InterruptedException {
    return jobs.alive(fresh.feed().name()).stream()
        .filter(job -> !others.contains(job))
        .findFirst()
        .orElse(null);
  }

  /**
   * Waits until a job has proved itself.
   *
   * @param since when the outage began, by {@link System#nanoTime}
   * @return why it has not
   */
  private Optional<String> verify(String job, long since) throws InterruptedException {
    long end = System.nanoTime() + verification.within().toNanos();
    String seen = "it didn't answer";
    boolean ran = false;
    while (System.nanoTime() < end) {
      try {
        JobHealth health = jobs.health(job, fresh.feed().name() + ".source");
        seen = health.toString();
        if (health.runsWhole() && !ran) {
          ran = true;
          say("running again %s s after the stop was asked for", seconds(since));
        }
        if (health.hasFailed()) {
          return Optional.of(seen + ": " + jobs.failure(job));
        }
        if (health.isWell(verification.checkpoints())) {
          say("verified: %s", seen);
          return Optional.empty();
        }
      } catch (IOException notNow) {
        seen = String.valueOf(notNow.getMessage()); // such as while the job manager is replaced
      }
      Thread.sleep(BETWEEN_LOOKS_MILLIS);
    }
    return Optional.of(
        "after %d s only %s, not %d checkpoints"
            .formatted(verification.within().toSeconds(), seen, verification.checkpoints()));
  }

  /** Starts the old job again; what was wanted was not done: the failure says what was. */
  private CommandFailure goBack(String savepoint, @Nullable String failed, String reason)
      throws IOException, InterruptedException {
    say("the new job failed: %s", reason);
    String state = savepoint;
    if (failed != null) {
      jobs.cancel(failed);
      Optional<StoredState> newest = newest(failed);
      if (newest.isPresent()) {
        state = newest.get().path();
        say("it had completed checkpoint %d: %s", newest.get().number(), state);
        Optional<String> wrong = old.preflight(state);
        if (wrong.isPresent()) {
          return new CommandFailure(
              "the new job failed ("
                  + reason
                  + "), and the old one can't go on from its newest"
                  + " checkpoint: "
                  + wrong.get()
                  + "; nothing runs now",
              "correct the new one and start it from "
                  + state
                  + " (the older savepoint "
                  + savepoint
                  + " would write what came since once more)");
        }
      }
    }
    String job;
    try {
      job = start(old, state);
    } catch (IOException e) {
      return new CommandFailure(
          "the new job failed ("
              + reason
              + "), and the old one was not started: "
              + e.getMessage()
              + "; nothing runs now",
          "correct that and start the old one from " + state,
          e);
    }
    Optional<String> wrong = verify(job, System.nanoTime());
    if (wrong.isPresent()) {
      return new CommandFailure(
          "the new job failed ("
              + reason
              + "), and the old one, job "
              + job
              + " from "
              + state
              + ", doesn't run well either: "
              + wrong.get(),
          "look at both in the dashboard");
    }
    return new CommandFailure(
        "rolled back: the new job failed ("
            + reason
            + "); the old one runs again as job "
            + job
            + ", from "
            + state,
        "correct the new one and upgrade again");
  }

  private static String seconds(long since) {
    return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - since) / 1e9);
  }

  private void say(String line, Object... values) {
    out.println(values.length == 0 ? line : line.formatted(values));
    out.flush();
  }
}
