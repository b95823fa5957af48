package io.tributary.pipeline.measure;

import io.tributary.pipeline.FeedMetrics;
import io.tributary.pipeline.KeepsState;
import io.tributary.pipeline.measure.MetricPoint.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up partial counts and says what each window held: an early result of each value that
 * changed, once a checkpoint, with revisions that rise; and one final result when the watermark
 * closes the window. The total's windows also say everything up to their end.
 *
 * <p>Open windows are kept in memory. The keyed state (by dimension and value) is a log: each
 * checkpoint appends what was added since the last one, so that it carries little but what is new,
 * and a restore adds it up again. A chunk takes in those before it that are less than twice as
 * long: of n bytes there are at most log n chunks, and each byte was written log n times.
 *
 * <p>The end of a bounded run closes all windows, those too that lie further ahead than a jump of
 * event time that nothing has confirmed. Such a window counts in the sums of later windows only,
 * wherever it was closed: a record with a bad clock is not part of what is counted until then.
 */
public final class CloseWindows extends AbstractStreamOperator<MetricPoint>
    implements OneInputStreamOperator<Partial, MetricPoint>, KeepsState {
  private static final long serialVersionUID = 1L;

  private static final String WINDOWS = "windows";
  private static final String CUMULATIVE = "cumulative";
  private static final String CLOSED_AHEAD = "closed-ahead";

  private final Windows windows;
  private final long jump;
  private final Set<String> finalOnly;

  /** Open windows by their start, then by key. */
  private transient TreeMap<Long, Map<String, Logged>> open;

  private transient Map<String, Logged> cumulative;

  /** The total's windows that were closed ahead, by key, then by start. */
  private transient Map<String, TreeMap<Long, Sum>> ahead;

  private transient long watermark;
  private transient MapState<Tuple2<Long, Long>, byte[]> windowLog;
  private transient MapState<Long, byte[]> cumulativeLog;
  private transient MapState<Long, byte[]> aheadLog;
  private transient Counter closed;

  /**
   * Makes the step.
   *
   * @param jump the largest step of event time that needs no confirmation
   * @param finalOnly the dimensions of which no early results are told
   */
  public CloseWindows(Windows windows, Duration jump, Set<String> finalOnly) {
    this.windows = windows;
    this.jump = jump.toMillis();
    this.finalOnly = Set.copyOf(finalOnly);
  }

  @Override
  @SuppressWarnings("rawtypes") // as Flink declares it
  public void setKeyContextElement1(StreamRecord record) {
    // Counts are added up in memory; the key is set where the state is touched.
  }

  private static MapStateDescriptor<Tuple2<Long, Long>, byte[]> windowsState() {
    return new MapStateDescriptor<>(
        WINDOWS,
        Types.TUPLE(Types.LONG, Types.LONG),
        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
  }

  private static MapStateDescriptor<Long, byte[]> cumulativeState() {
    return new MapStateDescriptor<>(
        CUMULATIVE, Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
  }

  private static MapStateDescriptor<Long, byte[]> closedAheadState() {
    return new MapStateDescriptor<>(
        CLOSED_AHEAD, Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
  }

  @Override
  public List<StateDescriptor<?, ?>> keyedStates() {
    return List.of(windowsState(), cumulativeState(), closedAheadState());
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    open = new TreeMap<>();
    cumulative = new HashMap<>();
    ahead = new HashMap<>();
    watermark = Long.MIN_VALUE;
    windowLog = context.getKeyedStateStore().getMapState(windowsState());
    cumulativeLog = context.getKeyedStateStore().getMapState(cumulativeState());
    aheadLog = context.getKeyedStateStore().getMapState(closedAheadState());
    if (context.isRestored()) {
      for (String key : keysOf(WINDOWS)) {
        setCurrentKey(key);
        for (var chunk : windowLog.entries()) {
          window(chunk.getKey().f0, key).restore(chunk.getKey().f1, chunk.getValue());
        }
      }
      for (String key : keysOf(CUMULATIVE)) {
        setCurrentKey(key);
        Logged all = cumulative.computeIfAbsent(key, k -> new Logged());
        for (var chunk : cumulativeLog.entries()) {
          all.restore(chunk.getKey(), chunk.getValue());
        }
      }
      for (String key : keysOf(CLOSED_AHEAD)) {
        setCurrentKey(key);
        for (var window : aheadLog.entries()) {
          Sum sum = new Sum();
          sum.restore(window.getValue());
          ahead.computeIfAbsent(key, k -> new TreeMap<>()).put(window.getKey(), sum);
        }
      }
    }
  }

  private Set<String> keysOf(String state) {
    try (Stream<String> keys =
        this.<String>getKeyedStateBackend().getKeys(state, VoidNamespace.INSTANCE)) {
      return keys.collect(HashSet::new, HashSet::add, HashSet::addAll);
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    closed = FeedMetrics.WINDOWS_CLOSED.countIn(getMetricGroup());
    FeedMetrics.OPEN_WINDOWS.showIn(
        getMetricGroup(), () -> open.values().stream().mapToInt(Map::size).sum());
  }

  @Override
  public void processElement(StreamRecord<Partial> element) {
    Partial partial = element.getValue();
    window(partial.windowStart(), partial.key())
        .sum
        .add(partial.count(), partial.tallies(), partial.fingerprints());
  }

  private Logged window(long start, String key) {
    return open.computeIfAbsent(start, s -> new HashMap<>())
        .computeIfAbsent(key, k -> new Logged());
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    boolean ended = mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp();
    long through = watermark;
    while (!open.isEmpty() && windows.closingTime(open.firstKey()) <= mark.getTimestamp()) {
      var window = open.pollFirstEntry();
      long start = window.getKey();
      boolean isAhead = ended && through != Long.MIN_VALUE && start > through + jump;
      through = isAhead ? through : Math.max(through, windows.closingTime(start));
      for (Map.Entry<String, Logged> each : window.getValue().entrySet()) {
        close(start, each.getKey(), each.getValue(), isAhead);
      }
    }
    watermark = ended ? watermark : Math.max(watermark, mark.getTimestamp());
    super.processWatermark(mark);
  }

  private void close(long start, String key, Logged window, boolean isAhead) throws Exception {
    emit(start, key, window.sum, Scope.WINDOW, true);
    closed.inc();
    if (key.startsWith(Measures.TOTAL + '|')) {
      Sum all = cumulative.computeIfAbsent(key, k -> new Logged()).sum;
      TreeMap<Long, Sum> before = ahead.computeIfAbsent(key, k -> new TreeMap<>());
      setCurrentKey(key);
      if (isAhead) {
        Sum upTo = new Sum();
        upTo.add(all);
        before.headMap(start).values().forEach(upTo::add);
        upTo.add(window.sum);
        emit(start, key, upTo, Scope.CUMULATIVE, true);
        Sum kept = new Sum();
        kept.add(window.sum);
        before.put(start, kept);
        aheadLog.put(start, kept.takeAdded());
      } else {
        while (!before.isEmpty() && before.firstKey() < start) {
          var passed = before.pollFirstEntry();
          all.add(passed.getValue());
          aheadLog.remove(passed.getKey());
        }
        all.add(window.sum);
        emit(start, key, all, Scope.CUMULATIVE, true);
      }
    }
    if (!window.chunks.isEmpty()) {
      setCurrentKey(key);
      for (long checkpoint : window.chunks.keySet()) {
        windowLog.remove(Tuple2.of(start, checkpoint));
      }
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    for (var window : open.entrySet()) {
      for (var each : window.getValue().entrySet()) {
        if (each.getValue().sum.isChanged() && isToldEarly(each.getKey())) {
          emit(window.getKey(), each.getKey(), each.getValue().sum, Scope.WINDOW, false);
        }
      }
    }
  }

  private boolean isToldEarly(String key) {
    return finalOnly.isEmpty() || !finalOnly.contains(dimension(key));
  }

  private static String dimension(String key) {
    return key.substring(0, key.indexOf('|'));
  }

  private void emit(long start, String key, Sum sum, Scope scope, boolean isFinal) {
    String dimension = dimension(key);
    output.collect(
        new StreamRecord<>(
            new MetricPoint(
                dimension,
                key.substring(dimension.length() + 1),
                start,
                windows.endOf(start),
                scope,
                sum.count,
                sum.distinct.size(),
                sum.tallies.clone(),
                isFinal,
                ++sum.revision)));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    long checkpoint = context.getCheckpointId();
    for (var window : open.entrySet()) {
      for (var each : window.getValue().entrySet()) {
        log(each, checkpoint, windowLog, number -> Tuple2.of(window.getKey(), number));
      }
    }
    for (var each : cumulative.entrySet()) {
      log(each, checkpoint, cumulativeLog, number -> number);
    }
  }

  private <K> void log(
      Map.Entry<String, Logged> each,
      long checkpoint,
      MapState<K, byte[]> log,
      LongFunction<K> place)
      throws Exception {
    Logged logged = each.getValue();
    if (!logged.sum.isChanged()) {
      return;
    }
    setCurrentKey(each.getKey());
    byte[] chunk = logged.sum.takeAdded();
    while (!logged.chunks.isEmpty() && logged.chunks.lastEntry().getValue() < 2L * chunk.length) {
      K last = place.apply(logged.chunks.pollLastEntry().getKey());
      chunk = Sum.together(log.get(last), chunk);
      log.remove(last);
    }
    log.put(place.apply(checkpoint), chunk);
    logged.chunks.put(checkpoint, chunk.length);
  }

  /** A sum, and the chunks of it that are logged: the checkpoint of each, and its bytes. */
  private static final class Logged {
    final Sum sum = new Sum();
    final TreeMap<Long, Integer> chunks = new TreeMap<>();

    void restore(long checkpoint, byte[] chunk) throws IOException {
      sum.restore(chunk);
      chunks.put(checkpoint, chunk.length);
    }
  }
}
