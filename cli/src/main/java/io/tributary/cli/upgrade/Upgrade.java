package io.tributary.cli.upgrade;

import io.tributary.cli.CommandFailure;
import io.tributary.jobs.launch.JobJar;
import io.tributary.jobs.launch.StoredState;
import io.tributary.jobs.preflight.PreflightProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Stops a job with a savepoint, starts another build of it from there, looks whether that works,
 * and goes back when it doesn't.
 *
 * <p>Where it goes back to: to the savepoint as long as the new job has completed no checkpoint.
 * After one it has committed records that the savepoint knows nothing of, and the old job would
 * write them again; so it goes on from the new job's newest checkpoint, if it can read that. The
 * new job is cancelled before that is decided: nothing is committed any more then.
 *
 * <p>Once the old job has ended, nothing but an interruption ends this without having tried to go
 * back; and what it then says names what runs and from where the old one goes on.
 */
final class Upgrade {
  private static final long BETWEEN_LOOKS_MILLIS = 500;

  /** For a checkpoint of the running job that is there long enough to be read. */
  private static final int LOOKS = 5;

  /** Flink answers from what it has seen some seconds ago. */
  private static final Duration STATE_SHOWN_WITHIN = Duration.ofSeconds(5);

  private final FlinkJobs jobs;
  private final FlinkRun flink;
  private final Release old;
  private final Release fresh;
  private final Verification verification;
  private final Duration stopDecidedWithin;
  private final PrintWriter out;

  /**
   * What must be seen of a job that was started.
   *
   * @param checkpoints how many it must complete
   * @param within in which time; the steps of going back have as long, each
   */
  record Verification(int checkpoints, Duration within) {}

  /**
   * What became of the new jar.
   *
   * @param job what was submitted, if anything
   * @param problem why that isn't good; null when it is
   */
  private record Attempt(@Nullable String job, @Nullable String problem) {}

  /** A question to the cluster or the storage, which may be away for a moment. */
  private interface Question<T> {
    T ask() throws IOException, InterruptedException;
  }

  /**
   * Prepares one.
   *
   * @param stopDecidedWithin how long it may take until a job that was asked to stop has done so or
   *     goes on
   */
  Upgrade(
      FlinkJobs jobs,
      FlinkRun flink,
      Release old,
      Release fresh,
      Verification verification,
      Duration stopDecidedWithin,
      PrintWriter out) {
    this.jobs = jobs;
    this.flink = flink;
    this.old = old;
    this.fresh = fresh;
    this.verification = verification;
    this.stopDecidedWithin = stopDecidedWithin;
    this.out = out;
  }

  /**
   * Does it.
   *
   * @param job the running job's id
   * @throws CommandFailure when the new job doesn't run afterwards; it says what does
   */
  void run(String job) throws Exception {
    old.check();
    fresh.check();
    preflightOfTheRunning(job);
    Set<String> others = known();
    long asked = System.nanoTime();
    String savepoint = stop(job, others);
    say("stopped after %s s: %s", seconds(asked), savepoint);
    Attempt attempt = replace(savepoint, asked);
    if (attempt.problem() != null) {
      String problem = "the new job failed (" + attempt.problem() + ")";
      throw goBack(savepoint, others, attempt.job(), problem);
    }
  }

  private Set<String> known() throws InterruptedException {
    try {
      return Set.copyOf(jobs.known(fresh.feed().name()));
    } catch (IOException e) {
      throw new CommandFailure(
          String.valueOf(e.getMessage()),
          "the old job was not stopped; see that the cluster runs",
          e);
    }
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
    return StoredState.newestOf(old.checkpoints(), job);
  }

  /**
   * Stops the old job. Flink goes on with a stop that nobody waits for any more or can ask about,
   * and a job whose savepoint failed runs on: so this waits until one or the other is known.
   *
   * @return the savepoint
   */
  private String stop(String job, Set<String> others) throws InterruptedException {
    Future<String> stopping = jobs.stop(job, old.savepoints());
    long end = System.nanoTime() + stopDecidedWithin.toNanos();
    boolean ended = false;
    while (true) {
      String problem;
      try {
        return stopping.get(STATE_SHOWN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        problem = "Flink has not said how it went";
      } catch (ExecutionException e) {
        problem = FlinkJobs.root(e);
        Thread.sleep(STATE_SHOWN_WITHIN.toMillis());
      }
      if (ended) {
        throw startAgain(job, others, problem);
      }
      try {
        ended = jobs.hasEnded(job);
        if (!ended && stopping.isDone() && jobs.runsOn(job)) {
          throw new CommandFailure(
              "job " + job + " could not be stopped with a savepoint (" + problem + "): it runs on",
              "nothing was started; look at it in the dashboard, and try again");
        }
      } catch (IOException notNow) {
        problem = String.valueOf(notNow.getMessage());
      }
      if (!ended && System.nanoTime() > end) {
        throw new CommandFailure(
            "job %s was asked to stop with a savepoint, and after %d s it is not known whether it will (%s)"
                .formatted(job, stopDecidedWithin.toSeconds(), problem),
            "nothing was started; look at `tributary flink list`, and once it has ended start it"
                + " again without -s: it goes on from its newest state");
      }
    }
  }

  /** The old job, which has ended without telling where its savepoint is. */
  private CommandFailure startAgain(String job, Set<String> others, String reason)
      throws InterruptedException {
    String problem = "job " + job + " has ended, but its savepoint is not known (" + reason + ")";
    Optional<StoredState> newest;
    try {
      newest = patiently(() -> StoredState.newest(old.checkpoints()));
    } catch (IOException e) {
      return new CommandFailure(
          problem
              + ", and "
              + old.checkpoints()
              + " can't be read ("
              + e.getMessage()
              + "); nothing runs now",
          "correct that and start it again without -s: it goes on from its newest state",
          e);
    }
    if (newest.isEmpty()) {
      return new CommandFailure(
          problem + ", and " + old.checkpoints() + " holds no state; nothing runs now",
          "look for the savepoint, and start it again from there");
    }
    return goBack(newest.get().path(), others, null, problem);
  }

  /** Puts the new job in the old one's place. Whatever goes wrong there, it goes back. */
  private Attempt replace(String savepoint, long asked) throws InterruptedException {
    String job = null;
    try {
      Optional<String> wrong = fresh.preflight(savepoint);
      if (wrong.isPresent()) {
        return new Attempt(null, "it would not restore: " + wrong.get());
      }
      say("preflight: the new jar restores from the savepoint");
      job = start(fresh, savepoint);
      Optional<String> failure = verify(job, asked);
      if (failure.isEmpty()) {
        say("upgraded: job %s runs", job);
      }
      return new Attempt(job, failure.orElse(null));
    } catch (IOException | RuntimeException | LinkageError e) {
      return new Attempt(job, (job == null ? "it was not started: " : "") + said(e));
    }
  }

  private String start(Release release, String state) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    String job = flink.submit(release.jar(), release.main(), state, release.arguments());
    say("submitted the %s jar after %s s: job %s", release.called(), seconds(begun), job);
    return job;
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

  /**
   * Starts the old job again.
   *
   * @param state from where, unless the new job has completed a checkpoint
   * @param others the jobs that were there before the new one
   * @param submitted the new one's id, if it is known
   * @param problem why
   * @return what was wanted was not done: the failure says what was
   */
  private CommandFailure goBack(
      String state, Set<String> others, @Nullable String submitted, String problem)
      throws InterruptedException {
    say("%s", problem);
    String from = state;
    try {
      Optional<StoredState> newest = endOfTheNew(others, submitted);
      if (newest.isPresent()) {
        from = newest.get().path();
        say("it had completed checkpoint %d: %s", newest.get().number(), from);
        String path = from;
        Optional<String> wrong = patiently(() -> old.preflight(path));
        if (wrong.isPresent()) {
          return new CommandFailure(
              problem
                  + ", and the old one can't go on from its newest checkpoint: "
                  + wrong.get()
                  + "; nothing runs now",
              "correct the new one and start it from "
                  + from
                  + " (the older savepoint "
                  + state
                  + " would write what came since once more)");
        }
      }
    } catch (IOException | RuntimeException e) {
      return new CommandFailure(
          problem
              + "; whether it has ended, and with which checkpoint, can't be told ("
              + said(e)
              + "); the old one was not started",
          "cancel what `tributary flink list` shows of the new one, and start the old one from its"
              + " newest checkpoint under "
              + fresh.checkpoints()
              + ", or from "
              + state
              + " if it has completed none",
          e);
    }
    String job;
    try {
      job = startOld(from, others);
    } catch (IOException e) {
      return new CommandFailure(
          problem + ", and the old one was not started: " + e.getMessage() + "; nothing runs now",
          "correct that and start the old one from " + from,
          e);
    }
    Optional<String> wrong = verify(job, System.nanoTime());
    if (wrong.isPresent()) {
      return new CommandFailure(
          problem
              + ", and the old one, job "
              + job
              + " from "
              + from
              + ", doesn't run well either: "
              + wrong.get(),
          "look at both in the dashboard");
    }
    return new CommandFailure(
        "rolled back: " + problem + "; the old one runs again as job " + job + ", from " + from,
        "correct that and upgrade again");
  }

  /**
   * Cancels the new job, also one that was submitted although the command failed.
   *
   * @return its newest checkpoint
   */
  private Optional<StoredState> endOfTheNew(Set<String> others, @Nullable String submitted)
      throws IOException, InterruptedException {
    Set<String> started = new LinkedHashSet<>();
    if (submitted == null) {
      started.addAll(patiently(() -> jobs.known(fresh.feed().name())));
      started.removeAll(others);
    } else {
      started.add(submitted);
    }
    Optional<StoredState> newest = Optional.empty();
    for (String each : started) {
      jobs.cancel(each, verification.within());
      newest = patiently(() -> StoredState.newestOf(fresh.checkpoints(), each));
    }
    return newest;
  }

  /** The cluster may be away just then, or take the job without saying so. */
  private String startOld(String state, Set<String> others)
      throws IOException, InterruptedException {
    try {
      return start(old, state);
    } catch (IOException e) {
      say("the old jar was not started: %s", said(e));
      for (String each : patiently(() -> jobs.alive(old.feed().name()))) {
        if (!others.contains(each)) {
          return each;
        }
      }
      return start(old, state);
    }
  }

  private <T> T patiently(Question<T> question) throws IOException, InterruptedException {
    long end = System.nanoTime() + verification.within().toNanos();
    while (true) {
      try {
        return question.ask();
      } catch (IOException notNow) {
        if (System.nanoTime() > end) {
          throw notNow;
        }
      }
      Thread.sleep(BETWEEN_LOOKS_MILLIS);
    }
  }

  private static String said(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static String seconds(long since) {
    return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - since) / 1e9);
  }

  private void say(String line, Object... values) {
    out.println(values.length == 0 ? line : line.formatted(values));
    out.flush();
  }
}
