package io.tributary.pipeline.revise;

import io.tributary.pipeline.FeedPipeline;
import io.tributary.pipeline.enrich.Enrich;
import io.tributary.pipeline.enrich.Enrich.Turn;
import io.tributary.pipeline.record.AcceptedCodec;
import io.tributary.pipeline.record.Columns.ToLong;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.WireType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.SerializableFunction;

/**
 * The route of records of which newer versions replace the older. They are enriched before they are
 * told apart, so that one that can't be enriched is not remembered.
 */
public final class RevisedPipeline {
  private static final TypeInformation<Change> CHANGE =
      new WireType<>(Change.class, Change.ChangeCodec.INSTANCE);
  private static final TypeInformation<Aggregate> AGGREGATE =
      new WireType<>(Aggregate.class, Aggregate.AggregateCodec.INSTANCE);
  private static final OutputTag<Change> CHANGES = new OutputTag<>("changes", CHANGE);

  private RevisedPipeline() {}

  /**
   * Lays the route from what the sources have parsed to the outputs.
   *
   * @param sources what each source has parsed, by the source's name
   * @param topics the topics among what is read; other places are named on the wire as they are
   * @return the aggregates, for more than the outputs do with them
   */
  public static <T, E> DataStream<Aggregate> build(
      RevisedFeed<T, E> feed,
      Map<String, DataStream<Parsed<T>>> sources,
      List<String> topics,
      RevisedOutputs<E> outputs) {
    SerializableFunction<T, String> identity = feed.identity();
    SerializableFunction<T, UUID> content = feed.content();
    ToLong<T> rank = feed.rank();
    SerializableFunction<E, T> original = feed.original();
    TypeInformation<Accepted<T>> travelling =
        new WireType<>(Accepted.class, new AcceptedCodec<>(topics, feed.codec()));
    List<SingleOutputStreamOperator<Accepted<T>>> routed = new ArrayList<>();
    sources.forEach(
        (source, parsed) ->
            routed.add(
                named(feed, "route-" + source, FeedPipeline.route(parsed, travelling))
                    .setParallelism(parsed.getParallelism())));

    SingleOutputStreamOperator<Accepted<E>> enriched =
        named(
            feed,
            "enrich",
            union(routed)
                .keyBy(accepted -> identity.apply(accepted.value()), Types.STRING)
                .process(
                    new Enrich<>(feed.enricher(), FeedPipeline.REJECTED, Turn.BEFORE_DEDUPLICATION))
                .returns(FeedPipeline.<E>acceptedType()));

    List<DataStream<DeadLetter>> letters = new ArrayList<>();
    letters.add(enriched.getSideOutput(FeedPipeline.REJECTED));
    routed.forEach(each -> letters.add(each.getSideOutput(FeedPipeline.REJECTED)));
    outputs.deadLetters(union(letters));

    // Enriching leaves each record where its identity belongs.
    SingleOutputStreamOperator<Versioned<E>> newest =
        named(
            feed,
            "keep-newest",
            DataStreamUtils.reinterpretAsKeyedStream(
                    enriched,
                    accepted -> identity.apply(original.apply(accepted.value())),
                    Types.STRING)
                .transform(
                    "",
                    FeedPipeline.<Versioned<E>>chainedType(Versioned.class),
                    new KeepNewest<>(
                        value -> content.apply(original.apply(value)),
                        value -> rank.of(original.apply(value)),
                        feed.aggregates(),
                        CHANGES)));

    outputs.delivered(newest);

    SingleOutputStreamOperator<Aggregate> aggregates =
        named(
            feed,
            "revise-aggregates",
            newest
                .getSideOutput(CHANGES)
                .keyBy(change -> change.group().key(), Types.STRING)
                .transform("", AGGREGATE, new ReviseAggregates(feed.aggregates())));

    outputs.aggregates(aggregates);
    return aggregates;
  }

  /** The aggregates of all periods together. */
  public static DataStream<Aggregate> accumulate(
      RevisedFeed<?, ?> feed, DataStream<Aggregate> aggregates) {
    return named(
        feed,
        "accumulate",
        aggregates
            .keyBy(revision -> revision.group().keyOfAllPeriods(), Types.STRING)
            .transform("", AGGREGATE, new Accumulate(feed.aggregates())));
  }

  private static <X> DataStream<X> union(List<? extends DataStream<X>> streams) {
    DataStream<X> all = streams.get(0);
    for (DataStream<X> each : streams.subList(1, streams.size())) {
      all = all.union(each);
    }
    return all;
  }

  private static <X> SingleOutputStreamOperator<X> named(
      RevisedFeed<?, ?> feed, String step, SingleOutputStreamOperator<X> operator) {
    return operator.name(feed.name() + "." + step).uid(feed.name() + "." + step);
  }
}
