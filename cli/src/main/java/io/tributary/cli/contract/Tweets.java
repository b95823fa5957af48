package io.tributary.cli.contract;

import io.tributary.cli.contract.FeedContract.Delivered;
import io.tributary.cli.contract.FeedContract.Dimension;
import io.tributary.cli.contract.FeedContract.Field;
import io.tributary.cli.contract.FeedContract.Rows;
import io.tributary.cli.contract.FeedContract.Several;
import io.tributary.cli.contract.FeedContract.Windows;
import io.tributary.cli.lake.Column;
import io.tributary.cli.lake.DatasetPlace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The contract of the tweets. Language and hashtags are delivered in a form of their own, so rows
 * are compared without them; windows are counted again by what the rows hold.
 */
final class Tweets {
  private static final int MOST = 50;

  static final FeedContract CONTRACT =
      new FeedContract(
          "tweets",
          List.of("tweets_raw"),
          List.of(),
          new GivenIdentity("tweet_id", Pattern.compile("[!-~]{1,64}")),
          "created_at",
          List.of(
              Field.required(Column.text("tweet_id")),
              Field.required(Column.text("text")),
              Field.required(Column.momentInUtc("created_at")),
              Field.required(Column.text("user")),
              new Field(Column.number("retweet_count"), Optional.of(0L)),
              new Field(Column.number("like_count"), Optional.of(0L))),
          Map.of(),
          Optional.empty(),
          new Delivered(
              "tweets-analyzed",
              "tweet_id",
              List.of(
                  Column.text("tweet_id"),
                  Column.text("text"),
                  Column.moment("created_at"),
                  Column.text("user"),
                  Column.text("lang"),
                  Column.texts("hashtags"),
                  Column.number("retweet_count"),
                  Column.number("like_count"),
                  Column.text("sentiment"),
                  Column.text("topic"),
                  Column.real("confidence"),
                  Column.text("model"),
                  Column.text("prompt_version"),
                  Column.moment("analyzed_at"),
                  Column.texts("keywords")),
              List.of(
                  "sentiment IN ('positive', 'negative', 'neutral')",
                  "confidence BETWEEN 0 AND 1",
                  "len(hashtags) = len(list_distinct(hashtags))",
                  "len(keywords) = len(list_distinct(keywords))")),
          List.of(new Rows(DatasetPlace.inLake("tweets_analyzed"), Map.of())),
          List.of(),
          new Windows(
              "tweets",
              Optional.empty(),
              List.of(),
              List.of(
                  new Dimension("sentiment", DatasetPlace.inLake("tweets_by_sentiment")),
                  new Dimension("topic", DatasetPlace.inLake("tweets_by_topic")),
                  new Dimension("lang", DatasetPlace.inLake("tweets_by_language")),
                  new Dimension(
                      "hashtag",
                      DatasetPlace.inLake("tweets_by_hashtag"),
                      Optional.of(
                          new Several(
                              List.of("hashtags"),
                              "hashtags",
                              List.of("hashtag"),
                              "hashtag",
                              "''",
                              MOST))),
                  new Dimension(
                      "keyword",
                      DatasetPlace.inLake("tweets_by_keyword"),
                      Optional.of(
                          new Several(
                              List.of("lang", "keywords"),
                              "[lang || ':' || word FOR word IN keywords]",
                              List.of("language", "keyword"),
                              "language || ':' || keyword",
                              "split_part(value, ':', 1)",
                              MOST)))),
              List.of(),
              Optional.empty()));

  private Tweets() {}
}
