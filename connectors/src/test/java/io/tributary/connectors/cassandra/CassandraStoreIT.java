package io.tributary.connectors.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.connectors.secrets.Secret;
import io.tributary.connectors.upsert.Rest;
import io.tributary.connectors.upsert.Session;
import io.tributary.connectors.upsert.StoringJob;
import io.tributary.connectors.upsert.Tweets;
import io.tributary.testkit.CassandraServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CassandraStoreIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;
  @TempDir Path checkpoints;
  private static CassandraServer server;

  @BeforeAll
  static void start() {
    server = CassandraServer.start(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void clear() {
    try (CqlSession session = session()) {
      session.execute("DROP KEYSPACE IF EXISTS tributary");
    }
  }

  private static CqlSession session() {
    String[] contact = server.contactPoint().split(":");
    return CqlSession.builder()
        .addContactPoint(new InetSocketAddress(contact[0], Integer.parseInt(contact[1])))
        .withLocalDatacenter(CassandraServer.DATACENTER)
        .withConfigLoader(
            DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofMinutes(1))
                .withDuration(
                    DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofMinutes(1))
                .build())
        .build();
  }

  private static CassandraStore store() {
    return new CassandraStore(
        List.of(server.contactPoint()),
        CassandraServer.DATACENTER,
        "",
        Secret.none(),
        "tributary",
        1,
        TweetTables.ALL,
        "created_at");
  }

  private static Rest write(byte[]... rows) throws Exception {
    try (Session session = store().open()) {
      Rest rest = session.write(List.of(rows));
      if (!rest.refused().isEmpty()) {
        session.setAside(rest.refused());
      }
      return rest;
    }
  }

  private static List<Row> ask(String query) {
    try (CqlSession session = session()) {
      return session.execute(query).all();
    }
  }

  private static void holdsExactly(long tweets) {
    Set<String> sent =
        LongStream.range(0, tweets)
            .mapToObj(CassandraStoreIT::stored)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String table : List.of("tweets_by_day", "tweets_by_user")) {
      List<Row> rows =
          ask(
              "SELECT JSON tweet_id, text, created_at, user, lang, hashtags, retweet_count,"
                  + " like_count, sentiment, topic, confidence, model, prompt_version, analyzed_at,"
                  + " keywords FROM tributary."
                  + table);
      Set<String> found =
          rows.stream()
              .map(row -> read(row.getString(0)))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(rows).as(table).hasSize((int) tweets);
      assertThat(found).as(table).isEqualTo(sent);
    }
  }

  /** As Cassandra gives it back: moments in milliseconds. */
  private static String stored(long n) {
    return read(Tweets.text(n));
  }

  private static String read(String json) {
    try {
      ObjectNode row = (ObjectNode) JSON.readTree(json);
      for (String moment : List.of("created_at", "analyzed_at")) {
        row.put(
            moment,
            Instant.parse(row.path(moment).asText().replace(' ', 'T'))
                .truncatedTo(ChronoUnit.MILLIS)
                .toString());
      }
      return row.toString();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void writesEachTweetToBothTables() throws Exception {
    write(Tweets.row(0), Tweets.row(1), Tweets.row(2));

    holdsExactly(3);
    assertThat(
            ask(
                "SELECT tweet_id FROM tributary.tweets_by_day WHERE day = '2026-01-26' AND slot ="
                    + " 141"))
        .extracting(row -> row.getString(0))
        .containsExactly("t2", "t1", "t0");
    assertThat(
            ask(
                "SELECT tweet_id FROM tributary.tweets_by_user WHERE user = 'user1' AND month ="
                    + " '2026-01'"))
        .extracting(row -> row.getString(0))
        .containsExactly("t1");
  }

  @Test
  void isWrittenAsOfTheTimeOfTheTweet() throws Exception {
    write(Tweets.row(0));

    assertThat(ask("SELECT WRITETIME(text) FROM tributary.tweets_by_day"))
        .extracting(row -> row.getLong(0))
        .containsExactly(
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-01-26T23:30:00.123456Z")));
  }

  @Test
  void takesTweetsOfAnyYear() throws Exception {
    Rest rest =
        write(
            Tweets.text(0).replace("2026-01-26T", "0001-01-26T").getBytes(StandardCharsets.UTF_8),
            Tweets.text(1).replace("2026-01-26T", "9999-01-26T").getBytes(StandardCharsets.UTF_8));

    assertThat(rest).isEqualTo(Rest.NONE);
    assertThat(ask("SELECT tweet_id FROM tributary.tweets_by_day")).hasSize(2);
  }

  @Test
  void writesATweetAgainWithoutDoublingIt() throws Exception {
    write(Tweets.row(0), Tweets.row(1));
    write(Tweets.row(1), Tweets.row(2), Tweets.row(2));

    holdsExactly(3);
  }

  @Test
  void setsAsideOnlyWhatTheTablesCantHold() throws Exception {
    byte[] endless =
        Tweets.text(1).replace("\"user1\"", "\"" + "x".repeat(70_000) + "\"").getBytes(UTF_8);
    byte[] wrong =
        Tweets.text(2)
            .replaceFirst("\"like_count\":\\d+", "\"like_count\":\"many\"")
            .getBytes(UTF_8);

    Rest rest = write(Tweets.row(0), endless, wrong);

    assertThat(rest.refused()).hasSize(2);
    assertThat(ask("SELECT \"row\" FROM tributary.refused"))
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrder(new String(endless, UTF_8), new String(wrong, UTF_8));
  }

  @Test
  void refusesNoRowForATableThatWasDroppedMeanwhile() throws Exception {
    store().open().close();
    try (CqlSession other = session();
        Session writing = openedDeaf()) {
      other.execute("DROP TABLE tributary.tweets_by_user");

      assertThat(writing.write(List.of(Tweets.row(0)))).isEqualTo(Rest.NONE);
      holdsExactly(1);

      other.execute("ALTER TABLE tributary.tweets_by_day DROP topic");
      assertThatThrownBy(() -> writing.write(List.of(Tweets.row(1))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ALTER TABLE tributary.tweets_by_day ADD \"topic\" text");
    }
  }

  /** Its driver hears of what others do to the tables a while later than it does anyhow. */
  private static Session openedDeaf() throws IOException {
    String window = "datastax-java-driver.advanced.metadata.schema.debouncer.window";
    System.setProperty(window, "5 seconds");
    try {
      return store().open();
    } finally {
      System.clearProperty(window);
    }
  }

  @Test
  void saysWhichColumnIsMissing() {
    try (CqlSession session = session()) {
      session.execute(
          "CREATE KEYSPACE tributary WITH replication = {'class': 'SimpleStrategy',"
              + " 'replication_factor': 1}");
      session.execute(
          "CREATE TABLE tributary.tweets_by_day (day date, slot int, created_at timestamp, tweet_id"
              + " text, PRIMARY KEY ((day, slot), created_at, tweet_id))");
    }

    assertThatThrownBy(() -> store().open())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ALTER TABLE tributary.tweets_by_day ADD \"text\" text");
  }

  @Test
  void holdsEachTweetOnceWhenJobAndServerAreKilled() throws Exception {
    new StoringJob(checkpoints, store(), Tweets.COLUMNS, StoringJob.ROWS)
        .runKilled(StoringJob.KILLS, 3, server::startAgain);

    holdsExactly(StoringJob.ROWS);
  }

  @Test
  void getsAllFromAJobThatStartedWhileItWasAway() throws Exception {
    server.kill();
    var running = new StoringJob(checkpoints, store(), Tweets.COLUMNS, 1_000).start();
    server.startAgain();
    StoringJob.await(running);

    holdsExactly(1_000);
  }
}
