package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.LineageServer;
import io.tributary.testkit.ServiceFault;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs tell a lineage backend of ours what they do, locally and on a cluster. */
final class LineageIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;
  private final LineageServer server = LineageServer.start();
  private BrokerProcess broker;
  private Path key;

  @BeforeEach
  void start() throws Exception {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    key = Files.writeString(folder.resolve("key"), LineageServer.KEY);
  }

  @AfterEach
  void stop() {
    broker.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tickets", "tweets"})
  void eachRunTellsItsBeginningItsEndAndItsDatasets(String feed) throws Exception {
    simulate(feed);
    run(feed);
    run(feed);

    List<JsonNode> events = events();
    assertThat(events)
        .extracting(event -> event.at("/eventType").asText())
        .containsExactly("START", "RUNNING", "COMPLETE", "START", "RUNNING", "COMPLETE");
    assertThat(runs(events)).as("the one that goes on is a run of its own").hasSize(2);
    for (JsonNode event : events) {
      assertThat(schema().validate(event)).as(event.toString()).isEmpty();
      assertThat(event.at("/job/name").asText()).isEqualTo(feed);
      assertThat(event.at("/job/namespace").asText()).isEqualTo("it");
      assertThat(names(event.at("/outputs")))
          .contains(
              "kafka://" + broker.bootstrap() + " " + feed + "-dead-letters",
              "file " + folder.resolve("lake") + "/" + feed + "_" + one(feed));
    }
  }

  private static String one(String feed) {
    return feed.equals("tickets") ? "with_assignment" : "analyzed";
  }

  @ParameterizedTest
  @EnumSource(
      value = ServiceFault.Kind.class,
      names = {"STATUS", "HANG"})
  void aBackendThatFailsStopsNoJob(ServiceFault.Kind kind) throws Exception {
    simulate("tickets");
    server.fault(kind == ServiceFault.Kind.HANG ? ServiceFault.of(kind) : ServiceFault.status(500));

    run("tickets");

    assertThat(server.events()).isEmpty();
    assertThat(server.requests()).isPositive();
    assertThat(new Topic(broker.bootstrap(), "tickets-enriched").readable()).isPositive();
  }

  @Test
  void aJobOnAClusterTellsOfRestartsAndOfItsEnd() throws Exception {
    simulate("tickets");
    try (FlinkCluster flink =
        FlinkCluster.start(folder, Map.of(), "-Djobmanager.scheduler=adaptive")) {
      List<String> settings = new ArrayList<>(settings("tickets"));
      settings.add("--checkpoint.interval=1s");
      String job = flink.submit(FlinkCluster.JAR, List.of(), settings);
      flink.awaitCheckpoint(job);
      assertThat(flink.prometheus()).contains("lineage_events_lost{");
      flink.taskManagersAtWork(job).get(0).destroyForcibly();
      await().atMost(PATIENCE).until(() -> types().stream().filter("RUNNING"::equals).count() > 1);
      flink.awaitCheckpoint(job);
      flink.flink("stop", "--savepointPath", folder.resolve("kept").toString(), job);
      await().atMost(PATIENCE).until(() -> types().contains("COMPLETE"));

      assertThat(types()).startsWith("START", "RUNNING", "RUNNING").endsWith("COMPLETE");
      assertThat(types()).doesNotContain("ABORT", "FAIL");
      assertThat(runs(events())).hasSize(1);
      assertThat(runs(events()).iterator().next().replace("-", "")).isEqualTo(job);
      flink.stop();
    }
  }

  private void simulate(String feed) throws Exception {
    Tributary.run(
        folder,
        "simulate",
        feed,
        "--kafka.bootstrap.servers=" + broker.bootstrap(),
        "--count=500",
        "--seed=7");
  }

  private void run(String feed) throws Exception {
    List<String> call = new ArrayList<>(List.of("run", feed, "--bounded", "--rest.port=0"));
    call.addAll(settings(feed));
    Tributary.run(folder, call.toArray(String[]::new));
  }

  private List<String> settings(String feed) {
    return List.of(
        "--kafka.bootstrap.servers=" + broker.bootstrap(),
        "--kafka.transaction.prefix=" + feed,
        "--lake.path=" + folder.resolve("lake"),
        "--checkpoint.path=" + folder.resolve("checkpoints"),
        "--parallelism=1",
        "--lineage.url=" + server.address(),
        "--lineage.api-key-file=" + key,
        "--lineage.namespace=it",
        "--lineage.timeout=1s");
  }

  private List<JsonNode> events() throws Exception {
    List<JsonNode> events = new ArrayList<>();
    for (String event : server.events()) {
      events.add(JSON.readTree(event));
    }
    return events;
  }

  private List<String> types() throws Exception {
    return events().stream().map(event -> event.at("/eventType").asText()).toList();
  }

  private static Set<String> runs(List<JsonNode> events) {
    return events.stream()
        .map(event -> event.at("/run/runId").asText())
        .collect(Collectors.toSet());
  }

  private static List<String> names(JsonNode datasets) {
    List<String> names = new ArrayList<>();
    datasets.forEach(
        each -> names.add(each.path("namespace").asText() + " " + each.path("name").asText()));
    return names;
  }

  private static JsonSchema schema() throws Exception {
    Path file = Path.of("../jobs/src/test/resources/openlineage/run-event.schema.json");
    try (InputStream in = Files.newInputStream(file)) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    }
  }
}
