package io.tributary.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.jobs.launch.FeedGraph;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.pipeline.quality.BudgetExceeded;
import io.tributary.pipeline.quality.Tally;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** The steps of a job's quality budgets: those of its own graph, as one run's records go. */
public final class QualitySteps {
  private final String feed;
  private final StreamGraph graph;

  private QualitySteps(String feed, StreamGraph graph) {
    this.feed = feed;
    this.graph = graph;
  }

  /** Those of a job that halts when a budget is used up. */
  public static QualitySteps of(FeedJob job, String budget, String... flags) {
    String[] all =
        Stream.concat(Stream.of("--quality.policy=halt", budget), Arrays.stream(flags))
            .toArray(String[]::new);
    return new QualitySteps(job.name(), FeedGraph.of(job, all));
  }

  /** Why the job halts when delivered records have come; nothing when it goes on. */
  public Optional<String> delivered(Object... records) throws Exception {
    return run(node("quality-delivered"), records);
  }

  /** The same of records that come late. */
  public Optional<String> late(Object... records) throws Exception {
    StreamNode step = node("quality-late");
    assertThat(step.getInEdges())
        .singleElement()
        .satisfies(edge -> assertThat(edge.getOutputTag().getId()).isEqualTo("late"));
    return run(step, records);
  }

  private StreamNode node(String step) {
    return graph.getStreamNodes().stream()
        .filter(node -> node.getOperatorName().equals(feed + "." + step))
        .findFirst()
        .orElseThrow(() -> new AssertionError(feed + " has no step " + step));
  }

  private Optional<String> run(StreamNode step, Object... records) throws Exception {
    assertThat(step.getOutEdges()).hasSize(1);
    StreamNode budgets = graph.getStreamNode(step.getOutEdges().get(0).getTargetId());
    assertThat(budgets.getOperatorName()).isEqualTo(feed + ".quality");
    List<Tally> tallies;
    try (var tally = harness(step)) {
      tally.open();
      for (Object record : records) {
        tally.processElement(record, 0);
      }
      tally.prepareSnapshotPreBarrier(1);
      tallies = tally.extractOutputValues().stream().map(Tally.class::cast).toList();
    }
    try (var keep = harness(budgets)) {
      keep.open();
      for (Tally each : tallies) {
        keep.processElement(each, 0);
      }
      keep.prepareSnapshotPreBarrier(1);
      return Optional.empty();
    } catch (BudgetExceeded e) {
      return Optional.of(e.getMessage());
    }
  }

  @SuppressWarnings("unchecked") // the graph knows no types
  private static OneInputStreamOperatorTestHarness<Object, Object> harness(StreamNode step)
      throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        (OneInputStreamOperator<Object, Object>)
            ((SimpleOperatorFactory<?>) step.getOperatorFactory()).getOperator());
  }
}
