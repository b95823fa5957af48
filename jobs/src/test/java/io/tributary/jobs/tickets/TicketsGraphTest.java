package io.tributary.jobs.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.jobs.launch.JobGraphs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** What savepoints and dashboards know of the job: names, uids and which steps share a task. */
class TicketsGraphTest {
  private static final Path GOLDEN = Path.of("src/test/resources/tickets/graph.txt");

  private static StreamGraph graph() {
    return JobGraphs.of(new TicketsJob(), "--parallelism", "4");
  }

  @Test
  void namesUidsAndTasksAreAsTheyWere() throws Exception {
    StreamGraph graph = graph();
    List<String> lines = new ArrayList<>();
    lines.add("# operator | uid | parallelism");
    graph.getStreamNodes().stream()
        .map(
            node ->
                node.getOperatorName()
                    + " | "
                    + node.getTransformationUID()
                    + " | "
                    + node.getParallelism())
        .sorted()
        .forEach(lines::add);
    lines.add("# tasks");
    for (JobVertex task : graph.getJobGraph().getVertices()) {
      lines.add(task.getName());
    }
    lines.subList(lines.indexOf("# tasks") + 1, lines.size()).sort(null);
    assertThat(lines)
        .as("a change here breaks savepoints: see %s", GOLDEN)
        .isEqualTo(Files.readAllLines(GOLDEN));
  }

  @Test
  void everyOperatorHasAUidOfItsOwn() {
    List<String> uids =
        graph().getStreamNodes().stream().map(StreamNode::getTransformationUID).toList();
    assertThat(uids)
        .doesNotContainNull()
        .doesNotHaveDuplicates()
        .allMatch(uid -> uid.replace("Sink Committer: ", "").startsWith("tickets."));
  }

  @Test
  void nothingIsLeftToKryo() {
    for (StreamNode node : graph().getStreamNodes()) {
      Stream.Builder<TypeSerializer<?>> serializers = Stream.builder();
      for (TypeSerializer<?> in : node.getTypeSerializersIn()) {
        serializers.add(in);
      }
      if (node.getTypeSerializerOut() != null) {
        serializers.add(node.getTypeSerializerOut());
      }
      if (node.getStateKeySerializer() != null) {
        serializers.add(node.getStateKeySerializer());
      }
      for (StreamEdge edge : node.getOutEdges()) {
        if (edge.getOutputTag() != null) {
          serializers.add(
              edge.getOutputTag()
                  .getTypeInfo()
                  .createSerializer(graph().getExecutionConfig().getSerializerConfig()));
        }
      }
      assertThat(serializers.build())
          .as(node.getOperatorName())
          .noneMatch(serializer -> serializer instanceof KryoSerializer);
    }
  }
}
