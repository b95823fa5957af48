package io.tributary.pipeline.measure;

import io.tributary.pipeline.FeedMetrics;
import io.tributary.pipeline.KeepsState;
import io.tributary.pipeline.measure.MetricPoint.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
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
 * long, up to 64 MB: of n bytes there are about log n chunks, each byte was written log n times.
 *
 * <p>The end of a bounded run closes all windows, however far ahead they lie. Older ones may still
 * come in the next run; so such a window counts in the sums of later windows only, and is added to
 * what all have in common once the watermark has passed it.
 */
public final class CloseWindows extends AbstractStreamOperator<MetricPoint>
    implements OneInputStreamOperator<Partial, MetricPoint>, KeepsState {
  private static final long serialVersionUID = 1L;

  private static final String WINDOWS = "windows";
  private static final String CUMULATIVE = "cumulative";
  private static final String CLOSED_AHEAD = "closed-ahead";

  private static final long LARGEST_CHUNK = 64L << 20;

  /** The key that the sums of everything are kept under. */
  private static final String TOTAL = Measures.TOTAL + '|' + Measures.ALL;

  private final Windows windows;
  private final Set<String> finalOnly;

  /** Open windows by their start, then by key. */
  private transient TreeMap<Long, Map<String, Logged>> open;

  /** How many there are, each value's for itself; others ask, too. */
  private transient AtomicInteger openWindows;

  /** All of the total's windows that the watermark has closed. */
  private transient Logged cumulative;

  /** Those that an end has closed, by their start. */
  private transient TreeMap<Long, Sum> ahead;

  private transient MapState<Tuple2<Long, Long>, byte[]> windowLog;
  private transient MapState<Long, byte[]> cumulativeLog;
  private transient MapState<Long, byte[]> aheadLog;
  private transient Counter closed;

  /**
   * Makes the step.
   *
   * @param finalOnly the dimensions of which no early results are told
   */
  public CloseWindows(Windows windows, Set<String> finalOnly) {
    this.windows = windows;
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
    openWindows = new AtomicInteger();
    cumulative = new Logged();
    ahead = new TreeMap<>();
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
      if (keysOf(CUMULATIVE).contains(TOTAL)) {
        setCurrentKey(TOTAL);
        for (var chunk : cumulativeLog.entries()) {
          cumulative.restore(chunk.getKey(), chunk.getValue());
        }
      }
      if (keysOf(CLOSED_AHEAD).contains(TOTAL)) {
        setCurrentKey(TOTAL);
        for (var window : aheadLog.entries()) {
          Sum sum = new Sum();
          sum.restore(window.getValue());
          ahead.put(window.getKey(), sum);
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
    FeedMetrics.OPEN_WINDOWS.showIn(getMetricGroup(), openWindows::get);
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
        .computeIfAbsent(
            key,
            k -> {
              openWindows.incrementAndGet();
              return new Logged();
            });
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp()) {
      closeAll();
    } else {
      closeThrough(mark.getTimestamp());
    }
    super.processWatermark(mark);
  }

  private void closeThrough(long watermark) throws Exception {
    while (!open.isEmpty() && windows.closingTime(open.firstKey()) <= watermark) {
      var window = open.pollFirstEntry();
      long start = window.getKey();
      close(start, window.getValue());
      Logged total = window.getValue().get(TOTAL);
      if (total != null) {
        setCurrentKey(TOTAL);
        while (!ahead.isEmpty() && ahead.firstKey() < start) {
          var passed = ahead.pollFirstEntry();
          cumulative.sum.add(passed.getValue());
          aheadLog.remove(passed.getKey());
        }
        cumulative.sum.add(total.sum);
        emit(start, TOTAL, cumulative.sum, Scope.CUMULATIVE, true);
      }
    }
  }

  private void closeAll() throws Exception {
    Sum upTo = cumulative.sum.copy();
    long addedBefore = Long.MIN_VALUE;
    for (var window : open.entrySet()) {
      long start = window.getKey();
      close(start, window.getValue());
      Logged total = window.getValue().get(TOTAL);
      if (total != null) {
        ahead.subMap(addedBefore, start).values().forEach(upTo::add);
        addedBefore = start + 1;
        upTo.add(total.sum);
        emit(start, TOTAL, upTo, Scope.CUMULATIVE, true);
        Sum kept = total.sum.copy();
        ahead.put(start, kept);
        setCurrentKey(TOTAL);
        aheadLog.put(start, kept.takeAdded());
      }
    }
    open.clear();
  }

  private void close(long start, Map<String, Logged> values) throws Exception {
    for (Map.Entry<String, Logged> each : values.entrySet()) {
      emit(start, each.getKey(), each.getValue().sum, Scope.WINDOW, true);
      closed.inc();
      if (!each.getValue().chunks.isEmpty()) {
        setCurrentKey(each.getKey());
        for (long checkpoint : each.getValue().chunks.keySet()) {
          windowLog.remove(Tuple2.of(start, checkpoint));
        }
      }
    }
    openWindows.addAndGet(-values.size());
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
        log(
            each.getKey(),
            each.getValue(),
            checkpoint,
            windowLog,
            number -> Tuple2.of(window.getKey(), number));
      }
    }
    log(TOTAL, cumulative, checkpoint, cumulativeLog, number -> number);
  }

  private <K> void log(
      String key, Logged logged, long checkpoint, MapState<K, byte[]> log, LongFunction<K> place)
      throws Exception {
    if (!logged.sum.isChanged()) {
      return;
    }
    setCurrentKey(key);
    List<byte[]> parts = new ArrayList<>(List.of(logged.sum.takeAdded()));
    long length = parts.get(0).length;
    while (!logged.chunks.isEmpty() && joins(logged.chunks.lastEntry().getValue(), length)) {
      var last = logged.chunks.pollLastEntry();
      K lastPlace = place.apply(last.getKey());
      parts.add(log.get(lastPlace));
      length += last.getValue();
      log.remove(lastPlace);
    }
    byte[] chunk = parts.size() == 1 ? parts.get(0) : Sum.together(parts);
    log.put(place.apply(checkpoint), chunk);
    logged.chunks.put(checkpoint, chunk.length);
  }

  private static boolean joins(long chunk, long later) {
    return chunk < 2 * later && chunk + later <= LARGEST_CHUNK;
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
