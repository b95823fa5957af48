package io.tributary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.testkit.BrokerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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

/** Whatever comes, it is delivered or a dead letter, its bytes are kept, and the job goes on. */
final class GarbageIT {
  private static final int LARGE = 20 << 20;

  @TempDir private Path folder;
  private BrokerProcess broker;
  private int tickets;

  @BeforeEach
  void startBroker() {
    broker = BrokerProcess.start(folder.resolve("kafka"));
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  void garbageBecomesDeadLettersAndStopsNothing() throws Exception {
    Topic input = new Topic(broker.bootstrap(), "client_tickets");
    input.create(3, Map.of("max.message.bytes", Integer.toString(25 << 20)));
    new Topic(broker.bootstrap(), "clients").create(3, Map.of("cleanup.policy", "compact"));
    List<byte[]> garbage = garbage();
    try (KafkaProducer<byte[], byte[]> producer = input.producer()) {
      for (byte[] value : garbage) {
        producer.send(new ProducerRecord<>(input.name(), value)).get();
      }
    }
    String said;
    try (Tributary job =
        Tributary.start(
            folder,
            "run",
            "tickets",
            "--bounded",
            "--kafka.bootstrap.servers=" + broker.bootstrap(),
            "--lake.path=" + folder.resolve("lake"),
            "--checkpoint.path=" + folder.resolve("checkpoints"),
            "--rest.port=0")) {
      assertThat(job.awaitExit()).as(job.said()).isZero();
      said = job.logged();
    }

    assertThat(said).as("the job never restarted").doesNotContain("to RESTARTING", "to FAILED");
    Map<String, byte[]> sent = new HashMap<>();
    input.read(r -> sent.put(r.partition() + "@" + r.offset(), r.value()));
    Set<String> dead = new HashSet<>();
    new Topic(broker.bootstrap(), "tickets-dead-letters")
        .read(
            letter -> {
              String at =
                  Topic.header(letter, "tributary.partition")
                      + "@"
                      + Topic.header(letter, "tributary.offset");
              assertThat(dead.add(at)).as("once: " + at).isTrue();
              assertThat(letter.value()).as("untouched: " + at).isEqualTo(sent.get(at));
              assertThat(Topic.header(letter, "tributary.reason")).isNotBlank();
              assertThat(Topic.header(letter, "tributary.detail")).isNotBlank();
            });
    Set<String> delivered = new HashSet<>();
    ObjectMapper json = new ObjectMapper();
    new Topic(broker.bootstrap(), "tickets-enriched")
        .read(
            record -> {
              JsonNode ticket;
              try {
                ticket = json.readTree(record.value());
              } catch (java.io.IOException e) {
                throw new AssertionError("what is delivered is JSON", e);
              }
              assertThat(delivered.add(ticket.path("ticket_id").asText())).isTrue();
            });
    assertThat(dead.size() + delivered.size()).as("each has one fate").isEqualTo(garbage.size());
    assertThat(
            new Outcome(broker.bootstrap(), folder.resolve("lake")).rows("tickets_with_assignment"))
        .isEqualTo(delivered.size());
    assertThat(delivered.size()).as("awkward but valid ones").isGreaterThan(10);
  }

  private List<byte[]> garbage() throws Exception {
    List<byte[]> all = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(42);
    all.add(null);
    all.add(new byte[0]);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[random.nextInt(1, 400)];
      random.nextBytes(bytes);
      all.add(bytes);
    }
    byte[] good = ticket("fine").getBytes(StandardCharsets.UTF_8);
    for (int length = 1; length < good.length; length += 7) {
      all.add(Arrays.copyOf(good, length));
    }
    for (int i = 0; i < 1_000; i++) {
      byte[] mutant = ticket("mutant").getBytes(StandardCharsets.UTF_8);
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      all.add(mutant);
    }
    for (String value :
        List.of(
            "{".repeat(100_000),
            "[".repeat(100_000) + "]".repeat(100_000),
            ticket("x").replace("\"x\"", "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000)),
            ticket("twice").replace("{\"ticket_id\"", "{\"priority\":\"low\",\"ticket_id\""),
            ticket("\\ud800"),
            ticket("\\udc00 alone"),
            ticket("ok").replace("}", ",\"huge\":" + "9".repeat(100_000) + "}"),
            ticket("ok").replace("}", ",\"huge\":1e999999999}"),
            ticket("\\u0000\\u0001\\uFFFF"),
            ticket("a".repeat(501)),
            ticket("🚀".repeat(500)),
            ticket("🚀".repeat(501)),
            ticket("مرحبا بالعالم"),
            ticket("ok") + ticket("twice"),
            "\uFEFF" + ticket("with a byte order mark"),
            "null",
            "true",
            "42",
            "\"text\"",
            "[]",
            "{}",
            ticket("ok").replace("2025-12-19T23:30:00Z", "2099-01-01T00:00:00Z"),
            ticket("ok").replace("2025-12-19T23:30:00Z", "0000-01-01T00:00:00Z"),
            ticket("ok").replace("2025-12-19T23:30:00Z", "+999999999-12-31T23:59:59Z"),
            ticket("ok").replace("2025-12-19T23:30:00Z", "2025-12-19T23:30:00"))) {
      all.add(value.getBytes(StandardCharsets.UTF_8));
    }
    all.add(ticket("Latin-1: \u00e9").getBytes(StandardCharsets.ISO_8859_1));
    all.add(ticket("sixteen").getBytes(StandardCharsets.UTF_16));
    byte[] large = new byte[LARGE];
    Arrays.fill(large, (byte) 'x');
    all.add(large);
    all.add(ticket("y".repeat(LARGE)).getBytes(StandardCharsets.UTF_8));
    for (String naughty : naughtyStrings()) {
      all.add(naughty.getBytes(StandardCharsets.UTF_8));
      all.add(
          new ObjectMapper()
              .writeValueAsBytes(
                  new ObjectMapper().readTree(ticket("n")).deepCopy()
                          instanceof com.fasterxml.jackson.databind.node.ObjectNode object
                      ? object.put("request", naughty)
                      : null));
    }
    return all;
  }

  /** The big list of naughty strings, when the samples are there. */
  private static List<String> naughtyStrings() throws Exception {
    Path list =
        Path.of(System.getProperty("tributary.samples", ""), "naughty-strings", "blns.json");
    if (!Files.exists(list)) {
      return List.of(
          "undefined",
          "1/0",
          "<script>alert(1)</script>",
          "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
          "\u202A\u202Atest\u202A");
    }
    return List.of(new ObjectMapper().readValue(list.toFile(), String[].class));
  }

  private String ticket(String request) {
    return ("{\"ticket_id\":\"00000000-0000-4000-8000-%012d\",\"client_id\":\"CLIENT_1\","
                + "\"created_at\":\"2025-12-19T23:30:00Z\",\"request\":\"")
            .formatted(++tickets)
        + request
        + "\",\"request_type\":\"billing\",\"priority\":\"low\"}";
  }
}
