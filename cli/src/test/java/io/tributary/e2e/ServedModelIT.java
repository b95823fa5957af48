package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.ModelFault;
import io.tributary.testkit.ModelFault.Kind;
import io.tributary.testkit.ModelServer;
import io.tributary.text.Ngrams;
import io.tributary.text.TextModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Texts that are classified by a model on a server, which fails in every way that it can: each is
 * delivered once, with one classification.
 */
final class ServedModelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Minutes when it is taken seriously. */
  private static final Duration AWAY = Duration.ofSeconds(Long.getLong("tributary.outage", 8));

  private static final Instant BEGIN = Instant.parse("2025-12-19T23:50:00Z");
  private static final List<String> LANGUAGES = List.of("fr", "en", "ar");
  private static final Map<String, List<String>> WORDS =
      Map.of(
          "fr", List.of("l'équipe", "gouvernement", "match", "malade", "planète", "film"),
          "en", List.of("team", "government", "doctor", "<b>planet</b>", "movie", "river"),
          "ar", List.of("فريق", "الحكومة", "طبيب", "كوكب", "فيلم", "نهر"));

  @TempDir private Path folder;
  private BrokerProcess broker;
  private ModelServer server;
  private final ObjectMapper json = new ObjectMapper();
  private final SplittableRandom random = new SplittableRandom(11);
  private int sent;

  @BeforeEach
  void start() throws Exception {
    broker = BrokerProcess.start(folder.resolve("kafka"));
    server = ModelServer.start(folder.resolve("model"));
    for (String language : LANGUAGES) {
      new Topic(broker.bootstrap(), "raw-text-" + language).create(3, Map.of());
    }
  }

  @AfterEach
  void kill() {
    server.close();
    broker.close();
  }

  @Test
  void eachTextHasOneClassificationHoweverTheServerFails() throws Exception {
    List<ModelFault> faults =
        List.of(
            ModelFault.status(500).every(2),
            ModelFault.status(429).retryAfter(Duration.ofSeconds(1)).times(3),
            ModelFault.of(Kind.DROP).every(3),
            ModelFault.of(Kind.HANG).times(2),
            ModelFault.of(Kind.CUT_OFF).every(2),
            ModelFault.of(Kind.NO_JSON).times(4),
            ModelFault.of(Kind.FEWER_PREDICTIONS).every(2),
            ModelFault.of(Kind.NAN).times(3));
    Tributary job = Tributary.start(folder, run("wait"));
    try {
      for (ModelFault fault : faults) {
        server.faults(Duration.ofMillis(20), fault);
        send(300);
        awaitDelivered();
        if (fault.kind() == Kind.DROP) {
          send(300);
          job.kill(); // with requests under way
          job.close();
          job = Tributary.start(folder, run("wait"));
        }
      }
      server.faults(ModelFault.of(Kind.HANG));
      send(100);
      job.awaitSaying("running");
      job.kill(); // while all it has asked is without an answer
    } finally {
      job.close();
    }
    server.startAgain();
    Tributary.run(folder, run("wait", "--bounded"));

    Map<String, JsonNode> delivered = delivered();
    assertThat(delivered).hasSize(sent);
    for (JsonNode text : delivered.values()) {
      assertThat(text.path("model_name").asText()).isEqualTo("text_classifier");
      assertThat(text.path("model_version").asText()).isEqualTo("1");
      double[] expected =
          TextModel.shipped().probabilities(Ngrams.of(text.path("clean_text").asText()));
      double likeliest = Arrays.stream(expected).max().orElseThrow();
      assertThat(text.path("score").asDouble()).isCloseTo(likeliest, within(1e-3));
    }
    assertThat(lake()).isEqualTo(labels(delivered));
    assertThat(new Topic(broker.bootstrap(), "texts-dead-letters").count()).isZero();
  }

  @Test
  void whatWaitsForAModelThatIsAwayIsDeliveredOnceItIsBack() throws Exception {
    try (Tributary job = Tributary.start(folder, run("wait"))) {
      send(50);
      awaitDelivered();
      server.kill();
      send(2_000); // more than may wait at once
      Awaitility.await()
          .during(AWAY)
          .atMost(AWAY.plus(PATIENCE))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> delivered().size() == 50);
      server.startAgain();
      awaitDelivered();
      assertThat(versions()).isEqualTo(Map.of("1", sent));
      assertThat(job.logged()).doesNotContain("RESTARTING");
    }
  }

  @Test
  void whileTheModelIsAwayTheEmbeddedOneClassifiesIfThatIsThePolicy() throws Exception {
    try (Tributary job = Tributary.start(folder, run("fallback"))) {
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                send(50);
                awaitDelivered();
                assertThat(versions()).containsKey("1");
              });
      // A server that has just started may have been too slow for some of them.
      int embedded = versions().getOrDefault("1+embedded", 0);
      server.kill();
      send(500);
      awaitDelivered();
      Map<String, Integer> before = versions();
      assertThat(before).containsOnlyKeys("1", "1+embedded");
      assertThat(before.get("1+embedded") - embedded).isEqualTo(500);
      server.startAgain();
      server.addVersion(2);
      server.removeVersion(1);
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                send(10);
                awaitDelivered();
                assertThat(versions()).containsKey("2");
              });
      assertThat(job.logged()).doesNotContain("RESTARTING");
    }
  }

  @Test
  void orTheyStayUnclassified() throws Exception {
    server.faults(ModelFault.status(503));
    send(200);
    Tributary.run(folder, run("unclassified", "--bounded"));
    assertThat(delivered()).hasSize(sent);
    assertThat(versions()).isEqualTo(Map.of("none", sent));
    assertThat(labels(delivered()).values()).containsOnly("unclassified");
    assertThat(predicted()).isZero();
  }

  private void send(int texts) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = new Topic(broker.bootstrap(), "").producer()) {
      for (int i = 0; i < texts; i++, sent++) {
        String language = LANGUAGES.get(sent % 3);
        List<String> words = new ArrayList<>();
        for (int word = random.nextInt(1, 9); word > 0; word--) {
          words.add(WORDS.get(language).get(random.nextInt(6)));
        }
        var record = json.createObjectNode();
        record.put("text", String.join(" ", words)).put("language", language);
        record.putObject("metadata").put("id", "t-" + sent);
        record.put("timestamp", BEGIN.plusMillis(sent * 10L).toString());
        producer.send(
            new ProducerRecord<>(
                "raw-text-" + language,
                sent / 3 % 3,
                BEGIN.toEpochMilli(),
                null,
                json.writeValueAsBytes(record)));
      }
    }
  }

  private void awaitDelivered() {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> delivered().size() == sent);
  }

  /** Each once. */
  private Map<String, JsonNode> delivered() {
    Map<String, JsonNode> all = new HashMap<>();
    Topic topic = new Topic(broker.bootstrap(), "processed-text");
    if (topic.readable() > 0) {
      topic.read(
          record -> {
            JsonNode text = tree(record.value());
            JsonNode twice = all.put(text.path("text_id").asText(), text);
            assertThat(twice).as("twice").isNull();
          });
    }
    return all;
  }

  private Map<String, Integer> versions() {
    Map<String, Integer> versions = new TreeMap<>();
    delivered()
        .values()
        .forEach(text -> versions.merge(text.path("model_version").asText(), 1, Integer::sum));
    return versions;
  }

  private static Map<String, String> labels(Map<String, JsonNode> texts) {
    Map<String, String> labels = new TreeMap<>();
    texts.forEach((id, text) -> labels.put(id, text.path("label").asText()));
    return labels;
  }

  private Map<String, String> lake() throws Exception {
    Map<String, String> labels = new TreeMap<>();
    for (String language : LANGUAGES) {
      Outcome.query(
          "SELECT text_id, label FROM "
              + new Outcome(broker.bootstrap(), folder.resolve("lake"))
                  .files("processed/language=" + language),
          row -> assertThat(labels.put(row.getString(1), row.getString(2))).isNull());
    }
    return labels;
  }

  /** How many of the windows' texts the model has classified. */
  private long predicted() {
    long[] sums = new long[2];
    new Topic(broker.bootstrap(), "texts-metrics")
        .read(
            record -> {
              JsonNode point = tree(record.value());
              if (point.path("dimension").asText().equals("total")
                  && point.path("final").asBoolean()) {
                sums[0] += point.path("predicted").asLong(-1);
                sums[1] += point.path("count").asLong();
              }
            });
    assertThat(sums[1]).isEqualTo(sent);
    return sums[0];
  }

  private JsonNode tree(byte[] value) {
    try {
      return json.readTree(new String(value, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String[] run(String policy, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "texts",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("lake"),
                "--checkpoint.path=" + folder.resolve("checkpoints"),
                "--checkpoint.interval=1s",
                "--parallelism=2",
                "--rest.port=0",
                "--model.url=" + server.baseUrl(),
                "--model.policy=" + policy,
                "--model.timeout=1s",
                "--model.batch=32"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
