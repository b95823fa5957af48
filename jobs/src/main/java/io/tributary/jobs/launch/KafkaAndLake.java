package io.tributary.jobs.launch;

import io.tributary.connectors.kafka.MetricRecords;
import io.tributary.connectors.kafka.RowRecords;
import io.tributary.connectors.kafka.source.TopicSource;
import io.tributary.connectors.kafka.source.TopicSource.MadeAnew;
import io.tributary.connectors.kafka.source.TopicSource.Tolerance;
import io.tributary.connectors.lake.Dataset;
import io.tributary.connectors.lake.StagedFile;
import io.tributary.connectors.upsert.UpsertSink;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.pipeline.Feed;
import io.tributary.pipeline.FeedOutputs;
import io.tributary.pipeline.FeedPipeline;
import io.tributary.pipeline.measure.Measures;
import io.tributary.pipeline.measure.MetricPoint;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Intake;
import io.tributary.pipeline.record.LateRecord;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.Parsed.Accepted;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Text;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.function.SerializableFunction;
import org.jspecify.annotations.Nullable;

/** The real ends of a feed: topics and the lake. */
public final class KafkaAndLake<E> implements FeedOutputs<E> {
  private final FeedSinks sinks;
  private final String feed;
  private final Measures<E> measures;
  private final String topic;
  private final SerializableFunction<E, Text> key;
  private final Columns<E> columns;
  private final LakeZone<E> rows;
  private final LakeZone<MetricPoint> windows;
  private final @Nullable DataStream<DeadLetter> moreDeadLetters;
  private final QualityBudgets quality;
  private SerializableFunction<E, Boolean> unenriched = record -> false;
  private final List<UpsertSink<Accepted<E>, ?>> stores = new ArrayList<>();
  private @Nullable SingleOutputStreamOperator<StagedFile> stagedRows;

  /**
   * Names the ends.
   *
   * @param topic where enriched records go, keyed by {@code key}
   * @param rows what the lake holds of the records
   * @param windowDatasets what it holds of their windows
   * @param moreDeadLetters rejected records of the feed's other inputs, if it has any
   */
  public KafkaAndLake(
      LaunchContext context,
      Measures<E> measures,
      String topic,
      SerializableFunction<E, Text> key,
      Columns<E> columns,
      LakeZone<E> rows,
      List<Dataset<MetricPoint>> windowDatasets,
      @Nullable DataStream<DeadLetter> moreDeadLetters) {
    this.sinks = new FeedSinks(context);
    this.quality = new QualityBudgets(context.settings());
    this.feed = context.settings().feed();
    this.measures = measures;
    this.topic = topic;
    this.key = key;
    this.columns = columns;
    this.rows = rows;
    this.windows = new LakeZone<>("metrics-lake", context.lake(), windowDatasets);
    this.moreDeadLetters = moreDeadLetters;
  }

  /** Writes the delivered records to a store as well. */
  public void alsoTo(UpsertSink<Accepted<E>, ?> store) {
    stores.add(store);
  }

  /** Says which records lack what enrichment adds, for the feed's quality budgets. */
  public void unenriched(SerializableFunction<E, Boolean> records) {
    unenriched = records;
  }

  /** The feed's input, parsed. */
  public static <T, E> DataStream<Parsed<T>> source(
      StreamExecutionEnvironment environment, LaunchContext context, Feed<T, E> feed) {
    Intake<T> intake =
        new Intake<>(
            feed.parser(),
            feed.eventTime(),
            feed.timeField(),
            context.settings().get(SettingKeys.WATERMARK_FUTURE_SKEW));
    return source(environment, context, feed.name() + ".source", feed.topics(), intake);
  }

  /**
   * The rejected records of an input that has no route of its own, such as a directory. When its
   * topic is made anew it is checked anew.
   */
  public static <T> DataStream<DeadLetter> checked(
      StreamExecutionEnvironment environment,
      LaunchContext context,
      String topic,
      Intake<T> intake) {
    String name = context.settings().feed() + "." + topic;
    DataStream<Parsed<T>> parsed =
        source(environment, context, name, List.of(topic), intake, MadeAnew.BEGIN_AGAIN);
    return FeedPipeline.route(parsed, FeedPipeline.<T>acceptedType())
        .name(name + "-route")
        .uid(name + "-route")
        .setParallelism(parsed.getParallelism())
        .getSideOutput(FeedPipeline.REJECTED);
  }

  /** Topics, parsed. */
  public static <T> DataStream<Parsed<T>> source(
      StreamExecutionEnvironment environment,
      LaunchContext context,
      String name,
      List<String> topics,
      Intake<T> intake) {
    boolean goOn = context.settings().get(SettingKeys.ALLOW_TOPICS_MADE_ANEW);
    MadeAnew madeAnew = goOn ? MadeAnew.GO_ON : MadeAnew.HALT;
    return source(environment, context, name, topics, intake, madeAnew);
  }

  private static <T> DataStream<Parsed<T>> source(
      StreamExecutionEnvironment environment,
      LaunchContext context,
      String name,
      List<String> topics,
      Intake<T> intake,
      MadeAnew madeAnew) {
    return environment
        .fromSource(
            Lineage.shownBy(
                context.settings(),
                new TopicSource<>(
                    topics,
                    context.consumerProperties(),
                    intake,
                    context.timeRules(),
                    context.failureTolerance(),
                    new Tolerance(context.settings().get(SettingKeys.ALLOW_LOST_RECORDS), madeAnew),
                    context.stopAt())),
            WatermarkStrategy.noWatermarks(), // the source keeps event time itself
            name)
        .uid(name)
        .setParallelism(topics.stream().mapToInt(context::sourceParallelism).max().orElse(1));
  }

  @Override
  public void delivered(DataStream<Accepted<E>> records) {
    // All in the task that enriches: they pass no records over the wire.
    stagedRows =
        sinks.write(records, rows, Accepted::value).setParallelism(records.getParallelism());
    sinks.topic(
        DeploymentTransactions.TOPIC,
        records,
        new RowRecords<Accepted<E>, E>(topic, Accepted::value, key, columns),
        records.getParallelism());
    stores.forEach(store -> store.addTo(records));
    SerializableFunction<E, Boolean> lacking = unenriched;
    quality.delivered(records, Accepted::raw, record -> lacking.apply(record.value()));
  }

  @Override
  public void deadLetters(DataStream<DeadLetter> letters) {
    sinks.deadLetters(moreDeadLetters == null ? letters : letters.union(moreDeadLetters));
    quality.rejected(letters);
  }

  @Override
  public void late(DataStream<LateRecord> records) {
    sinks.late(records);
    quality.late(records);
  }

  @Override
  public void metrics(DataStream<MetricPoint> points) {
    sinks.topic(
        DeploymentTransactions.METRICS,
        points,
        new MetricRecords(feed, FeedTopics.metrics(feed), measures),
        1);
    SingleOutputStreamOperator<StagedFile> stagedWindows =
        sinks.write(points, windows, point -> point).setParallelism(1);
    if (stagedRows == null) {
      throw new IllegalStateException("the pipeline delivers records before it counts them");
    }
    if (rows.location().equals(windows.location())) {
      sinks.publish("lake-publish", stagedRows.union(stagedWindows), rows.location());
    } else {
      sinks.publish(rows.step() + "-publish", stagedRows, rows.location());
      sinks.publish("lake-publish", stagedWindows, windows.location());
    }
    quality.keep();
  }

  /** Keeps records as they were received, before anything is decided about them. */
  public <T> void archive(DataStream<Parsed<T>> records, LakeZone<RawRecord> zone) {
    SingleOutputStreamOperator<StagedFile> staged = sinks.write(records, zone, Parsed::raw);
    sinks.publish(
        zone.step() + "-publish", staged.setParallelism(records.getParallelism()), zone.location());
  }
}
