package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.jobs.invoices.InvoiceIntake;
import io.tributary.jobs.texts.TextIntake;
import io.tributary.jobs.tweets.TweetIntake;
import io.tributary.jobs.weather.WeatherIntake;
import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.FreePort;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a newcomer meets it. */
final class DemoIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void showsAllFeedsGoesOnWhereItWasKilledAndStopsSoThatOthersCanGoOn() throws Exception {
    int port = FreePort.any();
    try (Tributary demo = demo(port)) {
      awaitWindows(demo);
      assertThat(get("http://localhost:" + (port + 1) + "/")).contains("Apache Flink");
      assertThat(get("http://localhost:" + (port + 1) + "/jobs/overview"))
          .contains(
              "\"name\":\"tickets\"",
              "\"name\":\"texts\"",
              "\"name\":\"invoices\"",
              "\"name\":\"weather\"",
              "\"name\":\"tweets\"");
      thePageShowsThem("http://localhost:" + (port + 2));
      assertThat(demo.portsOpenToOthers()).as("ports open to other machines").isEmpty();
      demo.kill();
    }
    Awaitility.await().atMost(PATIENCE).until(() -> FreePort.isFree(port));

    try (Tributary demo = demo(port)) {
      awaitWindows(demo);
      assertThat(demo.said())
          .containsPattern("going on from checkpoint .*/tickets/")
          .containsPattern("going on from checkpoint .*/texts/")
          .containsPattern("going on from checkpoint .*/invoices/")
          .containsPattern("going on from checkpoint .*/weather/")
          .containsPattern("going on from checkpoint .*/tweets/");
      demo.terminate();
      assertThat(demo.awaitExit()).as(demo.said()).isZero();
      assertThat(demo.said())
          .contains(
              "tickets stopped; the next demo goes on from",
              "texts stopped; the next demo goes on from",
              "invoices stopped; the next demo goes on from",
              "weather stopped; the next demo goes on from",
              "tweets stopped; the next demo goes on from")
          .containsPattern("(?m)^invoices in [1-9].* revised [0-9].*window 20..-..-.. EUR [1-9]")
          .containsPattern("(?m)^weather  in [1-9].* revised [1-9].*window 20..-..-.. [1-9]");
    }
    assertThat(FreePort.isFree(port) && FreePort.isFree(port + 1)).as("nothing is left").isTrue();

    // The same broker's records, read to their end by bounded runs with the demo's settings.
    try (BrokerProcess broker = BrokerProcess.start(folder.resolve("data/kafka"), port)) {
      runToTheEnd("tickets", broker);
      runToTheEnd("texts", broker);
      runToTheEnd("invoices", broker, "--invoices.files.path=" + inbox());
      runToTheEnd("weather", broker);
      runToTheEnd("tweets", broker);
      ticketsAreWhole(broker);
      textsAreWhole(broker);
      invoicesAreWhole(broker);
      weatherIsWhole(broker);
      tweetsAreWhole(broker);
    }
  }

  private static void thePageShowsThem(String url) throws Exception {
    assertThat(get(url + "/")).contains("<title>", "app.js");
    assertThat(get(url + "/app.js")).contains("import");
    assertThat(get(url + "/health")).contains("status");
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(get(url + "/analytics/overview")).contains("\"tickets\"", "\"texts\""));
  }

  private void ticketsAreWhole(BrokerProcess broker) throws Exception {
    Truth truth = Truth.of(broker.bootstrap(), 10_000);
    Outcome outcome = new Outcome(broker.bootstrap(), folder.resolve("data/lake"));
    assertThat(outcome.rows("tickets_with_assignment")).isEqualTo(truth.rows.size());
    assertThat(new Topic(broker.bootstrap(), "tickets-enriched").count())
        .isEqualTo(truth.rows.size());
    assertThat(new Topic(broker.bootstrap(), "tickets-dead-letters").count())
        .isEqualTo(truth.rejected.size());
  }

  private void textsAreWhole(BrokerProcess broker) throws Exception {
    TextIntake intake = new TextIntake();
    Set<String> ids = new HashSet<>();
    AtomicLong received = new AtomicLong();
    AtomicLong rejected = new AtomicLong();
    for (String language : List.of("fr", "en", "ar")) {
      new Topic(broker.bootstrap(), "raw-text-" + language)
          .read(
              record -> {
                received.incrementAndGet();
                intake
                    .taken(record.value(), record.timestamp())
                    .ifPresentOrElse(text -> ids.add(text.id()), rejected::incrementAndGet);
              });
    }
    Outcome outcome = new Outcome(broker.bootstrap(), folder.resolve("data/lake"));
    assertThat(ids).hasSizeGreaterThan(1_000);
    // Other feeds have folders beside these.
    assertThat(outcome.rows("raw/fr") + outcome.rows("raw/en") + outcome.rows("raw/ar"))
        .isEqualTo(received.get());
    assertThat(outcome.rows("processed")).isEqualTo(ids.size());
    assertThat(new Topic(broker.bootstrap(), "processed-text").count()).isEqualTo(ids.size());
    assertThat(rejected.get()).isPositive();
    assertThat(new Topic(broker.bootstrap(), "texts-dead-letters").count())
        .isEqualTo(rejected.get());
  }

  private void tweetsAreWhole(BrokerProcess broker) throws Exception {
    Set<String> ids = new HashSet<>();
    AtomicLong rejected = new AtomicLong();
    try (TweetIntake intake = new TweetIntake()) {
      new Topic(broker.bootstrap(), "tweets_raw")
          .read(
              record ->
                  intake
                      .taken(record.value(), record.timestamp())
                      .ifPresentOrElse(tweet -> ids.add(tweet.id()), rejected::incrementAndGet));
    }
    Outcome outcome = new Outcome(broker.bootstrap(), folder.resolve("data/lake"));
    assertThat(ids).hasSizeGreaterThan(1_000);
    assertThat(outcome.rows("tweets_analyzed")).isEqualTo(ids.size());
    assertThat(new Topic(broker.bootstrap(), "tweets-analyzed").count()).isEqualTo(ids.size());
    assertThat(new Topic(broker.bootstrap(), "tweets-dead-letters").count())
        .isEqualTo(rejected.get());
  }

  /** Every invoice of topic and inbox, in its newest version, each rejected one a dead letter. */
  private void invoicesAreWhole(BrokerProcess broker) throws Exception {
    InvoiceIntake intake = new InvoiceIntake();
    Set<String> ids = new HashSet<>();
    AtomicLong received = new AtomicLong();
    AtomicLong rejected = new AtomicLong();
    new Topic(broker.bootstrap(), "factures-raw")
        .read(
            record -> {
              received.incrementAndGet();
              intake
                  .taken(record.value(), record.timestamp())
                  .ifPresentOrElse(taken -> ids.add(taken.id()), rejected::incrementAndGet);
            });
    assertThat(ids).hasSizeGreaterThan(1_000);
    assertThat(rejected.get()).isPositive();
    String lake = folder.resolve("data/lake") + "/";
    assertThat(number("count(*)", lake + "raw/factures/kafka/*/*.parquet"))
        .isEqualTo(received.get());
    assertThat(number("count(DISTINCT invoice_id)", lake + "clean/factures/kafka/*/*.parquet"))
        .isEqualTo(ids.size());
    assertThat(number("count(DISTINCT invoice_id)", lake + "clean/factures/files/*/*.parquet"))
        .isGreaterThan(500);
    try (Stream<Path> left = Files.list(inbox())) {
      assertThat(left.filter(Files::isRegularFile)).as("files that nobody has read").isEmpty();
    }
    long fromFiles = number("count(*)", lake + "raw/factures/files/*/*.parquet");
    long versions = number("count(*)", lake + "clean/factures/files/*/*.parquet");
    long letters = new Topic(broker.bootstrap(), "invoices-dead-letters").count();
    assertThat(letters).isGreaterThanOrEqualTo(rejected.get());
    assertThat(versions + letters - rejected.get()).isLessThanOrEqualTo(fromFiles);
  }

  /** Every hour of every place that was asked for, each rejected record a dead letter. */
  private void weatherIsWhole(BrokerProcess broker) throws Exception {
    WeatherIntake intake = new WeatherIntake();
    Set<String> hours = new HashSet<>();
    AtomicLong received = new AtomicLong();
    AtomicLong rejected = new AtomicLong();
    new Topic(broker.bootstrap(), "weather")
        .read(
            record -> {
              received.incrementAndGet();
              intake
                  .taken(record.value(), record.timestamp())
                  .ifPresentOrElse(
                      taken -> hours.add(taken.place() + taken.observedMillis()),
                      rejected::incrementAndGet);
            });
    assertThat(hours).hasSizeGreaterThan(1_000);
    assertThat(rejected.get()).isPositive();
    String lake = folder.resolve("data/lake") + "/";
    assertThat(number("count(*)", lake + "raw/weather/kafka/*/*.parquet"))
        .isEqualTo(received.get());
    assertThat(
            number(
                "count(DISTINCT (place, observed_at))", lake + "weather_observations/*/*.parquet"))
        .isEqualTo(hours.size());
    assertThat(new Topic(broker.bootstrap(), "weather-dead-letters").count())
        .isEqualTo(rejected.get());
  }

  private static long number(String what, String files) throws Exception {
    AtomicLong number = new AtomicLong();
    Outcome.query(
        "SELECT " + what + " FROM read_parquet('" + files + "')",
        row -> number.set(row.getLong(1)));
    return number.get();
  }

  private Path inbox() {
    return folder.resolve("data/inbox");
  }

  private void runToTheEnd(String feed, BrokerProcess broker, String... more) throws Exception {
    List<String> run =
        new ArrayList<>(
            List.of(
                "run",
                feed,
                "--bounded",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("data/lake"),
                "--checkpoint.path=" + folder.resolve("data/checkpoints"),
                "--window.size=10s",
                "--window.lateness=10s",
                "--watermark.out-of-orderness=5s",
                "--rest.port=0"));
    run.addAll(List.of(more));
    Tributary.run(folder, run.toArray(String[]::new));
  }

  @Test
  void saysWhichPortIsTakenAndHowToChangeIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
        Tributary demo = demo(taken.getLocalPort())) {
      assertThat(demo.awaitExit()).isEqualTo(1);
      assertThat(demo.said())
          .contains("port " + taken.getLocalPort() + " for Kafka is taken", "--port-base");
    }
  }

  private Tributary demo(int port) throws IOException {
    return Tributary.start(
        folder,
        "demo",
        "--feeds=all",
        "--port-base=" + port,
        "--rate=200",
        "--data=" + folder.resolve("data"));
  }

  /** Waits until each feed's line shows what a window has counted. */
  private static void awaitWindows(Tributary demo) {
    for (String feed : List.of("tickets", "texts", "invoices", "weather", "tweets")) {
      demo.awaitSaying(Pattern.compile("(?m)^" + feed + " .*\\| window "));
    }
  }

  private static String get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
