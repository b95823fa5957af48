package io.tributary.jobs.texts;

import io.tributary.connectors.kafka.TopicSinks;
import io.tributary.connectors.kafka.admin.TopicSpec;
import io.tributary.connectors.lake.Dataset;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.launch.FeedTopics;
import io.tributary.jobs.launch.KafkaAndLake;
import io.tributary.jobs.launch.LakeZone;
import io.tributary.jobs.launch.LaunchContext;
import io.tributary.jobs.launch.Launcher;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import io.tributary.jobs.texts.ServedClassifier.Policy;
import io.tributary.pipeline.Feed;
import io.tributary.pipeline.FeedPipeline;
import io.tributary.pipeline.record.Parsed;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The texts feed's job. */
public final class TextsJob implements FeedJob {
  private static final String PROCESSED = "processed-text";

  public static void main(String[] arguments) throws Exception {
    Launcher.main(new TextsJob(), arguments);
  }

  @Override
  public String name() {
    return TextsFeed.NAME;
  }

  @Override
  public List<TopicSpec> topics(int replication) {
    List<TopicSpec> topics = new ArrayList<>();
    inputs().forEach(input -> topics.add(FeedTopics.stream(input, replication)));
    topics.add(FeedTopics.stream(PROCESSED, replication).withRoomFor(inputs()));
    topics.addAll(FeedTopics.besides(TextsFeed.NAME, inputs(), replication));
    return topics;
  }

  @Override
  public List<String> inputs() {
    return TextsFeed.INPUTS;
  }

  @Override
  public String keyOf(String input) {
    return "metadata.id";
  }

  @Override
  public List<String> folders(Settings settings) {
    List<String> folders = new ArrayList<>();
    for (Dataset<?> each : TextsFeed.received()) {
      folders.add(rawPath(settings) + "/" + each.name());
    }
    for (Dataset<?> each : TextsFeed.processed()) {
      folders.add(processedPath(settings) + "/" + each.name());
    }
    for (Dataset<?> each : TextsFeed.windows()) {
      folders.add(settings.get(SettingKeys.LAKE_PATH) + "/" + each.name());
    }
    return folders;
  }

  private static String rawPath(Settings settings) {
    return settings
        .get(SettingKeys.TEXTS_RAW_PATH)
        .orElseGet(() -> settings.get(SettingKeys.LAKE_PATH) + "/raw");
  }

  private static String processedPath(Settings settings) {
    return settings
        .get(SettingKeys.TEXTS_PROCESSED_PATH)
        .orElseGet(() -> settings.get(SettingKeys.LAKE_PATH) + "/processed");
  }

  private static Classifier classifier(Settings settings) {
    Optional<URI> url = settings.get(SettingKeys.MODEL_URL);
    if (url.isEmpty()) {
      return new EmbeddedClassifier();
    }
    return ServedClassifier.of(
        url.get(),
        settings.get(SettingKeys.MODEL_NAME),
        settings.get(SettingKeys.MODEL_TIMEOUT),
        settings.get(SettingKeys.MODEL_IN_FLIGHT),
        settings.get(SettingKeys.MODEL_BATCH),
        Policy.valueOf(settings.get(SettingKeys.MODEL_POLICY).toUpperCase(Locale.ROOT)));
  }

  @Override
  public void build(StreamExecutionEnvironment environment, LaunchContext context) {
    int largest = context.maxMessageBytes().getOrDefault(PROCESSED, TopicSinks.LARGEST);
    Settings settings = context.settings();
    Feed<RawText, ProcessedText> feed =
        TextsFeed.feed(classifier(settings), Math.min(largest, TopicSinks.LARGEST));
    KafkaAndLake<ProcessedText> outputs =
        new KafkaAndLake<>(
            context,
            feed.measures(),
            PROCESSED,
            row -> row.raw().textId(),
            ProcessedText.TOPIC,
            new LakeZone<>(
                "processed",
                context.lake(processedPath(settings), "texts-processed"),
                TextsFeed.processed()),
            TextsFeed.windows(),
            null);
    DataStream<Parsed<RawText>> received = KafkaAndLake.source(environment, context, feed);
    outputs.archive(
        received,
        new LakeZone<>("raw", context.lake(rawPath(settings), "texts-raw"), TextsFeed.received()));
    outputs.unenriched(row -> !row.classified().isPredicted());
    FeedPipeline.build(feed, received, context.options(), outputs);
  }
}
