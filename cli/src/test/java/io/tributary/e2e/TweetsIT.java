package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.cli.simulate.Fate;
import io.tributary.cli.simulate.SimulatedRecord;
import io.tributary.cli.simulate.Simulation;
import io.tributary.cli.simulate.SimulationParameters;
import io.tributary.cli.simulate.tweets.TweetParameters;
import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.CassandraServer;
import io.tributary.testkit.ElasticsearchServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Tweets, through kills, against what the simulator says of them and a count of its own. */
final class TweetsIT {
  /** 200,000 and ten kills when it is taken seriously. */
  private static final int TWEETS = Integer.getInteger("tributary.tweets", 6_000);

  private static final int KILLS = Integer.getInteger("tributary.kills", 2);
  private static final Instant BEGIN = Instant.parse("2026-01-26T23:50:00Z");

  /** So that a window has more hashtags, and more keywords of a language, than are told. */
  private static final double RATE = 20;

  private static final int TOP = 50;
  private static final long MINUTE = 60_000_000;
  private static final Pattern HASHTAG = Pattern.compile("#([\\p{L}\\p{M}\\p{N}_]+)");

  @TempDir private Path folder;
  private BrokerProcess broker;
  private final ObjectMapper json = new ObjectMapper();
  private final Simulation simulation =
      new TweetParameters(
              new SimulationParameters(
                  5, RATE, BEGIN, 0.05, 0.02, 0.05, Duration.ofSeconds(5), Duration.ofMinutes(10)))
          .simulation();

  /** What was sent of each valid tweet, by its id. */
  private final Map<String, JsonNode> expected = new HashMap<>();

  private int rejected;

  /** Settings of a run besides. */
  private List<String> stores = List.of();

  /**
   * A delivered tweet.
   *
   * @param window the start of its window, in microseconds since the epoch
   */
  private record Row(
      long window,
      String sentiment,
      String topic,
      String lang,
      Set<String> hashtags,
      Set<String> keywords) {}

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  /** With {@code -Dtributary.stores=true}; {@link TweetsAnalysisIT} always has them. */
  @Test
  @EnabledIfSystemProperty(named = "tributary.stores", matches = "true")
  void storesHaveTheSameTweetsAsTheLake() throws Exception {
    try (ElasticsearchServer search = ElasticsearchServer.start(folder.resolve("search"));
        CassandraServer cassandra = CassandraServer.start(folder.resolve("cassandra"))) {
      stores =
          List.of(
              "--tweets.elasticsearch.url=" + search.url(),
              "--tweets.cassandra.contact-points=" + cassandra.contactPoint());
      everyTweetIsDeliveredOnceAndEveryWindowIsCountedRight();
      // The ten that were sent again.
      StoredTweets.areThoseOfTheLake(
          expected.size() + 10, folder.resolve("lake"), search, cassandra);
    }
  }

  @Test
  void everyTweetIsDeliveredOnceAndEveryWindowIsCountedRight() throws Exception {
    new Topic(broker.bootstrap(), "tweets_raw").create(3, Map.of());
    send(TWEETS / 2);
    Tributary.run(folder, run("--bounded"));
    Topic analysed = new Topic(broker.bootstrap(), "tweets-analyzed");
    for (int kill = 1; kill < KILLS; kill++) {
      send(TWEETS / 2 / (KILLS - 1));
      long before = analysed.awaitReadable();
      try (Tributary killedLater = Tributary.start(folder, run())) {
        Awaitility.await()
            .atMost(Duration.ofMinutes(5))
            .pollInterval(Duration.ofMillis(200))
            .until(() -> analysed.readable() > before);
        killedLater.kill();
      }
    }
    try (Tributary killedAtOnce = Tributary.start(folder, run())) {
      killedAtOnce.awaitSaying("running");
      killedAtOnce.kill();
    }
    Tributary.run(folder, run("--bounded"));

    Map<String, Row> rows = rowsEqualWhatWasSent();
    topicEquals(analysed);
    Set<String> late = late();
    assertThat(late).isNotEmpty();
    rows.keySet().removeAll(late);
    for (Map.Entry<String, String> dimension :
        Map.of("sentiment", "sentiment", "topic", "topic", "lang", "language").entrySet()) {
      String column = dimension.getKey();
      Map<String, Long> counted = count(rows, row -> Set.of(value(row, column)));
      assertThat(windows("tweets_by_" + dimension.getValue(), column))
          .as(column)
          .isEqualTo(counted);
      assertThat(finals(column)).as(column).isEqualTo(counted);
    }
    topEquals("hashtag", "hashtag", count(rows, Row::hashtags), value -> "");
    topEquals(
        "keyword",
        "language || ':' || keyword",
        count(
            rows,
            row ->
                row.keywords().stream()
                    .map(word -> row.lang() + ":" + word)
                    .collect(Collectors.toSet())),
        value -> value.substring(0, value.indexOf(':')));
    assertThat(finals("total").values().stream().mapToLong(n -> n).sum()).isEqualTo(rows.size());
    assertThat(new Topic(broker.bootstrap(), "tweets-dead-letters").count()).isEqualTo(rejected);
    assertThat(audit().path("verdict").asText()).isEqualTo("holds");

    theOldAreDeliveredWhenTheyAreSentAgain();
  }

  private void theOldAreDeliveredWhenTheyAreSentAgain() throws Exception {
    int before = audit().path("delivered").asInt();
    try (KafkaProducer<byte[], byte[]> producer = new Topic(broker.bootstrap(), "").producer()) {
      for (int i = 0; i < 20; i++) {
        String old =
            "{\"tweet_id\":\"old-%d\",\"text\":\"an old tweet\",\"created_at\":\"2025-11-01T12:00:%02d\",\"user\":\"u\"}"
                .formatted(i % 10, i % 10); // each twice
        producer
            .send(
                new ProducerRecord<>(
                    "tweets_raw",
                    null,
                    BEGIN.toEpochMilli(),
                    ("old-" + i % 10).getBytes(StandardCharsets.UTF_8),
                    old.getBytes(StandardCharsets.UTF_8)))
            .get();
      }
    }
    Tributary.run(folder, run("--bounded"));
    JsonNode refused = audit();
    assertThat(refused.path("verdict").asText()).isEqualTo("holds");
    assertThat(refused.path("rejections").path("TOO_OLD").asInt()).isEqualTo(20);
    assertThat(refused.path("delivered").asInt()).isEqualTo(before);
    call("replay", "--reason=TOO_OLD");
    Tributary.run(folder, run("--bounded"));
    JsonNode after = audit();
    assertThat(after.path("verdict").asText()).isEqualTo("holds");
    assertThat(after.path("delivered").asInt()).isEqualTo(before + 10);
  }

  private void send(int count) {
    try (KafkaProducer<byte[], byte[]> producer = new Topic(broker.bootstrap(), "").producer()) {
      for (int i = 0; i < count; i++) {
        SimulatedRecord record = simulation.next();
        rejected += record.fate() == Fate.INVALID ? 1 : 0;
        if (record.fate() == Fate.VALID || record.fate() == Fate.LATE) {
          JsonNode tweet = tree(record.value());
          expected.put(tweet.path("tweet_id").asText(), tweet);
        }
        producer.send(
            new ProducerRecord<>(
                record.topic(),
                null,
                BEGIN.toEpochMilli() + record.dueNanos() / 1_000_000,
                record.key(),
                record.value()));
      }
    }
  }

  private Map<String, Row> rowsEqualWhatWasSent() throws Exception {
    Map<String, Row> rows = new HashMap<>();
    Outcome.query(
        "SELECT tweet_id, text, epoch_us(created_at), \"user\", lang, hashtags, retweet_count,"
            + " like_count, sentiment, topic, confidence, model, prompt_version,"
            + " epoch_us(analyzed_at), keywords, regexp_extract(filename, 'date=([0-9-]+)', 1) ="
            + " strftime(created_at AT TIME ZONE 'UTC', '%Y-%m-%d') FROM "
            + lake().files("tweets_analyzed"),
        row -> {
          String id = row.getString(1);
          JsonNode tweet = expected.get(id);
          assertThat(tweet).as(id).isNotNull();
          assertThat(row.getString(2)).isEqualTo(tweet.path("text").asText());
          assertThat(row.getLong(3)).as(id).isEqualTo(micros(tweet.path("created_at").asText()));
          assertThat(row.getString(4)).isEqualTo(tweet.path("user").asText());
          String said = tweet.path("lang").asText("");
          if (said.isEmpty() || said.equals("und")) {
            assertThat(row.getString(5)).isIn("fr", "en", "ar", "und");
          } else {
            assertThat(row.getString(5)).isEqualTo(said);
          }
          Set<String> hashtags = texts(row.getArray(6));
          assertThat(hashtags).as(tweet.toString()).isEqualTo(hashtags(tweet));
          assertThat(row.getLong(7)).isEqualTo(tweet.path("retweet_count").asLong());
          assertThat(row.getLong(8)).isEqualTo(tweet.path("like_count").asLong());
          assertThat(row.getString(9)).isIn("positive", "negative", "neutral");
          assertThat(row.getString(10)).isNotEmpty();
          assertThat(row.getDouble(11)).isBetween(0.0, 1.0);
          assertThat(row.getString(12)).isNotEmpty();
          assertThat(row.getString(13)).isNotEmpty();
          assertThat(row.getLong(14)).isPositive();
          assertThat(row.getBoolean(16)).as("lies under its date").isTrue();
          Row was =
              rows.put(
                  id,
                  new Row(
                      Math.floorDiv(row.getLong(3), MINUTE) * MINUTE,
                      row.getString(9),
                      row.getString(10),
                      row.getString(5),
                      hashtags,
                      texts(row.getArray(15))));
          assertThat(was).as("twice: " + id).isNull();
        });
    assertThat(rows.keySet()).isEqualTo(expected.keySet());
    return rows;
  }

  private static Set<String> texts(java.sql.Array array) throws java.sql.SQLException {
    return Arrays.stream((Object[]) array.getArray())
        .map(Object::toString)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static long micros(String time) {
    boolean zoned = time.endsWith("Z") || time.lastIndexOf('+') > 0 || time.lastIndexOf('-') > 10;
    Instant at = OffsetDateTime.parse(zoned ? time : time + "Z").toInstant();
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
  }

  /** Those that were sent with it, else those of its text, in one form. */
  private static Set<String> hashtags(JsonNode tweet) {
    Stream<String> sent =
        tweet.has("hashtags")
            ? Stream.iterate(0, i -> i < tweet.path("hashtags").size(), i -> i + 1)
                .map(i -> tweet.path("hashtags").path(i).asText())
            : HASHTAG.matcher(tweet.path("text").asText()).results().map(found -> found.group(1));
    return sent.map(
            tag ->
                Normalizer.normalize(tag, Normalizer.Form.NFKC)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[أإآ]", "ا")
                    .replace('ى', 'ي')
                    .replace('ة', 'ه'))
        .collect(Collectors.toSet());
  }

  private static String value(Row row, String column) {
    return switch (column) {
      case "sentiment" -> row.sentiment();
      case "topic" -> row.topic();
      default -> row.lang();
    };
  }

  private interface Values {
    Set<String> of(Row row);
  }

  /** Tweets by window and value. */
  private static Map<String, Long> count(Map<String, Row> rows, Values values) {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : rows.values()) {
      values.of(row).forEach(value -> counts.merge(row.window() + " " + value, 1L, Long::sum));
    }
    return counts;
  }

  private interface Group {
    String of(String value);
  }

  /** The most frequent of each window and group are told, and no others. */
  private void topEquals(String dimension, String column, Map<String, Long> counted, Group group)
      throws Exception {
    Map<String, List<Map.Entry<String, Long>>> groups = new TreeMap<>();
    counted
        .entrySet()
        .forEach(
            each -> {
              String window = each.getKey().substring(0, each.getKey().indexOf(' '));
              String value = each.getKey().substring(window.length() + 1);
              groups
                  .computeIfAbsent(window + " " + group.of(value), g -> new ArrayList<>())
                  .add(each);
            });
    Map<String, Long> top = new TreeMap<>();
    int cut = 0;
    for (List<Map.Entry<String, Long>> some : groups.values()) {
      some.sort(
          Map.Entry.<String, Long>comparingByValue()
              .reversed()
              .thenComparing(
                  each -> each.getKey().getBytes(StandardCharsets.UTF_8),
                  Comparator.nullsFirst(Arrays::compareUnsigned)));
      some.stream().limit(TOP).forEach(each -> top.put(each.getKey(), each.getValue()));
      cut += some.size() > TOP ? 1 : 0;
    }
    assertThat(cut).as("windows with more than are told").isPositive();
    assertThat(windows("tweets_by_" + dimension, column)).as(dimension).isEqualTo(top);
    assertThat(finals(dimension)).as(dimension).isEqualTo(top);
  }

  private Map<String, Long> windows(String dataset, String value) throws Exception {
    Map<String, Long> found = new TreeMap<>();
    Outcome.query(
        "SELECT epoch_us(window_start), "
            + value
            + ", tweets, epoch_us(window_end) - epoch_us(window_start) FROM "
            + lake().files(dataset),
        row -> {
          assertThat(row.getLong(4)).isEqualTo(MINUTE);
          assertThat(found.put(row.getLong(1) + " " + row.getString(2), row.getLong(3))).isNull();
        });
    return found;
  }

  private Map<String, Long> finals(String dimension) {
    Map<String, Long> found = new TreeMap<>();
    new Topic(broker.bootstrap(), "tweets-metrics")
        .read(
            record -> {
              JsonNode point = tree(record.value());
              if (point.path("dimension").asText().equals(dimension)
                  && point.path("final").asBoolean()) {
                String key =
                    Instant.parse(point.path("window_start").asText()).toEpochMilli() * 1_000
                        + " "
                        + point.path("value").asText();
                assertThat(found.put(key, point.path("count").asLong())).as(key).isNull();
              }
            });
    return found;
  }

  private void topicEquals(Topic topic) {
    Set<String> seen = new HashSet<>();
    topic.read(
        record -> {
          JsonNode tweet = tree(record.value());
          String id = tweet.path("tweet_id").asText();
          assertThat(seen.add(id)).as("once: " + id).isTrue();
          assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(id);
          assertThat(tweet.path("text")).isEqualTo(expected.get(id).path("text"));
        });
    assertThat(seen).isEqualTo(expected.keySet());
  }

  private Set<String> late() {
    Set<String> late = new HashSet<>();
    new Topic(broker.bootstrap(), "tweets-late")
        .read(
            record ->
                assertThat(late.add(tree(record.value()).path("tweet_id").asText())).isTrue());
    return late;
  }

  private JsonNode tree(byte[] value) {
    try {
      return json.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Outcome lake() {
    return new Outcome(broker.bootstrap(), folder.resolve("lake"));
  }

  private JsonNode audit() throws Exception {
    String said = call("audit", "--json");
    return json.readTree(said.substring(said.indexOf("{\n"))); // progress may stand before it
  }

  private String call(String command, String more) throws Exception {
    return Tributary.run(
        folder,
        command,
        "tweets",
        "--kafka.bootstrap.servers=" + broker.bootstrap(),
        "--lake.path=" + folder.resolve("lake"),
        more);
  }

  private String[] run(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "tweets",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("lake"),
                "--checkpoint.path=" + folder.resolve("checkpoints"),
                "--checkpoint.interval=1s",
                "--rest.port=0"));
    all.addAll(stores);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
