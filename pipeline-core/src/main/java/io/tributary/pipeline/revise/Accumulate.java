package io.tributary.pipeline.revise;

import io.tributary.pipeline.KeepsState;
import io.tributary.pipeline.revise.Change.Group;
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
 * Adds the aggregates of all periods up, and before each checkpoint tells what has changed. Keyed
 * by the group without its period.
 */
public final class Accumulate extends AbstractStreamOperator<Aggregate>
    implements OneInputStreamOperator<Aggregate, Aggregate>, KeepsState {
  private static final long serialVersionUID = 1L;

  private final int numbers;

  /** Changed since the last checkpoint. */
  private transient Map<String, Group> open;

  private transient MapState<Long, Totals> periods;
  private transient ValueState<Integer> revision;

  public Accumulate(Aggregates<?> aggregates) {
    this.numbers = aggregates.numbers();
  }

  private static MapStateDescriptor<Long, Totals> periodsState() {
    return new MapStateDescriptor<>("periods", Types.LONG, TypeInformation.of(Totals.class));
  }

  private static ValueStateDescriptor<Integer> revisionState() {
    return new ValueStateDescriptor<>("revision", Types.INT);
  }

  @Override
  public List<StateDescriptor<?, ?>> keyedStates() {
    return List.of(periodsState(), revisionState());
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    open = new LinkedHashMap<>();
    periods = context.getKeyedStateStore().getMapState(periodsState());
    revision = context.getKeyedStateStore().getState(revisionState());
  }

  @Override
  public void processElement(StreamRecord<Aggregate> element) throws Exception {
    Aggregate told = element.getValue();
    open.put(told.group().keyOfAllPeriods(), told.group());
    periods.put(
        told.group().periodStart(),
        new Totals(told.count(), told.sums(), told.least(), told.greatest(), told.revision()));
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    tell();
  }

  @Override
  public void finish() throws Exception {
    tell();
    super.finish();
  }

  private void tell() throws Exception {
    for (Map.Entry<String, Group> each : open.entrySet()) {
      setCurrentKey(each.getKey());
      @Nullable Integer before = revision.value();
      int now = before == null ? 1 : before + 1;
      revision.update(now);
      output.collect(new StreamRecord<>(sum(each.getValue(), now)));
    }
    open.clear();
  }

  private Aggregate sum(Group group, int now) throws Exception {
    long count = 0;
    long[] sums = Sums.none(numbers);
    long[] least = new long[numbers];
    long[] greatest = new long[numbers];
    long newest = group.periodStart();
    for (Map.Entry<Long, Totals> period : periods.entries()) {
      Totals totals = period.getValue();
      if (totals.count() == 0) {
        continue;
      }
      newest = count == 0 ? period.getKey() : Math.max(newest, period.getKey());
      for (int i = 0; i < numbers; i++) {
        least[i] = count == 0 ? totals.least()[i] : Math.min(least[i], totals.least()[i]);
        greatest[i] =
            count == 0 ? totals.greatest()[i] : Math.max(greatest[i], totals.greatest()[i]);
      }
      Sums.addAll(sums, totals.sums());
      count += totals.count();
    }
    return new Aggregate(
        new Group(group.dimension(), group.value(), group.unit(), newest),
        count,
        sums,
        least,
        greatest,
        now);
  }
}
