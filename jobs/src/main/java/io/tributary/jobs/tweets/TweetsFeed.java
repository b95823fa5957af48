package io.tributary.jobs.tweets;

import io.tributary.connectors.lake.Dataset;
import io.tributary.pipeline.Feed;
import io.tributary.pipeline.enrich.Enrichment;
import io.tributary.pipeline.measure.Measures;
import io.tributary.pipeline.measure.MetricPoint;
import io.tributary.pipeline.measure.Top;
import io.tributary.pipeline.record.Columns;
import java.util.List;

/** Tweets: each once, analysed; counted by what they feel, speak of and are written in. */
final class TweetsFeed {
  static final String NAME = "tweets";
  static final String INPUT = "tweets_raw";

  /** Of how many hashtags of a window, and keywords of a window and language, is told. */
  private static final int MOST = 50;

  /** Between a keyword's language and the keyword in the dimension's value. */
  private static final char COLON = ':';

  private TweetsFeed() {}

  /**
   * The feed.
   *
   * @param analysis says how tweets feel about what
   */
  static Feed<Tweet, AnalysedTweet> feed(Enrichment<Tweet, AnalysedTweet> analysis) {
    return Feed.named(NAME, List.of(INPUT), new TweetParser())
        .carriedBy(Tweet.Wire.INSTANCE)
        .timedBy("created_at", Tweet::createdAtMillis)
        .identifiedBy(Tweet::identity)
        .enrichedBy(analysis, AnalysedTweet::tweet)
        .measuredBy(
            Measures.<AnalysedTweet>count()
                .per("sentiment", AnalysedTweet::sentiment)
                .per("topic", AnalysedTweet::topic)
                .per("lang", AnalysedTweet::lang)
                .perEach("hashtag", row -> row.content().hashtags(), Top.of(MOST))
                .perEach(
                    "keyword", TweetsFeed::keywords, new Top(MOST, TweetsFeed::keywordLanguage)));
  }

  private static List<String> keywords(AnalysedTweet row) {
    return row.content().keywords().stream().map(word -> row.lang() + COLON + word).toList();
  }

  private static String keywordLanguage(String value) {
    return value.substring(0, value.indexOf(COLON));
  }

  /** What the lake holds of the tweets themselves. */
  static List<Dataset<AnalysedTweet>> tweets() {
    return List.of(
        new Dataset<>(
            "tweets_analyzed",
            AnalysedTweet.COLUMNS,
            row -> true,
            row -> row.tweet().createdAtMillis()));
  }

  /** What the lake holds of their windows: final results only. */
  static List<Dataset<MetricPoint>> windows() {
    return List.of(
        byDimension("tweets_by_sentiment", "sentiment"),
        byDimension("tweets_by_hashtag", "hashtag"),
        byDimension("tweets_by_topic", "topic"),
        byDimension("tweets_by_language", "lang"),
        new Dataset<>(
            "tweets_by_keyword",
            window()
                .label("language", point -> keywordLanguage(point.value()))
                .label(
                    "keyword", point -> point.value().substring(point.value().indexOf(COLON) + 1))
                .int64("tweets", MetricPoint::count),
            point -> point.isFinal() && point.dimension().equals("keyword"),
            MetricPoint::windowStart));
  }

  private static Dataset<MetricPoint> byDimension(String name, String dimension) {
    return new Dataset<>(
        name,
        window().label(dimension, MetricPoint::value).int64("tweets", MetricPoint::count),
        point -> point.isFinal() && point.dimension().equals(dimension),
        MetricPoint::windowStart);
  }

  private static Columns<MetricPoint> window() {
    return Columns.<MetricPoint>of()
        .timestampMicros("window_start", point -> point.windowStart() * 1000)
        .timestampMicros("window_end", point -> point.windowEnd() * 1000);
  }
}
