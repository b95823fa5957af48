package io.tributary.jobs.launch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.jobs.settings.Settings;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class RunningJobTest {
  private static final String SHUT_DOWN = "MiniCluster has already been shut down.";

  private final CompletableFuture<JobExecutionResult> result = new CompletableFuture<>();

  @ParameterizedTest
  @ValueSource(strings = {"Job 17 is not a streaming job.", SHUT_DOWN})
  void aJobThatFailsWhileItIsStoppedSaysWhyItFailed(String refusal) {
    RunningJob job =
        new RunningJob(new Refusing(refusal, "planted: the cause"), Settings.resolve("tickets"), 1);
    assertThatThrownBy(job::stopWithSavepoint).hasMessage("the job failed: planted: the cause");
  }

  @Test
  void aSavepointThatFailsAloneSaysWhy() {
    RunningJob job =
        new RunningJob(new Refusing("planted: a full disk", null), Settings.resolve("tickets"), 1);
    assertThatThrownBy(job::stopWithSavepoint).hasMessage("the job failed: planted: a full disk");
  }

  /** A job that refuses savepoints, and perhaps fails just then. */
  private final class Refusing implements JobClient {
    private final String refusal;
    private final @Nullable String failure;

    Refusing(String refusal, @Nullable String failure) {
      this.refusal = refusal;
      this.failure = failure;
    }

    @Override
    public CompletableFuture<String> stopWithSavepoint(
        boolean drain, String directory, SavepointFormatType format) {
      if (failure != null) {
        CompletableFuture.runAsync(
            () -> result.completeExceptionally(new IllegalStateException(failure)),
            CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
      }
      if (refusal.equals(SHUT_DOWN)) {
        throw new IllegalStateException(refusal);
      }
      return CompletableFuture.failedFuture(new IllegalStateException(refusal));
    }

    @Override
    public CompletableFuture<JobExecutionResult> getJobExecutionResult() {
      return result;
    }

    @Override
    public JobID getJobID() {
      return new JobID();
    }

    @Override
    public CompletableFuture<JobStatus> getJobStatus() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> cancel() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<String> triggerSavepoint(
        String directory, SavepointFormatType format) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Map<String, Object>> getAccumulators() {
      return CompletableFuture.completedFuture(Map.of());
    }
  }
}
