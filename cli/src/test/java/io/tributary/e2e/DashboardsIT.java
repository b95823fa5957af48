package io.tributary.e2e;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 * analytics API: texts that a served model classifies, weather that is collected and written to a
 * database, tweets that a language model analyses, and invoices on paper. There are no fewer jobs
 * that fill all panels.
 */
final class DashboardsIT {
  private static final Path DASHBOARDS = FlinkCluster.ROOT.resolve("deploy/grafana/dashboards");
  private static final Pattern QUANTILES = Pattern.compile("quantile=~\"([^\"]+)\"");
  private static final Pattern LABEL = Pattern.compile("\\{\\{([a-z_]+)}}");
  private static final Pattern VARIABLE = Pattern.compile("label_values\\((.+), ([a-z_]+)\\)");
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long MILLIS_BETWEEN = 100;
  private static final int BETWEEN_BAD_ONES = 40;

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
            run("invoices.InvoicesJob", "--invoices.ocr.path=" + documents))
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
        folder, Map.of("OPENAI_API_KEY", ChatServer.KEY), "--task-managers=1", "--slots=4");
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
    Map<String, JsonNode> waiting = new LinkedHashMap<>();
    Map<String, Integer> seen = new TreeMap<>();
    for (JsonNode dashboard : dashboards()) {
      String title = dashboard.path("title").asText();
      for (JsonNode panel : dashboard.path("panels")) {
        for (JsonNode target : panel.path("targets")) {
          String query = target.path("expr").asText().replaceAll("\\s+", " ");
          waiting.put(title + ": " + panel.path("title").asText() + " | " + query, target);
        }
      }
      for (JsonNode variable : dashboard.at("/templating/list")) {
        await().untilAsserted(() -> assertThat(valuesOf(variable)).isNotEmpty());
      }
    }
    try {
      await().untilAsserted(() -> allShowData(waiting, seen));
    } finally {
      seen.forEach((row, series) -> System.out.printf("%s | %d%n", row, series));
      if (System.getProperty("tributary.metrics") != null) {
        Files.writeString(Path.of(System.getProperty("tributary.metrics")), flink.prometheus());
      }
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

  private void allShowData(Map<String, JsonNode> waiting, Map<String, Integer> seen)
      throws IOException {
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : Map.copyOf(waiting).entrySet()) {
      try {
        seen.put(each.getKey(), seriesOf(each.getValue()));
        waiting.remove(each.getKey());
      } catch (AssertionError nothingYet) {
        missing.add(each.getKey() + ": " + nothingYet.getMessage());
      }
    }
    assertThat(missing).isEmpty();
  }

  private Set<String> valuesOf(JsonNode variable) throws IOException {
    Matcher query = VARIABLE.matcher(variable.at("/query/query").asText());
    assertThat(query.matches()).isTrue();
    return prometheus.labelValues(query.group(1), query.group(2));
  }

  /** As Grafana asks, with the last ten seconds in place of four scrapes of fifteen seconds. */
  private int seriesOf(JsonNode target) throws IOException {
    String expression =
        target
            .path("expr")
            .asText()
            .replace("$__rate_interval", "10s")
            .replaceAll("=~\"\\$\\w+\"", "=~\".*\"");
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
          .matcher(target.path("legendFormat").asText())
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
