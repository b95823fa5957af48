package io.tributary.jobs.tweets;

import io.tributary.connectors.kafka.admin.TopicSpec;
import io.tributary.connectors.lake.Dataset;
import io.tributary.connectors.openai.ChatModel;
import io.tributary.connectors.openai.Prices;
import io.tributary.connectors.secrets.Secret;
import io.tributary.jobs.launch.FeedJob;
import io.tributary.jobs.launch.FeedTopics;
import io.tributary.jobs.launch.JobConfiguration;
import io.tributary.jobs.launch.KafkaAndLake;
import io.tributary.jobs.launch.LakeZone;
import io.tributary.jobs.launch.LaunchContext;
import io.tributary.jobs.launch.Launcher;
import io.tributary.jobs.launch.Secrets;
import io.tributary.jobs.settings.OpenAiKeys;
import io.tributary.jobs.settings.SettingKeys;
import io.tributary.jobs.settings.Settings;
import io.tributary.pipeline.Feed;
import io.tributary.pipeline.FeedPipeline;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tweets feed's job. */
public final class TweetsJob implements FeedJob {
  private static final Logger LOG = LoggerFactory.getLogger(TweetsJob.class);
  private static final String OPENAI_API_KEY = "OPENAI_API_KEY";
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

  /** A language model analyses tweets if one is named and there is a key. */
  private static Analyst analyst(Settings settings) {
    Optional<String> model = settings.get(OpenAiKeys.MODEL);
    Secret key =
        Secrets.of(
            OpenAiKeys.API_KEY_FILE.key(), settings.get(OpenAiKeys.API_KEY_FILE), OPENAI_API_KEY);
    if (model.isPresent() && !key.isNone()) {
      return new AskingAnalyst(
          model(settings, model.get(), key),
          JobConfiguration.besideState(settings, "answers"),
          settings.get(OpenAiKeys.CACHE),
          Clock.systemUTC());
    }
    if (model.isPresent()) {
      LOG.warn(
          "openai.model is set, but there is no key: the embedded analyser answers. Set {} where"
              + " the job is started and on the task managers, or openai.api-key-file",
          OPENAI_API_KEY);
    }
    return new EmbeddedAnalyst();
  }

  private static ChatModel model(Settings settings, String name, Secret key) {
    return new ChatModel(
        settings.get(OpenAiKeys.BASE_URL).orElse(URI.create("https://api.openai.com/v1")),
        name,
        key,
        AnalysisPrompt.shipped(),
        settings.get(OpenAiKeys.TIMEOUT),
        settings.get(OpenAiKeys.IN_FLIGHT),
        settings.get(OpenAiKeys.BATCH),
        settings.get(OpenAiKeys.LINGER),
        ChatModel.Policy.valueOf(settings.get(OpenAiKeys.POLICY).toUpperCase(Locale.ROOT)),
        new ChatModel.Limits(
            settings.get(OpenAiKeys.REQUESTS_PER_MINUTE),
            settings.get(OpenAiKeys.TOKENS_PER_MINUTE),
            Prices.perMillion(
                new BigDecimal(settings.get(OpenAiKeys.PRICE_INPUT)),
                new BigDecimal(settings.get(OpenAiKeys.PRICE_OUTPUT))),
            settings
                .get(OpenAiKeys.DAILY_CAP)
                .map(cap -> Prices.cost(new BigDecimal(cap)))
                .orElse(Long.MAX_VALUE)));
  }

  @Override
  public void build(StreamExecutionEnvironment environment, LaunchContext context) {
    Feed<Tweet, AnalysedTweet> feed =
        TweetsFeed.feed(new AnalyseTweets(analyst(context.settings()), Clock.systemUTC()));
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
    boolean asks = context.settings().get(OpenAiKeys.MODEL).isPresent();
    outputs.unenriched(row -> asks && row.model().startsWith("embedded"));
    FeedPipeline.build(
        feed, KafkaAndLake.source(environment, context, feed), context.options(), outputs);
  }
}
