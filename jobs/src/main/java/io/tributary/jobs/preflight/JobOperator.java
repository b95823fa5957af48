package io.tributary.jobs.preflight;

import io.tributary.pipeline.KeepsState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamGraphHasherV2;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.operators.SourceOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.streaming.runtime.operators.sink.CommitterOperatorFactory;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.jspecify.annotations.Nullable;

/**
 * An operator of the job, and what it would look for in a savepoint.
 *
 * @param name its uid
 * @param ids those under which a savepoint may know it
 * @param maxParallelism that of its task; what is not positive adapts to the savepoint
 * @param key the serializer of its keys; null when it has none
 * @param states what it registers; null when it doesn't say
 * @param settings those without which its state can't be understood
 * @param sink the sink whose writer it is
 * @param transactions what the names of the sink's transactions begin with
 */
record JobOperator(
    String name,
    List<OperatorID> ids,
    int maxParallelism,
    @Nullable TypeSerializer<?> key,
    @Nullable List<DeclaredState> states,
    List<String> settings,
    @Nullable Sink<?> sink,
    @Nullable String transactions) {

  /** The name under which a sink's writer keeps its states. */
  static final String WRITER_STATES = "writer_raw_states";

  private static final String COMMITTER_STATES = "streaming_committer_raw_states";
  private static final String SPLITS = "SourceReaderState";

  /** The operators, in the order of the route. */
  static List<JobOperator> all(StreamGraph graph) {
    Map<Integer, byte[]> ids =
        new StreamGraphHasherV2().traverseStreamGraphAndGenerateHashes(graph);
    Map<OperatorID, StreamNode> nodes = new HashMap<>();
    graph.getStreamNodes().forEach(node -> nodes.put(new OperatorID(ids.get(node.getId())), node));
    List<JobOperator> operators = new ArrayList<>();
    for (JobVertex task : graph.getJobGraph().getVerticesSortedTopologicallyFromSources()) {
      List<OperatorIDPair> chained = new ArrayList<>(task.getOperatorIDs());
      Collections.reverse(chained); // Flink's lists begin with the last of a chain
      for (OperatorIDPair pair : chained) {
        StreamNode node = nodes.get(pair.getGeneratedOperatorID());
        if (node != null) {
          operators.add(of(node, pair, task.getMaxParallelism()));
        }
      }
    }
    return operators;
  }

  private static JobOperator of(StreamNode node, OperatorIDPair pair, int maxParallelism) {
    StreamOperatorFactory<?> factory = node.getOperatorFactory();
    Sink<?> sink = factory instanceof SinkWriterOperatorFactory<?, ?> w ? w.getSink() : null;
    String uid = node.getTransformationUID();
    return new JobOperator(
        uid == null ? node.getOperatorName() : uid,
        Stream.concat(
                pair.getUserDefinedOperatorID().stream(), Stream.of(pair.getGeneratedOperatorID()))
            .toList(),
        maxParallelism,
        node.getStateKeySerializer(),
        states(factory),
        keeper(factory).map(KeepsState::settings).orElse(List.of()),
        sink,
        // A Kafka sink tells its prefix to nobody; but it names the group of its operators by it.
        sink == null ? null : node.getCoLocationGroup());
  }

  private static Optional<KeepsState> keeper(@Nullable StreamOperatorFactory<?> factory) {
    return factory instanceof SimpleOperatorFactory<?> simple
            && simple.getOperator() instanceof KeepsState keeper
        ? Optional.of(keeper)
        : Optional.empty();
  }

  /** Ours say it themselves; for Flink's own it stands in their private constants. */
  private static @Nullable List<DeclaredState> states(@Nullable StreamOperatorFactory<?> factory) {
    List<DeclaredState> states = new ArrayList<>();
    if (factory instanceof SourceOperatorFactory<?>) {
      states.add(DeclaredState.split(bytes(SPLITS)).ofBytes("the splits' bytes"));
    } else if (factory instanceof SinkWriterOperatorFactory<?, ?> writer) {
      if (writer.getSink() instanceof SupportsWriterState<?, ?>) {
        states.add(DeclaredState.split(bytes(WRITER_STATES)));
      }
      if (writer.getSink() instanceof SupportsCommitter<?>) {
        states.add(DeclaredState.split(bytes(COMMITTER_STATES)).onlyForOld());
      }
    } else if (factory instanceof CommitterOperatorFactory<?>) {
      states.add(
          DeclaredState.split(bytes(COMMITTER_STATES)).ofBytes("the bytes of what is to commit"));
    } else {
      Optional<KeepsState> keeper = keeper(factory);
      if (keeper.isEmpty()) {
        return null;
      }
      keeper.get().keyedStates().forEach(state -> states.add(DeclaredState.keyed(state)));
      keeper.get().splitStates().forEach(state -> states.add(DeclaredState.split(state)));
      keeper.get().unionStates().forEach(state -> states.add(DeclaredState.union(state)));
    }
    return states;
  }

  private static ListStateDescriptor<byte[]> bytes(String name) {
    return new ListStateDescriptor<>(name, BytePrimitiveArraySerializer.INSTANCE);
  }
}
