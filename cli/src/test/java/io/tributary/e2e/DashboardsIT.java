package io.tributary.e2e;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.analytics.AnalyticsServer;
import io.tributary.analytics.Options;
import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.ChatServer;
import io.tributary.testkit.FreePort;
import io.tributary.testkit.ModelServer;
import io.tributary.testkit.OpenMeteoServer;
import io.tributary.testkit.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every panel of every dashboard, against what a Prometheus has read from a Flink cluster and an
 * analytics API: tickets, texts that a served model classifies, weather that is collected and
 * written to a database, tweets that a language model analyses, and invoices on paper. The
 * dashboard of one feed is looked at for each of them.
 */
final class DashboardsIT {
  private static final Path DASHBOARDS = FlinkCluster.ROOT.resolve("deploy/grafana/dashboards");

  /** What stands before the table of what was seen. */
  private static final String PAGE =
      """
      # Dashboards

      Each panel of [deploy/grafana](../deploy/grafana), what it asks, and how many series a real Prometheus answered with that scraped a real Flink cluster with all five jobs
      and the analytics API; of the dashboard *Feed* feed by feed. A 0 is a feed that doesn't have this, and is meant. How many there are depends on partitions, reasons and tasks;
      that there are some is what `DashboardsIT` asks for. It writes this page:

      ```
      mvn -q -B verify -pl cli,cluster -am -Dtest=None -Dit.test=DashboardsIT -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Ddashboards.write=true
      ```

      | panel | query | series |
      | --- | --- | --- |
      """;

  private static final Pattern QUANTILES = Pattern.compile("quantile=~\"([^\"]+)\"");
  private static final Pattern LABEL = Pattern.compile("\\{\\{([a-z_]+)}}");
  private static final Pattern VARIABLE = Pattern.compile("label_values\\((.+), ([a-z_]+)\\)");
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long MILLIS_BETWEEN = 100;
  private static final int BETWEEN_BAD_ONES = 40;

  private static final String ONE_FEED = "tributary-feed";
  private static final List<String> FEEDS =
      List.of("invoices", "texts", "tickets", "tweets", "weather");

  /** Those whose rows are revised; the others have windows that close. */
  private static final Set<String> REVISED = Set.of("invoices", "weather");

  private static final Set<String> WINDOWED = Set.of("texts", "tickets", "tweets");

  /** All that {@link #ONE_FEED} never shows, and of whom. */
  private static final List<Missing> MISSING =
      List.of(
          new Missing("Windows", "records_windowed", REVISED, "they have no windows that close"),
          new Missing("Windows", "records_late", REVISED, "they have no windows that close"),
          new Missing(
              "Revisions", "records_revised", WINDOWED, "no row of theirs replaces an older one"),
          new Missing(
              "Quality budgets",
              "quality_budget_used",
              Set.of("invoices", "tickets", "tweets", "weather"),
              "of these jobs only the texts' has budgets"),
          new Missing(
              "Remembered", "identities", REVISED, "they keep all versions, and don't count them"),
          new Missing("Remembered", "open_windows", REVISED, "they have no windows that close"),
          new Missing(
              "Remembered",
              "records_enriching",
              Set.of("invoices", "tickets", "weather"),
              "they ask nobody for whom they would wait"));

  /** Whoever there is. */
  private static final String ALL = ".*";

  private final ObjectMapper json = new ObjectMapper();
  private final List<AutoCloseable> started = new ArrayList<>();
  private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();

  @TempDir private Path folder;
  private BrokerProcess broker;
  private CompletableFuture<FlinkCluster> starting;
  private FlinkCluster flink;
  private PrometheusServer prometheus;
  private AnalyticsServer api;
  private KafkaProducer<byte[], byte[]> producer;
  private long sent;

  /**
   * What some feeds don't have.
   *
   * @param metric the end of its name
   * @param reason why they don't have it
   */
  private record Missing(String panel, String metric, Set<String> feeds, String reason) {
    boolean isAskedBy(Question question) {
      return question.row().contains(": " + panel + " | ")
          && question.row().contains("_" + metric + "{")
          && feeds.contains(question.job());
    }
  }

  /**
   * What a panel asks.
   *
   * @param row the panel and its query, as they are printed
   * @param job whose, as a regular expression
   */
  private record Question(String row, JsonNode target, String job) {
    Question of(String oneJob) {
      return new Question(row, target, oneJob);
    }

    /** As Grafana asks, with the last ten seconds in place of four scrapes of fifteen seconds. */
    String expression() {
      return target
          .path("expr")
          .asText()
          .replace("$__rate_interval", "10s")
          .replaceAll("=~\"\\$\\w+\"", "=~\"" + job + "\"");
    }
  }

  @BeforeEach
  void startAll() throws Exception {
    PrometheusServer.requirePresence();
    starting = CompletableFuture.supplyAsync(() -> unchecked(this::startCluster));
    broker = closing(BrokerProcess.start(folder.resolve("kafka")));
    ModelServer model = closing(ModelServer.start(folder.resolve("model")));
    ChatServer chat = closing(ChatServer.start());
    OpenMeteoServer openMeteo = closing(OpenMeteoServer.start());
    PostgresServer database = closing(PostgresServer.start(folder.resolve("postgres")));
    Path documents = Files.createDirectories(folder.resolve("documents"));
    Files.writeString(documents.resolve("torn.pdf"), "%PDF-1.7");
    flink = starting.get();
    CompletableFuture.allOf(
            run(
                "texts.TextsJob",
                "--model.url=" + model.baseUrl(),
                "--quality.rejected=5%",
                "--quality.late=5%",
                "--quality.unenriched=100%"), // a slow machine has the model time out
            run(
                "weather.WeatherJob",
                "--weather.places=Paris,FR,48.8566,2.3522",
                "--weather.api.url=" + openMeteo.forecast(),
                "--weather.archive.url=" + openMeteo.archive(),
                "--weather.interval=5s",
                "--weather.quota.per-day=50000",
                "--weather.forecast.days=1",
                "--weather.database.url=" + database.url(),
                "--weather.database.user=" + database.user()),
            run(
                "tweets.TweetsJob",
                "--openai.model=" + ChatServer.MODEL,
                "--openai.base-url=" + chat.baseUrl(),
                "--openai.price.input=150",
                "--openai.price.output=600"),
            run("invoices.InvoicesJob", "--invoices.ocr.path=" + documents),
            run("tickets.TicketsJob"))
        .get();
    producer = closing(new Topic(broker.bootstrap(), "").producer());
    var unused = sender.scheduleAtFixedRate(this::send, 0, MILLIS_BETWEEN, TimeUnit.MILLISECONDS);
    int port = FreePort.any();
    api =
        closing(
            AnalyticsServer.start(
                Options.of(folder.resolve("lake").toString())
                    .at("127.0.0.1", port)
                    .withKafka(broker.bootstrap(), Map.of())
                    .withFlink(URI.create("http://127.0.0.1:" + flink.dashboard().port()))));
    prometheus =
        closing(
            PrometheusServer.start(
                folder.resolve("prometheus"),
                Map.of(
                    "flink", flink.prometheusTargets(),
                    "analytics-api", List.of("127.0.0.1:" + port))));
  }

  private <T extends AutoCloseable> T closing(T server) {
    started.add(server);
    return server;
  }

  private FlinkCluster startCluster() throws IOException {
    return FlinkCluster.start(
        folder,
        Map.of("OPENAI_API_KEY", ChatServer.KEY),
        "--task-managers=1",
        "--slots=" + FEEDS.size(),
        "-Dtaskmanager.memory.process.size=2g");
  }

  private static <T> T unchecked(Callable<T> call) {
    try {
      return call.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private CompletableFuture<String> run(String main, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("lake"),
                "--checkpoint.path=" + folder.resolve("checkpoints"),
                "--checkpoint.interval=2s",
                "--lake.roll-interval=2s",
                "--window.size=5s",
                "--window.lateness=0ms",
                "--watermark.out-of-orderness=1s",
                "--watermark.idleness=2s",
                "--parallelism=1"));
    all.addAll(List.of(settings));
    return CompletableFuture.supplyAsync(
        () ->
            unchecked(
                () -> flink.submit("io.tributary.jobs." + main, FlinkCluster.JAR, List.of(), all)));
  }

  /** Few enough are bad for no alert. */
  private void send() {
    if (sent % BETWEEN_BAD_ONES == 0) {
      send("raw-text-en", "{");
    }
    send(
        "raw-text-en",
        "{\"text\":\"The match number %d\",\"language\":\"en\",\"timestamp\":\"%s\"}"
            .formatted(++sent, Instant.now()));
    send(
        "factures-raw",
        "{\"invoice_id\":\"F-%d\",\"issued_at\":\"%s\",\"country\":\"FR\",\"amount\":\"12.50\"}"
            .formatted(sent, Instant.now()));
    send(
        "tweets_raw",
        "{\"tweet_id\":\"%d\",\"text\":\"Match %d #goal\",\"created_at\":\"%s\",\"user\":\"u\",\"lang\":\"en\"}"
            .formatted(sent, sent, Instant.now()));
    send(
        "client_tickets",
        "{\"ticket_id\":\"%s\",\"client_id\":\"CLIENT_1\",\"created_at\":\"%s\",\"request\":\"Which year is it?\",\"request_type\":\"general\",\"priority\":\"low\"}"
            .formatted(UUID.randomUUID(), Instant.now()));
    // Of time, Open-Meteo's source says nothing.
    send(
        "weather",
        "{\"place\":\"Lyon\",\"country\":\"FR\",\"latitude\":45.76,\"longitude\":4.83,\"observed_at\":\"%s\",\"temperature_c\":9.5,\"precipitation_mm\":0,\"wind_speed_kmh\":12,\"source\":\"forecast\",\"collected_at\":\"%s\"}"
            .formatted(Instant.now(), Instant.now()));
  }

  private void send(String topic, String value) {
    producer.send(new ProducerRecord<>(topic, null, value.getBytes(StandardCharsets.UTF_8)));
  }

  @AfterEach
  void stopAll() throws Exception {
    sender.shutdownNow();
    assertThat(sender.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    if (starting != null) {
      starting.get().close();
    }
    Collections.reverse(started);
    for (AutoCloseable each : started) {
      each.close();
    }
  }

  @Test
  void showDataInEveryPanel() throws Exception {
    List<Question> waiting = new ArrayList<>();
    List<Question> unanswered = new ArrayList<>();
    for (JsonNode dashboard : dashboards()) {
      boolean isOfOneFeed = dashboard.path("uid").asText().equals(ONE_FEED);
      for (JsonNode variable : dashboard.at("/templating/list")) {
        await().untilAsserted(() -> assertThat(valuesOf(variable)).isNotEmpty());
        if (isOfOneFeed) {
          await().untilAsserted(() -> assertThat(valuesOf(variable)).containsAll(FEEDS));
        }
      }
      for (Question question : questions(dashboard)) {
        for (String job : isOfOneFeed ? FEEDS : List.of(ALL)) {
          Question asked = question.of(job);
          (missing(asked).isPresent() ? unanswered : waiting).add(asked);
        }
      }
    }
    assertThat(unanswered).hasSize(MISSING.stream().mapToInt(each -> each.feeds().size()).sum());
    Map<String, Map<String, Integer>> seen = new TreeMap<>();
    try {
      await().untilAsserted(() -> allShowData(waiting, seen));
      for (Question question : unanswered) {
        note(question, prometheus.query(question.expression()).size(), seen);
      }
    } finally {
      seen.forEach((row, series) -> System.out.printf("%s | %s%n", row, written(series)));
      if (Boolean.getBoolean("dashboards.write")) {
        Files.writeString(FlinkCluster.ROOT.resolve("docs/dashboards.md"), page(seen));
      }
      if (System.getProperty("tributary.metrics") != null) {
        Files.writeString(Path.of(System.getProperty("tributary.metrics")), flink.prometheus());
      }
    }
    for (Question question : unanswered) {
      assertThat(seen.get(question.row()))
          .as("%s: %s", question.row(), missing(question).orElseThrow().reason())
          .containsEntry(question.job(), 0);
    }
    assertThat(prometheus.alerts())
        .as("alerts of jobs that are well, however slow the machine")
        .doesNotContain(
            "JobDown",
            "RejectedShare",
            "LateShare",
            "QualityBudgetExceeded",
            "RowsRefused",
            "CollectorFailing",
            "CollectorPaused",
            "AnalystPaused",
            "ApiDown");
    await().untilAsserted(this::badRecordsAreCountedByReasonAndBudget);
    await().untilAsserted(this::pageIsToldOfBudgets);
  }

  private void pageIsToldOfBudgets() throws IOException {
    JsonNode budgets =
        json.readTree(api.url().resolve("api/analytics/texts/quality").toURL())
            .at("/operators/budgets");
    assertThat(budgets.findValuesAsText("budget"))
        .containsExactly("late", "rejected", "unenriched");
    assertThat(budgets.at("/1/used").asDouble()).isBetween(0.001, 1.0);
  }

  private void badRecordsAreCountedByReasonAndBudget() throws IOException {
    assertThat(
            prometheus
                .query(
                    "sum by (job_name, reason) (flink_taskmanager_job_task_operator_reason_rejections{job_name=\"texts\"}) > 0")
                .findValuesAsText("reason"))
        .containsExactly("MALFORMED_JSON");
    JsonNode used =
        prometheus.query(
            "flink_taskmanager_job_task_operator_budget_quality_budget_used{budget=\"rejected\"} > 0");
    assertThat(used).hasSize(1);
    assertThat(used.at("/0/value/1").asDouble()).isLessThan(1);
  }

  private List<JsonNode> dashboards() throws IOException {
    List<JsonNode> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(DASHBOARDS)) {
      for (Path file : files.sorted().toList()) {
        all.add(json.readTree(file.toFile()));
      }
    }
    return all;
  }

  private static List<Question> questions(JsonNode dashboard) {
    List<Question> all = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      String title = dashboard.path("title").asText() + ": " + panel.path("title").asText();
      for (JsonNode target : panel.path("targets")) {
        String query = target.path("expr").asText().replaceAll("\\s+", " ");
        all.add(new Question(title + " | " + query, target, ALL));
      }
    }
    return all;
  }

  private static Optional<Missing> missing(Question question) {
    return MISSING.stream().filter(each -> each.isAskedBy(question)).findFirst();
  }

  private void allShowData(List<Question> waiting, Map<String, Map<String, Integer>> seen)
      throws IOException {
    List<String> missing = new ArrayList<>();
    for (Question each : List.copyOf(waiting)) {
      try {
        note(each, seriesOf(each), seen);
        waiting.remove(each);
      } catch (AssertionError nothingYet) {
        missing.add(each.row() + ", " + each.job() + ": " + nothingYet.getMessage());
      }
    }
    assertThat(missing).isEmpty();
  }

  private static void note(Question question, int series, Map<String, Map<String, Integer>> seen) {
    seen.computeIfAbsent(question.row(), row -> new TreeMap<>()).put(question.job(), series);
  }

  /** As {@code DashboardsTest} finds it again. */
  private static String page(Map<String, Map<String, Integer>> seen) {
    StringBuilder page = new StringBuilder(PAGE);
    seen.forEach(
        (row, series) -> {
          String[] parts = row.split(" \\| ", 2);
          page.append(
              "| %s | `%s` | %s |%n"
                  .formatted(parts[0], parts[1].replace("|", "\\|"), written(series)));
        });
    return page.toString();
  }

  /** How many series there are, for each feed where they were asked for one by one. */
  private static String written(Map<String, Integer> series) {
    return series.entrySet().stream()
        .map(each -> (each.getKey().equals(ALL) ? "" : each.getKey() + " ") + each.getValue())
        .collect(joining(", "));
  }

  private Set<String> valuesOf(JsonNode variable) throws IOException {
    Matcher query = VARIABLE.matcher(variable.at("/query/query").asText());
    assertThat(query.matches()).isTrue();
    return prometheus.labelValues(query.group(1), query.group(2));
  }

  private int seriesOf(Question question) throws IOException {
    String expression = question.expression();
    assertThat(expression)
        .as("no variable that this test doesn't know")
        .doesNotContainPattern("\\$[A-Za-z_]");
    JsonNode series = prometheus.query(expression);
    assertThat(series).as(expression).isNotEmpty();
    Matcher quantiles = QUANTILES.matcher(expression);
    if (quantiles.find()) {
      assertThat(Set.copyOf(series.findValuesAsText("quantile")))
          .as(expression)
          .containsExactlyInAnyOrder(quantiles.group(1).split("\\|"));
    }
    for (JsonNode one : series) {
      assertThat(one.at("/value/1").asText()).as(expression).matches("-?[0-9.]+(e[-+]?\\d+)?");
      LABEL
          .matcher(question.target().path("legendFormat").asText())
          .results()
          .forEach(
              label ->
                  assertThat(one.path("metric").path(label.group(1)).asText())
                      .as(expression + ": " + label.group(1))
                      .isNotEmpty());
    }
    return series.size();
  }

  private static ConditionFactory await() {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptionsInstanceOf(IOException.class);
  }
}
