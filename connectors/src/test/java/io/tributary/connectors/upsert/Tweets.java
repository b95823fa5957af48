package io.tributary.connectors.upsert;

import io.tributary.connectors.json.JsonRows;
import io.tributary.pipeline.record.Columns;
import io.tributary.pipeline.record.Text;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Analysed tweets as the feed writes them, each from a number. */
public final class Tweets {
  private static final List<String> TEXTS =
      List.of(
          "J'adore les chats \uD83D\uDE3B de Paris #Chats",
          "The \"new\" train is late again \\ #Trains",
          "الكتب الجديدة جميلة #كتب");
  private static final List<String> LANGUAGES = List.of("fr", "en", "ar");
  private static final long FIRST = Instant.parse("2026-01-26T23:30:00.123456Z").toEpochMilli();

  public static final Columns<Long> COLUMNS =
      Columns.<Long>of()
          .text("tweet_id", n -> Text.of("t" + n))
          .text("text", n -> Text.of(TEXTS.get((int) (n % 3)) + " " + n))
          .timestampMicros("created_at", Tweets::createdAt)
          .text("user", n -> Text.of("user" + n % 7))
          .label("lang", n -> LANGUAGES.get((int) (n % 3)))
          .texts("hashtags", n -> List.of("chats", "n" + n % 5))
          .int64("retweet_count", n -> n % 11)
          .int64("like_count", n -> n % 13)
          .label("sentiment", n -> n % 2 == 0 ? "positive" : "negative")
          .label("topic", n -> "travel")
          .real("confidence", n -> 0.5 + n % 2 * 0.25)
          .label("model", n -> "embedded")
          .label("prompt_version", n -> "1")
          .timestampMicros("analyzed_at", n -> createdAt(n) + 1_000_000)
          .texts("keywords", n -> n % 2 == 0 ? List.of() : List.of("paris", "train"));

  private Tweets() {}

  /** A second apart. */
  private static long createdAt(long n) {
    return (FIRST + n * 1_000) * 1_000 + 456;
  }

  public static byte[] row(long n) {
    return new JsonRows<>(COLUMNS).bytes(n);
  }

  public static String text(long n) {
    return new String(row(n), StandardCharsets.UTF_8);
  }
}
