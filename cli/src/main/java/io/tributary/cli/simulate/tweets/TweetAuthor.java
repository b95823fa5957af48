package io.tributary.cli.simulate.tweets;

import static io.tributary.cli.simulate.Choice.any;

import io.tributary.cli.simulate.Author;
import io.tributary.cli.simulate.EventTime;
import io.tributary.cli.simulate.Grammar;
import io.tributary.cli.simulate.JsonFields;
import io.tributary.cli.simulate.Oddity;
import io.tributary.text.Language;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes believable tweets in French, English and Arabic whose feeling is known. */
final class TweetAuthor implements Author {
  private static final String TOPIC = "tweets_raw";

  private static final List<String> TOPICS =
      List.of("sports", "politics", "health", "travel", "science", "geography", "entertainment");

  /** The grammar's word for a feeling, and what it is called. */
  private static final Map<String, String> SENTIMENTS =
      Map.of("good", "positive", "bad", "negative", "neutral", "neutral");

  /** Of ten tweets, so many are written in each language. */
  private static final List<Language> LANGUAGES =
      List.of(
          Language.EN,
          Language.EN,
          Language.EN,
          Language.EN,
          Language.FR,
          Language.FR,
          Language.FR,
          Language.AR,
          Language.AR,
          Language.AR);

  private static final int USERS = 2_000;
  private static final int RECENT = 200;
  private static final int RETWEETS_OF_100 = 15;
  private static final int WITHOUT_LANGUAGE_OF_100 = 4;
  private static final int WITHOUT_ZONE_OF_100 = 30;
  private static final int WITHOUT_HASHTAGS_OF_100 = 30;
  private static final int MOST_LIKES = 5_000;

  /** When X began to number tweets by the time, in milliseconds since the epoch. */
  private static final long SNOWFLAKES_BEGIN = 1_288_834_974_657L;

  private static final int SNOWFLAKE_BITS = 22;

  private final Map<Language, Voice> voices = new EnumMap<>(Language.class);
  private final Zipf<String> users;
  private final long seed;
  private final List<Said> recent = new ArrayList<>(RECENT);
  private long written;

  /** Who writes in one language. */
  private record Voice(Grammar grammar, Hashtags hashtags) {
    String phrase(String word, SplittableRandom random) {
      StringBuilder phrase = new StringBuilder(160);
      grammar.append(phrase, word, random);
      return phrase.toString();
    }
  }

  /** A text and what is known of it. */
  private record Said(
      Language language, String text, List<String> hashtags, String topic, String sentiment) {}

  TweetAuthor(long seed) {
    this.seed = seed;
    for (Language language : Language.values()) {
      Grammar grammar = new Grammar(TweetAuthor.class, language.code() + ".txt", Map.of());
      voices.put(language, new Voice(grammar, new Hashtags(language, grammar, seed)));
    }
    SplittableRandom random = new SplittableRandom(seed);
    List<String> syllables = List.of("ka", "li", "no", "sa", "mi", "ra", "to", "be", "zu", "el");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      names.add(any(syllables, random) + any(syllables, random) + any(syllables, random) + "_" + i);
    }
    users = new Zipf<>(names);
  }

  /** One comes a third to a half more or less than the mean after the other: 1 to 3 s for 2. */
  @Override
  public double load(long epochMicros) {
    return 2 / (1 + 2 * new SplittableRandom(seed ^ epochMicros).nextDouble());
  }

  @Override
  public Written valid(long epochMicros, SplittableRandom random) {
    boolean retweet = !recent.isEmpty() && random.nextInt(100) < RETWEETS_OF_100;
    Said said = retweet ? any(recent, random) : said(epochMicros, random);
    if (!retweet) {
      remember(said);
    }
    JsonFields fields = fields(said, epochMicros, random);
    boolean silent = random.nextInt(100) < WITHOUT_LANGUAGE_OF_100;
    if (silent) {
      if (random.nextBoolean()) {
        fields.remove("lang");
      } else {
        fields.text("lang", "und");
      }
    }
    return new Written(oddity(retweet, silent), TOPIC, key(fields), fields.bytes());
  }

  private static Optional<Oddity> oddity(boolean retweet, boolean silent) {
    if (retweet) {
      return Optional.of(TweetOddity.RETWEET);
    }
    return silent ? Optional.of(TweetOddity.NO_LANGUAGE) : Optional.empty();
  }

  @Override
  public Written invalid(long epochMicros, SplittableRandom random) {
    TweetFault fault = any(TweetFault.ALL, random);
    JsonFields fields = fields(said(epochMicros, random), epochMicros, random);
    byte[] key = key(fields);
    byte @Nullable [] value = InvalidTweet.value(fault, fields, random);
    return new Written(Optional.of(fault), TOPIC, key, value);
  }

  private void remember(Said said) {
    if (recent.size() < RECENT) {
      recent.add(said);
    } else {
      recent.set((int) (written % RECENT), said);
    }
  }

  private Said said(long epochMicros, SplittableRandom random) {
    Language language = any(LANGUAGES, random);
    Voice voice = voices.get(language);
    if (voice == null) {
      throw new IllegalStateException("nobody writes in " + language);
    }
    String topic = any(TOPICS, random);
    String feeling = any(List.of("good", "bad", "neutral"), random);
    String text = voice.phrase(topic + "-" + feeling, random);
    if (!feeling.equals("neutral") && random.nextInt(3) == 0) {
      text += voice.phrase(feeling + "-tail", random);
    }
    List<String> hashtags = voice.hashtags().any(epochMicros, random);
    return new Said(
        language,
        text + hashtags.stream().map(tag -> " #" + tag).collect(Collectors.joining()),
        hashtags,
        topic,
        String.valueOf(SENTIMENTS.get(feeling)));
  }

  private JsonFields fields(Said said, long epochMicros, SplittableRandom random) {
    written++;
    long millis = Math.floorDiv(epochMicros, 1_000);
    // As X numbers them: by the time, and one after the other within a millisecond.
    long id =
        Math.max(0, millis - SNOWFLAKES_BEGIN) << SNOWFLAKE_BITS
            | written & ((1 << SNOWFLAKE_BITS) - 1);
    String time =
        random.nextInt(100) < WITHOUT_ZONE_OF_100
            ? withoutZone(millis)
            : EventTime.written(epochMicros, 3, random);
    int likes = (int) Math.pow(MOST_LIKES, random.nextDouble());
    JsonFields fields =
        new JsonFields()
            .text("tweet_id", Long.toString(id))
            .text("text", said.text())
            .text("created_at", time)
            .text("user", users.any(random))
            .text("lang", said.language().code());
    if (random.nextInt(100) >= WITHOUT_HASHTAGS_OF_100) {
      fields.put(
          "hashtags",
          said.hashtags().stream()
              .map(JsonFields::quoted)
              .collect(Collectors.joining(",", "[", "]")));
    }
    return fields
        .put("retweet_count", Integer.toString(likes / (2 + random.nextInt(8))))
        .put("like_count", Integer.toString(likes))
        .put(
            "simulated",
            "{\"sentiment\":\"" + said.sentiment() + "\",\"topic\":\"" + said.topic() + "\"}");
  }

  private static String withoutZone(long millis) {
    String utc = Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.MILLIS).toString();
    return utc.substring(0, utc.length() - 1);
  }

  private static byte[] key(JsonFields fields) {
    return fields.value("tweet_id").replace("\"", "").getBytes(StandardCharsets.UTF_8);
  }
}
