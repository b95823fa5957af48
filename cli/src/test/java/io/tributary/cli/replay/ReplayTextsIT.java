package io.tributary.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tributary.cli.Call;
import io.tributary.cli.Main;
import io.tributary.cli.Topics;
import io.tributary.connectors.kafka.RecordHeaders;
import io.tributary.testkit.KafkaBroker;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayTextsIT {
  private static final String LETTERS = "texts-dead-letters";
  private static final List<String> INPUTS = List.of("raw-text-fr", "raw-text-en", "raw-text-ar");

  private static KafkaBroker broker;

  @TempDir private Path lake;
  private Topics topics;

  @BeforeAll
  static void startBroker(@TempDir Path folder) {
    broker = KafkaBroker.start(folder);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void begin() throws Exception {
    topics = new Topics(broker.bootstrap());
    List<String> all = new ArrayList<>(INPUTS);
    all.addAll(List.of(LETTERS, "mended"));
    topics.recreate(all, 2);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      admin
          .deleteConsumerGroups(
              admin.listGroups().all().get().stream().map(group -> group.groupId()).toList())
          .all()
          .get();
    }
    deliver("en", "en-1");
  }

  /** A row of the processed zone; nothing but the identity is asked for. */
  private void deliver(String language, String id) throws Exception {
    Path folder =
        Files.createDirectories(
            lake.resolve("processed/language=" + language + "/date=2026-01-05"));
    Files.writeString(folder.resolve(id.hashCode() + ".json"), "{\"text_id\":\"" + id + "\"}\n");
  }

  @Test
  void sendsEachBackToTheTopicThatItCameFromOnce() {
    byte[] undecodable = {'{', (byte) 0xFF};
    topics.send(
        List.of(
            letter("raw-text-fr", "MALFORMED_JSON", undecodable),
            letter("raw-text-ar", "INVALID_VALUE", text("ar-1", "fr")),
            letter("raw-text-en", "MALFORMED_JSON", null)));
    assertThat(replay().out()).endsWith(LETTERS + ": 3 replayed, 0 passed over, 0 can't be\n");
    assertThat(topics.readSettled("raw-text-fr").get(0).value()).isEqualTo(undecodable);
    ConsumerRecord<byte[], byte[]> arabic = topics.readSettled("raw-text-ar").get(0);
    assertThat(arabic.value()).isEqualTo(text("ar-1", "fr"));
    assertThat(arabic.key()).isEqualTo(Topics.bytes("ar-1"));
    assertThat(Topics.text(arabic.headers().lastHeader("tributary.replayed").value()))
        .isEqualTo(LETTERS + "-0@1");
    ConsumerRecord<byte[], byte[]> nothing = topics.readSettled("raw-text-en").get(0);
    assertThat(nothing.value()).isNull();
    assertThat(nothing.key()).isNull();
    assertThat(replay().out()).isEqualTo(LETTERS + ": 0 replayed, 0 passed over, 0 can't be\n");
    assertThat(topics.readSettled("raw-text-fr")).hasSize(1);
  }

  @Test
  void saysAsWhichAttemptARefusedOnePasses() {
    ProducerRecord<byte[], byte[]> refused = letter("raw-text-fr", "TOO_LONG", text("1", "fr"));
    refused.headers().add("tributary.attempt", Topics.bytes("2"));
    topics.send(List.of(refused, letter("raw-text-fr", "TOO_OLD", text("2", "fr"))));
    replay();
    assertThat(topics.readSettled("raw-text-fr"))
        .extracting(record -> RecordHeaders.attempt(record.headers()))
        .containsExactlyInAnyOrder(2, 0);
  }

  @Test
  void passesOverWhatTheLakeHoldsInWhateverLanguage() throws Exception {
    byte[] byHash =
        Topics.bytes(
            "{\"text\":\"l'\\u00e9t\\u00e9\",\"language\":\"fr\",\"metadata\":{\"id\":7},\"timestamp\":\"2026-01-05T20:00:00+01\"}");
    deliver(
        "fr",
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(Topics.bytes("fr\n2026-01-05T20:00:00+01\nl'été\n"))));
    topics.send(
        List.of(
            letter("raw-text-fr", "TOO_OLD", text("en-1", "fr")),
            letter("raw-text-fr", "TOO_OLD", byHash),
            letter("raw-text-en", "TOO_OLD", text("EN-1", "en")),
            letter(
                "raw-text-en",
                "MALFORMED_JSON",
                Topics.bytes("{\"metadata\":{\"id\":\"en-1\"},"))));
    assertThat(replay().out())
        .containsPattern("TOO_OLD +1 +2 +0\n")
        .containsPattern("MALFORMED_JSON +0 +1 +0\n")
        .endsWith(LETTERS + ": 1 replayed, 3 passed over, 0 can't be\n");
    assertThat(topics.readSettled("raw-text-en").get(0).value()).isEqualTo(text("EN-1", "en"));
  }

  @Test
  void asksTheProcessedZoneWhereverItIs(@TempDir Path elsewhere) throws Exception {
    Files.move(lake.resolve("processed"), elsewhere.resolve("there"));
    topics.send(List.of(letter("raw-text-en", "TOO_OLD", text("en-1", "en"))));
    assertThat(replay().err()).contains("there is no lake at " + lake.resolve("processed"));
    assertThat(replay("--texts.processed.path", elsewhere.resolve("there").toString()).out())
        .endsWith(": 0 replayed, 1 passed over, 0 can't be\n");
  }

  @Test
  void replaysOneReasonToAnotherTopic() {
    topics.send(
        List.of(
            letter("raw-text-fr", "TOO_LONG", text("1", "fr")),
            letter("raw-text-fr", "INVALID_VALUE", text("2", "fr")),
            letter("raw-text-ar", "INVALID_VALUE", text("3", "ar"))));
    String[] options = {"--reason", "INVALID_VALUE", "--to", "mended"};
    assertThat(replay(options).out()).contains(": 2 replayed");
    assertThat(replay(options).out()).contains(": 0 replayed");
    assertThat(topics.readSettled("mended").stream().map(record -> Topics.text(record.value())))
        .containsExactlyInAnyOrder(Topics.text(text("2", "fr")), Topics.text(text("3", "ar")));
    assertThat(replay().out()).contains(": 3 replayed");
  }

  @Test
  void sendsEachOnceHoweverOftenItIsKilled() throws Exception {
    int all = 30_000;
    List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      letters.add(letter(INPUTS.get(i % 3), "TOO_LONG", text("t-" + i, "fr")));
    }
    topics.send(letters);
    for (int more : List.of(1, 5_000)) {
      int before = topics.read("raw-text-ar").size();
      Process process = start();
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !process.isAlive() || topics.read("raw-text-ar").size() >= before + more);
      process.destroyForcibly().waitFor();
    }
    Call last = replay();
    assertThat(last.exitCode()).as(last.err()).isZero();
    List<String> values = new ArrayList<>();
    INPUTS.forEach(
        topic ->
            topics.readSettled(topic).forEach(record -> values.add(Topics.text(record.value()))));
    assertThat(values).hasSize(all).doesNotHaveDuplicates();
  }

  private Process start() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(Main.class.getName());
    command.addAll(List.of(arguments()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.redirectErrorStream(true).redirectOutput(new File(lake.toFile(), "out.txt"));
    return builder.start();
  }

  private Call replay(String... options) {
    List<String> all = new ArrayList<>(List.of(arguments()));
    all.addAll(List.of(options));
    return Call.of(all.toArray(String[]::new));
  }

  private String[] arguments() {
    return new String[] {
      "replay",
      "texts",
      "--kafka.bootstrap.servers",
      broker.bootstrap(),
      "--lake.path",
      lake.toString()
    };
  }

  private static byte[] text(String id, String language) {
    return Topics.bytes(
        "{\"text\":\"x\",\"language\":\"%s\",\"metadata\":{\"id\":\"%s\"},\"timestamp\":\"2026-01-05T20:00:00Z\"}"
            .formatted(language, id));
  }

  private static ProducerRecord<byte[], byte[]> letter(String topic, String reason, byte[] value) {
    List<Header> headers =
        List.of(
            Topics.header("tributary.reason", reason),
            Topics.header("tributary.topic", topic),
            Topics.header("tributary.partition", 1),
            Topics.header("tributary.offset", 7));
    return new ProducerRecord<>(LETTERS, 0, null, null, value, headers);
  }
}
