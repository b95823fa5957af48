package io.tributary.pipeline.revise;

import io.tributary.pipeline.DeliveryLatency;
import io.tributary.pipeline.FeedMetrics;
import io.tributary.pipeline.KeepsState;
import io.tributary.pipeline.measure.Measures.Dimension;
import io.tributary.pipeline.record.Columns.ToLong;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.revise.Change.Group;
import java.util.List;
import java.util.UUID;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.SerializableFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets a record through that is new or says something else than the version before, which it
 * replaces; one that says the same, or ranks below that version, is counted as a duplicate. Of
 * versions of the same rank the one that comes last is the newest.
 *
 * <p>What a replaced version has added to aggregates is taken back, however long ago it came: the
 * newest version of every record is remembered for ever.
 */
public final class KeepNewest<E> extends AbstractStreamOperator<Versioned<E>>
    implements OneInputStreamOperator<Accepted<E>, Versioned<E>>, KeepsState {
  private static final long serialVersionUID = 1L;

  private final SerializableFunction<E, UUID> content;
  private final ToLong<E> rank;
  private final Aggregates<E> aggregates;
  private final OutputTag<Change> changes;

  private transient ValueState<Version> newest;
  private transient Counter delivered;
  private transient Counter duplicates;
  private transient Counter revised;
  private transient DeliveryLatency latency;

  /**
   * Makes the step.
   *
   * @param content a fingerprint of all that a record says
   * @param rank how new a version is
   * @param changes where what is added to aggregates and taken back from them goes
   */
  public KeepNewest(
      SerializableFunction<E, UUID> content,
      ToLong<E> rank,
      Aggregates<E> aggregates,
      OutputTag<Change> changes) {
    this.content = content;
    this.rank = rank;
    this.aggregates = aggregates;
    this.changes = changes;
  }

  private static ValueStateDescriptor<Version> newestState() {
    return new ValueStateDescriptor<>("newest-version", TypeInformation.of(Version.class));
  }

  @Override
  public List<StateDescriptor<?, ?>> keyedStates() {
    return List.of(newestState());
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    newest = context.getKeyedStateStore().getState(newestState());
  }

  @Override
  public void open() throws Exception {
    super.open();
    delivered = FeedMetrics.DELIVERED.countIn(getMetricGroup());
    duplicates = FeedMetrics.DUPLICATES.countIn(getMetricGroup());
    revised = FeedMetrics.REVISED.countIn(getMetricGroup());
    latency = new DeliveryLatency(getMetricGroup());
  }

  @Override
  public void processElement(StreamRecord<Accepted<E>> element) throws Exception {
    Accepted<E> accepted = element.getValue();
    UUID says = content.apply(accepted.value());
    long ranks = rank.of(accepted.value());
    @Nullable Version before = newest.value();
    if (before != null && (ranks < before.rank() || isSame(says, before))) {
      duplicates.inc();
      return;
    }
    Contribution adds = aggregates.contributionOf(accepted.value());
    int number = before == null ? 1 : before.number() + 1;
    newest.update(
        new Version(
            number, says.getMostSignificantBits(), says.getLeastSignificantBits(), adds, ranks));
    if (before == null) {
      tell(adds, true);
    } else {
      revised.inc();
      if (!adds.isSameAs(before.contribution())) {
        tell(before.contribution(), false);
        tell(adds, true);
      }
    }
    delivered.inc();
    latency.measure(accepted.raw());
    output.collect(new StreamRecord<>(new Versioned<>(accepted.raw(), accepted.value(), number)));
  }

  private static boolean isSame(UUID says, Version before) {
    return before.high() == says.getMostSignificantBits()
        && before.low() == says.getLeastSignificantBits();
  }

  private void tell(Contribution contribution, boolean added) {
    List<Dimension<E>> dimensions = aggregates.dimensions();
    // A feed that has got another dimension doesn't find it in what it kept before.
    int known = Math.min(dimensions.size(), contribution.values().size());
    for (int i = 0; i < known; i++) {
      Group group =
          new Group(
              dimensions.get(i).name(),
              contribution.values().get(i),
              contribution.unit(),
              contribution.periodStart());
      output.collect(changes, new StreamRecord<>(new Change(group, contribution.numbers(), added)));
    }
  }
}
