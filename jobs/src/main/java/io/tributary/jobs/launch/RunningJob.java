package io.tributary.jobs.launch;

import io.tributary.jobs.settings.Settings;
import io.tributary.pipeline.Route;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.util.ExceptionUtils;

/** A job that was submitted. */
public final class RunningJob {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /** A job whose tasks have failed ends within moments. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final JobClient client;
  private final Settings settings;
  private final int sources;
  private final CompletableFuture<?> result;

  RunningJob(JobClient client, Settings settings, int sources) {
    this.client = client;
    this.settings = settings;
    this.sources = sources;
    this.result = client.getJobExecutionResult();
  }

  /** The job's id, as the dashboard and Flink's command line know it. */
  public String id() {
    return client.getJobID().toString();
  }

  /**
   * Waits until all sources of a bounded run have come to their end, or until it is asked to stop;
   * then stops it with a savepoint, which commits everything.
   *
   * @return where the savepoint is
   * @throws LaunchProblem if the job failed
   */
  public String awaitEndAndStop(BooleanSupplier asked) throws InterruptedException {
    while (true) {
      if (hasEnded() || asked.getAsBoolean()) {
        // A job that restarts now has not ended: then it is refused, and waited for again.
        Optional<String> savepoint = tryToStop();
        if (savepoint.isPresent()) {
          return savepoint.get();
        }
      }
      failIfEnded();
    }
  }

  /**
   * Looks for a moment whether the job still runs.
   *
   * @throws LaunchProblem if it has ended, with the reason
   */
  public void failIfEnded() throws InterruptedException {
    failIfEnded(BETWEEN_LOOKS);
  }

  private void failIfEnded(Duration within) throws InterruptedException {
    try {
      result.get(within.toMillis(), TimeUnit.MILLISECONDS);
      throw new LaunchProblem("the job was stopped by somebody else");
    } catch (TimeoutException goesOn) {
      return;
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  /**
   * Stops the job with a savepoint; what has been read is committed everywhere.
   *
   * @return where the savepoint is
   * @throws LaunchProblem if it failed; what the last checkpoint holds is safe then
   */
  public String stopWithSavepoint() throws InterruptedException {
    return awaitEndAndStop(() -> true);
  }

  /** Where the savepoint is, or nothing when the job is still starting. */
  private Optional<String> tryToStop() throws InterruptedException {
    try {
      String savepoint =
          client
              .stopWithSavepoint(
                  false,
                  JobConfiguration.savepointDirectory(settings),
                  SavepointFormatType.CANONICAL)
              .get();
      result.get();
      new RestingTransactions(settings).note();
      return Optional.of(savepoint);
    } catch (ExecutionException | IllegalStateException e) {
      if (isTooEarly(e)) {
        return Optional.empty();
      }
      // A job that is failing refuses a savepoint for reasons that tell nobody anything, and so
      // does an embedded cluster that has shut down with it.
      failIfEnded(LAST_WORDS);
      throw failed(e);
    }
  }

  /** While a job is starting, a savepoint is refused; a short input may be at its end by then. */
  private static boolean isTooEarly(Exception e) {
    String tooEarly = CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING.message();
    return ExceptionUtils.findThrowableWithMessage(e, tooEarly).isPresent();
  }

  private boolean hasEnded() throws InterruptedException {
    try {
      Object ended = client.getAccumulators().get().get(Route.ENDED);
      return ended instanceof Integer count && count >= sources;
    } catch (ExecutionException | IllegalStateException e) {
      // Asked while the job restarts or has just failed: the result says which.
      return false;
    }
  }

  private static LaunchProblem failed(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return new LaunchProblem("the job failed: " + cause.getMessage(), e);
  }
}
