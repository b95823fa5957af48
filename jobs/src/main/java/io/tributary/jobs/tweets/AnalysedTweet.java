package io.tributary.jobs.tweets;

import io.tributary.pipeline.record.Columns;
import io.tributary.text.Analysis;

/**
 * A tweet with what was found out about it.
 *
 * @param tweet the tweet as it came in
 * @param content what stands in it
 * @param analysis how it feels about what
 * @param model who says so, with its version
 * @param promptVersion which prompt the model was given; {@link #NO_PROMPT} when it takes none
 * @param analysedAt when it said so, in microseconds since the epoch
 */
record AnalysedTweet(
    Tweet tweet,
    TweetContent content,
    Analysis analysis,
    String model,
    String promptVersion,
    long analysedAt) {

  /** The prompt's version of a model that takes none. */
  static final String NO_PROMPT = "none";

  /** As the lake, the topic and the stores show it. */
  static final Columns<AnalysedTweet> COLUMNS =
      Columns.<AnalysedTweet>of()
          .text("tweet_id", row -> row.tweet.tweetId())
          .text("text", row -> row.tweet.text())
          .timestampMicros("created_at", row -> row.tweet.createdAt())
          .text("user", row -> row.tweet.user())
          .label("lang", AnalysedTweet::lang)
          .texts("hashtags", row -> row.content.hashtags())
          .int64("retweet_count", row -> row.tweet.retweets())
          .int64("like_count", row -> row.tweet.likes())
          .label("sentiment", AnalysedTweet::sentiment)
          .label("topic", AnalysedTweet::topic)
          .real("confidence", row -> row.analysis.confidence())
          .label("model", AnalysedTweet::model)
          .label("prompt_version", AnalysedTweet::promptVersion)
          .timestampMicros("analyzed_at", AnalysedTweet::analysedAt)
          .texts("keywords", row -> row.content.keywords());

  String lang() {
    return content.lang();
  }

  String sentiment() {
    return analysis.sentiment().code();
  }

  String topic() {
    return analysis.topic();
  }
}
