package io.tributary.pipeline.measure;

import io.tributary.pipeline.KeepsState;
import io.tributary.pipeline.measure.MetricPoint.Scope;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Of a window's final results in some dimensions, lets only the top pass; results in others pass at
 * once. Keyed by dimension, group and window.
 *
 * <p>A window's results are kept until the watermark that closes it has come here: each instance of
 * {@link CloseWindows} sends them before it forwards that watermark, so then all have come. Nothing
 * comes after that, and nothing is kept any longer.
 */
public final class KeepTop extends AbstractStreamOperator<MetricPoint>
    implements OneInputStreamOperator<MetricPoint, MetricPoint>, KeepsState {
  private static final long serialVersionUID = 1L;

  private static final Comparator<Result> BEST_FIRST =
      Comparator.comparingLong(Result::count)
          .reversed()
          .thenComparing(
              result -> result.value().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  private final Map<String, Top> tops;
  private final Windows windows;
  private transient ListState<Result> results;

  /** The keys that have results, by the starts of their windows. */
  private transient TreeMap<Long, Set<String>> open;

  /**
   * A final result, as it is kept.
   *
   * @param sums the sums in their order
   */
  @SuppressWarnings("ArrayRecordComponent") // kept, never compared
  public record Result(
      String dimension,
      String value,
      long windowStart,
      long windowEnd,
      long count,
      long distinct,
      long[] sums,
      int revision) {
    private MetricPoint point() {
      return new MetricPoint(
          dimension,
          value,
          windowStart,
          windowEnd,
          Scope.WINDOW,
          count,
          distinct,
          sums,
          true,
          revision);
    }
  }

  /**
   * Makes the step.
   *
   * @param tops the dimensions of which only the top pass
   */
  public KeepTop(Map<String, Top> tops, Windows windows) {
    this.tops = Map.copyOf(tops);
    this.windows = windows;
  }

  /**
   * Among which a result is one of the top; each value for itself where all pass. A key that has
   * results ends with their window's start.
   */
  public record Among(Map<String, Top> tops) implements KeySelector<MetricPoint, String> {
    @Override
    public String getKey(MetricPoint point) {
      Top top = tops.get(point.dimension());
      return top == null
          ? point.dimension() + '|' + point.value()
          : point.dimension() + '|' + top.group().apply(point.value()) + '|' + point.windowStart();
    }
  }

  private static ListStateDescriptor<Result> resultsState() {
    return new ListStateDescriptor<>("results", TypeInformation.of(Result.class));
  }

  @Override
  public List<StateDescriptor<?, ?>> keyedStates() {
    return List.of(resultsState());
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    results = context.getKeyedStateStore().getListState(resultsState());
    open = new TreeMap<>();
    try (Stream<String> keys =
        this.<String>getKeyedStateBackend()
            .getKeys(resultsState().getName(), VoidNamespace.INSTANCE)) {
      keys.forEach(key -> keys(Long.parseLong(key.substring(key.lastIndexOf('|') + 1))).add(key));
    }
  }

  private Set<String> keys(long windowStart) {
    return open.computeIfAbsent(windowStart, start -> new HashSet<>());
  }

  @Override
  public void processElement(StreamRecord<MetricPoint> element) throws Exception {
    MetricPoint point = element.getValue();
    if (!tops.containsKey(point.dimension())) {
      output.collect(element);
      return;
    }
    results.add(
        new Result(
            point.dimension(),
            point.value(),
            point.windowStart(),
            point.windowEnd(),
            point.count(),
            point.distinct(),
            point.tallies(),
            point.revision()));
    keys(point.windowStart()).add((String) getCurrentKey());
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    while (!open.isEmpty() && windows.closingTime(open.firstKey()) <= mark.getTimestamp()) {
      for (String key : open.pollFirstEntry().getValue()) {
        setCurrentKey(key);
        top().forEach(each -> output.collect(new StreamRecord<>(each.point())));
        results.clear();
      }
    }
    super.processWatermark(mark);
  }

  /** The top of the current key's results, the best first. */
  private List<Result> top() throws Exception {
    PriorityQueue<Result> best = new PriorityQueue<>(BEST_FIRST.reversed());
    for (Result each : results.get()) {
      @Nullable Top top = tops.get(each.dimension);
      best.add(each);
      if (top == null || best.size() > top.most()) { // null: the feed has given the dimension up
        best.remove();
      }
    }
    return best.stream().sorted(BEST_FIRST).toList();
  }
}
