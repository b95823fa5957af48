package io.tributary.jobs.launch;

import io.tributary.connectors.kafka.RowRecords;
import io.tributary.connectors.lake.Dataset;
import io.tributary.connectors.lake.LakeFormat;
import io.tributary.connectors.lake.LakeLocation;
import io.tributary.connectors.lake.StagedFile;
import io.tributary.connectors.upsert.UpsertSink;
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
 * The real ends of a feed with versions: topics, the lake, and whatever store takes the delivered
 * records besides.
 */
public final class RevisedKafkaAndLake<E> implements RevisedOutputs<E> {
  private final LaunchContext context;
  private final FeedSinks sinks;
  private final String feed;
  private final Ends<E> ends;

  private final QualityBudgets quality;
  private SerializableFunction<E, Boolean> unenriched = record -> false;
  private final List<UpsertSink<Versioned<E>, ?>> stores = new ArrayList<>();

  /**
   * Where what goes.
   *
   * @param topic the topic of delivered records, keyed by {@code key}
   * @param rows what the lake holds of them
   * @param message an aggregate as a record of the metrics' topic
   */
  public record Ends<E>(
      String topic,
      SerializableFunction<Versioned<E>, Text> key,
      Columns<Versioned<E>> columns,
      List<Dataset<Versioned<E>>> rows,
      Columns<Aggregate> message) {}

  public RevisedKafkaAndLake(LaunchContext context, Ends<E> ends) {
    this.context = context;
    this.sinks = new FeedSinks(context);
    this.quality = new QualityBudgets(context.settings());
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

  /** Writes the delivered records to a store as well. */
  public void alsoTo(UpsertSink<Versioned<E>, ?> store) {
    stores.add(store);
  }

  /** Says which records lack what enrichment adds, for the feed's quality budgets. */
  public void unenriched(SerializableFunction<E, Boolean> records) {
    unenriched = records;
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
    stores.forEach(store -> store.addTo(records));
    SerializableFunction<E, Boolean> lacking = unenriched;
    quality.delivered(records, Versioned::raw, record -> lacking.apply(record.value()));
  }

  @Override
  public void deadLetters(DataStream<DeadLetter> letters) {
    sinks.deadLetters(letters);
    quality.rejected(letters);
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
    quality.keep();
  }

  /** Writes aggregates to the lake. */
  public void write(DataStream<Aggregate> revisions, List<Dataset<Aggregate>> rows) {
    LakeLocation location =
        context.lake(context.settings().get(SettingKeys.LAKE_PATH), feed + "-metrics");
    sinks.publish(
        "metrics-publish",
        sinks.write(revisions, new LakeZone<>("metrics-lake", location, rows), row -> row),
        location);
  }

  /** Writes aggregates to the lake twice, as Parquet and as JSON for people. */
  public void curate(
      DataStream<Aggregate> revisions,
      List<Dataset<Aggregate>> rows,
      DataStream<Aggregate> cumulative,
      List<Dataset<Aggregate>> cumulativeRows) {
    for (LakeFormat format : LakeFormat.values()) {
      LakeLocation location = curated(format);
      sinks.publish(
          "curated-publish-" + format.suffix(),
          curate("curated-", revisions, rows, location)
              .union(curate("cumulative-", cumulative, cumulativeRows, location)),
          location);
    }
  }

  private DataStream<StagedFile> curate(
      String step,
      DataStream<Aggregate> revisions,
      List<Dataset<Aggregate>> rows,
      LakeLocation to) {
    return sinks.write(
        revisions, new LakeZone<>(step + to.format().suffix(), to, rows), row -> row);
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
