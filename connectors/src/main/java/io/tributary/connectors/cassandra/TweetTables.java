package io.tributary.connectors.cassandra;

import io.tributary.connectors.cassandra.TableLayout.Column;
import io.tributary.connectors.cassandra.TableLayout.Computed;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;

/** The tables of analysed tweets; docs/stores.md says why they are laid out so. */
public final class TweetTables {
  private static final int SLOT_MINUTES = 10;

  private static final List<Column> TWEET =
      List.of(
          new Column("tweet_id", "text"),
          new Column("text", "text"),
          new Column("created_at", "timestamp"),
          new Column("user", "text"),
          new Column("lang", "text"),
          new Column("hashtags", "frozen<list<text>>"),
          new Column("retweet_count", "bigint"),
          new Column("like_count", "bigint"),
          new Column("sentiment", "text"),
          new Column("topic", "text"),
          new Column("confidence", "double"),
          new Column("model", "text"),
          new Column("prompt_version", "text"),
          new Column("analyzed_at", "timestamp"),
          new Column("keywords", "frozen<list<text>>"));

  private static final String NEWEST_FIRST = "created_at DESC, tweet_id ASC";

  /** By day, in slots of ten minutes: a whole day of a busy feed is too much for one partition. */
  static final TableLayout BY_DAY =
      new TableLayout(
          "tweets_by_day",
          with(new Column("day", "date"), new Column("slot", "int")),
          "(day, slot), created_at, tweet_id",
          NEWEST_FIRST,
          List.of(new Computed("day", TweetTables::day), new Computed("slot", TweetTables::slot)));

  /** By user, a partition a month. */
  static final TableLayout BY_USER =
      new TableLayout(
          "tweets_by_user",
          with(new Column("month", "text")),
          "(user, month), created_at, tweet_id",
          NEWEST_FIRST,
          List.of(new Computed("month", moment -> day(moment).substring(0, "2026-01".length()))));

  public static final List<TableLayout> ALL = List.of(BY_DAY, BY_USER);

  private TweetTables() {}

  private static List<Column> with(Column... more) {
    List<Column> all = new ArrayList<>(List.of(more));
    all.addAll(TWEET);
    return List.copyOf(all);
  }

  private static String day(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }

  private static String slot(Instant moment) {
    int minute = moment.atOffset(ZoneOffset.UTC).get(ChronoField.MINUTE_OF_DAY);
    return Integer.toString(minute / SLOT_MINUTES);
  }
}
