package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.testkit.BrokerProcess;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of Airflow's tasks as they stand in the DAG files, by the shell that runs them. */
final class ScheduledInvoicesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DAG_FILES =
      FlinkCluster.ROOT.resolve("deploy/src/test/python/dag_files.py");
  private static final String INGEST = "multi_source_ingestion_factures.ingest";
  private static final String CHECK = "batch_analytics_factures.check";
  private static final int INVOICES = 200;

  @TempDir private Path folder;
  private BrokerProcess broker;

  private record Said(int code, String out, String errors) {
    JsonNode lastLine() throws IOException {
      return JSON.readTree(out.strip().lines().reduce("", (before, line) -> line));
    }
  }

  @BeforeEach
  void startBroker() throws Exception {
    requirePython();
    broker = BrokerProcess.start(folder.resolve("kafka"));
  }

  @AfterEach
  void killBroker() {
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void doTheDaysWorkThoughKilledOnceAndChangeNothingTheSecondTime() throws Exception {
    new Topic(broker.bootstrap(), "factures-raw").create(3, Map.of());
    BigDecimal sum = send();
    JsonNode tasks = tasks();

    killAttempt(tasks);
    done(tasks, INGEST);
    JsonNode proof = done(tasks, CHECK).lastLine();

    assertThat(proof.path("verdict").asText()).isEqualTo("holds");
    assertThat(proof.at("/amounts/0/currency").asText()).as("%s", proof).isEqualTo("CHF");
    assertThat(proof.at("/amounts/0/invoices").asInt()).isEqualTo(1);
    assertThat(proof.at("/amounts/0/sum").asText()).isEqualTo("12.3400");
    assertThat(proof.at("/amounts/1/currency").asText()).isEqualTo("EUR");
    assertThat(proof.at("/amounts/1/invoices").asInt()).isEqualTo(INVOICES);
    assertThat(new BigDecimal(proof.at("/amounts/1/sum").asText())).isEqualByComparingTo(sum);

    Map<String, Integer> lake = lake();
    assertThat(lake.keySet())
        .anyMatch(file -> file.matches("clean/factures/kafka/2025-11-2\\d/.*parquet"))
        .anyMatch(file -> file.matches("curated/analytics/2025-11-2\\d/by_region/.*json"));
    done(tasks, INGEST);

    assertThat(lake()).isEqualTo(lake);
    assertThat(done(tasks, CHECK).lastLine()).isEqualTo(proof);

    send("{\"invoice_id\":\"F-1\",\"issued_at\":\"2025-11-21\",\"country\":\"FR\",\"amount\":5}");
    done(tasks, INGEST);

    assertThat(done(tasks, CHECK).lastLine().at("/amounts/1/invoices").asInt()).isEqualTo(INVOICES);
    assertThat(lake()).containsAllEntriesOf(lake).hasSizeGreaterThan(lake.size());
  }

  @Test
  void failWhenTheLakeHasLostAFile() throws Exception {
    new Topic(broker.bootstrap(), "factures-raw").create(3, Map.of());
    send();
    JsonNode tasks = tasks();
    done(tasks, INGEST);
    String lost =
        lake().keySet().stream()
            .filter(file -> file.matches("curated/analytics/2025-11-20/by_country/.*parquet"))
            .findFirst()
            .orElseThrow();
    Files.delete(folder.resolve("lake").resolve(lost));

    Said check = run(tasks, CHECK);

    assertThat(check.code).isEqualTo(1);
    assertThat(check.lastLine().path("verdict").asText()).isEqualTo("broken");
    assertThat(check.lastLine().at("/differences/0/dimension").asText()).isEqualTo("country");
    assertThat(check.lastLine().at("/differences/0/date").asText()).isEqualTo("2025-11-20");
  }

  /** What the DAG files say, with Variables that lead here. */
  private JsonNode tasks() throws Exception {
    Path settings = folder.resolve("invoices.properties");
    Files.writeString(
        settings,
        """
        kafka.bootstrap.servers=%s
        lake.path=%s
        checkpoint.path=%s
        lake.roll-interval=1s
        parallelism=2
        rest.port=0
        invoices.files.path=%s
        invoices.files.settle=0s
        """
            .formatted(
                broker.bootstrap(),
                folder.resolve("lake"),
                folder.resolve("checkpoints"),
                inbox()));
    String variables =
        JSON.writeValueAsString(
            Map.of(
                "tributary_home", FlinkCluster.ROOT.toString(),
                "tributary_config", settings.toString()));
    Said said = run(List.of("python3", DAG_FILES.toString(), "3", variables, "{}"), Map.of());
    assertThat(said.code).as(said.errors).isZero();
    return JSON.readTree(said.out);
  }

  /** Another source: an inbox with a file of one invoice. */
  private Path inbox() throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("inbox"));
    Files.writeString(
        inbox.resolve("november.csv"),
        """
        invoice_id,issued_at,country,amount,currency
        F-1,2025-11-20,Deutschland,12.34,CHF
        """);
    return inbox;
  }

  private Said done(JsonNode tasks, String task) throws Exception {
    Said said = run(tasks, task);
    assertThat(said.code).as("%s said:%n%s%n%s", task, said.out, said.errors).isZero();
    return said;
  }

  private Said run(JsonNode tasks, String task) throws Exception {
    return run(command(tasks, task), environment(tasks, task));
  }

  /** An attempt whose worker dies while it reads. */
  private void killAttempt(JsonNode tasks) throws Exception {
    Path out = Files.createTempFile(folder, "killed", ".out");
    Process process =
        start(
            command(tasks, INGEST), environment(tasks, INGEST), out, folder.resolve("killed.err"));
    try {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> Files.readString(out).contains("reading to the newest records"));
    } finally {
      // The shell has become the command: there is no other process.
      process.destroyForcibly().waitFor();
    }
  }

  private static List<String> command(JsonNode tasks, String task) {
    return List.of("bash", "-c", tasks.path(task).path("command").asText());
  }

  private Map<String, String> environment(JsonNode tasks, String task) {
    Map<String, String> environment = new HashMap<>();
    tasks
        .path(task)
        .path("environment")
        .properties()
        .forEach(each -> environment.put(each.getKey(), each.getValue().asText()));
    environment.put("TRIBUTARY_LOG", folder.resolve("tributary.log").toString());
    environment.put("TRIBUTARY_JAVA_OPTS", "-Xmx1g -XX:TieredStopAtLevel=1");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    return environment;
  }

  private Said run(List<String> command, Map<String, String> environment) throws Exception {
    Path out = Files.createTempFile(folder, "task", ".out");
    Path errors = Files.createTempFile(folder, "task", ".err");
    Process process = start(command, environment, out, errors);
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Said(process.exitValue(), Files.readString(out), Files.readString(errors));
  }

  private Process start(
      List<String> command, Map<String, String> environment, Path out, Path errors)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    return builder.start();
  }

  /** Sends invoices of four days, some of them corrected, and returns what they come to. */
  private BigDecimal send() throws Exception {
    BigDecimal sum = BigDecimal.ZERO;
    List<String> all = new ArrayList<>();
    for (int i = 0; i < INVOICES; i++) {
      BigDecimal amount = BigDecimal.valueOf(i * 1_001L - 5_000, 2);
      String invoice =
          "{\"invoice_id\":\"F-%d\",\"issued_at\":\"2025-11-2%d\",\"country\":\"%s\",\"amount\":%s,\"payment_mode\":\"card\"}";
      String country = i % 3 == 0 ? "Maroc" : "FR";
      if (i % 5 == 0) {
        all.add(invoice.formatted(i, (i + 1) % 4, country, amount.add(BigDecimal.ONE)));
      }
      all.add(invoice.formatted(i, i % 4, country, amount));
      sum = sum.add(amount);
    }
    send(all.toArray(String[]::new));
    return sum;
  }

  private void send(String... invoices) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = new Topic(broker.bootstrap(), "").producer()) {
      for (String invoice : invoices) {
        byte[] key =
            JSON.readTree(invoice).path("invoice_id").asText().getBytes(StandardCharsets.UTF_8);
        producer
            .send(
                new ProducerRecord<>("factures-raw", key, invoice.getBytes(StandardCharsets.UTF_8)))
            .get();
      }
    }
  }

  /** The lake's committed files, each with a hash of what is in it. */
  private Map<String, Integer> lake() throws IOException {
    Path lake = folder.resolve("lake");
    Map<String, Integer> files = new TreeMap<>();
    try (Stream<Path> below = Files.walk(lake)) {
      for (Path file : below.filter(Files::isRegularFile).toList()) {
        String name = lake.relativize(file).toString();
        if (!name.startsWith("_") && !name.contains("/_") && !name.contains("/.")) {
          files.put(name, Arrays.hashCode(Files.readAllBytes(file)));
        }
      }
    }
    return files;
  }

  /** Templates are rendered by what Airflow renders them with. */
  private void requirePython() throws Exception {
    if (run(List.of("bash", "-c", "python3 -c 'import jinja2'"), Map.of()).code == 0) {
      return;
    }
    String remedy = "python3 with jinja2 is missing: apt-get install python3 python3-jinja2";
    if (Boolean.parseBoolean(System.getenv("CI"))) {
      fail(remedy);
    }
    Assumptions.abort(remedy);
  }
}
