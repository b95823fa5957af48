package io.tributary.jobs.lineage;

import io.tributary.pipeline.NamedDataset;
import io.tributary.pipeline.TouchesDatasets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.operators.AbstractUdfStreamOperator;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.transformations.SinkTransformation;
import org.apache.flink.streaming.api.transformations.SourceTransformation;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;

/**
 * What a job reads and writes, as its sources and steps say themselves: nobody keeps a list.
 *
 * @param inputs each once, in the order of their names
 * @param outputs likewise
 */
public record JobDatasets(List<NamedDataset> inputs, List<NamedDataset> outputs) {
  /**
   * Asks all steps.
   *
   * @param ends the environment's transformations, with all those before them
   */
  public static JobDatasets of(Collection<Transformation<?>> ends) {
    Map<String, NamedDataset> inputs = new TreeMap<>();
    Map<String, NamedDataset> outputs = new TreeMap<>();
    for (Transformation<?> step : withPredecessors(ends)) {
      Optional<TouchesDatasets> touching = touching(step);
      touching.ifPresent(
          touches -> {
            touches.reads().forEach(each -> add(inputs, each));
            touches.writes().forEach(each -> add(outputs, each));
          });
    }
    return new JobDatasets(List.copyOf(inputs.values()), List.copyOf(outputs.values()));
  }

  static Set<Transformation<?>> withPredecessors(Collection<Transformation<?>> ends) {
    Set<Transformation<?>> all = new LinkedHashSet<>();
    ends.forEach(end -> all.addAll(end.getTransitivePredecessors()));
    return all;
  }

  /** The part of a step that knows datasets, if it does. */
  static Optional<TouchesDatasets> touching(Transformation<?> step) {
    Object part = null;
    if (step instanceof SourceTransformation<?, ?, ?> source) {
      part = source.getSource();
    } else if (step instanceof SinkTransformation<?, ?> sink) {
      part = sink.getSink();
    } else if (step instanceof OneInputTransformation<?, ?> operator) {
      part = operator(operator.getOperatorFactory());
    } else if (step instanceof TwoInputTransformation<?, ?, ?> operator) {
      part = operator(operator.getOperatorFactory());
    }
    return part instanceof TouchesDatasets touching ? Optional.of(touching) : Optional.empty();
  }

  private static Object operator(StreamOperatorFactory<?> factory) {
    Object operator = factory instanceof SimpleOperatorFactory<?> it ? it.getOperator() : factory;
    return operator instanceof AbstractUdfStreamOperator<?, ?> function
        ? function.getUserFunction()
        : operator;
  }

  /** Of one that is named twice, the columns are kept that somebody knows. */
  private static void add(Map<String, NamedDataset> all, NamedDataset dataset) {
    all.merge(
        dataset.namespace() + " " + dataset.name(),
        dataset,
        (before, now) -> before.fields().isEmpty() ? now : before);
  }
}
