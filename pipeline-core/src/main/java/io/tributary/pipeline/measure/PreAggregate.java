package io.tributary.pipeline.measure;

import io.tributary.pipeline.FeedMetrics;
import io.tributary.pipeline.KeepsState;
import io.tributary.pipeline.record.EventTime;
import io.tributary.pipeline.record.LateRecord;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.Text;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Counts all dimensions in one pass, before any shuffle, and decides once for each record whether
 * it is late.
 *
 * <p>What is counted is flushed before each barrier, and, for the windows that it closes, before a
 * watermark is forwarded; so nothing of it is ever part of a checkpoint, and no partial count
 * arrives after its window has closed.
 *
 * <p>Flink does not keep watermarks in checkpoints. How far windows are closed is kept here: after
 * a restore the larger of that mark and the watermark rules. At the end of a bounded run all
 * windows with records close, and the mark moves to the newest of them, so that the next run goes
 * on behind it. Windows further ahead than a jump of event time that nothing has confirmed are
 * closed one by one instead: one record with a bad clock must not make the whole next run late.
 *
 * <p>The lateness may change from one run to the next: what was closed stays so. The size may not,
 * since windows of two sizes would count the same moments.
 */
public final class PreAggregate<E> extends AbstractStreamOperator<Partial>
    implements OneInputStreamOperator<Accepted<E>, Partial>, KeepsState {
  private static final long serialVersionUID = 1L;

  /** Flushed early when so many counts, numbers and words of bits are held; bounds the memory. */
  private static final int MOST_ENTRIES = 2_000_000;

  private static final String CLOSED_THROUGH = "closed-through";
  private static final String AT_THE_END = "at-the-end";
  private static final String CLOSED_AHEAD = "closed-ahead";
  private static final String UNCLOSED = "unclosed";
  private static final String LATENESS = "lateness";

  private final Measures<E> measures;
  private final EventTime<E> eventTime;
  private final Windows windows;
  private final long jump;
  private final OutputTag<LateRecord> late;

  private transient Long2ObjectOpenHashMap<Counts> open;
  private transient int entries;

  /** The watermark that windows are closed by. */
  private transient long closedThrough;

  /** The starts of windows that are closed although the watermark has not come so far. */
  private transient TreeSet<Long> closedAhead;

  /** The starts of windows with records that are not closed. */
  private transient TreeSet<Long> unclosed;

  /** Whether the last watermark has come: what was closed since may differ between subtasks. */
  private transient boolean atTheEnd;

  private transient ListState<Long> closedThroughState;
  private transient ListState<Boolean> atTheEndState;
  private transient ListState<Long> closedAheadState;
  private transient ListState<Long> unclosedState;
  private transient ListState<Long> latenessState;
  private transient ListState<String> settingsState;
  private transient Counter lateRecords;
  private transient Counter windowed;

  /**
   * Makes the step.
   *
   * @param jump the largest step of event time that needs no confirmation
   * @param late where copies of late records go
   */
  public PreAggregate(
      Measures<E> measures,
      EventTime<E> eventTime,
      Windows windows,
      Duration jump,
      OutputTag<LateRecord> late) {
    this.measures = measures;
    this.eventTime = eventTime;
    this.windows = windows;
    this.jump = jump.toMillis();
    this.late = late;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    open = new Long2ObjectOpenHashMap<>();
    closedThroughState = marks(context, CLOSED_THROUGH);
    closedAheadState = marks(context, CLOSED_AHEAD);
    unclosedState = marks(context, UNCLOSED);
    latenessState = marks(context, LATENESS);
    atTheEndState = context.getOperatorStateStore().getUnionListState(endState());
    settingsState = context.getOperatorStateStore().getUnionListState(KeepsState.settingsState());
    checkSettings();
    closedThrough = restoredMark();
    closedAhead = new TreeSet<>();
    closedAheadState.get().forEach(closedAhead::add);
    unclosed = new TreeSet<>();
    unclosedState.get().forEach(unclosed::add);
    closeThrough(closedThrough);
  }

  /**
   * At a barrier a subtask may be behind the others, when records before it wait for answers: what
   * waits is not late, and the next step goes by the one that is behind, too. At the end of a run
   * nothing waits, and each has closed what it had.
   */
  private long restoredMark() throws Exception {
    List<Long> marks = new ArrayList<>();
    closedThroughState.get().forEach(marks::add);
    List<Boolean> ends = new ArrayList<>();
    atTheEndState.get().forEach(ends::add);
    // Savepoints from before this was kept know no subtasks that are behind.
    boolean furthest = ends.isEmpty() || ends.contains(true);
    if (marks.isEmpty()) {
      return Long.MIN_VALUE;
    }
    long mark = furthest ? Collections.max(marks) : Collections.min(marks);
    Iterator<Long> lateness = latenessState.get().iterator();
    return mark == Long.MIN_VALUE || !lateness.hasNext()
        ? mark
        : mark - lateness.next() + windows.lateness().toMillis();
  }

  private void checkSettings() throws Exception {
    List<String> kept = new ArrayList<>();
    settingsState.get().forEach(kept::add);
    Optional<String> problem = KeepsState.settingsProblem(kept, settings());
    if (problem.isPresent()) {
      throw new IllegalStateException("the windows' state can't be used: " + problem.get());
    }
  }

  private static ListStateDescriptor<Boolean> endState() {
    return new ListStateDescriptor<>(AT_THE_END, Types.BOOLEAN);
  }

  /** All subtasks get what each had: windows are closed for all. */
  private static ListState<Long> marks(StateInitializationContext context, String name)
      throws Exception {
    return context.getOperatorStateStore().getUnionListState(marksState(name));
  }

  private static ListStateDescriptor<Long> marksState(String name) {
    return new ListStateDescriptor<>(name, Types.LONG);
  }

  @Override
  public List<ListStateDescriptor<?>> unionStates() {
    return List.of(
        marksState(CLOSED_THROUGH),
        marksState(LATENESS),
        endState(),
        marksState(CLOSED_AHEAD),
        marksState(UNCLOSED),
        KeepsState.settingsState());
  }

  @Override
  public List<String> settings() {
    return List.of("window.size=" + windows.size().toMillis() + "ms");
  }

  @Override
  public void open() throws Exception {
    super.open();
    lateRecords = FeedMetrics.LATE.countIn(getMetricGroup());
    windowed = FeedMetrics.WINDOWED.countIn(getMetricGroup());
  }

  @Override
  public void processElement(StreamRecord<Accepted<E>> element) {
    E record = element.getValue().value();
    long start = windows.startOf(eventTime.of(record));
    if (windows.closingTime(start) <= closedThrough
        || !closedAhead.isEmpty() && closedAhead.contains(start)) {
      lateRecords.inc();
      output.collect(
          late, new StreamRecord<>(new LateRecord(element.getValue().raw(), closedThrough)));
      return;
    }
    windowed.inc();
    @Nullable Counts counts = open.get(start);
    if (counts == null) {
      counts = new Counts(measures);
      open.put(start, counts);
      unclosed.add(start);
    }
    entries += counts.add(record, measures);
    if (entries > MOST_ENTRIES) {
      flush(Long.MAX_VALUE);
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp()) {
      closeAll();
      atTheEnd = true;
    } else {
      closeThrough(mark.getTimestamp());
    }
    flush(mark.getTimestamp());
    super.processWatermark(mark);
  }

  private void closeThrough(long watermark) {
    closedThrough = Math.max(closedThrough, watermark);
    forgetClosed(closedAhead);
    forgetClosed(unclosed);
  }

  private void forgetClosed(TreeSet<Long> starts) {
    while (!starts.isEmpty() && windows.closingTime(starts.first()) <= closedThrough) {
      starts.pollFirst();
    }
  }

  private void closeAll() {
    for (long start : List.copyOf(unclosed)) { // the oldest first
      if (closedThrough != Long.MIN_VALUE && start <= closedThrough + jump) {
        closeThrough(windows.closingTime(start));
      } else {
        closedAhead.add(start);
      }
    }
    unclosed.clear();
  }

  /**
   * Keeps it to itself when its input is idle. All subtasks hear the same of the sources, but not
   * at the same moment: were one taken for idle by the next step, another's watermark could close a
   * window while the first still holds a part of it.
   */
  @Override
  public void processWatermarkStatus(WatermarkStatus status) {}

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    flush(Long.MAX_VALUE);
  }

  @Override
  public void finish() throws Exception {
    flush(Long.MAX_VALUE);
    super.finish();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    closedThroughState.update(List.of(closedThrough));
    atTheEndState.update(List.of(atTheEnd));
    closedAheadState.update(List.copyOf(closedAhead));
    unclosedState.update(List.copyOf(unclosed));
    latenessState.update(List.of(windows.lateness().toMillis()));
    settingsState.update(settings());
  }

  /** Emits the counts of all windows that a watermark closes. */
  private void flush(long watermark) {
    for (var entries = open.long2ObjectEntrySet().fastIterator(); entries.hasNext(); ) {
      var window = entries.next();
      if (windows.closingTime(window.getLongKey()) <= watermark) {
        emit(window.getLongKey(), window.getValue());
        entries.remove();
      }
    }
    if (open.isEmpty()) {
      entries = 0;
    }
  }

  private void emit(long windowStart, Counts counts) {
    List<String> names = measures.dimensionNames();
    for (int d = 0; d < names.size(); d++) {
      String dimension = names.get(d);
      for (Map.Entry<String, Count> value : counts.byValue.get(d).entrySet()) {
        Count count = value.getValue();
        output.collect(
            new StreamRecord<>(
                new Partial(
                    dimension,
                    value.getKey(),
                    windowStart,
                    count.records,
                    d == 0 ? counts.totals(count) : count.sums,
                    counts.fingerprints(count))));
      }
    }
  }

  /**
   * One window's counts, by dimension and value. Each thing that is counted distinctly has a number
   * in its window, and each value a bit for each: one look-up serves all dimensions.
   */
  private static final class Counts {
    private static final int NOTHING = -1;

    final Fingerprints numbers = new Fingerprints();
    final List<Map<String, Count>> byValue = new ArrayList<>();
    final long[] tallies;

    /** What the record in hand adds to the sums. */
    private final long[] added;

    Counts(Measures<?> measures) {
      measures.dimensionNames().forEach(name -> byValue.add(new HashMap<>()));
      tallies = new long[measures.tallies().size()];
      added = new long[measures.sums().size()];
    }

    /** Adds a record and says how many entries that made. */
    <E> int add(E record, Measures<E> measures) {
      int before = numbers.size();
      int number = NOTHING;
      Measures.@Nullable Distinct<E> distinct = measures.distinct();
      if (distinct != null) {
        Text value = distinct.value().apply(record);
        number = numbers.number(Fingerprint.high(value), Fingerprint.low(value));
      }
      int made = numbers.size() - before;
      for (int s = 0; s < added.length; s++) {
        added[s] = measures.sums().get(s).number().of(record);
      }
      List<Measures.Dimension<E>> dimensions = measures.dimensions();
      for (int d = 0; d < dimensions.size(); d++) {
        made += add(d, dimensions.get(d).value().apply(record), number);
      }
      List<Measures.Several<E>> several = measures.several();
      for (int s = 0; s < several.size(); s++) {
        for (String value : several.get(s).values().apply(record)) {
          made += add(dimensions.size() + s, value, number);
        }
      }
      for (int t = 0; t < tallies.length; t++) {
        tallies[t] += measures.tallies().get(t).number().of(record);
      }
      return made;
    }

    /** Adds the record in hand to one value of a dimension. */
    private int add(int dimension, String value, int number) {
      int made = 0;
      @Nullable Count count = byValue.get(dimension).get(value);
      if (count == null) {
        count = new Count(added.length);
        byValue.get(dimension).put(value, count);
        made++;
      }
      count.records++;
      for (int s = 0; s < added.length; s++) {
        count.sums[s] += added[s];
      }
      if (number != NOTHING) {
        int words = count.distinct.size() / Long.SIZE;
        count.distinct.set(number);
        made += count.distinct.size() / Long.SIZE - words;
      }
      return made;
    }

    /** The total's sums, then its tallies. */
    long[] totals(Count total) {
      long[] totals = Arrays.copyOf(total.sums, total.sums.length + tallies.length);
      System.arraycopy(tallies, 0, totals, total.sums.length, tallies.length);
      return totals;
    }

    long[] fingerprints(Count count) {
      long[] fingerprints = new long[2 * count.distinct.cardinality()];
      int at = 0;
      for (int n = count.distinct.nextSetBit(0); n >= 0; n = count.distinct.nextSetBit(n + 1)) {
        numbers.copy(n, fingerprints, at);
        at += 2;
      }
      return fingerprints;
    }
  }

  private static final class Count {
    final BitSet distinct = new BitSet();
    final long[] sums;
    long records;

    Count(int sums) {
      this.sums = new long[sums];
    }
  }
}
