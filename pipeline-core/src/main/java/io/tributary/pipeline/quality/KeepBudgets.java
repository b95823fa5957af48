package io.tributary.pipeline.quality;

import io.tributary.pipeline.KeepsState;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up what became of a feed's records, window by window, and says when a window has more bad
 * ones than its budget allows. It runs with a parallelism of one.
 *
 * <p>Windows are judged before each barrier: there, all that was counted of the records before it
 * has come, and nothing of those behind it. What is added up is state, so a restart counts no
 * record twice. A job that halts does so before anything of that checkpoint becomes visible.
 */
public final class KeepBudgets extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<Tally, Void>, KeepsState {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(KeepBudgets.class);

  /** More windows are not kept: the oldest are forgotten. */
  private static final int MOST_WINDOWS = 1_000;

  private final Budgets budgets;

  private transient TreeMap<Long, Map<Fate, Long>> windows;
  private transient Map<Fate, String> examples;

  /** Windows with new records since they were judged last. */
  private transient Set<Long> changed;

  private transient long watermark;

  /** Windows that begin up to here have been judged since they were over. */
  private transient long judgedThrough;

  private transient List<Budget> kept;
  private transient ListState<Tally> state;

  /**
   * What a feed declares.
   *
   * @param feed for messages
   * @param allowances those that there are, by fate
   * @param halts whether the job halts when a window is over one; else it warns
   */
  public record Budgets(
      String feed, Duration window, Map<Fate, Allowance> allowances, boolean halts)
      implements Serializable {}

  /** One budget, and what has become of it. */
  private static final class Budget {
    final Fate fate;
    final Allowance allowance;
    final Counter over;

    /** Windows that were told to be over. */
    final Set<Long> told = new HashSet<>();

    /** Of the newest window; the metrics ask, too. */
    volatile double used;

    Budget(Fate fate, Allowance allowance, Counter over) {
      this.fate = fate;
      this.allowance = allowance;
      this.over = over;
    }

    double use(Map<Fate, Long> counts, boolean isOver) {
      return allowance.used(counts.getOrDefault(fate, 0L), all(counts), isOver);
    }
  }

  public KeepBudgets(Budgets budgets) {
    this.budgets = budgets;
  }

  private static ListStateDescriptor<Tally> windowsState() {
    return new ListStateDescriptor<>("windows", TypeInformation.of(Tally.class));
  }

  @Override
  public List<ListStateDescriptor<?>> splitStates() {
    return List.of(windowsState());
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    windows = new TreeMap<>();
    examples = new EnumMap<>(Fate.class);
    changed = new HashSet<>();
    kept = new ArrayList<>();
    state = context.getOperatorStateStore().getListState(windowsState());
    for (Tally tally : state.get()) {
      add(tally);
    }
    watermark = Long.MIN_VALUE;
    // The newest may still be open.
    judgedThrough = windows.isEmpty() ? Long.MIN_VALUE : windows.lastKey() - 1;
  }

  @Override
  public void open() throws Exception {
    super.open();
    for (Map.Entry<Fate, Allowance> each : budgets.allowances().entrySet()) {
      String word = each.getKey().word();
      Counter over = QualityMetrics.WINDOWS_OVER.countIn(getMetricGroup(), word);
      Budget budget = new Budget(each.getKey(), each.getValue(), over);
      kept.add(budget);
      QualityMetrics.USED.showIn(getMetricGroup(), word, () -> budget.used);
    }
  }

  @Override
  public void processElement(StreamRecord<Tally> element) {
    add(element.getValue());
    changed.add(element.getValue().windowStart());
  }

  private void add(Tally tally) {
    Fate fate = Fate.valueOf(tally.fate().toUpperCase(Locale.ROOT));
    windows
        .computeIfAbsent(tally.windowStart(), start -> new EnumMap<>(Fate.class))
        .merge(fate, tally.count(), Long::sum);
    if (!tally.example().isEmpty()) {
      examples.put(fate, tally.example());
    }
    if (windows.size() > MOST_WINDOWS) {
      long oldest = windows.pollFirstEntry().getKey();
      changed.remove(oldest);
      kept.forEach(budget -> budget.told.remove(oldest));
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    if (watermark != Long.MIN_VALUE) {
      long over = watermark - budgets.window().toMillis();
      if (over > judgedThrough) {
        changed.addAll(windows.subMap(judgedThrough, false, over, true).keySet());
        judgedThrough = over;
      }
    }
    for (Budget budget : kept) {
      for (long window : changed) {
        if (budget.use(counts(window), window <= judgedThrough) > 1) {
          tell(budget, window);
        }
      }
      if (!windows.isEmpty()) {
        long newest = windows.lastKey();
        budget.used = budget.use(counts(newest), newest <= judgedThrough);
      }
    }
    changed.clear();
  }

  /** Goes by event time, which no partition is behind: all that was received before has come. */
  @Override
  public void processWatermark(Watermark mark) throws Exception {
    watermark = Math.max(watermark, mark.getTimestamp());
    super.processWatermark(mark);
  }

  private Map<Fate, Long> counts(long window) {
    return windows.getOrDefault(window, Map.of());
  }

  private static long all(Map<Fate, Long> counts) {
    return counts.getOrDefault(Fate.DELIVERED, 0L)
        + counts.getOrDefault(Fate.UNENRICHED, 0L)
        + counts.getOrDefault(Fate.REJECTED, 0L);
  }

  private void tell(Budget budget, long window) {
    if (!budget.told.add(window)) {
      return;
    }
    budget.over.inc();
    String message = message(budget, window);
    if (budgets.halts()) {
      throw new BudgetExceeded(message);
    }
    LOG.warn("{}", message);
  }

  private String message(Budget budget, long window) {
    Map<Fate, Long> counts = counts(window);
    String key = "quality." + budget.fate.word();
    String example = examples.getOrDefault(budget.fate, "");
    return budgets.feed()
        + ": of the "
        + all(counts)
        + " records that were received from "
        + Instant.ofEpochMilli(window)
        + " on, for "
        + budgets.window().toSeconds()
        + " s, "
        + counts.getOrDefault(budget.fate, 0L)
        + " are "
        + budget.fate.word()
        + ", more than "
        + key
        + "="
        + budget.allowance.written()
        + " allows"
        + (example.isEmpty() ? "" : ", such as " + example)
        + ". "
        + (budgets.halts()
            ? "The job halts, as quality.policy says, and nothing of this checkpoint becomes visible."
                + " Mend what writes such records; or raise "
                + key
                + " or set quality.policy=warn, and start it again"
            : "What to do: docs/runbooks/bad-records.md");
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<Tally> all = new ArrayList<>();
    windows.forEach(
        (start, counts) ->
            counts.forEach((fate, count) -> all.add(new Tally(start, fate.word(), count, ""))));
    state.update(all);
  }
}
