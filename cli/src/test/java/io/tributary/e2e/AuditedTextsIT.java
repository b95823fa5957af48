package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.testkit.BrokerProcess;
import io.tributary.testkit.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The audit of texts against the job itself, through a kill and a replay: copies in other topics
 * and with other contents, languages in others' topics, awkward JSON, garbage, texts that are
 * refused for what becomes of them, and late ones.
 */
final class AuditedTextsIT {
  private static final List<String> LANGUAGES = List.of("fr", "en", "ar");
  private static final int TEXTS = 3_000;
  private static final Instant BEGIN = Instant.parse("2025-12-19T23:50:00Z");

  @TempDir private Path folder;
  private BrokerProcess broker;
  private final ObjectMapper json = new ObjectMapper();
  private final SplittableRandom random = new SplittableRandom(11);

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  void theAuditHoldsThroughAKillAndAReplay() throws Exception {
    for (String language : LANGUAGES) {
      new Topic(broker.bootstrap(), "raw-text-" + language).create(3, Map.of());
    }
    // So that some texts become too large with what is found out about them.
    new Topic(broker.bootstrap(), "processed-text").create(3, Map.of("max.message.bytes", "20000"));
    send(0, TEXTS / 2);
    Tributary.run(folder, run("--bounded"));
    assertThat(audit().path("verdict").asText()).isEqualTo("holds");

    send(TEXTS / 2, TEXTS);
    try (Tributary killed = Tributary.start(folder, run())) {
      new Topic(broker.bootstrap(), "processed-text").awaitMore(0);
      killed.kill();
    }
    Tributary.run(folder, run("--bounded"));
    JsonNode before = audit();
    assertThat(before.path("verdict").asText()).isEqualTo("holds");
    assertThat(before.path("late").asInt()).isPositive();
    assertThat(before.path("rejections").fieldNames())
        .toIterable()
        .contains("FUTURE_TIMESTAMP", "INVALID_VALUE", "MALFORMED_JSON", "MISSING_FIELD")
        .contains("TOO_LONG", "TOO_OLD");
    JsonNode all = before.path("partitions").get(before.path("partitions").size() - 1);
    assertThat(all.path("topic").asText()).isEqualTo("all");
    assertThat(all.path("duplicate").asInt()).isPositive();
    assertThat(all.path("delivered").asInt() + all.path("rejected").asInt())
        .isEqualTo(all.path("in").asInt() - all.path("duplicate").asInt());

    int tooOld = before.path("rejections").path("TOO_OLD").asInt();
    assertThat(call("replay", "--reason=TOO_OLD")).contains(": " + tooOld + " replayed");
    Tributary.run(folder, run("--bounded"));
    JsonNode after = audit();
    assertThat(after.path("verdict").asText()).isEqualTo("holds");
    assertThat(after.path("rejections").path("TOO_OLD").asInt())
        .as("none is rejected again")
        .isEqualTo(tooOld);
    assertThat(after.path("delivered").asInt())
        .as("copies are told among replayed ones, too")
        .isEqualTo(before.path("delivered").asInt() + rejectedTexts("TOO_OLD"));
    assertThat(after.path("notes").toString())
        .contains("never delivered, but rejected after deduplication");

    call("replay", "--reason=TOO_LONG");
    Tributary.run(folder, run("--bounded"));
    JsonNode refusedAgain = audit();
    assertThat(refusedAgain.path("verdict").asText()).isEqualTo("holds");
    int tooLong = rejectedTexts("TOO_LONG");
    assertThat(refusedAgain.path("rejections").path("TOO_LONG").asInt()).isEqualTo(2 * tooLong);

    new Topic(broker.bootstrap(), "processed-text").set("max.message.bytes", "1048588");
    assertThat(call("replay")).contains(tooOld + " passed over");
    Tributary.run(folder, run("--bounded"));
    JsonNode last = audit();
    assertThat(last.path("verdict").asText()).isEqualTo("holds");
    assertThat(last.path("notes").toString()).doesNotContain("after deduplication");
    assertThat(last.path("delivered").asInt())
        .as("what was refused for what became of it")
        .isEqualTo(after.path("delivered").asInt() + tooLong);
  }

  @Test
  void auditAndReplayFindZonesOnS3() throws Exception {
    for (String language : LANGUAGES) {
      new Topic(broker.bootstrap(), "raw-text-" + language).create(3, Map.of());
    }
    send(0, 300);
    try (S3Server server = S3Server.start(folder.resolve("s3"))) {
      String[] zones = {
        "--texts.raw.path=s3://" + S3Server.BUCKET + "/raw",
        "--texts.processed.path=s3://" + S3Server.BUCKET + "/processed"
      };
      Tributary.run(folder, server.environment(), run("--bounded", zones[0], zones[1]));
      JsonNode said = audit(server.environment(), zones);
      assertThat(said.path("verdict").asText()).isEqualTo("holds");
      assertThat(said.path("delivered").asInt()).isPositive();
      String replayed = call(server.environment(), "replay", zones);
      assertThat(replayed).contains("0 passed over").doesNotContain(" 0 replayed");
    }
  }

  /** How many different texts were rejected for a reason. */
  private int rejectedTexts(String reason) {
    Set<String> different = new HashSet<>();
    new Topic(broker.bootstrap(), "texts-dead-letters")
        .read(
            letter -> {
              if (reason.equals(Topic.header(letter, "tributary.reason"))) {
                different.add(new String(letter.value(), StandardCharsets.UTF_8));
              }
            });
    return different.size();
  }

  private void send(int from, int to) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = new Topic(broker.bootstrap(), "").producer()) {
      for (int i = from; i < to; i++) {
        String language = LANGUAGES.get(i % 3);
        String text = text(i, language, "n° " + i + " l'été 😀 \"où\"\n<b>x</b>");
        switch (random.nextInt(40)) {
          case 0 -> copies(producer, language, text);
          case 1 -> copies(producer, LANGUAGES.get((i + 1) % 3), text);
          case 2 -> {
            send(producer, language, text);
            send(producer, LANGUAGES.get((i + 1) % 3), text(i, language, "other content"));
          }
          case 3 -> copies(producer, language, text(i, language, "long ".repeat(3_000)));
          case 4 -> send(producer, language, text.substring(0, random.nextInt(text.length())));
          case 5 -> send(producer, language, null);
          case 6 -> send(producer, language, text.replace("\"language\":\"", "\"language\":\"x"));
          case 7 -> send(producer, language, text.replace("\"timestamp\"", "\"time\""));
          case 8 -> send(producer, language, text.replaceFirst("2025-12", "2035-12"));
          case 9 -> copies(producer, language, text.replaceFirst("2025-12", "2025-10"));
          case 10 -> send(producer, language, text.replaceFirst("2025-12-19T23", "2025-12-19T21"));
          case 11 -> copies(producer, language, text.replace("\"id\":\"", "\"no\":\""));
          case 12 -> copies(producer, language, text.replace("\"id\":\"", "\"id\":1,\"no\":\""));
          case 13 ->
              send(
                  producer,
                  language,
                  text.replaceFirst("\"metadata\":\\{[^}]*}", "\"metadata\":null"));
          case 14 ->
              send(
                  producer,
                  language,
                  text.replace("\"id\"", "\"i\\u0064\"").replace(",", " ,\r\n"));
          case 15 ->
              send(producer, language, text.replace("\"id\":\"T", "\"id\":\"\\ud83d\\ude00"));
          case 16 -> send(producer, language, text.replace("\"text\"", "\"text\":\"\",\"text\""));
          case 17 ->
              send(
                  producer,
                  language,
                  text.replace("\"id\":\"", "\"a\":{\"n\":1.0e400,\"m\":[0.10]},\"id\":\""));
          case 18 -> send(producer, language, text.replace("l'été", "\\u0000\\ud83d\\ude00"));
          case 19 -> send(producer, language, text.replace("l'été", "\\ud83d"));
          case 20 -> send(producer, language, text.replace("Z\"", ".1234567899+01\""));
          default -> send(producer, language, text);
        }
      }
    }
  }

  private void copies(KafkaProducer<byte[], byte[]> producer, String language, String text)
      throws Exception {
    send(producer, language, text);
    send(producer, LANGUAGES.get(random.nextInt(3)), text);
    send(producer, language, text);
  }

  private void send(KafkaProducer<byte[], byte[]> producer, String language, String value)
      throws Exception {
    byte[] key = random.nextBoolean() ? null : new byte[] {(byte) random.nextInt()};
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    producer
        .send(
            new ProducerRecord<>(
                "raw-text-" + language, random.nextInt(3), BEGIN.toEpochMilli(), key, bytes))
        .get();
  }

  private String text(int number, String language, String text) {
    return "{\"text\":%s,\"language\":\"%s\",\"metadata\":{\"id\":\"T-%d\"},\"timestamp\":\"%s\"}"
        .formatted(json.valueToTree(text), language, number, BEGIN.plusSeconds(number / 4));
  }

  private JsonNode audit() throws Exception {
    return audit(Map.of());
  }

  private JsonNode audit(Map<String, String> environment, String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("--json");
    String said = call(environment, "audit", all.toArray(String[]::new));
    return json.readTree(said.substring(said.indexOf("{\n"))); // progress may stand before it
  }

  private String call(String command, String... more) throws Exception {
    return call(Map.of(), command, more);
  }

  private String call(Map<String, String> environment, String command, String... more)
      throws Exception {
    List<String> all = new ArrayList<>(List.of(command, "texts"));
    all.add("--kafka.bootstrap.servers=" + broker.bootstrap());
    all.add("--lake.path=" + folder.resolve("lake"));
    all.addAll(List.of(more));
    return Tributary.run(folder, environment, all.toArray(String[]::new));
  }

  private String[] run(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "texts",
                "--kafka.bootstrap.servers=" + broker.bootstrap(),
                "--lake.path=" + folder.resolve("lake"),
                "--checkpoint.path=" + folder.resolve("checkpoints"),
                "--checkpoint.interval=1s",
                "--rest.port=0"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
