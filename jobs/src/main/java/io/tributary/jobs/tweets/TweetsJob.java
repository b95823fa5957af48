package io.tributary.jobs.tweets;

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
import io.tributary.pipeline.Feed;
import io.tributary.pipeline.FeedPipeline;
import io.tributary.pipeline.enrich.Enrichment;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The tweets feed's job. */
public final class TweetsJob implements FeedJob {
  private static final String ANALYSED = "tweets-analyzed";

  public static void main(String[] arguments) throws Exception {
    Launcher.main(new TweetsJob(), arguments);
  }

  @Override
  public String name() {
    return TweetsFeed.NAME;
  }

  @Override
  public List<TopicSpec> topics(int replication) {
    List<TopicSpec> topics = new ArrayList<>();
    topics.add(FeedTopics.stream(TweetsFeed.INPUT, replication));
    topics.add(FeedTopics.stream(ANALYSED, replication).withRoomFor(inputs()));
    topics.addAll(FeedTopics.besides(TweetsFeed.NAME, inputs(), replication));
    return topics;
  }

  @Override
  public List<String> inputs() {
    return List.of(TweetsFeed.INPUT);
  }

  @Override
  public String keyOf(String input) {
    return "tweet_id";
  }

  @Override
  public List<String> folders(Settings settings) {
    return Stream.concat(
            TweetsFeed.tweets().stream().map(Dataset::name),
            TweetsFeed.windows().stream().map(Dataset::name))
        .map(name -> settings.get(SettingKeys.LAKE_PATH) + "/" + name)
        .toList();
  }

  /** Who analyses the tweets. */
  private static Enrichment<Tweet, AnalysedTweet> analysis(LaunchContext context) {
    return new AnalyseTweets(Clock.systemUTC());
  }

  @Override
  public void build(StreamExecutionEnvironment environment, LaunchContext context) {
    Feed<Tweet, AnalysedTweet> feed = TweetsFeed.feed(analysis(context));
    KafkaAndLake<AnalysedTweet> outputs =
        new KafkaAndLake<>(
            context,
            feed.measures(),
            ANALYSED,
            row -> row.tweet().tweetId(),
            AnalysedTweet.COLUMNS,
            new LakeZone<>("lake", context.lake(), TweetsFeed.tweets()),
            TweetsFeed.windows(),
            null);
    TweetStores.of(context).forEach(outputs::alsoTo);
    FeedPipeline.build(
        feed, KafkaAndLake.source(environment, context, feed), context.options(), outputs);
  }
}
