package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.testkit.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The system's Prometheus with the repository's configuration and rules; only that it asks a
 * cluster on this machine, and each second.
 */
final class PrometheusServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path CONFIGURATION = FlinkCluster.ROOT.resolve("deploy/prometheus");
  private static final Duration READY_WITHIN = Duration.ofSeconds(30);

  private final Process process;
  private final Path log;
  private final Dashboard api;

  private PrometheusServer(Path folder, Map<String, List<String>> targets) throws IOException {
    Files.createDirectories(folder);
    int port = FreePort.any();
    api = new Dashboard(port);
    log = folder.resolve("prometheus.log");
    process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + configuration(folder, targets),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  /**
   * Starts one and waits until it answers.
   *
   * @param folder for its data and log; without history when new
   * @param targets who is asked, by the name of the scrape job
   */
  static PrometheusServer start(Path folder, Map<String, List<String>> targets) throws IOException {
    PrometheusServer server = new PrometheusServer(folder, targets);
    Awaitility.await()
        .atMost(READY_WITHIN)
        .failFast(
            () -> {
              if (!server.process.isAlive()) {
                throw new AssertionError(Files.readString(server.log));
              }
            })
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> server.api.get("/-/ready").contains("is Ready"));
    return server;
  }

  /**
   * Where the program is missing the test is aborted with the way to get it, or fails when {@code
   * CI=true}.
   */
  static void requirePresence() {
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, "prometheus"))) {
        return;
      }
    }
    String missing = "prometheus is missing: apt-get install prometheus";
    if (Boolean.parseBoolean(System.getenv("CI"))) {
      fail(missing);
    }
    Assumptions.abort(missing);
  }

  /** JSON is YAML. Where somebody is asked by name in production, addresses are given here. */
  private static Path configuration(Path folder, Map<String, List<String>> targets)
      throws IOException {
    Map<String, Object> yaml =
        new Yaml().load(Files.readString(CONFIGURATION.resolve("prometheus.yml")));
    ObjectNode configuration = JSON.valueToTree(yaml);
    configuration
        .withObject("/global")
        .put("scrape_interval", "1s")
        .put("evaluation_interval", "1s");
    configuration.remove("alerting");
    configuration.putArray("rule_files").add(CONFIGURATION.resolve("rules/*.yml").toString());
    ArrayNode asked = JSON.createArrayNode();
    for (JsonNode each : configuration.path("scrape_configs")) {
      List<String> addresses = targets.get(each.path("job_name").asText());
      if (addresses != null) {
        ObjectNode job = (ObjectNode) each;
        assertThat(job.remove("dns_sd_configs")).isNotNull();
        job.remove("authorization");
        job.putArray("static_configs").addObject().set("targets", JSON.valueToTree(addresses));
        asked.add(job);
      }
    }
    assertThat(asked).hasSameSizeAs(targets.keySet());
    configuration.set("scrape_configs", asked);
    return Files.writeString(
        folder.resolve("prometheus.yml"), JSON.writeValueAsString(configuration));
  }

  /** What a query finds now: the series with their labels ({@code metric}) and values. */
  JsonNode query(String promql) throws IOException {
    return data("/api/v1/query?query=" + encoded(promql)).path("result");
  }

  /** The values of a label of a metric. */
  Set<String> labelValues(String metric, String label) throws IOException {
    Set<String> values = new TreeSet<>();
    data("/api/v1/label/" + label + "/values?" + encoded("match[]") + "=" + encoded(metric))
        .forEach(value -> values.add(value.asText()));
    return values;
  }

  /** The alerts whose condition holds now, whether they have fired or wait until it has lasted. */
  Set<String> alerts() throws IOException {
    Set<String> names = new TreeSet<>();
    data("/api/v1/alerts")
        .path("alerts")
        .forEach(alert -> names.add(alert.at("/labels/alertname").asText()));
    return names;
  }

  private JsonNode data(String path) throws IOException {
    JsonNode answer = JSON.readTree(api.get(path));
    assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("success");
    return answer.path("data");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
