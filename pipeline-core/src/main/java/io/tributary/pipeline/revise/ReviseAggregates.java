package io.tributary.pipeline.revise;

import io.tributary.pipeline.KeepsState;
import io.tributary.pipeline.revise.Change.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the aggregate of each group, and before each checkpoint tells those that have changed since
 * the last, as a new revision each.
 *
 * <p>How often each number occurs is kept as well: when the least or the greatest is taken back,
 * the next one is found among them.
 */
public final class ReviseAggregates extends AbstractStreamOperator<Aggregate>
    implements OneInputStreamOperator<Change, Aggregate>, KeepsState {
  private static final long serialVersionUID = 1L;

  private final int numbers;

  /** Changed since the last checkpoint; what they come to is in memory until then. */
  private transient Map<String, Open> open;

  private transient ValueState<Totals> totals;
  private transient List<MapState<Long, Long>> occurrences;

  /** A group that has changed. */
  private static final class Open {
    final Group group;
    final Totals told;
    long count;
    final long[] sums;
    final long[] least;
    final long[] greatest;

    Open(Group group, Totals told) {
      this.group = group;
      this.told = told;
      count = told.count();
      sums = told.sums().clone();
      least = told.least().clone();
      greatest = told.greatest().clone();
    }

    Totals now() {
      return new Totals(count, sums, least, greatest, told.revision());
    }
  }

  /**
   * Makes the step.
   *
   * @param aggregates says how many numbers there are
   */
  public ReviseAggregates(Aggregates<?> aggregates) {
    this.numbers = aggregates.numbers();
  }

  private static ValueStateDescriptor<Totals> totalsState() {
    return new ValueStateDescriptor<>("totals", TypeInformation.of(Totals.class));
  }

  private static MapStateDescriptor<Long, Long> occurrencesState(int number) {
    return new MapStateDescriptor<>("occurrences-" + number, Types.LONG, Types.LONG);
  }

  @Override
  public List<StateDescriptor<?, ?>> keyedStates() {
    List<StateDescriptor<?, ?>> all = new ArrayList<>();
    all.add(totalsState());
    for (int i = 0; i < numbers; i++) {
      all.add(occurrencesState(i));
    }
    return all;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    open = new LinkedHashMap<>();
    totals = context.getKeyedStateStore().getState(totalsState());
    occurrences = new ArrayList<>();
    for (int i = 0; i < numbers; i++) {
      occurrences.add(context.getKeyedStateStore().getMapState(occurrencesState(i)));
    }
  }

  @Override
  public void processElement(StreamRecord<Change> element) throws Exception {
    Change change = element.getValue();
    String key = change.group().key();
    Open group = open.get(key);
    if (group == null) {
      @Nullable Totals told = totals.value();
      group = new Open(change.group(), told == null ? Totals.none(numbers) : told);
      open.put(key, group);
    }
    if (change.added()) {
      add(group, change.numbers());
    } else {
      takeBack(group, change.numbers());
    }
  }

  private void add(Open group, long[] added) throws Exception {
    for (int i = 0; i < numbers; i++) {
      Sums.add(group.sums, i, added[i]);
      @Nullable Long before = occurrences.get(i).get(added[i]);
      occurrences.get(i).put(added[i], before == null ? 1 : before + 1);
      boolean first = group.count == 0;
      group.least[i] = first ? added[i] : Math.min(group.least[i], added[i]);
      group.greatest[i] = first ? added[i] : Math.max(group.greatest[i], added[i]);
    }
    group.count++;
  }

  private void takeBack(Open group, long[] taken) throws Exception {
    group.count--;
    for (int i = 0; i < numbers; i++) {
      Sums.subtract(group.sums, i, taken[i]);
      @Nullable Long before = occurrences.get(i).get(taken[i]);
      if (before == null) {
        throw new IllegalStateException(
            group.group + " never had the number " + taken[i] + " that is taken back");
      }
      if (before > 1) {
        occurrences.get(i).put(taken[i], before - 1);
      } else {
        occurrences.get(i).remove(taken[i]);
        if (taken[i] == group.least[i] || taken[i] == group.greatest[i]) {
          findExtremes(group, i);
        }
      }
    }
  }

  private void findExtremes(Open group, int number) throws Exception {
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    for (long each : occurrences.get(number).keys()) {
      least = Math.min(least, each);
      greatest = Math.max(greatest, each);
    }
    group.least[number] = group.count == 0 ? 0 : least;
    group.greatest[number] = group.count == 0 ? 0 : greatest;
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    tell();
  }

  /** The end of a job that is stopped with drain: no barrier passes what is told after it. */
  @Override
  public void finish() throws Exception {
    tell();
    super.finish();
  }

  private void tell() throws Exception {
    for (Map.Entry<String, Open> each : open.entrySet()) {
      Open group = each.getValue();
      Totals now = group.now();
      if (now.comesToTheSameAs(group.told)) {
        continue;
      }
      int revision = now.revision() + 1;
      setCurrentKey(each.getKey());
      totals.update(now.revised(revision));
      output.collect(
          new StreamRecord<>(
              new Aggregate(
                  group.group, now.count(), now.sums(), now.least(), now.greatest(), revision)));
    }
    open.clear();
  }
}
