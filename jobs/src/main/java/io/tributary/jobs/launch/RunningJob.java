package io.tributary.jobs.launch;

import io.tributary.jobs.settings.Settings;
import io.tributary.pipeline.Route;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;

/** A job that was submitted. */
public final class RunningJob {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

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

  public JobClient client() {
    return client;
  }

  /** Completes when the job has ended, for whatever reason. */
  public CompletableFuture<?> result() {
    return result;
  }

  /**
   * Waits until all sources of a bounded run have come to their end, then stops it with a
   * savepoint, which commits everything.
   *
   * @return where the savepoint is
   */
  public String awaitEndAndStop() throws Exception {
    while (!hasEnded()) {
      try {
        result.get(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        throw new LaunchProblem("the job ended before its input did");
      } catch (TimeoutException goesOn) {
        continue;
      } catch (ExecutionException e) {
        throw failed(e);
      }
    }
    return stopWithSavepoint();
  }

  /** Stops the job with a savepoint; what has been read is committed everywhere. */
  public String stopWithSavepoint() throws Exception {
    try {
      String savepoint =
          client
              .stopWithSavepoint(
                  false, JobConfiguration.savepointDirectory(settings), SavepointFormatType.NATIVE)
              .get();
      result.get();
      return savepoint;
    } catch (ExecutionException e) {
      throw failed(e);
    }
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

  private static LaunchProblem failed(ExecutionException e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return new LaunchProblem("the job failed: " + cause.getMessage(), e);
  }
}
