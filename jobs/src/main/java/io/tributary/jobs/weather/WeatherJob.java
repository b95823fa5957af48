package io.tributary.jobs.weather;

import io.tributary.connectors.kafka.admin.TopicSpec;
import io.tributary.connectors.lake.Dataset;
import io.tributary.connectors.upsert.UpsertSink;
import io.tributary.connectors.weatherdb.WeatherData;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.launch.FeedTopics;
import io.tributary.jobs.launch.LaunchContext;
import io.tributary.jobs.launch.Launcher;
import io.tributary.jobs.launch.RevisedKafkaAndLake;
import io.tributary.jobs.launch.RevisedKafkaAndLake.Ends;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import io.tributary.pipeline.record.Parsed;
import io.tributary.pipeline.revise.RevisedPipeline;
import io.tributary.pipeline.revise.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The weather feed's job. */
public final class WeatherJob implements FeedJob {
  private static final List<String> TOPICS = List.of(WeatherFeed.INPUT);

  public static void main(String[] arguments) throws Exception {
    Launcher.main(new WeatherJob(), arguments);
  }

  @Override
  public String name() {
    return WeatherFeed.NAME;
  }

  @Override
  public List<TopicSpec> topics(int replication) {
    List<TopicSpec> topics = new ArrayList<>();
    topics.add(FeedTopics.stream(WeatherFeed.INPUT, replication));
    topics.add(FeedTopics.stream(WeatherFeed.OUTPUT, replication).withRoomFor(TOPICS));
    topics.addAll(FeedTopics.besides(WeatherFeed.NAME, TOPICS, replication));
    return topics;
  }

  @Override
  public List<String> inputs() {
    return TOPICS;
  }

  @Override
  public String keyOf(String input) {
    return "place";
  }

  @Override
  public List<String> folders(Settings settings) {
    return Stream.of(
            // Answers that were kept are there before anything else, and mean no harm.
            Stream.of(WeatherFeed.KAFKA, WeatherFeed.OPEN_METEO)
                .map(source -> WeatherFeed.RAW + "/" + source),
            WeatherFeed.observations().stream().map(Dataset::name),
            WeatherFeed.daily().stream().map(Dataset::name))
        .flatMap(folders -> folders)
        .map(folder -> settings.get(SettingKeys.LAKE_PATH) + "/" + folder)
        .toList();
  }

  @Override
  public void build(StreamExecutionEnvironment environment, LaunchContext context) {
    Map<String, DataStream<Parsed<Observation>>> sources = WeatherSources.of(environment, context);
    RevisedKafkaAndLake<LocatedObservation> outputs =
        new RevisedKafkaAndLake<>(
            context,
            new Ends<>(
                WeatherFeed.OUTPUT,
                LocatedObservation::key,
                LocatedObservation.DELIVERED,
                WeatherFeed.observations(),
                WeatherFeed.MESSAGE));
    database(context).ifPresent(outputs::alsoTo);
    outputs.unenriched(row -> row.region().equals(LocatedObservation.UNKNOWN));
    outputs.archive(sources, WeatherFeed.received(sources.keySet()));
    outputs.write(
        RevisedPipeline.build(WeatherFeed.feed(), sources, TOPICS, outputs), WeatherFeed.daily());
  }

  /** The database's table of observations, when it is switched on. */
  private static Optional<UpsertSink<Versioned<LocatedObservation>, ?>> database(
      LaunchContext context) {
    return WeatherDatabase.of(context.settings())
        .map(
            database ->
                new UpsertSink<>(
                    WeatherFeed.NAME + ".database",
                    WeatherData.in(database),
                    row -> row,
                    LocatedObservation.COLUMNS,
                    context.storeLimits()));
  }
}
