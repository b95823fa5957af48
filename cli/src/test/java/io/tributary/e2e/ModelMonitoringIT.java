package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.ModelFault;
import io.tributary.testkit.ModelServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * The alerts of the model, against what a Prometheus has read from a Flink cluster that runs the
 * texts job.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class ModelMonitoringIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int TEXTS_AT_ONCE = 10;
  private static final long MILLIS_BETWEEN = 100;

  @TempDir private static Path folder;
  private BrokerProcess broker;
  private FlinkCluster flink;
  private KafkaProducer<byte[], byte[]> producer;
  private ScheduledExecutorService sender;
  private long sent;

  private Path own;
  private ModelServer model;
  private PrometheusServer prometheus;
  private String job;

  @BeforeAll
  void startClusterAndLetTextsCome() throws Exception {
    PrometheusServer.requirePresence();
    broker = BrokerProcess.start(folder.resolve("kafka"));
    for (String language : List.of("fr", "en", "ar")) {
      new Topic(broker.bootstrap(), "raw-text-" + language).create(1, Map.of());
    }
    flink = FlinkCluster.start(folder, Map.of(), "--task-managers=1", "--slots=2");
    producer = new Topic(broker.bootstrap(), "").producer();
    sender = Executors.newSingleThreadScheduledExecutor();
    var unused = sender.scheduleAtFixedRate(this::send, 0, MILLIS_BETWEEN, TimeUnit.MILLISECONDS);
  }

  private void send() {
    for (int i = 0; i < TEXTS_AT_ONCE; i++) {
      String text =
          "{\"text\":\"The match number %d\",\"language\":\"en\",\"timestamp\":\"%s\"}"
              .formatted(++sent, Instant.now());
      producer.send(
          new ProducerRecord<>("raw-text-en", null, text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @AfterAll
  void stopAll() throws Exception {
    if (sender != null) {
      sender.shutdownNow();
      assertThat(sender.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
    for (AutoCloseable each : Arrays.asList(producer, flink, broker)) {
      if (each != null) {
        each.close();
      }
    }
  }

  @BeforeEach
  void startModelAndPrometheus(TestInfo test) throws IOException {
    own = folder.resolve(test.getTestMethod().orElseThrow().getName());
    model = ModelServer.start(own.resolve("model"));
    prometheus =
        PrometheusServer.start(
            own.resolve("prometheus"), Map.of("flink", flink.prometheusTargets()));
  }

  @AfterEach
  void stopJob() throws Exception {
    prometheus.close();
    if (job != null) {
      flink.flink("cancel", job);
    }
    model.close();
  }

  @Test
  void alertsAreRaisedWhenTheModelFailsAndWhenItIsSlow() throws Exception {
    run("fallback");
    await().untilAsserted(() -> assertThat(textsASecond()).isPositive());

    model.faults(ModelFault.status(503));
    awaitAlerts("ModelBreakerOpen", "ModelRequestsFailing", "TextsWithoutAnswer");

    model.delay(Duration.ofMillis(1_800));
    awaitAlerts("ModelLatencyNearTimeout");
    await().untilAsserted(() -> assertThat(prometheus.alerts()).doesNotContain("ModelBreakerOpen"));
    assertThat(prometheus.alerts()).doesNotContain("TextsWaiting");
  }

  @Test
  void anAlertIsRaisedWhileTextsWaitForTheModel() throws Exception {
    model.faults(ModelFault.status(503));
    run("wait");
    awaitAlerts("ModelBreakerOpen", "ModelRequestsFailing", "TextsWaiting");
    assertThat(prometheus.alerts()).doesNotContain("TextsWithoutAnswer");

    model.heal();
    await()
        .untilAsserted(
            () ->
                assertThat(prometheus.alerts()).doesNotContain("TextsWaiting", "ModelBreakerOpen"));
  }

  private void run(String policy) throws Exception {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + own.resolve("lake"),
                "--checkpoint.path=" + own.resolve("checkpoints"),
                "--checkpoint.interval=2s",
                "--parallelism=2",
                "--model.url=" + model.baseUrl(),
                "--model.timeout=2s",
                "--model.policy=" + policy));
    job = flink.submit("io.tributary.jobs.texts.TextsJob", FlinkCluster.JAR, List.of(), settings);
  }

  private double textsASecond() throws IOException {
    return prometheus
        .query("sum(rate(flink_taskmanager_job_task_operator_model_texts[10s]))")
        .at("/0/value/1")
        .asDouble(0);
  }

  private void awaitAlerts(String... names) {
    await().untilAsserted(() -> assertThat(prometheus.alerts()).containsAll(Set.of(names)));
  }

  private static ConditionFactory await() {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptionsInstanceOf(IOException.class);
  }
}
