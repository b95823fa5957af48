package io.tributary.pipeline;

import io.tributary.pipeline.dedup.DropDuplicates;
import io.tributary.pipeline.dedup.Shards;
import io.tributary.pipeline.enrich.AsyncEnrich;
import io.tributary.pipeline.enrich.AsyncEnricher;
import io.tributary.pipeline.enrich.Enrich;
import io.tributary.pipeline.enrich.Enricher;
import io.tributary.pipeline.enrich.RememberingEnricher;
import io.tributary.pipeline.measure.CloseWindows;
import io.tributary.pipeline.measure.KeepTop;
import io.tributary.pipeline.measure.MetricPoint;
import io.tributary.pipeline.measure.Partial;
import io.tributary.pipeline.measure.PreAggregate;
import io.tributary.pipeline.measure.Top;
import io.tributary.pipeline.measure.Windows;
import io.tributary.pipeline.record.AcceptedCodec;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.LateRecord;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.WireType;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.SerializableFunction;

/** The route that every feed's records take, in the order in which they take it. */
public final class FeedPipeline {
  /** Where the steps send rejected records. */
  public static final OutputTag<DeadLetter> REJECTED =
      new OutputTag<>("rejected", TypeInformation.of(DeadLetter.class));

  private static final OutputTag<LateRecord> LATE =
      new OutputTag<>("late", TypeInformation.of(LateRecord.class));

  private FeedPipeline() {}

  /**
   * What the job's configuration says of the route.
   *
   * @param jump the largest step of event time that needs no confirmation
   * @param dedupHorizon how long an identity is remembered, in event time
   * @param maxParallelism the number of key groups, fixed for the life of the state
   */
  public record Options(Windows windows, Duration jump, Duration dedupHorizon, int maxParallelism)
      implements Serializable {}

  /** Lays the route from what the source has parsed to the outputs. */
  public static <T, E> void build(
      Feed<T, E> feed, DataStream<Parsed<T>> parsed, Options options, FeedOutputs<E> outputs) {
    SingleOutputStreamOperator<Accepted<T>> valid =
        named(feed, "route", route(parsed, new WireType<>(Accepted.class, codec(feed))))
            .setParallelism(parsed.getParallelism());

    SingleOutputStreamOperator<Accepted<T>> unique =
        named(
            feed,
            "deduplicate",
            valid
                .keyBy(new ByIdentity<>(feed.identity(), options.maxParallelism()), Types.INT)
                .transform(
                    "",
                    valid.getType(),
                    new DropDuplicates<>(
                        feed.identity(), feed.eventTime(), options.dedupHorizon(), REJECTED)));

    SingleOutputStreamOperator<Accepted<E>> enriched =
        named(feed, "enrich", enriched(feed, unique, options.maxParallelism()));

    outputs.delivered(enriched);
    outputs.deadLetters(
        valid
            .getSideOutput(REJECTED)
            .union(unique.getSideOutput(REJECTED), enriched.getSideOutput(REJECTED)));

    SingleOutputStreamOperator<Partial> partials =
        named(
                feed,
                "measure",
                enriched.transform(
                    "",
                    new WireType<>(Partial.class, Partial.PartialCodec.INSTANCE),
                    new PreAggregate<>(
                        feed.measures(),
                        feed.enrichedTime(),
                        options.windows(),
                        options.jump(),
                        LATE)))
            .setParallelism(enriched.getParallelism());

    outputs.late(partials.getSideOutput(LATE));
    Map<String, Top> tops = feed.measures().tops();
    SingleOutputStreamOperator<MetricPoint> results =
        named(
            feed,
            "close-windows",
            partials
                .keyBy(Partial::key, Types.STRING)
                .transform(
                    "",
                    new WireType<>(MetricPoint.class, MetricPoint.PointCodec.INSTANCE),
                    new CloseWindows(options.windows(), tops.keySet())));
    outputs.metrics(
        tops.isEmpty()
            ? results
            : named(
                feed,
                "keep-top",
                results
                    .keyBy(new KeepTop.Among(tops), Types.STRING)
                    .transform("", results.getType(), new KeepTop(tops, options.windows()))));
  }

  private static <T, E> SingleOutputStreamOperator<Accepted<E>> enriched(
      Feed<T, E> feed, DataStream<Accepted<T>> records, int maxParallelism) {
    TypeInformation<Accepted<E>> type = acceptedType();
    if (feed.enrichment() instanceof RememberingEnricher<T, E> remembering) {
      ByIdentity<T> key = new ByIdentity<>(feed.identity(), maxParallelism);
      AsyncEnrich<T, E> asking =
          new AsyncEnrich<>(feed.parser(), feed.eventTime(), remembering, REJECTED);
      return remembering.isAlone()
          ? records.keyBy(key, Types.INT).transform("", type, asking).setParallelism(1)
          : DataStreamUtils.reinterpretAsKeyedStream(records, key, Types.INT)
              .transform("", type, asking);
    }
    if (feed.enrichment() instanceof AsyncEnricher<T, E> asking) {
      return records.transform(
          "", type, new AsyncEnrich<>(feed.parser(), feed.eventTime(), asking, REJECTED));
    }
    Enricher<T, E> atOnce = (Enricher<T, E>) feed.enrichment();
    return records
        .process(new Enrich<>(atOnce, REJECTED, Enrich.Turn.AFTER_DEDUPLICATION))
        .returns(type);
  }

  /** The type of what a source emits: parsed records never leave the task that parsed them. */
  public static <T> TypeInformation<Parsed<T>> parsedType() {
    return ChainedType.of(Parsed.class);
  }

  /** The type of what passes only between steps of one task. */
  public static <X> TypeInformation<X> chainedType(Class<?> type) {
    return ChainedType.of(type);
  }

  /** The type of valid records that go no further than the task that parsed them. */
  public static <T> TypeInformation<Accepted<T>> acceptedType() {
    return ChainedType.of(Accepted.class);
  }

  /** The first step alone, for inputs of which only the rejected records matter. */
  public static <T> SingleOutputStreamOperator<Accepted<T>> route(
      DataStream<Parsed<T>> parsed, TypeInformation<Accepted<T>> type) {
    return parsed.transform("", type, new Route<>(REJECTED));
  }

  /**
   * A step's name in the dashboard is its uid in savepoints: the feed and the word for the step.
   */
  private static <X> SingleOutputStreamOperator<X> named(
      Feed<?, ?> feed, String step, SingleOutputStreamOperator<X> operator) {
    return operator.name(feed.name() + "." + step).uid(feed.name() + "." + step);
  }

  private static <T, E> AcceptedCodec<T> codec(Feed<T, E> feed) {
    return new AcceptedCodec<>(feed.topics(), feed.codec());
  }

  /** The key of the key group in which an identity belongs. */
  private record ByIdentity<T>(SerializableFunction<T, UUID> identity, int[] keys)
      implements KeySelector<Accepted<T>, Integer> {
    ByIdentity(SerializableFunction<T, UUID> identity, int maxParallelism) {
      this(identity, Shards.keys(maxParallelism));
    }

    @Override
    public Integer getKey(Accepted<T> accepted) {
      return keys[Shards.of(identity.apply(accepted.value()), keys.length)];
    }
  }
}
