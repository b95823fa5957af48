package io.tributary.jobs.preflight;

import io.tributary.pipeline.KeepsState;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Keeps whatever states it is given, with a sample in each. */
final class Keep extends AbstractStreamOperator<Long>
    implements OneInputStreamOperator<Long, Long>, KeepsState {
  private static final long serialVersionUID = 1L;

  /** What stands before a list's name where it tells what that held at the start. */
  static final String RESTORED = "restored ";

  enum Where {
    KEYED,
    SPLIT,
    UNION
  }

  record Kept(Where where, StateDescriptor<?, ?> state, Serializable sample)
      implements Serializable {}

  private final ArrayList<Kept> states;
  private transient List<ListState<Object>> lists;

  Keep(List<Kept> states) {
    this.states = new ArrayList<>(states);
  }

  @Override
  public List<StateDescriptor<?, ?>> keyedStates() {
    List<StateDescriptor<?, ?>> keyed = new ArrayList<>();
    states.stream().filter(s -> s.where == Where.KEYED).forEach(s -> keyed.add(s.state));
    return keyed;
  }

  @Override
  public List<ListStateDescriptor<?>> splitStates() {
    return lists(Where.SPLIT);
  }

  @Override
  public List<ListStateDescriptor<?>> unionStates() {
    return lists(Where.UNION);
  }

  private List<ListStateDescriptor<?>> lists(Where where) {
    List<ListStateDescriptor<?>> found = new ArrayList<>();
    states.stream()
        .filter(s -> s.where == where)
        .forEach(s -> found.add((ListStateDescriptor<?>) s.state));
    return found;
  }

  @Override
  @SuppressWarnings("unchecked")
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    lists = new ArrayList<>();
    for (Kept kept : states) {
      switch (kept.where) {
        case KEYED -> {}
        case SPLIT ->
            lists.add(
                context
                    .getOperatorStateStore()
                    .getListState((ListStateDescriptor<Object>) kept.state));
        case UNION ->
            lists.add(
                context
                    .getOperatorStateStore()
                    .getUnionListState((ListStateDescriptor<Object>) kept.state));
      }
    }
    int i = 0;
    for (Kept kept : states) {
      if (kept.where != Where.KEYED) {
        ListAccumulator<String> restored = new ListAccumulator<>();
        lists.get(i++).get().forEach(element -> restored.add(element.toString()));
        getRuntimeContext().addAccumulator(RESTORED + kept.state.getName(), restored);
      }
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public void processElement(StreamRecord<Long> element) throws Exception {
    for (Kept kept : states) {
      if (kept.state instanceof ValueStateDescriptor<?> value) {
        getRuntimeContext().getState((ValueStateDescriptor<Object>) value).update(kept.sample);
      } else if (kept.state instanceof MapStateDescriptor<?, ?> map) {
        getRuntimeContext()
            .getMapState((MapStateDescriptor<Object, Object>) map)
            .put(kept.sample, kept.sample);
      }
    }
    output.collect(element);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    int i = 0;
    for (Kept kept : states) {
      if (kept.where != Where.KEYED) {
        lists.get(i++).update(List.of(kept.sample));
      }
    }
  }
}
