package io.tributary.jobs.launch;

import io.tributary.connectors.kafka.RowRecords;
import io.tributary.connectors.lake.Dataset;
import io.tributary.connectors.lake.LakeFormat;
import io.tributary.connectors.lake.LakeLocation;
import io.tributary.connectors.lake.StagedFile;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.DeadLetter;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.Text;
import io.tributary.pipeline.revise.Aggregate;
import io.tributary.pipeline.revise.RevisedOutputs;
import io.tributary.pipeline.revise.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.function.SerializableFunction;

/**
 * The real ends of a feed with versions: topics and the lake. Aggregates are written twice, as
 * Parquet and as JSON for people.
 */
public final class RevisedKafkaAndLake<E> implements RevisedOutputs<E> {
  private final LaunchContext context;
  private final FeedSinks sinks;
  private final String feed;
  private final Ends<E> ends;

  /** What is staged of the aggregates, until the cumulative ones have come. */
  private final List<DataStream<StagedFile>> stagedAggregates = new ArrayList<>();

  /**
   * Where what goes.
   *
   * @param topic the topic of delivered records, keyed by {@code key}
   * @param rows what the lake holds of them
   * @param message an aggregate as a record of the metrics' topic
   * @param aggregates what the lake holds of the aggregates
   * @param cumulative what it holds of those of all periods
   */
  public record Ends<E>(
      String topic,
      SerializableFunction<Versioned<E>, Text> key,
      Columns<Versioned<E>> columns,
      List<Dataset<Versioned<E>>> rows,
      Columns<Aggregate> message,
      List<Dataset<Aggregate>> aggregates,
      List<Dataset<Aggregate>> cumulative) {}

  public RevisedKafkaAndLake(LaunchContext context, Ends<E> ends) {
    this.context = context;
    this.sinks = new FeedSinks(context);
    this.feed = context.settings().feed();
    this.ends = ends;
  }

  /** Keeps records as they were received, before anything is decided about them. */
  public <T> void archive(
      Map<String, DataStream<Parsed<T>>> sources, List<Dataset<RawRecord>> datasets) {
    LakeLocation location =
        context.lake(context.settings().get(SettingKeys.LAKE_PATH), feed + "-raw");
    List<DataStream<StagedFile>> staged = new ArrayList<>();
    sources.forEach(
        (source, records) ->
            staged.add(
                sinks
                    .write(
                        records,
                        new LakeZone<>("raw-" + source, location, datasets),
                        Parsed<T>::raw)
                    .setParallelism(records.getParallelism())));
    sinks.publish("raw-publish", union(staged), location);
  }

  @Override
  public void delivered(DataStream<Versioned<E>> records) {
    sinks.publish(
        "lake-publish",
        sinks.write(records, new LakeZone<>("lake", context.lake(), ends.rows()), row -> row),
        context.lake());
    sinks.topic(
        DeploymentTransactions.TOPIC,
        records,
        new RowRecords<Versioned<E>, Versioned<E>>(
            ends.topic(), row -> row, ends.key(), ends.columns()),
        context.parallelism());
  }

  @Override
  public void deadLetters(DataStream<DeadLetter> letters) {
    sinks.deadLetters(letters);
  }

  @Override
  public void aggregates(DataStream<Aggregate> revisions) {
    sinks.topic(
        DeploymentTransactions.METRICS,
        revisions,
        new RowRecords<Aggregate, Aggregate>(
            FeedTopics.metrics(feed),
            row -> row,
            row -> Text.of(row.group().key()),
            ends.message()),
        1);
    write("curated", revisions, ends.aggregates());
  }

  @Override
  public void cumulative(DataStream<Aggregate> revisions) {
    write("cumulative", revisions, ends.cumulative());
    LakeFormat[] formats = LakeFormat.values();
    for (int i = 0; i < formats.length; i++) {
      sinks.publish(
          "curated-publish-" + formats[i].suffix(),
          stagedAggregates.get(i).union(stagedAggregates.get(formats.length + i)),
          curated(formats[i]));
    }
  }

  private void write(String step, DataStream<Aggregate> revisions, List<Dataset<Aggregate>> rows) {
    for (LakeFormat format : LakeFormat.values()) {
      stagedAggregates.add(
          sinks.write(
              revisions,
              new LakeZone<>(step + "-" + format.suffix(), curated(format), rows),
              row -> row));
    }
  }

  private LakeLocation curated(LakeFormat format) {
    return new LakeLocation(
        context.settings().get(SettingKeys.LAKE_PATH),
        feed + "-curated-" + format.suffix(),
        format);
  }

  private static <X> DataStream<X> union(List<DataStream<X>> streams) {
    DataStream<X> all = streams.get(0);
    for (DataStream<X> each : streams.subList(1, streams.size())) {
      all = all.union(each);
    }
    return all;
  }
}
