package io.tributary.jobs.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.lineage.Backend;
import io.tributary.lineage.EventText;
import io.tributary.lineage.LineageHook;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Flink calls the hook of a graph, whichever scheduler runs it. */
final class LineageHookTest {
  private static final EventText TEXT =
      RunEvents.of("test", "any", true, Optional.empty(), new JobDatasets(List.of(), List.of()));

  @TempDir private Path folder;

  /** Runs a job of ten numbers, of which one attempt after another fails, and returns its id. */
  private UUID run(JobManagerOptions.SchedulerType scheduler, int failures) throws Exception {
    Configuration flink = new Configuration();
    flink.set(JobManagerOptions.SCHEDULER, scheduler);
    flink.set(RestOptions.BIND_PORT, "0");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, flink);
    Path attempts = Files.createDirectory(folder.resolve("attempts"));
    String counted = attempts.toString();
    environment
        .fromSequence(1, 10)
        .map(
            number -> {
              if (number == 5) {
                int attempt = Path.of(counted).toFile().list().length;
                Files.createFile(Path.of(counted, Integer.toString(attempt)));
                if (attempt < failures) {
                  throw new IllegalStateException("attempt " + attempt);
                }
              }
              return number;
            })
        .returns(Long.class)
        .sinkTo(new DiscardingSink<>());
    StreamGraph graph = environment.getStreamGraph();
    graph.registerJobStatusHook(
        new LineageHook(
            TEXT,
            new Backend("", events().toString(), "", "", Duration.ofSeconds(1)),
            Instant.now()));
    JobClient client = environment.executeAsync(graph);
    if (failures > 1) {
      assertThatThrownBy(() -> client.getJobExecutionResult().get());
    } else {
      client.getJobExecutionResult().get();
    }
    return EventText.runId(client.getJobID());
  }

  private Path events() {
    return folder.resolve("events.jsonl");
  }

  private List<JsonNode> awaitEvents(String last) {
    List<JsonNode> events = new ArrayList<>();
    await()
        .ignoreExceptions()
        .until(
            () -> {
              events.clear();
              for (String line : Files.readAllLines(events())) {
                events.add(new ObjectMapper().readTree(line));
              }
              return events.get(events.size() - 1).at("/eventType").asText().equals(last);
            });
    return events;
  }

  private static List<String> types(List<JsonNode> events) {
    return events.stream().map(event -> event.at("/eventType").asText()).toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = JobManagerOptions.SchedulerType.class,
      names = {"Default", "Adaptive"})
  void aRunTellsItsBeginningAndItsEnd(JobManagerOptions.SchedulerType scheduler) throws Exception {
    UUID run = run(scheduler, 0);

    List<JsonNode> events = awaitEvents("COMPLETE");
    assertThat(types(events)).containsExactly("START", "RUNNING", "COMPLETE");
    assertThat(events)
        .allSatisfy(event -> assertThat(event.at("/run/runId").asText()).isEqualTo(run.toString()));
  }

  @Test
  void theAdaptiveSchedulersRestartIsToldAsARunThatGoesOn() throws Exception {
    run(JobManagerOptions.SchedulerType.Adaptive, 1);

    assertThat(types(awaitEvents("COMPLETE")))
        .containsExactly("START", "RUNNING", "RUNNING", "COMPLETE");
  }

  @Test
  void aFailureTellsItsRootCause() throws Exception {
    run(JobManagerOptions.SchedulerType.Default, 2);

    List<JsonNode> events = awaitEvents("FAIL");
    assertThat(types(events)).containsExactly("START", "RUNNING", "FAIL");
    assertThat(events.get(2).at("/run/facets/errorMessage/message").asText())
        .contains("IllegalStateException", "attempt 1");
  }
}
